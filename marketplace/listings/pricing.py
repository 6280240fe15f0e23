"""What a stretch of time or a number of items costs, in whole pence, line by line (DATA_MODEL 12). Pure.

Hours: round half up (minutes x rate / 60), once per segment; a shift is split at London midnight where the sort of day
changes, and its minutes are counted in UTC. A night and a sleepover belong to the day they start. What is free, who may
book and who pays is for others.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from marketplace.clock import in_london
from marketplace.errors import Refused
from marketplace.holidays import DaySort
from marketplace.money import format_pence, round_half_up
from marketplace.periods import Period, nights_touched
from marketplace.wording import plural

LEAST_PENCE = 1
MOST_PENCE = 10_000_00
"""No unit costs more than £10,000.00: above is a slip of the pen."""

SortOfDay = Callable[[date], DaySort]
"""Which rate column a London day belongs to: ``holidays.sort_of_day``, or another in a test."""


class RateUnit(StrEnum):
    """What a rate is for one of; the first that a listing has is its main one."""

    NIGHT = "night"
    HOUR = "hour"
    ITEM = "item"
    SLEEPOVER = "sleepover"


class NoRate(Refused):
    """A listing has no rate for what is asked of it."""

    def __init__(self, unit: RateUnit) -> None:
        super().__init__(f"There is no price for one {unit} here")
        self.unit = unit


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit costs on each sort of day, in pence. ``words`` names an item ("journey"); blank: its unit."""

    unit: RateUnit
    weekday_pence: int
    weekend_pence: int
    bank_holiday_pence: int
    words: str = ""

    def pence_on(self, sort: DaySort) -> int:
        """The rate of a sort of day."""
        return self._columns[sort]

    @property
    def is_flat(self) -> bool:
        """Whether every sort of day costs the same."""
        return len(set(self._columns.values())) == 1

    @property
    def _columns(self) -> dict[DaySort, int]:
        return {
            DaySort.WEEKDAY: self.weekday_pence,
            DaySort.WEEKEND: self.weekend_pence,
            DaySort.BANK_HOLIDAY: self.bank_holiday_pence,
        }


@dataclass(frozen=True, slots=True)
class RateTable:
    """The rates of a listing, at most one for each unit."""

    rates: tuple[Rate, ...]

    def of(self, unit: RateUnit) -> Rate:
        """The rate for one unit. Raises NoRate."""
        for rate in self.rates:
            if rate.unit is unit:
                return rate
        raise NoRate(unit)


@dataclass(frozen=True, slots=True)
class PriceLine:
    """So many units at one rate. ``quantity`` of hours may be a part of an hour; ``pence`` is rounded already.

    ``noun`` is what there is one of; ``sort_words`` say the sort of day where the rate depends on it, else blank.
    """

    quantity: Fraction
    unit: RateUnit
    rate_pence: int
    pence: int
    noun: str
    sort_words: str = ""

    @property
    def words(self) -> str:
        """How people say it: "3 nights at £135.00", "1 hour 30 minutes at £24.60 (weekend)"."""
        sort = f" ({self.sort_words})" if self.sort_words else ""
        return f"{self._quantity_words} at {format_pence(self.rate_pence)}{sort}"

    @property
    def _quantity_words(self) -> str:
        if self.unit is not RateUnit.HOUR:
            return plural(int(self.quantity), self.noun)
        hours, minutes = divmod(int(self.quantity * 60), 60)
        parts = [plural(hours, "hour") if hours else "", plural(minutes, "minute") if minutes else ""]
        return " ".join(filter(None, parts))


def price_stay(stay: Period, rates: RateTable, sort_of_day: SortOfDay) -> tuple[PriceLine, ...]:
    """The nights of a stay (London noon to noon), a line for each rate, in the order they come. Raises NoRate."""
    return _price_days(nights_touched(stay), rates.of(RateUnit.NIGHT), sort_of_day)


def price_sleepovers(sleepovers: Iterable[Period], rates: RateTable, sort_of_day: SortOfDay) -> tuple[PriceLine, ...]:
    """Each sleepover once, at the rate of the day it starts, however long it is. Raises NoRate."""
    days = [in_london(sleepover.starts_at).date() for sleepover in sleepovers]
    return _price_days(days, rates.of(RateUnit.SLEEPOVER), sort_of_day)


def price_items(quantity: int, on: date, rates: RateTable, sort_of_day: SortOfDay) -> tuple[PriceLine, ...]:
    """So many items on a day. Raises NoRate, or ValueError for fewer than one."""
    if quantity < 1:
        raise ValueError(f"price at least one item, not {quantity}")
    return _price_days([on] * quantity, rates.of(RateUnit.ITEM), sort_of_day)


def price_shift(shift: Period, rates: RateTable, sort_of_day: SortOfDay) -> tuple[PriceLine, ...]:
    """One shift, a line for each segment of one sort of day, each rounded once. Raises NoRate."""
    rate = rates.of(RateUnit.HOUR)
    return tuple(_hours_line(rate, sort, piece.minutes) for sort, piece in split_by_sort(shift, sort_of_day))


def price_shifts(shifts: Iterable[Period], rates: RateTable, sort_of_day: SortOfDay) -> tuple[PriceLine, ...]:
    """Several shifts, each as ``price_shift`` prices it."""
    return tuple(line for shift in shifts for line in price_shift(shift, rates, sort_of_day))


def split_by_sort(period: Period, sort_of_day: SortOfDay) -> list[tuple[DaySort, Period]]:
    """A period cut at those London midnights where the sort of day changes, in order: the segments of a shift."""
    pieces: list[tuple[DaySort, Period]] = []
    for day in period.days():
        sort = sort_of_day(in_london(day.starts_at).date())
        if pieces and pieces[-1][0] is sort:
            pieces[-1] = (sort, Period(pieces[-1][1].starts_at, day.ends_at))
        else:
            pieces.append((sort, day))
    return pieces


def total_pence(lines: Iterable[PriceLine]) -> int:
    """What the lines cost together."""
    return sum(line.pence for line in lines)


def summed(lines: Iterable[PriceLine]) -> tuple[PriceLine, ...]:
    """The same price with lines that differ in quantity alone made one: seven shifts as "36 hours at £24.60"."""
    together: dict[PriceLine, PriceLine] = {}
    for line in lines:
        alike = replace(line, quantity=Fraction(0), pence=0)
        so_far = together.get(alike, alike)
        together[alike] = replace(line, quantity=so_far.quantity + line.quantity, pence=so_far.pence + line.pence)
    return tuple(together.values())


def _price_days(days: Iterable[date], rate: Rate, sort_of_day: SortOfDay) -> tuple[PriceLine, ...]:
    return summed(_line(rate, sort, Fraction(1), rate.pence_on(sort)) for sort in map(sort_of_day, days))


def _hours_line(rate: Rate, sort: DaySort, minutes: int) -> PriceLine:
    return _line(rate, sort, Fraction(minutes, 60), round_half_up(Fraction(minutes * rate.pence_on(sort), 60)))


def _line(rate: Rate, sort: DaySort, quantity: Fraction, pence: int) -> PriceLine:
    sort_words = "" if rate.is_flat else _SORT_WORDS[sort]
    return PriceLine(quantity, rate.unit, rate.pence_on(sort), pence, rate.words or rate.unit.value, sort_words)


_SORT_WORDS = {DaySort.WEEKDAY: "weekday", DaySort.WEEKEND: "weekend", DaySort.BANK_HOLIDAY: "bank holiday"}
