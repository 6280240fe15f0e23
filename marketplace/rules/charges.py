"""What people may be charged: nothing for a carer's own support (R4, R5), and never more than the first price (R41)."""

from dataclasses import dataclass

from marketplace import wording
from marketplace.money import format_pence
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import Settings

CARER_WAIVER = "CARER_WAIVER"
"""The reason kept with a charge of nothing to a carer."""


@dataclass(frozen=True, slots=True)
class CarerCharge:
    """A charge for support. ``is_carers_own`` says that a carer support plan or young carer statement gives it."""

    is_carers_own: bool
    charge_pence: int
    is_means_tested: bool = False


def charge_to_carer(price_pence: int, *, is_carers_own: bool) -> tuple[int, str]:
    """What the carer is charged of ``price_pence``, and the reason: ``(0, CARER_WAIVER)`` for their own support."""
    return (0, CARER_WAIVER) if is_carers_own else (price_pence, "")


def decide_carer_charge(facts: CarerCharge, _settings: Settings) -> Result:
    """R4 and R5: no means test, contribution or charge on support given to a carer."""
    used = (
        FactUsed("Whose support it is", "the carer's own" if facts.is_carers_own else "the person's"),
        FactUsed("Charge", format_pence(facts.charge_pence)),
        FactUsed("Looked at what they can afford", "yes" if facts.is_means_tested else "no"),
    )
    if not facts.is_carers_own:
        return Result("R4", Answer.ALLOWED, "This is not a carer's own support, so this rule does not change it.", used)
    if facts.charge_pence or facts.is_means_tested:
        sentence = "A carer pays nothing for their own support, and nobody may ask what they can afford."
        return Result("R4", Answer.NO, sentence, used, "Make the charge £0.00 and take the money check out.")
    return Result("R4", Answer.NOTE, "You pay £0.00. Support for you as a carer is free.", used)


@dataclass(frozen=True, slots=True)
class PriceAsked:
    """The first price shown for exactly this, what is to be paid, and what has to be paid that the price left out."""

    shown_pence: int
    to_pay_pence: int
    left_out: tuple[str, ...] = ()


def decide_price(facts: PriceAsked, _settings: Settings) -> Result:
    """R41: the first price holds everything that must be paid; no other price is held or paid in silence."""
    used = (
        FactUsed("First price shown", format_pence(facts.shown_pence)),
        FactUsed("To pay", format_pence(facts.to_pay_pence)),
    )
    if facts.left_out:
        sentence = f"The first price left out {wording.listed(facts.left_out)}, which everyone has to pay."
        return Result("R41", Answer.NO, sentence, used, "Put it in the price and show that price first.")
    if facts.shown_pence != facts.to_pay_pence:
        return _other_price(facts, used)
    return Result("R41", Answer.ALLOWED, f"You pay {format_pence(facts.to_pay_pence)}, the price shown first.", used)


def _other_price(facts: PriceAsked, used: tuple[FactUsed, ...]) -> Result:
    """Said to whoever plans: a draft keeps no price, so nothing is held at another one than they saw."""
    before = f"This was {format_pence(facts.shown_pence)} when it was added"
    if not facts.to_pay_pence:
        sentence = f"{before}. There is no price for it any more."
        return Result("R41", Answer.NO, sentence, used, "Choose something else, or take it out.")
    sentence = f"{before}. Now it is {format_pence(facts.to_pay_pence)}."
    return Result("R41", Answer.NO, sentence, used, "Take the price of today, or take this part out.")


R4 = Rule(
    id="R4",
    name="No charge to carers",
    also=("R5",),
    sentence="A carer pays nothing for support that is for the carer. Nobody checks what they can afford.",
    source="Carers (Waiving of Charges for Support) (Scotland) Regulations 2014; Carers (Scotland) Act 2016",
    decides=decide_carer_charge,
    subject=Subject.MONEY,
    answers=(Answer.ALLOWED, Answer.NOTE, Answer.NO),
)

R41 = Rule(
    id="R41",
    name="The price held is the price paid",
    sentence="The first price you see holds all that you must pay. Once you hold it, it stays what it is.",
    source="Digital Markets, Competition and Consumers Act 2024, part 4",
    decides=decide_price,
    subject=Subject.STAYS,
    answers=(Answer.ALLOWED, Answer.NO),
)
