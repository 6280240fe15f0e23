"""The visitor levy that some councils ask of overnight stays (R35, R36): rates and dates are settings of each."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from marketplace import wording
from marketplace.money import format_pence, round_half_up
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import SettingName, Settings

PER_WHOLE = 10_000
"""Parts that make up all of something, where a rate is said in ten-thousandths."""


LEVY_SETTINGS = (SettingName.LEVY_PER_TEN_THOUSAND, SettingName.LEVY_NIGHTS, SettingName.LEVY_BOOKED_FROM_ON)
"""What a scheme is kept as: three values of one council that begin on the same day."""


@dataclass(frozen=True, slots=True)
class LevyScheme:
    """What a council asks of the stays that begin on one day: so many ten-thousandths of the first nights in a row."""

    per_ten_thousand: int
    nights: int

    def pence(self, nights_pence: int | Fraction, vat_per_ten_thousand: int = 0) -> int:
        """The levy on nights that cost so much together, with VAT at this rate in it: half up once, on the sum."""
        return round_half_up(Fraction(nights_pence) * self.per_ten_thousand / (PER_WHOLE + vat_per_ten_thousand))

    @property
    def words(self) -> str:
        """``5% of the first 5 nights``."""
        nights = "night" if self.nights == 1 else f"{self.nights} nights"
        return f"{self.per_ten_thousand * 100 / PER_WHOLE:g}% of the first {nights}"


@dataclass(frozen=True, slots=True)
class LevyStay:
    """One stay in one place: the council's code and name, and what each night in a row costs before VAT, in pence.

    ``may_reclaim``: a disabled guest, who pays and gets it back.
    """

    council: str | None
    council_name: str
    arrives_on: date
    booked_on: date
    nights_before_vat_pence: tuple[int | Fraction, ...]
    may_reclaim: bool = False


def scheme_for(council: str, settings: Settings, *, arrives_on: date, booked_on: date) -> LevyScheme | None:
    """What a council (its code) asks of a stay, by the day it begins and the day it is booked; None: nothing.

    The levy falls due when somebody takes entry (Visitor Levy (Scotland) Act 2024, section 3(1)(b)), so the first day
    decides of a stay that crosses the day on which a scheme begins, changes or ends.
    """
    rate = settings.find(SettingName.LEVY_PER_TEN_THOUSAND, on=arrives_on, council=council)
    if rate is None or booked_on < settings.day(SettingName.LEVY_BOOKED_FROM_ON, on=arrives_on, council=council):
        return None
    per_ten_thousand = settings.number(SettingName.LEVY_PER_TEN_THOUSAND, on=arrives_on, council=council)
    nights = settings.number(SettingName.LEVY_NIGHTS, on=arrives_on, council=council)
    return LevyScheme(per_ten_thousand, nights) if per_ten_thousand and nights else None


def schemes(settings: Settings, *, arrives_on: date, booked_on: date) -> dict[str, LevyScheme]:
    """The schemes that count for a stay, wherever it is, by the code of the council."""
    councils = {one.council for one in settings.values_of(SettingName.LEVY_PER_TEN_THOUSAND) if one.council}
    found = {code: scheme_for(code, settings, arrives_on=arrives_on, booked_on=booked_on) for code in sorted(councils)}
    return {code: scheme for code, scheme in found.items() if scheme}


def levy_pence(stay: LevyStay, settings: Settings) -> int:
    """The levy on a stay: its per cent of the first nights before VAT, rounded half up once; 0 where none is asked.

    Edinburgh, 7 nights at £120.00 before VAT: 5% of five nights, £30.00.
    """
    if stay.council is None:
        return 0
    scheme = scheme_for(stay.council, settings, arrives_on=stay.arrives_on, booked_on=stay.booked_on)
    return scheme.pence(sum(stay.nights_before_vat_pence[: scheme.nights])) if scheme else 0


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
    name="Visitor levy",
    also=("R36",),
    sentence="Some councils ask for a visitor levy on the first nights of a stay. Disabled guests can get it back.",
    source="Visitor Levy (Scotland) Act 2024 and each council's scheme",
    decides=decide_levy,
    subject=Subject.STAYS,
    answers=(Answer.ALLOWED, Answer.NOTE),
    uses=LEVY_SETTINGS,
)
