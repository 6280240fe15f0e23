"""How a deposit is said: beside a price, never in it. This site moves no money for it. Pure."""

from marketplace.money import format_pence
from marketplace.wording import plural

MOST_DEPOSIT_PENCE = 2_000_00
LONGEST_BACK_DAYS = 60
"""A deposit is back within so many days after a stay."""


def deposit_words(pence: int, back_days: int | None, provider: str, how: str = "") -> str:
    """Who takes it, how, and when it comes back; blank where there is none."""
    if not pence:
        return ""
    paying = f"How to pay it: {how.rstrip('.')}. " if how else ""
    back = f"within {plural(back_days, 'day')} after" if back_days else "on the day"
    return (
        f"{format_pence(pence)}, not part of the price. {provider} takes it and gives it back {back} you leave. "
        f"{paying}We do not handle this money."
    )
