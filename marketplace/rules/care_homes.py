"""Stays in a care home for a while: charges (R31), option 1 (R28, R29), and children's short placements (R30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import SettingName, Settings


@dataclass(frozen=True, slots=True)
class CareHomeStay:
    """How long a stay is. ``on``: the day that is asked about; ``council``: its code, for its own number of nights."""

    nights: int
    on: date
    council: str | None = None


def decide_charge(facts: CareHomeStay, settings: Settings) -> Result:
    """R31: a reasonable charge for the first weeks, then a look at what the person can pay."""
    most = settings.number(SettingName.CARE_HOME_CHARGE_NIGHTS, on=facts.on, council=facts.council)
    used = (FactUsed("Nights in a care home", str(facts.nights)), FactUsed("Nights at a reasonable charge", str(most)))
    if facts.nights > most:
        sentence = f"From night {most + 1} on, the council looks at what the person can pay."
        return Result("R31", Answer.WARN, sentence, used, f"Keep the stay to {most} nights, or ask what it would cost.")
    sentence = (
        f"For the first {most} nights the council may ask for a fair charge. It looks at what they can pay later."
    )
    return Result("R31", Answer.NOTE, sentence, used)


@dataclass(frozen=True, slots=True)
class Nights:
    """One stay: its first night, and the day of leaving."""

    first_on: date
    leave_on: date

    @property
    def count(self) -> int:
        """How many nights it has."""
        return (self.leave_on - self.first_on).days

    def since(self, day: date) -> "Nights":
        """The part of it from a night on."""
        return Nights(max(self.first_on, min(day, self.leave_on)), self.leave_on)


@dataclass(frozen=True, slots=True)
class CareHomeYear:
    """Stays in care homes and the one that is planned, which is the last. Nothing else counts: no flat, no hotel."""

    planned: Nights
    before: tuple[Nights, ...] = ()
    is_option_1: bool = True
    council: str | None = None


def decide_option_1(facts: CareHomeYear, settings: Settings) -> Result:
    """R28 and R29: beyond so many nights of a year option 1 need not be offered, so an officer decides."""
    on = facts.planned.first_on
    most = settings.number(SettingName.CARE_HOME_OPTION_NIGHTS, on=on, council=facts.council)
    nights = nights_counted(facts, settings)
    used = (
        FactUsed("Nights in care homes in 12 months", str(nights)),
        FactUsed("Nights with a direct payment", str(most)),
        FactUsed("Paid from a direct payment", "yes" if facts.is_option_1 else "no"),
    )
    if not facts.is_option_1:
        return Result("R28", Answer.ALLOWED, "No direct payment pays for this stay.", used)
    if nights <= most:
        return Result("R28", Answer.ALLOWED, f"This is within {most} nights of care home in 12 months.", used)
    sentence = f"This is more than {most} nights in a care home in 12 months. An officer decides if option 1 may pay."
    instead = "Use option 2 or 3, stay for fewer nights, or choose a house, a hotel or care at home."
    return Result("R28", Answer.ASK, sentence, used, instead)


def nights_counted(facts: CareHomeYear, settings: Settings) -> int:
    """Nights of the 12 months up to the last one planned; where stays join, only those with a short time between."""
    on = facts.planned.first_on
    back = settings.number(SettingName.CARE_HOME_LOOKS_BACK_DAYS, on=on, council=facts.council)
    gap = settings.number(SettingName.CARE_HOME_JOIN_GAP_DAYS, on=on, council=facts.council)
    since = facts.planned.leave_on - timedelta(days=back)
    inside = [one.since(since) for one in sorted(facts.before, key=lambda one: one.first_on)]
    counted = inside if not gap else _joined(inside, facts.planned, gap)
    return sum(one.count for one in counted) + facts.planned.since(since).count


def _joined(stays: Sequence[Nights], planned: Nights, gap: int) -> list[Nights]:
    """Those that join on to the planned one, backwards, with fewer than ``gap`` days between each two."""
    chain: list[Nights] = []
    after = planned
    for one in reversed(stays):
        if (after.first_on - one.leave_on).days >= gap:
            break
        chain.append(one)
        after = one
    return chain


def decide_placements(facts: CareHomeYear, settings: Settings) -> Result:
    """R30: a child's planned short placements within 12 months count as one, none too long, not too many days."""
    on = facts.planned.first_on
    longest = settings.number(SettingName.PLACEMENT_NIGHTS, on=on, council=facts.council)
    most = settings.number(SettingName.PLACEMENTS_DAYS, on=on, council=facts.council)
    back = settings.number(SettingName.CARE_HOME_LOOKS_BACK_DAYS, on=on, council=facts.council)
    since = facts.planned.leave_on - timedelta(days=back)
    days = sum(one.since(since).count for one in (*facts.before, facts.planned))
    used = (
        FactUsed("Nights of this stay", str(facts.planned.count)),
        FactUsed("Days of such stays in 12 months", str(days)),
    )
    if facts.planned.count > longest:
        sentence = f"A short stay of a child is {longest} nights at most. A longer one is looked at anew."
        return Result("R30", Answer.WARN, sentence, used, "Choose fewer nights, or ask the child's social worker.")
    if days > most:
        sentence = f"This makes more than {most} days of short stays in 12 months. Then they count as more than one."
        return Result("R30", Answer.WARN, sentence, used, "Choose fewer nights, or ask the child's social worker.")
    sentence = "Short stays of a child in 12 months count as one. The count is not about a direct payment."
    return Result("R30", Answer.ALLOWED, sentence, used)


R28 = Rule(
    id="R28",
    name="Long stays in a care home",
    also=("R29",),
    sentence="A direct payment need not pay for more than four weeks in a care home in 12 months. An officer decides.",
    source="Self-directed Support (Direct Payments) (Scotland) Regulations 2014; how stays join is our reading",
    decides=decide_option_1,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.ASK),
    uses=(
        SettingName.CARE_HOME_OPTION_NIGHTS,
        SettingName.CARE_HOME_LOOKS_BACK_DAYS,
        SettingName.CARE_HOME_JOIN_GAP_DAYS,
    ),
    is_our_reading=True,
)

R30 = Rule(
    id="R30",
    name="Short stays of a child",
    sentence="Short stays of a child in 12 months count as one, if none is long and they are not too many.",
    source="Looked After Children (Scotland) Regulations 2009, on short breaks, as we read them",
    decides=decide_placements,
    subject=Subject.STAYS,
    answers=(Answer.ALLOWED, Answer.WARN),
    uses=(SettingName.PLACEMENT_NIGHTS, SettingName.PLACEMENTS_DAYS, SettingName.CARE_HOME_LOOKS_BACK_DAYS),
    is_our_reading=True,
)

R31 = Rule(
    id="R31",
    name="What a care home stay costs you",
    sentence="For a stay in a care home the council may ask a reasonable charge at first, and looks at money later.",
    source="National Assistance (Assessment of Resources) Regulations 1992 and the charging guide for Scotland",
    decides=decide_charge,
    subject=Subject.MONEY,
    answers=(Answer.NOTE, Answer.WARN),
    uses=(SettingName.CARE_HOME_CHARGE_NIGHTS,),
    is_our_reading=True,
)
