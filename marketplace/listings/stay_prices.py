"""What each stay of a flexible search costs, by the columns of a search row: the sums of ``list_price``. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from marketplace.holidays import DaySort, sort_of_day
from marketplace.listings import list_price
from marketplace.listings.asked import Asked
from marketplace.listings.flexible import Window, each
from marketplace.listings.levies import LevyDays
from marketplace.listings.list_price import Price, PriceColumns
from marketplace.listings.pricing import RateUnit


class StayPrices:
    """Prices of the stays of one search. Stays with as many nights of each sort cost the same where no season is."""

    def __init__(self, asked: Asked, window: Window, levies: Callable[[], LevyDays]) -> None:
        self._asked = asked
        self._window = window
        self._levies = levies
        self._prices: dict[int, Price] = {}

    def of(self, row: PriceColumns, start: int) -> int | None:
        """What the stay costs that begins on the day of this bit."""
        if start not in self._prices:
            stay = self._window.stay(start)
            self._prices[start] = list_price.for_time(
                replace(self._asked, stay=stay), lambda: self._levies().on(stay[0])
            )
        return self._prices[start](row)

    def cheapest(self, row: PriceColumns, starts: int) -> int:
        """The day, of these, whose stay costs least; of equal ones the first."""
        if row.unit != RateUnit.NIGHT or row.weekday_pence is None:
            return next(each(starts))
        return min(self._firsts(row, starts), key=lambda start: (self.of(row, start) or 0, start))

    def some(self, row: PriceColumns, starts: int, most: int) -> list[int]:
        """So many of these days, those of the cheapest stays, the cheapest first.

        Of equal ones the first, and then always the one furthest from those before: so that they are spread.
        """
        by_price: defaultdict[int, list[int]] = defaultdict(list)
        for start in each(starts):
            by_price[self.of(row, start) or 0].append(start)
        chosen: list[int] = []
        for _, equal in sorted(by_price.items()):
            wanted = min(most - len(chosen), len(equal))
            chosen += sorted(_spread(equal, wanted, chosen)) if wanted else []
        return chosen

    def _firsts(self, row: PriceColumns, starts: int) -> Iterator[int]:
        """Days among which the cheapest is: with seasons all of them, else the first of each sort of stay.

        A levy on the first nights of a longer stay, or from some day on, makes stays of one sort cost differently too.
        """
        if row.seasons or (row.levied and row.levied in self._unevenly_levied):
            return each(starts)
        return (next(each(some)) for alike in self._alike if (some := alike & starts))

    @cached_property
    def _unevenly_levied(self) -> set[str]:
        """Places whose levy is not the same part of every stay: it is of fewer nights, or not of all the days."""
        nights = self._window.flexible.nights
        found = self._levies().every(self._window.stay(start)[0] for start in each(self._window.starts))
        return {
            place
            for place in {place for levies in found for place in levies}
            if any(place not in levies or levies[place].scheme.nights < nights for levies in found)
            or len({levies[place] for levies in found}) > 1
        }

    @cached_property
    def _alike(self) -> list[int]:
        """The days whose stays have as many nights of each sort, together."""
        first, nights = self._window.first_on, self._window.flexible.nights
        days = range(self._window.starts.bit_length() + nights)
        sorts = [sort_of_day(first + timedelta(days=day)) for day in days]
        alike: defaultdict[tuple[int, ...], int] = defaultdict(int)
        for start in each(self._window.starts):
            counted = Counter(sorts[start : start + nights])
            alike[tuple(counted[sort] for sort in DaySort)] |= 1 << start
        return list(alike.values())


def _spread(starts: Sequence[int], count: int, before: Sequence[int]) -> list[int]:
    """So many of these days, each as far as can be from the others and from those ``before``."""
    if count == len(starts):
        return list(starts)
    chosen = [] if before else [starts[0]]
    while len(chosen) < count:
        others = [*before, *chosen]
        chosen.append(max(starts, key=lambda start: (min(abs(start - other) for other in others), -start)))
    return chosen
