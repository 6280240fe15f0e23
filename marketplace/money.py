"""Money as integer pence: read from what people type, shown to them, shared out exactly. Never a float."""

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

MOST_PENCE = 10_000_000_00
"""The largest sum anyone may type: ten million pounds, far above any real price, and within a database integer."""

LONGEST_AMOUNT = 20
"""Letters of an amount: more are not even read, as thousands of digits would take long or be refused by Python."""

_AMOUNT = re.compile(r"(?P<pounds>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<pence>\d{2}))?")
_MINUSES = ("-", "\N{MINUS SIGN}", "\N{EN DASH}")
_CURRENCY = re.compile(r"(?i:^(?:eur|euros?|usd|dollars?)\b|\b(?:eur|euros?|usd|dollars?)$)")
_PARTS_OF_PENCE = re.compile(r"[\d,]+\.\d{3,}")


class NotMoney(ValueError):
    """What was typed is not an amount of pounds and pence; the text says why, as every field of an amount says it."""


def parse(text: str, *, least: int = 0, most: int = MOST_PENCE) -> int:
    """Pence from what a person typed: ``"£1,234.50"``, ``"1234.5"`` is refused, ``"12"`` is twelve pounds.

    ``least``, ``most``: from how many pence to how many it may be. Raises NotMoney for all else: more or fewer than
    two decimals, a minus sign, another currency, too little or too much.
    """
    cleaned = text.strip().removeprefix("£").strip()
    found = _AMOUNT.fullmatch(cleaned) if cleaned.isascii() else None
    if not found:
        raise NotMoney(_why_not(text.strip(), cleaned))
    pence = most + 1
    if len(cleaned) <= LONGEST_AMOUNT:
        pence = int(found["pounds"].replace(",", "")) * 100 + int(found["pence"] or 0)
    if pence > most:
        raise NotMoney(f"This amount is too large: the most is {format_pence(most)}")
    if pence < least:
        raise NotMoney(f"This amount is too small: the least is {format_pence(least)}")
    return pence


def _why_not(typed: str, cleaned: str) -> str:
    """What is wrong with what is no amount, by the first thing that people get wrong."""
    digits = any(letter.isdecimal() for letter in typed)
    if digits and (typed.startswith(_MINUSES) or cleaned.startswith(_MINUSES)):
        return "Enter the amount without a minus sign: it cannot be below nought"
    if any(letter != "£" and unicodedata.category(letter) == "Sc" for letter in typed) or _CURRENCY.search(typed):
        return "Enter the amount in pounds, without another currency"
    if _PARTS_OF_PENCE.fullmatch(cleaned):
        return "Enter pounds and whole pence: two figures after the point, like 12.50"
    return "Enter an amount in pounds, like 12 or 12.50"


def format_pence(pence: int) -> str:
    """``123450`` as ``"£1,234.50"``; below nought with a minus sign in front."""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}£{pounds:,}.{rest:02d}"


def round_half_up(amount: Fraction) -> int:
    """The nearest whole penny, a half upwards (DATA_MODEL 12). ``amount`` is in pence and not below nought."""
    if amount < 0:
        msg = f"{amount} is below nought"
        raise ValueError(msg)
    return int(amount + Fraction(1, 2))


def per_cent_of(pence: int, per_cent: Fraction) -> int:
    """``per_cent`` of ``pence``, rounded half up once."""
    return round_half_up(pence * per_cent / 100)


def share_out(pence: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Split ``pence`` in proportion to ``weights``; the parts sum to it exactly.

    Largest remainder: each part is rounded down, then the pennies left over go one each to the parts that lost
    most, earlier ones first. Raises ValueError when there is nothing to split by.
    """
    total = sum(weights)
    if total <= 0 or any(weight < 0 for weight in weights) or pence < 0:
        msg = "weights and pence must not be below nought, and some weight above it"
        raise ValueError(msg)
    exact = [Fraction(pence) * weight / total for weight in weights]
    parts = [int(part) for part in exact]
    by_loss = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_loss[: pence - sum(parts)]:
        parts[index] += 1
    return parts
