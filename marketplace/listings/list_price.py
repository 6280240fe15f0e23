"""The price a list shows, for all the time asked: the sum ``pricing`` gives, from the columns of the search row."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from operator import mul
from typing import Protocol

from marketplace.holidays import DaySort, sort_of_day
from marketplace.listings import pricing
from marketplace.listings.asked import Asked
from marketplace.listings.extras import Extra, ExtraPer, pence_of
from marketplace.listings.levies import LevyPlace, LevyRate
from marketplace.listings.pricing import Rate, RateTable, RateUnit, Season, split_by_sort
from marketplace.money import round_half_up
from marketplace.periods import Period


class PriceColumns(Protocol):
    """What a search row says of prices: the main rate, what every stay pays on top, the seasons of that rate.

    ``levied``: where a place to stay stands, as ``LevyPlace`` writes it.
    """

    unit: str | None
    weekday_pence: int | None
    weekend_pence: int | None
    bank_holiday_pence: int | None
    stay_pence: int
    person_pence: int
    seasons: str | None
    levied: str | None


Price = Callable[[PriceColumns], int | None]
Levies = Callable[[], Mapping[str, LevyRate]]
"""What councils ask of a stay that begins with the one asked for, by ``levied`` of a row; asked where one has it."""


def columns_of(rates: RateTable, main: Rate | None) -> dict[str, object]:
    """The columns of the search row that say the prices of a listing."""
    return {
        "unit": main.unit.value if main else None,
        "weekday_pence": main.weekday_pence if main else None,
        "weekend_pence": main.weekend_pence if main else None,
        "bank_holiday_pence": main.bank_holiday_pence if main else None,
        "stay_pence": pence_of(rates.extras, ExtraPer.STAY),
        "person_pence": pence_of(rates.extras, ExtraPer.PERSON),
        "seasons": _written(rates.seasons, main.unit) if main else None,
        "levied": rates.levied.text if rates.levied and main and main.unit is RateUnit.NIGHT else None,
    }


def table_of(row: PriceColumns, rates: Iterable[Rate]) -> RateTable:
    """The prices of a listing as far as its search row says them: seasons of the main rate alone, extras in sums."""
    unit = RateUnit(row.unit) if row.unit else RateUnit.ITEM
    extras = [
        Extra("", pence, per)
        for per, pence in ((ExtraPer.STAY, row.stay_pence), (ExtraPer.PERSON, row.person_pence))
        if pence
    ]
    seasons = tuple(one.season(unit) for one in _read(row.seasons)) if row.seasons else ()
    levied = LevyPlace.read(row.levied) if row.levied else None
    return RateTable(tuple(rates), seasons, tuple(extras), levied)


def for_time(asked: Asked, levies: Levies) -> Price:
    """A function of a search row to pence, or None for no price.

    The days are sorted once for the whole list. A stay costs its nights and what must be paid with them, hours their
    minutes; what is sold by the item costs one of it, on the first day asked for.
    """
    stay_price = _stay_price(asked, levies)
    stretches = asked.stretches
    minutes = [(sort, piece.minutes) for one in stretches for sort, piece in split_by_sort(one, sort_of_day)]
    first = asked.days[0] if asked.days else None

    def price(row: PriceColumns) -> int | None:
        if row.weekday_pence is None or row.weekend_pence is None or row.bank_holiday_pence is None:
            return None
        pence = (row.weekday_pence, row.weekend_pence, row.bank_holiday_pence)
        match row.unit:
            case RateUnit.NIGHT:
                return stay_price(row, pence) if stay_price else None
            case RateUnit.HOUR if stretches:
                if row.seasons:
                    return _hours(stretches, _by_sort(*pence), row.seasons)
                return sum(round_half_up(Fraction(stretch * _by_sort(*pence)[sort], 60)) for sort, stretch in minutes)
            case RateUnit.ITEM:
                return (
                    row.weekday_pence
                    if first is None
                    else _on(first, row.seasons, _by_sort(*pence))[sort_of_day(first)]
                )
            case _:
                return None

    return price


def _stay_price(asked: Asked, levies: Levies) -> Callable[[PriceColumns, tuple[int, int, int]], int] | None:
    """The price of the stay asked for, of a row with its three rates; None where no nights are asked for."""
    nights = _nights(asked)
    counts, people = _counted(sort for _, sort in nights), asked.people

    def by_night(row: PriceColumns, pence: tuple[int, int, int]) -> list[int]:
        usual = _by_sort(*pence)
        return [_on(day, row.seasons, usual)[sort] for day, sort in nights]

    def price(row: PriceColumns, pence: tuple[int, int, int]) -> int:
        stay = sum(by_night(row, pence)) if row.seasons else sum(map(mul, counts, pence))
        stay += row.stay_pence + row.person_pence * people
        levy = levies().get(row.levied) if row.levied else None
        return stay + levy.pence(by_night(row, pence)) if levy else stay

    return price if nights else None


def _counted(sorts: Iterable[DaySort]) -> tuple[int, ...]:
    """How many nights are of each sort."""
    counted = Counter(sorts)
    return tuple(counted[sort] for sort in DaySort)


def _nights(asked: Asked) -> list[tuple[date, DaySort]]:
    if asked.stay is None:
        return []
    arrive_on, leave_on = asked.stay
    days = [arrive_on + timedelta(days=night) for night in range((leave_on - arrive_on).days)]
    return [(day, sort_of_day(day)) for day in days]


def _by_sort(*pence: int) -> dict[DaySort, int]:
    return dict(zip(DaySort, pence, strict=True))


def _on(day: date, seasons: str | None, usual: dict[DaySort, int]) -> dict[DaySort, int]:
    """What each sort of day costs in the season of a day, or else usually."""
    for season in _read(seasons) if seasons else ():
        if season.first_on <= day <= season.last_on:
            return season.pence
    return usual


def _hours(stretches: Iterable[Period], usual: dict[DaySort, int], seasons: str) -> int:
    """Hours in which a season may begin or end: what ``pricing`` makes of the same rates."""
    table = RateTable((_rate(RateUnit.HOUR, usual),), tuple(one.season(RateUnit.HOUR) for one in _read(seasons)))
    return pricing.total_pence(pricing.price_shifts(stretches, table, sort_of_day))


@dataclass(frozen=True, slots=True)
class _RowSeason:
    """A season as a search row has it: of the main rate alone, and without its name."""

    first_on: date
    last_on: date
    pence: dict[DaySort, int]

    def season(self, unit: RateUnit) -> Season:
        return Season(f"{self.first_on}", self.first_on, self.last_on, (_rate(unit, self.pence),))


def _rate(unit: RateUnit, pence: dict[DaySort, int]) -> Rate:
    return Rate(unit, pence[DaySort.WEEKDAY], pence[DaySort.WEEKEND], pence[DaySort.BANK_HOLIDAY])


def _written(seasons: Iterable[Season], unit: RateUnit) -> str | None:
    """The seasons that have a rate for this unit, as the search row keeps them; None where none has."""
    rows = [
        [
            one.first_on.isoformat(),
            one.last_on.isoformat(),
            rate.weekday_pence,
            rate.weekend_pence,
            rate.bank_holiday_pence,
        ]
        for one in seasons
        for rate in one.rates
        if rate.unit is unit
    ]
    return json.dumps(rows) if rows else None


@lru_cache(maxsize=20_000)
def _read(seasons: str) -> tuple[_RowSeason, ...]:
    return tuple(
        _RowSeason(date.fromisoformat(first), date.fromisoformat(last), _by_sort(*pence))
        for first, last, *pence in json.loads(seasons)
    )
