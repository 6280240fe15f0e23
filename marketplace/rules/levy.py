"""The visitor levy that some councils ask of overnight stays (R35, R36): rates and dates are settings of each."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from marketplace import wording
from marketplace.money import format_pence, round_half_up
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule
from marketplace.rules.settings import SettingName, Settings


@dataclass(frozen=True, slots=True)
class LevyStay:
    """One stay in one place: the council's code and name, and what each night in a row costs before VAT, in pence.

    ``may_reclaim``: a disabled guest, who pays and gets it back.
    """

    council: str | None
    council_name: str
    arrives_on: date
    booked_on: date
    nights_before_vat_pence: tuple[int, ...]
    may_reclaim: bool = False


def levy_pence(stay: LevyStay, settings: Settings) -> int:
    """The levy on a stay: its per cent of the first nights before VAT, rounded half up once; 0 where none is asked.

    Edinburgh, 7 nights at £120.00 before VAT: 5% of five nights, £30.00.
    """
    if stay.council is None:
        return 0
    rate = settings.find(SettingName.LEVY_PER_TEN_THOUSAND, on=stay.arrives_on, council=stay.council)
    if rate is None or stay.booked_on < _booked_from(stay, settings):
        return 0
    nights = settings.number(SettingName.LEVY_NIGHTS, on=stay.arrives_on, council=stay.council)
    base = sum(stay.nights_before_vat_pence[:nights])
    per_ten_thousand = settings.number(SettingName.LEVY_PER_TEN_THOUSAND, on=stay.arrives_on, council=stay.council)
    return round_half_up(Fraction(base * per_ten_thousand, 10_000))


def _booked_from(stay: LevyStay, settings: Settings) -> date:
    return settings.day(SettingName.LEVY_BOOKED_FROM_ON, on=stay.arrives_on, council=stay.council)


def decide_levy(stay: LevyStay, settings: Settings) -> Result:
    """R35 and R36: says what levy the price holds, and that a disabled guest gets it back."""
    pence = levy_pence(stay, settings)
    used = (
        FactUsed("Council", stay.council_name or "not known"),
        FactUsed("Nights", str(len(stay.nights_before_vat_pence))),
        FactUsed("Arriving", wording.day(stay.arrives_on)),
        FactUsed("Booked", wording.day(stay.booked_on)),
        FactUsed("Visitor levy", format_pence(pence)),
    )
    if not pence:
        return Result("R35", Answer.ALLOWED, "There is no visitor levy on this stay.", used)
    sentence = f"{stay.council_name} asks for a visitor levy of {format_pence(pence)}. It is part of the price."
    if stay.may_reclaim:
        return Result("R35", Answer.NOTE, f"{sentence} You can get it back.", used, "We get the form ready for you.")
    return Result("R35", Answer.NOTE, sentence, used)


R35 = Rule(
    id="R35",
    also=("R36",),
    sentence="Some councils ask for a visitor levy on the first nights of a stay. Disabled guests can get it back.",
    source="Visitor Levy (Scotland) Act 2024 and each council's scheme",
    decides=decide_levy,
    uses=(SettingName.LEVY_PER_TEN_THOUSAND, SettingName.LEVY_NIGHTS, SettingName.LEVY_BOOKED_FROM_ON),
)
