"""What a stay that is booked today pays beside its nights: what must be paid, and its council's levy (R35, R41)."""

from collections.abc import Sequence
from datetime import date

from marketplace import clock
from marketplace.holidays import sort_of_day
from marketplace.listings.levies import LevyPlace, levy_rate
from marketplace.listings.pricing import PriceLine, RateTable, price_levy, price_must_pay
from marketplace.rules.queries import settings_in_force


def stay_must_pay(rates: RateTable, days: Sequence[date], people: int) -> tuple[PriceLine, ...]:
    """Of a stay of so many people, by the days its nights start, in order. Raises NoRate."""
    return (*price_must_pay(rates, people), *levy_lines(rates, days))


def levy_lines(rates: RateTable, days: Sequence[date]) -> tuple[PriceLine, ...]:
    """The visitor levy alone; no line where none is asked. Raises NoRate."""
    if rates.levied is None:
        return ()
    return price_levy(days, rates, sort_of_day, settings_in_force(), booked_on=clock.today())


def levy_words(levied: LevyPlace | None) -> str:
    """What its council asks of a stay that begins today: ``5% of the first 5 nights``; blank where nothing."""
    if levied is None:
        return ""
    today = clock.today()
    rate = levy_rate(levied, settings_in_force(), arrives_on=today, booked_on=today)
    return rate.scheme.words if rate else ""
