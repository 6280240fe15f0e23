"""What a PA whom somebody employs with public money is paid at the least (R27): pay for all hours, never a price."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from marketplace.money import format_pence, round_half_up
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import SettingName, Settings


@dataclass(frozen=True, slots=True)
class PayAsked:
    """What a PA is paid for one part on a day, paid at least in part with option 1 or ILF money.

    ``pence`` for ``minutes`` of work, whole nights among them; no minutes where the hours of a night are not said.
    """

    name: str
    on: date
    pence: int
    minutes: int
    is_employed: bool

    @property
    def pence_an_hour(self) -> Fraction | None:
        """The pay for an hour, over all hours."""
        return Fraction(self.pence * 60, self.minutes) if self.minutes else None


def decide_pay(facts: PayAsked, settings: Settings) -> Result:
    """R27: an employed PA is paid at least the floor for every hour; of others it is only said."""
    floor, hourly = settings.number(SettingName.PAY_FLOOR_PENCE, on=facts.on), facts.pence_an_hour
    least = f"{format_pence(floor)} an hour"
    used = (
        FactUsed("PA", facts.name),
        FactUsed("Pay for an hour", "not known" if hourly is None else format_pence(round_half_up(hourly))),
        FactUsed("The least", least),
        FactUsed("Employed", "yes" if facts.is_employed else "no: works for themselves"),
    )
    if hourly is None:
        sentence = f"We cannot see what {facts.name} is paid for an hour. The least is {least}, sleepovers included."
        return Result("R27", Answer.WARN, sentence, used, "Give the times of each night.")
    if hourly >= floor:
        return Result("R27", Answer.ALLOWED, f"{facts.name} is paid {least} or more.", used)
    sentence = f"{facts.name} would be paid less than {least}, which this money asks for in every hour."
    if facts.is_employed:
        return Result("R27", Answer.NO, sentence, used, "Raise the pay. All hours of a night count too.")
    return Result("R27", Answer.WARN, sentence, used, "They work for themselves, so they say what they ask.")


R27 = Rule(
    id="R27",
    name="The least hourly pay",
    sentence="A PA whom you employ with a direct payment or ILF money has the least hourly pay, sleepovers included.",
    source="Scottish Government: pay of adult social care workers; the amount from April 2026 is to be entered",
    decides=decide_pay,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.WARN, Answer.NO),
    uses=(SettingName.PAY_FLOOR_PENCE,),
    is_our_reading=True,
)
