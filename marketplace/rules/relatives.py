"""A relative who is paid to give support: from a direct payment (R19 to R21) and from the ILF (R22)."""

from dataclasses import dataclass

from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings


@dataclass(frozen=True, slots=True)
class PaidRelative:
    """Somebody who is paid and what they are to the person. ``is_relative`` none: nobody has said.

    ``has_powers``: guardian or attorney with powers over this support. ``all_agree``: the person, the relative and the
    council. ``factor``: which reason of the rules makes it right. ``is_carers``: the direct payment is for a carer.
    """

    name: str
    is_relative: bool | None
    has_powers: bool = False
    all_agree: bool = False
    is_capable: bool = False
    factor: str = ""
    in_same_house: bool | None = None
    is_carers: bool = False


def decide_relative(facts: PaidRelative, _settings: Settings) -> Result:
    """R19 to R21: all agree, capable, a listed factor; never with powers over that support."""
    used = (
        FactUsed("Who is paid", facts.name),
        FactUsed("A relative", _said(facts.is_relative)),
        FactUsed("Guardian or attorney for this support", _said(facts.has_powers)),
        FactUsed("The person, the relative and the council agree", _said(facts.all_agree)),
        FactUsed("Able to do it", _said(facts.is_capable)),
        FactUsed("Why it is right", facts.factor or "not said"),
    )
    if facts.is_carers:
        return Result("R19", Answer.ALLOWED, "This rule is not for a carer's own direct payment.", used)
    if facts.has_powers:
        sentence = f"{facts.name} decides about this support for the person, so may not be paid for it."
        instead = "Choose another PA. Or a court may name somebody else to decide about the support."
        return Result("R19", Answer.NO, sentence, used, instead)
    if facts.is_relative is None:
        sentence = f"Nobody has said whether {facts.name} is a relative."
        return Result("R19", Answer.NOTE, sentence, used, "Say it on the page of this part.")
    if not facts.is_relative:
        return Result("R19", Answer.ALLOWED, f"{facts.name} is not a relative.", used)
    if facts.all_agree and facts.is_capable and facts.factor:
        sentence = f"{facts.name} is a relative. An officer has to say yes before a direct payment pays them."
        return Result("R19", Answer.ASK, sentence, used, "Wait for the answer, or choose another PA.")
    sentence = f"{facts.name} is a relative, and not all that must be so is said yet."
    instead = "All three must agree, they must be able to do it, and one listed reason must fit. Or choose another PA."
    return Result("R19", Answer.ASK, sentence, used, instead)


def decide_same_house(facts: PaidRelative, _settings: Settings) -> Result:
    """R22: the ILF does not pay a relative in the same house, unless it says so."""
    used = (
        FactUsed("Who is paid", facts.name),
        FactUsed("A relative", _said(facts.is_relative)),
        FactUsed("Lives in the same house", _said(facts.in_same_house)),
    )
    if facts.is_relative and facts.in_same_house is not False:
        sentence = f"{facts.name} is a relative who may live in the same house. The ILF has to say yes first."
        return Result("R22", Answer.ASK, sentence, used, "Ask the ILF for a letter, or choose another PA.")
    if facts.is_relative is None:
        sentence = f"Nobody has said whether {facts.name} is a relative."
        return Result("R22", Answer.NOTE, sentence, used, "Say it on the page of this part.")
    return Result("R22", Answer.ALLOWED, "This is not a relative in the same house.", used)


def _said(answer: bool | None) -> str:  # noqa: FBT001 - reads as the fact it is
    return {None: "not said", True: "yes", False: "no"}[answer]


R19 = Rule(
    id="R19",
    name="Paying a relative",
    also=("R20", "R21"),
    sentence="A direct payment may pay a relative when all agree and a listed reason fits. Never their guardian.",
    source="Self-directed Support (Direct Payments) (Scotland) Regulations 2014, part 3 (not for carers)",
    decides=decide_relative,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.NOTE, Answer.ASK, Answer.NO),
)

R22 = Rule(
    id="R22",
    name="ILF money and relatives",
    sentence="ILF money does not pay a relative in the same house, unless the ILF says so first.",
    source="ILF Scotland policy on relatives",
    decides=decide_same_house,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.NOTE, Answer.ASK),
)
