"""Money as integer pence: read from what people type, shown to them, shared out exactly. Never a float."""

import re
from collections.abc import Sequence
from fractions import Fraction

MOST_PENCE = 10_000_000_00
"""The largest sum anyone may type: ten million pounds, far above any real price, and within a database integer."""

LONGEST_AMOUNT = 20
"""Letters of an amount: more are not even read, as thousands of digits would take long or be refused by Python."""

_AMOUNT = re.compile(r"(?P<pounds>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<pence>\d{2}))?")


class NotMoney(ValueError):
    """What was typed is not an amount of pounds and pence; the text says why."""


def parse(text: str) -> int:
    """Pence from what a person typed: ``"£1,234.50"``, ``"1234.5"`` is refused, ``"12"`` is twelve pounds.

    Raises NotMoney for anything else: more or fewer than two decimals, a minus sign, another currency.
    """
    cleaned = text.strip().removeprefix("£").strip()
    found = _AMOUNT.fullmatch(cleaned)
    if not found or not cleaned.isascii():
        raise NotMoney("Enter an amount in pounds, like 12 or 12.50")
    if len(cleaned) > LONGEST_AMOUNT:
        raise NotMoney("This amount is too large")
    pence = int(found["pounds"].replace(",", "")) * 100 + int(found["pence"] or 0)
    if pence > MOST_PENCE:
        raise NotMoney("This amount is too large")
    return pence


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
