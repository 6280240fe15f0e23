"""When a bed and the personal care given there come from one hand: then it may be a care home in law (R10)."""

from dataclasses import dataclass

from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings


@dataclass(frozen=True, slots=True)
class BedAndCare:
    """Who lets the bed and who gives the care, by their legal names; none of one of them: not both are there.

    ``are_linked``: another entity, with the same owners, a parent or a sister. ``are_sold_together``: always as a pair.
    """

    bed_by: str
    care_by: str
    are_one: bool
    are_linked: bool = False
    are_sold_together: bool = False
    is_care_home: bool = False


def decide_one_hand(facts: BedAndCare, _settings: Settings) -> Result:
    """R10: bed and personal care from one entity, or linked ones, have to be registered as a care home."""
    used = (
        FactUsed("The bed is let by", facts.bed_by or "nobody here"),
        FactUsed("The personal care is given by", facts.care_by or "nobody here"),
        FactUsed("Linked with each other", "yes" if facts.are_one or facts.are_linked else "no"),
        FactUsed("Always sold as a pair", "yes" if facts.are_sold_together else "no"),
        FactUsed("Registered as a care home", "yes" if facts.is_care_home else "no"),
    )
    if not (facts.bed_by and facts.care_by):
        return Result("R10", Answer.ALLOWED, "Bed and personal care are not both given here.", used)
    if facts.is_care_home:
        return Result("R10", Answer.ALLOWED, "This is registered as a care home.", used)
    if facts.are_one or facts.are_linked:
        sentence = "The bed and the personal care come from one hand. That has to be registered as a care home."
        return Result("R10", Answer.NO, sentence, used, "Choose the care, or the place to stay, from somebody else.")
    if facts.are_sold_together:
        sentence = "This place and this care are always sold together. An officer decides whether that is a care home."
        return Result("R10", Answer.ASK, sentence, used, "Choose another place or other care, or ask the officer.")
    return Result("R10", Answer.ALLOWED, "The bed and the personal care come from different hands.", used)


R10 = Rule(
    id="R10",
    name="Bed and care from one provider",
    sentence="Who lets you a bed does not give you personal care there too, unless it is a registered care home.",
    source="Public Services Reform (Scotland) Act 2010, schedule 12: care home service; pairs are our reading",
    decides=decide_one_hand,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.ASK, Answer.NO),
    is_our_reading=True,
)
