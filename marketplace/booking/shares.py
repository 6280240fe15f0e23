"""Who pays how much of a line: by amount or per cent, to the penny, and what is still missing. Pure.

Per cents are of the price of what is shared. When amounts and per cents together make up exactly all of it, pennies
that rounding leaves over go by largest remainder, so that the parts sum to the price; else each is rounded half up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketplace.errors import Refused
from marketplace.money import format_pence, round_half_up, share_out

ALL = Fraction(100)


@dataclass(frozen=True, slots=True)
class Part:
    """What one pot is to pay: pence, or a per cent of the price. Exactly one of the two."""

    pence: int | None = None
    per_cent: Fraction | None = None


class BadParts(Refused):
    """These parts cannot be meant; ``fields`` names them by their place, ``amount-0`` for the first."""


def amounts(price_pence: int, parts: Sequence[Part]) -> list[int]:
    """What each part pays, in pence, in order. Raises BadParts for nought, for less, or for more than the price."""
    _refuse_bad(parts)
    fixed = sum(part.pence or 0 for part in parts)
    per_cents = [part.per_cent for part in parts if part.per_cent is not None]
    rest = price_pence - fixed
    if per_cents and rest > 0 and Fraction(price_pence) * sum(per_cents) / ALL == rest:
        of_per_cents = share_out(rest, per_cents)
    else:
        of_per_cents = [round_half_up(price_pence * one / ALL) for one in per_cents]
    worked_out = iter(of_per_cents)
    paid = [next(worked_out) if part.pence is None else part.pence for part in parts]
    _refuse_nothing(paid)
    if sum(paid) > price_pence:
        more = format_pence(sum(paid) - price_pence)
        raise BadParts(f"This is {more} more than the price of {format_pence(price_pence)}. Take some of it away")
    return paid


def missing_pence(price_pence: int, paid_pence: int) -> int:
    """What nobody pays yet; below nought, what is paid too much."""
    return price_pence - paid_pence


def _refuse_bad(parts: Sequence[Part]) -> None:
    wrong = {}
    for place, part in enumerate(parts):
        if (part.pence is None) == (part.per_cent is None):
            wrong[f"amount-{place}"] = "Enter an amount, or a per cent"
        elif part.pence is not None and part.pence <= 0:
            wrong[f"amount-{place}"] = "Enter an amount above £0.00, or leave this pot out"
        elif part.per_cent is not None and not 0 < part.per_cent <= ALL:
            wrong[f"amount-{place}"] = "Enter a per cent from 1 to 100"
    if wrong:
        raise BadParts(fields=wrong)


def _refuse_nothing(paid: Sequence[int]) -> None:
    wrong = {
        f"amount-{place}": "This comes to nothing. Leave this pot out" for place, one in enumerate(paid) if not one
    }
    if wrong:
        raise BadParts(fields=wrong)
