"""Who may work as a paid PA: members of the PVG scheme (R13, R14, R17, R18) who are old enough (R16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from marketplace import wording
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import NoSetting, SettingName, Settings

ADULT_AT = 18


class PvgGroup(StrEnum):
    """Whom a PVG scheme membership covers, or whom somebody works with."""

    ADULTS = "adults"
    CHILDREN = "children"
    BOTH = "both"

    def covers(self, other: "PvgGroup") -> bool:
        """Whether membership for this group is enough to work with ``other``."""
        return self in {PvgGroup.BOTH, other}


@dataclass(frozen=True, slots=True)
class PvgMembership:
    """A membership somebody checked. ``last_on`` is its last day; none: no expiry known, which is never a refusal."""

    group: PvgGroup
    checked_on: date
    checked_by: str
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """A PA, on the last day they are to work. ``is_own_pa``: the person already employs them and says so themselves."""

    name: str
    on: date
    born_on: date | None
    membership: PvgMembership | None
    is_paid: bool = True
    is_own_pa: bool = False
    person_confirms: bool = False
    works_with: PvgGroup = PvgGroup.ADULTS
    is_alone_or_at_night: bool = False
    council: str | None = None


def decide_membership(worker: Worker, _settings: Settings) -> Result:
    """R13, R14: a paid PA is a PVG scheme member, employed or self-employed, trial shifts included."""
    used = (FactUsed("PA", worker.name), FactUsed("Paid", "yes" if worker.is_paid else "no"), _checked(worker))
    if not worker.is_paid:
        return Result("R13", Answer.ALLOWED, f"{worker.name} is not paid for this, so this check is not needed.", used)
    if worker.is_own_pa:
        return Result("R13", Answer.ALLOWED, f"{worker.name} is your own PA, so you tell us.", used)
    if worker.membership:
        return Result("R13", Answer.ALLOWED, f"{worker.name} is in the PVG scheme.", used)
    sentence = f"{worker.name} cannot work for pay yet. Nobody has checked that they are in the PVG scheme."
    return Result("R13", Answer.NO, sentence, used, "Check their membership and record who checked it and when.")


def decide_own_pa(worker: Worker, _settings: Settings) -> Result:
    """R18: of a PA whom they already employ, the person confirms the membership."""
    used = (
        FactUsed("PA", worker.name),
        FactUsed("Your own PA", "yes" if worker.is_own_pa else "no"),
        FactUsed("You have told us they are a member", "yes" if worker.person_confirms else "no"),
    )
    if not (worker.is_own_pa and worker.is_paid):
        sentence = f"{worker.name} is not a PA you pay yourself, so you need not tell us."
        return Result("R18", Answer.ALLOWED, sentence, used)
    if worker.person_confirms:
        return Result("R18", Answer.ALLOWED, f"You have told us that {worker.name} is in the PVG scheme.", used)
    sentence = f"We need you to tell us that {worker.name} is in the PVG scheme."
    return Result("R18", Answer.NO, sentence, used, "Say that they are a member, or choose another PA.")


def decide_unpaid(worker: Worker, _settings: Settings) -> Result:
    """R15: who is not paid need not be a member: family and friends who help as such. That they are not is kept."""
    used = (FactUsed("Who", worker.name), FactUsed("Paid", "yes" if worker.is_paid else "no"))
    if worker.is_paid:
        return Result("R15", Answer.ALLOWED, f"{worker.name} is paid, so other rules say what is needed.", used)
    sentence = f"{worker.name} is not paid for this, so need not be in the PVG scheme. We keep that as the reason."
    return Result("R15", Answer.NOTE, sentence, used)


def decide_validity(worker: Worker, settings: Settings) -> Result:
    """R17: the membership covers whom they work with, and has not ended."""
    membership = worker.membership
    if membership is None:
        return Result("R17", Answer.ALLOWED, "There is no membership to look at.", (FactUsed("PA", worker.name),))
    used = (
        FactUsed("PA", worker.name),
        FactUsed("Works with", worker.works_with.value),
        FactUsed("Membership covers", membership.group.value),
        FactUsed("Last day", wording.day(membership.last_on) if membership.last_on else "no expiry known"),
    )
    if not membership.group.covers(worker.works_with):
        sentence = f"{worker.name}'s membership is not for work with {worker.works_with.value}."
        return Result("R17", Answer.NO, sentence, used, "Have the right membership checked, or send another PA.")
    if membership.last_on is None:
        return Result("R17", Answer.ALLOWED, f"No end is known for {worker.name}'s membership.", used)
    return _decide_end(worker, membership.last_on, settings, used)


def _decide_end(worker: Worker, last_on: date, settings: Settings, used: tuple[FactUsed, ...]) -> Result:
    if worker.on > last_on:
        sentence = f"{worker.name}'s membership ended on {wording.day(last_on)}."
        return Result("R17", Answer.NO, sentence, used, "Have it renewed and checked, or send another PA.")
    if last_on - worker.on <= timedelta(days=settings.number(SettingName.PVG_REMINDER_DAYS, on=worker.on)):
        sentence = f"{worker.name}'s membership ends on {wording.day(last_on)}."
        return Result("R17", Answer.WARN, sentence, used, "Have it renewed before then.")
    return Result("R17", Answer.ALLOWED, f"{worker.name}'s membership lasts until {wording.day(last_on)}.", used)


def membership_ends_on(joined_on: date, settings: Settings) -> date | None:
    """The last day of a membership joined on a day; none for those who joined before memberships had an end (R17)."""
    try:
        years = settings.number(SettingName.PVG_YEARS, on=joined_on)
    except NoSetting:
        return None
    return _anniversary(joined_on, joined_on.year + years) - timedelta(days=1)


def decide_age(worker: Worker, settings: Settings) -> Result:
    """R16: nobody under the least age is a paid PA; a council may set a higher one for work alone or at night."""
    age = age_on(worker.born_on, worker.on) if worker.born_on else None
    used = (
        FactUsed("PA", worker.name),
        FactUsed("Paid", "yes" if worker.is_paid else "no"),
        FactUsed("Age", "not known" if age is None else str(age)),
        FactUsed("Works alone or at night", "yes" if worker.is_alone_or_at_night else "no"),
    )
    if not worker.is_paid:
        return Result("R16", Answer.ALLOWED, f"{worker.name} is not paid for this, so this rule does not count.", used)
    if age is None:
        sentence = f"We do not know how old {worker.name} is."
        return Result("R16", Answer.NO, sentence, used, "Give their date of birth.")
    least = _least_age(worker, settings)
    if age < least:
        sentence = f"{worker.name} is {age}. A paid PA has to be {least} or older for this."
        return Result("R16", Answer.NO, sentence, used, f"Choose a PA who is {least} or older.")
    return Result("R16", Answer.ALLOWED, f"{worker.name} is old enough.", used)


def _least_age(worker: Worker, settings: Settings) -> int:
    names = [SettingName.PA_LEAST_AGE_YEARS]
    if worker.is_alone_or_at_night:
        names.append(SettingName.PA_LEAST_AGE_ALONE_OR_AT_NIGHT_YEARS)
    return max(settings.number(name, on=worker.on, council=worker.council) for name in names)


def works_with(births: Iterable[date | None], *, on: date) -> PvgGroup | None:
    """Whom a PA works with who is with people born on these days; None where none is known.

    A child is under 18 (Protection of Vulnerable Groups (Scotland) Act 2007, section 97).
    """
    groups = {PvgGroup.CHILDREN if age_on(born_on, on) < ADULT_AT else PvgGroup.ADULTS for born_on in births if born_on}
    return PvgGroup.BOTH if len(groups) > 1 else next(iter(groups), None)


def age_on(born_on: date, day: date) -> int:
    """Age in years. Who was born on 29 February is older from 1 March (Age of Legal Capacity (Scotland) Act 1991)."""
    return day.year - born_on.year - (day < _anniversary(born_on, day.year))


def _anniversary(of: date, year: int) -> date:
    try:
        return of.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _checked(worker: Worker) -> FactUsed:
    membership = worker.membership
    if membership is None:
        return FactUsed("PVG scheme", "not checked")
    return FactUsed("PVG scheme", f"checked on {wording.day(membership.checked_on)} by {membership.checked_by}")


R13 = Rule(
    id="R13",
    name="PAs are in the PVG scheme",
    also=("R14",),
    sentence="Everyone who is paid to be a PA is in the PVG scheme, from the first trial shift on.",
    source="Protection of Vulnerable Groups (Scotland) Act 2007, as changed by the Disclosure (Scotland) Act 2020",
    decides=decide_membership,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.NO),
    is_open_to_families=False,
)

R18 = Rule(
    id="R18",
    name="Your own PA is in the PVG scheme",
    sentence="If you employ a PA yourself, you tell us that they are in the PVG scheme.",
    source="Protection of Vulnerable Groups (Scotland) Act 2007, as changed by the Disclosure (Scotland) Act 2020",
    decides=decide_own_pa,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.NO),
)

R15 = Rule(
    id="R15",
    name="Family and friends who help",
    sentence="Family and friends who help without pay need not be in the PVG scheme.",
    source="Disclosure (Scotland) Act 2020: what is done for family or friends, unpaid, is no regulated role",
    decides=decide_unpaid,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.NOTE),
)

R16 = Rule(
    id="R16",
    name="How old a PA must be",
    sentence="Nobody under 16 is a paid PA. A council may ask for 18 where a PA works alone or at night.",
    source="Guidance for employers of personal assistants; a council's own rule where it has one",
    decides=decide_age,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.NO),
    uses=(SettingName.PA_LEAST_AGE_YEARS, SettingName.PA_LEAST_AGE_ALONE_OR_AT_NIGHT_YEARS),
)

R17 = Rule(
    id="R17",
    name="PAs who can come",
    sentence="PVG membership is for adults, for children or for both, and for people who join now it ends in time.",
    source="Disclosure (Scotland) Act 2020",
    decides=decide_validity,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.WARN, Answer.NO),
    uses=(SettingName.PVG_YEARS, SettingName.PVG_REMINDER_DAYS),
    is_open_to_families=False,
)
