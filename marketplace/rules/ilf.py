"""What ILF money may pay for: never care without registration (R12), within its award (R43), stays by letter (R44)."""

from dataclasses import dataclass
from datetime import date

from marketplace import wording
from marketplace.access_facts.kinds import ListingKind
from marketplace.money import format_pence
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import MayBuy, Settings

BY_LETTER = frozenset(
    {ListingKind.ACTIVITY, ListingKind.ACCOMMODATION, ListingKind.CARE_HOME, ListingKind.SHARED_LIVES}
)
"""Stays and activities: the award has to name them."""


@dataclass(frozen=True, slots=True)
class CareService:
    """A service that ILF money is to pay. ``is_individual``: one person, who is no service."""

    provider: str
    is_care: bool
    is_individual: bool
    is_registered: bool


def decide_registered(facts: CareService, _settings: Settings) -> Result:
    """R12: ILF money never pays an unregistered care service."""
    used = (
        FactUsed("Provider", facts.provider),
        FactUsed("Gives care", "yes" if facts.is_care else "no"),
        FactUsed("On the register now", "yes" if facts.is_registered else "no"),
    )
    if not facts.is_care:
        return Result("R12", Answer.ALLOWED, "This is not a care service.", used)
    if facts.is_individual:
        return Result("R12", Answer.ALLOWED, "One person works alone here. That is not a care service.", used)
    if facts.is_registered:
        return Result("R12", Answer.ALLOWED, f"{facts.provider} is on the register.", used)
    sentence = f"{facts.provider} gives care and is not on the register. ILF money never pays that."
    return Result("R12", Answer.NO, sentence, used, "Choose a provider on the register, or let another pot pay.")


@dataclass(frozen=True, slots=True)
class Award:
    """What is kept of an award letter. ``year_pence``: the yearly total; none where it is not kept."""

    pot: str
    letter: str
    starts_on: date | None
    ends_on: date | None
    year_pence: int | None
    purposes: tuple[str, ...] = ()


def decide_award(facts: Award, _settings: Settings) -> Result:
    """R43: amount, period, purposes and yearly total are recorded; eligibility is never looked at here."""
    used = (
        FactUsed("Award letter", facts.letter or "not kept"),
        FactUsed("From", wording.day(facts.starts_on) if facts.starts_on else "not said"),
        FactUsed("To", wording.day(facts.ends_on) if facts.ends_on else "not said"),
        FactUsed("Total for a year", "not said" if facts.year_pence is None else format_pence(facts.year_pence)),
        FactUsed("What it is for", wording.listed(facts.purposes) if facts.purposes else "not said"),
    )
    is_whole = facts.letter and facts.starts_on and facts.ends_on and facts.year_pence is not None and facts.purposes
    if is_whole:
        return Result("R43", Answer.ALLOWED, "The award letter is written down here.", used)
    sentence = f"Not all of the award letter of {facts.pot} is written down here."
    return Result("R43", Answer.ASK, sentence, used, "Write it down on the page of the pot. It takes five minutes.")


@dataclass(frozen=True, slots=True)
class AwardUse:
    """A sort of thing that an award is to pay for, and what the letter says of it, if anything.

    ``is_seen``: an officer wrote that down. Until then somebody who may decide looks at the letter (R18a).
    """

    pot: str
    kind: ListingKind
    of_letter: MayBuy | None
    is_seen: bool = True


def decide_stay(facts: AwardUse, _settings: Settings) -> Result:
    """R44: stays and activities, asked where the letter does not name them."""
    said = {None: "nothing", MayBuy.ALLOW: "yes", MayBuy.ASK: "ask first", MayBuy.NEVER: "no"}[facts.of_letter]
    used = (FactUsed("What it is", facts.kind.label), FactUsed("What the letter says of it", said))
    if facts.kind not in BY_LETTER:
        return Result("R44", Answer.ALLOWED, "This is neither a stay nor an activity.", used)
    if facts.of_letter is MayBuy.ALLOW and facts.is_seen:
        return Result("R44", Answer.ALLOWED, "The award letter names this.", used)
    if facts.of_letter is MayBuy.ALLOW:
        sentence = f"{facts.pot} is said to name this in its letter. Somebody who may decide looks at the letter first."
        return Result("R44", Answer.ASK, sentence, used, "Wait for the answer, or let another pot pay.")
    sentence = f"{facts.pot} pays for stays and activities only where the ILF says so."
    return Result("R44", Answer.ASK, sentence, used, "Ask the ILF for a letter, or let another pot pay.")


R12 = Rule(
    id="R12",
    name="ILF money and registered care",
    sentence="ILF money never pays a care service that is not on the register.",
    source="ILF Scotland policy; Public Services Reform (Scotland) Act 2010, part 5",
    decides=decide_registered,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.NO),
)

R43 = Rule(
    id="R43",
    name="The ILF award",
    sentence="Of an ILF award we keep how much, from when to when, and what for. We never test who may have it.",
    source="ILF Scotland policy on awards",
    decides=decide_award,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.ASK),
)

R44 = Rule(
    id="R44",
    name="What the ILF letter names",
    sentence="ILF money pays for stays and activities where the award letter names them.",
    source="ILF Scotland policy on awards",
    decides=decide_stay,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.ASK),
)
