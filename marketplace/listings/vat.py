"""Value added tax: prices hold it already, and what part of a price it is can be worked out. Pure.

What the rates are on a day is for the settings of the rules; which of them a listing has, its provider says.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction

from marketplace.money import format_pence, round_half_up, share_out
from marketplace.rules.settings import SettingName, Settings

WHOLE = 10_000


class Vat(StrEnum):
    """Which rate is in the prices of a listing."""

    NONE = "none"
    EXEMPT = "exempt"
    REDUCED = "reduced"
    STANDARD = "standard"


VAT_SETTINGS = {
    Vat.REDUCED: SettingName.VAT_REDUCED_PER_TEN_THOUSAND,
    Vat.STANDARD: SettingName.VAT_PER_TEN_THOUSAND,
}
"""Where the rate of each that bears tax is kept."""


def vat_rate_in(settings: Settings, vat: Vat, *, on: date) -> int:
    """The rate in ten-thousandths that holds on a day; 0 for what bears no tax."""
    return settings.number(VAT_SETTINGS[vat], on=on) if vat in VAT_SETTINGS else 0


def vat_words(vat: Vat | None, pence: int) -> str:
    """What a price is said to hold: "VAT in it: £20.00"; blank where nobody has said."""
    match vat:
        case None:
            return ""
        case Vat.NONE:
            return "No VAT in it"
        case Vat.EXEMPT:
            return "Exempt from VAT"
        case _:
            return f"VAT in it: {format_pence(pence)}"


def vat_part(pence: int, per_ten_thousand: int) -> int:
    """The tax in a price that holds it, rounded half up once: of £120.00 at 20% it is £20.00."""
    return round_half_up(Fraction(pence * per_ten_thousand, WHOLE + per_ten_thousand))


def vat_parts(vat_pence: int, shares: Sequence[int], missing: int) -> list[int]:
    """The tax of a price in those who pay it, ``missing`` being what nobody pays yet: with that they sum to it."""
    weights = [*shares, max(missing, 0)]
    return share_out(vat_pence, weights)[:-1] if any(weights) else []
