"""The price a list shows, for all the time asked: the sum ``pricing`` gives, from the columns of the search row."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

from marketplace.holidays import DaySort, sort_of_day
from marketplace.listings.asked import Asked
from marketplace.listings.pricing import split_by_sort
from marketplace.money import round_half_up
from marketplace.periods import Period

Columns = tuple[int | None, int | None, int | None]
Price = Callable[[str | None, int | None, int | None, int | None], int | None]


def for_time(asked: Asked) -> Price:
    """A function of a row's unit and three rates (weekday, weekend, bank holiday) to pence, or None for no price.

    The days are sorted once for the whole list. A stay costs its nights, hours their minutes; what is sold by the item
    costs one of it.
    """
    nights = _nights_by_sort(asked)
    minutes = _minutes_by_sort(asked.hours) if asked.hours else None

    def price(unit: str | None, weekday: int | None, weekend: int | None, bank_holiday: int | None) -> int | None:
        if weekday is None or weekend is None or bank_holiday is None:
            return None
        rates = {DaySort.WEEKDAY: weekday, DaySort.WEEKEND: weekend, DaySort.BANK_HOLIDAY: bank_holiday}
        match unit:
            case "night" if nights is not None:
                return sum(count * rates[sort] for sort, count in nights.items())
            case "hour" if minutes is not None:
                return sum(round_half_up(Fraction(stretch * rates[sort], 60)) for sort, stretch in minutes)
            case "item":
                return weekday
            case _:
                return None

    return price


def _nights_by_sort(asked: Asked) -> Counter[DaySort] | None:
    if asked.stay is None:
        return None
    arrive_on, leave_on = asked.stay
    return Counter(sort_of_day(arrive_on + timedelta(days=night)) for night in range((leave_on - arrive_on).days))


def _minutes_by_sort(hours: Period) -> list[tuple[DaySort, int]]:
    return [(sort, piece.minutes) for sort, piece in split_by_sort(hours, sort_of_day)]
