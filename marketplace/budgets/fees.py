"""The fee of whoever holds an ISF: a per cent of what the pot pays, a line of its own. Pure.

A per cent is kept in basis points (hundredths of a per cent), so that 4.75% is exact.
"""

import re
from fractions import Fraction

from marketplace import money

MOST_BASIS_POINTS = 2500
"""A quarter of everything: a typing error, not a fee."""

_PER_CENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?")


class NotPerCent(ValueError):
    """What was typed is not a per cent; the text says why."""


def fee_pence(pays_pence: int, basis_points: int) -> int:
    """The fee on ``pays_pence``, rounded half up once: £503.70 at 5% is £25.19 (DATA_MODEL 3)."""
    return money.per_cent_of(pays_pence, Fraction(basis_points, 100))


def parse_per_cent(text: str, *, most: int = MOST_BASIS_POINTS) -> int:
    """Basis points from what a person typed, ``most`` at the most: ``"5"``, ``"4.75%"``. Raises NotPerCent."""
    found = _PER_CENT.fullmatch(text.strip().removesuffix("%").strip())
    if not found or not text.isascii():
        raise NotPerCent("Enter a per cent, like 5 or 4.75")
    basis_points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if basis_points > most:
        raise NotPerCent(f"Enter a per cent of {most // 100} or less")
    return basis_points


def show_per_cent(basis_points: int) -> str:
    """``475`` as ``"4.75%"``, ``500`` as ``"5%"``."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"
