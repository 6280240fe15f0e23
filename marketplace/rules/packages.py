"""When parts of a break together are a package holiday in law (R39, R40). Personal care is no tourist service."""

from dataclasses import dataclass
from datetime import date

from marketplace import wording
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import SettingName, Settings


@dataclass(frozen=True, slots=True)
class Combination:
    """What a break combines. Personal care and equipment for it are left out of every sum.

    ``has_transport``: passenger transport or vehicle hire of any value, short transfers left out.
    ``is_service_essential``: another tourist service (riding, a tour) is why people come. ``organiser`` and
    ``protection`` (how money is safe if the organiser fails) are blank until recorded.
    """

    booked_on: date
    accommodation_pence: int
    has_transport: bool
    transport_pence: int = 0
    service_pence: int = 0
    is_service_essential: bool = False
    are_separate_contracts: bool = False
    organiser: str = ""
    protection: str = ""
    is_confirmed: bool = False


def is_package(facts: Combination, settings: Settings) -> bool:
    """Whether the combination is a package holiday: a stay with transport, or with enough of another service."""
    if not facts.accommodation_pence:
        return False
    if facts.are_separate_contracts and not settings.is_on(
        SettingName.PACKAGE_SEPARATE_CONTRACTS_COUNT, on=facts.booked_on
    ):
        return False
    return facts.has_transport or _is_service_enough(facts, settings)


def _is_service_enough(facts: Combination, settings: Settings) -> bool:
    if facts.is_service_essential:
        return True
    combined = facts.accommodation_pence + facts.transport_pence + facts.service_pence
    least = settings.number(SettingName.PACKAGE_PER_CENT, on=facts.booked_on)
    return facts.service_pence > 0 and facts.service_pence * 100 >= combined * least


def decide_package(facts: Combination, settings: Settings) -> Result:
    """R39 and R40: says that it is a package holiday, who organises it and how the money is protected.

    Where the operator has made protection a condition, a package without it cannot go on.
    """
    used = (
        FactUsed("Transport or vehicle hire", "yes" if facts.has_transport else "no"),
        FactUsed("Another service that counts", "yes" if _is_service_enough(facts, settings) else "no"),
        FactUsed("Separate contracts", "yes" if facts.are_separate_contracts else "no"),
        FactUsed("Organiser", facts.organiser or "not named yet"),
        FactUsed("How your money is protected", facts.protection or "not recorded yet"),
    )
    if not is_package(facts, settings):
        return Result("R39", Answer.ALLOWED, "This is not a package holiday.", used)
    missing = _missing(facts)
    if missing:
        answer = _answer_without_protection(facts, settings)
        sentence = f"This may be a package holiday in law. Still missing: {wording.listed(missing)}."
        by_when = "now: the break is confirmed" if facts.is_confirmed else "before the break is confirmed"
        return Result("R39", answer, sentence, used, f"Record what is missing {by_when}.")
    sentence = f"This may be a package holiday in law. {facts.organiser} organises it and protects your money."
    return Result("R39", Answer.NOTE, sentence, used)


def _missing(facts: Combination) -> list[str]:
    asked = ((facts.organiser, "who organises it"), (facts.protection, "how your money is protected"))
    return [words for recorded, words in asked if not recorded.strip()]


def _answer_without_protection(facts: Combination, settings: Settings) -> Answer:
    is_enforced = settings.is_on(SettingName.PACKAGE_PROTECTION_ENFORCED, on=facts.booked_on)
    return Answer.NO if is_enforced else Answer.NOTE


R39 = Rule(
    id="R39",
    name="Package holidays",
    also=("R40",),
    sentence="A stay with transport, or with another big part, can be a package holiday. Then your money is protected.",
    source="Package Travel and Linked Travel Arrangements Regulations 2018; "
    "that personal care is no tourist service is our reading",
    decides=decide_package,
    subject=Subject.STAYS,
    answers=(Answer.ALLOWED, Answer.NOTE, Answer.NO),
    uses=(
        SettingName.PACKAGE_PER_CENT,
        SettingName.PACKAGE_SEPARATE_CONTRACTS_COUNT,
        SettingName.PACKAGE_PROTECTION_ENFORCED,
    ),
    is_our_reading=True,
)
