"""A break that a carer and the person take together, paid from money that is for the carer (R6)."""

from dataclasses import dataclass

from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings


@dataclass(frozen=True, slots=True)
class TogetherPart:
    """A part of a break taken together. ``is_carers_money``: money under the carer's own support plan pays for it."""

    for_carer: bool
    for_person: bool
    is_carers_money: bool


def decide_together(facts: TogetherPart, _settings: Settings) -> Result:
    """R6: the carer's own share is waived; the person's extra cost is for an officer."""
    whom = [word for word, is_for in (("the carer", facts.for_carer), ("the person", facts.for_person)) if is_for]
    used = (
        FactUsed("Who this part is for", " and ".join(whom) or "nobody"),
        FactUsed("Paid from the carer's support plan", "yes" if facts.is_carers_money else "no"),
    )
    if not facts.is_carers_money:
        return Result("R6", Answer.ALLOWED, "The carer's support plan does not pay for this.", used)
    if facts.for_person:
        sentence = "You go together. The carer pays nothing. An officer decides about the extra cost of the person."
        instead = "Let money of the person pay for their part, or wait for the answer."
        return Result("R6", Answer.ASK, sentence, used, instead)
    return Result("R6", Answer.ALLOWED, "This part is for the carer, who pays nothing for it.", used)


R6 = Rule(
    id="R6",
    name="Going away together",
    sentence="When you go away together the carer pays nothing. An officer decides about the person's extra cost.",
    source="Carers (Scotland) Act 2016 and the Carers (Waiving of Charges for Support) (Scotland) Regulations 2014",
    decides=decide_together,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.ASK),
)
