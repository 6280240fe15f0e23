"""Who may give personal care: registered services of the right type, or one person alone (R9, R11).

Decided by what a line includes, never by the kind of listing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from marketplace import wording
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings


class CareOffered(StrEnum):
    """What is offered, as the register divides services."""

    AT_HOME = "care at home, or where you stay"
    DAY_SUPPORT = "support away from home in the day"
    CARE_HOME = "a care home"
    SHARED_LIVES = "Shared Lives"
    HOUSING_SUPPORT = "housing support"
    NURSING = "nurses from an agency"


class PaidBy(StrEnum):
    """Whose arrangement pays for a line."""

    OPTION_1 = "option 1"
    OPTION_2 = "option 2"
    OPTION_3 = "option 3"
    OWN_MONEY = "own money"
    NHS = "NHS money"
    ILF = "ILF money"


COUNCIL_ARRANGED = frozenset({PaidBy.OPTION_2, PaidBy.OPTION_3, PaidBy.NHS})
"""Public arrangements, under which one person alone is not simply exempt."""

COVERING_TYPES: Mapping[CareOffered, tuple[tuple[str, str | None], ...]] = {
    CareOffered.AT_HOME: (("Support Service", "Care at Home"),),
    CareOffered.DAY_SUPPORT: (("Support Service", "Other than Care at home"), ("Support Service", "Care at Home")),
    CareOffered.CARE_HOME: (("Care Home Service", None),),
    CareOffered.SHARED_LIVES: (("Adult Placement Service", None),),
    CareOffered.HOUSING_SUPPORT: (("Housing Support Service", None),),
    CareOffered.NURSING: (("Nurse Agency", None),),
}
"""The service types and subtypes of the public register that cover each; no subtype means any."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A service on the public register, in its words. ``broken_conditions``: conditions this line would not keep."""

    number: str
    service_type: str
    subtype: str
    is_active: bool
    broken_conditions: tuple[str, ...] = ()

    def covers(self, offered: CareOffered) -> bool:
        """Whether it is of a type for what is offered, active or not."""
        return any(
            self.service_type.casefold() == service.casefold()
            and (subtype is None or self.subtype.casefold() == subtype.casefold())
            for service, subtype in COVERING_TYPES[offered]
        )


@dataclass(frozen=True, slots=True)
class CareLine:
    """A line, or a listing before anyone books it (``paid_by`` empty).

    ``is_individual``: a self-employed individual offers it. ``people_giving_care`` counts substitutes too.
    """

    includes_personal_care: bool
    offered: CareOffered
    registration: Registration | None
    is_individual: bool = False
    people_giving_care: int = 1
    paid_by: frozenset[PaidBy] = frozenset()


_INSTEAD = "Choose a registered provider for the personal care, or take the personal care out of this part."
_PROVIDER_INSTEAD = (
    "Give the number of an active registration for this care, or take the personal care out of what you offer."
)
_IF_ALONE = "If you are one person who works alone and for yourself, say so in your details."


def decide_care(facts: CareLine, _settings: Settings) -> Result:
    """R9: personal care needs an active registration that covers it; one person alone may be exempt."""
    used = _used(facts)
    if not facts.includes_personal_care:
        return Result("R9", Answer.ALLOWED, "No personal care is given here.", used)
    if facts.registration:
        return _decide_registered(facts, facts.registration, used)
    if facts.is_individual and facts.people_giving_care == 1:
        return _decide_alone(facts, used)
    if facts.is_individual:
        sentence = "More than one person would give this care, so it has to be a registered service."
        return Result("R9", Answer.NO, sentence, used, "Let one person give all the care, or register the service.")
    instead = _instead(facts) if facts.paid_by else f"{_instead(facts)} {_IF_ALONE}"
    return Result("R9", Answer.NO, "This provider is not registered to give personal care.", used, instead)


def _decide_registered(facts: CareLine, registration: Registration, used: tuple[FactUsed, ...]) -> Result:
    if not registration.is_active:
        sentence = f"The registration {registration.number} is not active, so this care cannot be booked."
        return Result("R9", Answer.NO, sentence, used, _instead(facts))
    if not registration.covers(facts.offered):
        sentence = f"The registration {registration.number} is not for {facts.offered.value}."
        return Result("R9", Answer.NO, sentence, used, _instead(facts))
    if registration.broken_conditions:
        sentence = f"The registration does not allow this: {wording.listed(registration.broken_conditions)}."
        return Result("R9", Answer.NO, sentence, used, _instead(facts))
    return Result("R9", Answer.ALLOWED, "This provider is registered to give this care.", used)


def _instead(facts: CareLine) -> str:
    """What can be done about a line, or by the provider about what it offers, which nobody pays for yet."""
    return _INSTEAD if facts.paid_by else _PROVIDER_INSTEAD


def _decide_alone(facts: CareLine, used: tuple[FactUsed, ...]) -> Result:
    arranged = sorted(payer.value for payer in facts.paid_by & COUNCIL_ARRANGED)
    if arranged:
        sentence = (
            f"One person alone would give this care, and {wording.listed(arranged)} would pay. An officer decides."
        )
        return Result("R9", Answer.ASK, sentence, used, "Pay with a direct payment or own money, or ask the officer.")
    if not facts.paid_by:
        sentence = "You give this care alone, so you need no registration if a direct payment or own money pays."
        return Result("R9", Answer.NOTE, sentence, used, "Where the council arranges it, an officer decides first.")
    return Result("R9", Answer.ALLOWED, "One person alone gives this care, and you arrange it yourself.", used)


def decide_type(facts: CareLine, _settings: Settings) -> Result:
    """R11: a registration that is given is active, and of the type that what is offered needs."""
    used = _used(facts)
    registration = facts.registration
    if registration is None:
        return Result("R11", Answer.ALLOWED, "There is no registration to look at.", used)
    if not registration.is_active:
        sentence = f"The registration {registration.number} is not active, so this cannot be booked."
        return Result("R11", Answer.NO, sentence, used, "Give the number of an active registration.")
    if registration.covers(facts.offered):
        return Result("R11", Answer.ALLOWED, "The registration is for what is offered.", used)
    sentence = f"The registration {registration.number} is not for {facts.offered.value}."
    return Result("R11", Answer.NO, sentence, used, "Give the number of the right registration.")


def _used(facts: CareLine) -> tuple[FactUsed, ...]:
    registration = facts.registration
    used = [
        FactUsed("Personal care", "yes" if facts.includes_personal_care else "no"),
        FactUsed("What is offered", facts.offered.value),
        FactUsed("Registration number", registration.number if registration else "none"),
    ]
    if registration:
        sort = ", ".join(filter(None, (registration.service_type, registration.subtype)))
        used += [FactUsed("Registered as", sort), FactUsed("Active", "yes" if registration.is_active else "no")]
    if facts.is_individual:
        used.append(FactUsed("People who give the care", str(facts.people_giving_care)))
    if facts.paid_by:
        used.append(FactUsed("Paid by", wording.listed(sorted(facts.paid_by))))
    return tuple(used)


R9 = Rule(
    id="R9",
    name="Who may give personal care",
    sentence="Whoever gives personal care is registered for it. One person who works alone for you need not be.",
    source="Public Services Reform (Scotland) Act 2010, section 59 and schedule 12; "
    "that an officer decides where the council arranges it is our reading",
    decides=decide_care,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.NOTE, Answer.ASK, Answer.NO),
    is_our_reading=True,
)

R11 = Rule(
    id="R11",
    name="What a service is registered for",
    sentence="A service offers what it is registered for, and nothing that needs another registration.",
    source="Public Services Reform (Scotland) Act 2010, schedule 12",
    decides=decide_type,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.NO),
)
