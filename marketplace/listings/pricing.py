"""What a stretch of time or a number of items costs, in whole pence, line by line (DATA_MODEL 12). Pure.

Hours: round half up (minutes x rate / 60), once per segment; a shift is split at London midnight where the sort of day
or the rate changes, and its minutes are counted in UTC. A night, a sleepover and a waking night belong to the day they
start. A season's rates stand instead of the usual ones. What is free, who may book and who pays is for others.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from marketplace.clock import in_london
from marketplace.errors import Refused
from marketplace.holidays import DaySort
from marketplace.listings.extras import Extra
from marketplace.listings.levies import LEVY_NOUN, LevyPlace, levy_rate
from marketplace.money import format_pence, round_half_up
from marketplace.periods import Period, nights_touched
from marketplace.rules.settings import Settings
from marketplace.wording import plural

LEAST_PENCE = 1
MOST_PENCE = 10_000_00
"""No unit costs more than £10,000.00: above is a slip of the pen."""

Key = TypeVar("Key", bound=Hashable)

SortOfDay = Callable[[date], DaySort]
"""Which rate column a London day belongs to: ``holidays.sort_of_day``, or another in a test."""


class RateUnit(StrEnum):
    """What a price is for one of; the first that a listing has is its main one.

    ``EXTRA`` is never a rate: it stands for one of a listing's extras where a price is made up.
    """

    NIGHT = "night"
    HOUR = "hour"
    ITEM = "item"
    SLEEPOVER = "sleepover"
    WAKING_NIGHT = "waking_night"
    MILE = "mile"
    EXTRA = "extra"

    @property
    def noun(self) -> str:
        """What there is one of, in words."""
        return self.value.replace("_", " ")

    @property
    def is_at_night(self) -> bool:
        """Whether it is a whole night of a PA's time: asleep in the house, or awake."""
        return self in AT_NIGHT


AT_NIGHT = (RateUnit.SLEEPOVER, RateUnit.WAKING_NIGHT)
"""Whole nights of a PA's time; where both are sold and neither is asked for, the price is that of the first."""

SOLD = (RateUnit.NIGHT, RateUnit.HOUR, RateUnit.ITEM, RateUnit.SLEEPOVER, RateUnit.WAKING_NIGHT)
"""What can be had on its own; miles and extras come with something."""


class NoRate(Refused):
    """A listing has no rate for what is asked of it."""

    def __init__(self, unit: RateUnit) -> None:
        super().__init__(f"There is no price for one {unit.noun} here")
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
class Season:
    """Days, the last one included, on which some units have rates of their own."""

    name: str
    first_on: date
    last_on: date
    rates: tuple[Rate, ...]

    def has(self, day: date) -> bool:
        """Whether a day belongs to it."""
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True, slots=True)
class DayRate:
    """What one day costs: the rate that stands on it, its sort, and the name of the season whose rate it is."""

    rate: Rate
    sort: DaySort
    season: str = ""

    @property
    def pence(self) -> int:
        """The price of one unit on this day."""
        return self.rate.pence_on(self.sort)

    @property
    def group(self) -> "DayRate":
        """The same for all days that need not be told apart: those of one rate that is flat."""
        return replace(self, sort=DaySort.WEEKDAY) if self.rate.is_flat else self


@dataclass(frozen=True, slots=True)
class RateTable:
    """The prices of a listing: at most one rate for each unit, seasons that never overlap, extras.

    ``levied``: where it stands, if a council could ask a visitor levy of a stay there.
    """

    rates: tuple[Rate, ...]
    seasons: tuple[Season, ...] = ()
    extras: tuple[Extra, ...] = ()
    levied: LevyPlace | None = None

    def of(self, unit: RateUnit) -> Rate:
        """The usual rate for one unit. Raises NoRate."""
        return _rate_of(self.rates, unit)

    def on(self, unit: RateUnit, day: date, sort_of_day: SortOfDay) -> DayRate:
        """What one unit costs on a day: the rate of its season, or the usual one. Raises NoRate."""
        usual, sort = self.of(unit), sort_of_day(day)
        for season in self.seasons:
            own = [rate for rate in season.rates if rate.unit is unit] if season.has(day) else []
            if own:
                return DayRate(replace(own[0], words=usual.words), sort, season.name)
        return DayRate(usual, sort)

    def every(self, unit: RateUnit) -> list[Rate]:
        """The usual rate for one unit, and those of the seasons. Raises NoRate."""
        return [self.of(unit), *(rate for season in self.seasons for rate in season.rates if rate.unit is unit)]


def _rate_of(rates: Iterable[Rate], unit: RateUnit) -> Rate:
    for rate in rates:
        if rate.unit is unit:
            return rate
    raise NoRate(unit)


@dataclass(frozen=True, slots=True)
class PriceLine:
    """So many units at one rate. ``quantity`` of hours may be a part of an hour; ``pence`` is rounded already.

    ``noun`` is what there is one of; ``sort_words`` say the sort of day where the rate depends on it, else blank;
    ``season`` is the name of the season whose rate it is, else blank.
    """

    quantity: Fraction
    unit: RateUnit
    rate_pence: int
    pence: int
    noun: str
    sort_words: str = ""
    season: str = ""

    @property
    def words(self) -> str:
        """How people say it: "3 nights at £135.00", "1 hour 30 minutes at £24.60 (Summer, weekend)"."""
        when = ", ".join(filter(None, (self.season, self.sort_words)))
        return f"{self._quantity_words} at {format_pence(self.rate_pence)}{f' ({when})' if when else ''}"

    @property
    def _quantity_words(self) -> str:
        if self.unit is RateUnit.EXTRA:
            return f"{self.noun}, {self.quantity}" if self.quantity > 1 else self.noun
        if self.unit is not RateUnit.HOUR:
            return plural(int(self.quantity), self.noun)
        hours, minutes = divmod(int(self.quantity * 60), 60)
        parts = [plural(hours, "hour") if hours else "", plural(minutes, "minute") if minutes else ""]
        return " ".join(filter(None, parts))


def price_stay(stay: Period, rates: RateTable, sort_of_day: SortOfDay) -> tuple[PriceLine, ...]:
    """The nights of a stay (London noon to noon), a line for each rate, in the order they come. Raises NoRate."""
    return _price_days(nights_touched(stay), RateUnit.NIGHT, rates, sort_of_day)


def price_must_pay(rates: RateTable, people: int) -> tuple[PriceLine, ...]:
    """The extras that a stay of so many people must pay, in their order."""
    return tuple(price_extra(extra, extra.count(people)) for extra in rates.extras if extra.count(people))


def price_levy(
    days: Sequence[date], rates: RateTable, sort_of_day: SortOfDay, settings: Settings, *, booked_on: date
) -> tuple[PriceLine, ...]:
    """The visitor levy on nights in a row, each by the day it starts, where a council asks one (R35). Raises NoRate."""
    if rates.levied is None or not days:
        return ()
    rate = levy_rate(rates.levied, settings, arrives_on=days[0], booked_on=booked_on)
    pence = rate.pence([rates.on(RateUnit.NIGHT, day, sort_of_day).pence for day in days]) if rate else 0
    return (PriceLine(Fraction(1), RateUnit.EXTRA, pence, pence, LEVY_NOUN),) if pence else ()


def price_extra(extra: Extra, quantity: int) -> PriceLine:
    """So many of one extra."""
    return PriceLine(Fraction(quantity), RateUnit.EXTRA, extra.pence, extra.pence * quantity, extra.name)


def price_miles(rates: RateTable, miles: int) -> PriceLine:
    """So many miles, at the one price of a mile. Raises NoRate."""
    rate = rates.of(RateUnit.MILE)
    return PriceLine(Fraction(miles), RateUnit.MILE, rate.weekday_pence, rate.weekday_pence * miles, RateUnit.MILE.noun)


def price_sleepovers(
    sleepovers: Iterable[Period], rates: RateTable, sort_of_day: SortOfDay, unit: RateUnit = RateUnit.SLEEPOVER
) -> tuple[PriceLine, ...]:
    """Each sleepover (or waking night) once, at the rate of the day it starts, however long it is. Raises NoRate."""
    days = [in_london(sleepover.starts_at).date() for sleepover in sleepovers]
    return _price_days(days, unit, rates, sort_of_day)


def price_nights(nights: Iterable[Period], rates: RateTable, sort_of_day: SortOfDay) -> tuple[PriceLine, ...]:
    """Nights of which nobody has said how: as sleepovers where these are sold, else awake; none where neither is."""
    sold = {rate.unit for rate in rates.rates}
    unit = next((one for one in AT_NIGHT if one in sold), None)
    return price_sleepovers(nights, rates, sort_of_day, unit) if unit else ()


def price_items(quantity: int, on: date, rates: RateTable, sort_of_day: SortOfDay) -> tuple[PriceLine, ...]:
    """So many items on a day. Raises NoRate, or ValueError for fewer than one."""
    if quantity < 1:
        raise ValueError(f"price at least one item, not {quantity}")
    return _price_days([on] * quantity, RateUnit.ITEM, rates, sort_of_day)


def price_shift(shift: Period, rates: RateTable, sort_of_day: SortOfDay) -> tuple[PriceLine, ...]:
    """One shift, a line for each segment of one sort of day and one rate, each rounded once. Raises NoRate."""
    return tuple(_hours_line(day, piece.minutes) for day, piece in split_by_rate(shift, rates, sort_of_day))


def price_shifts(shifts: Iterable[Period], rates: RateTable, sort_of_day: SortOfDay) -> tuple[PriceLine, ...]:
    """Several shifts, each as ``price_shift`` prices it."""
    return tuple(line for shift in shifts for line in price_shift(shift, rates, sort_of_day))


def split_by_rate(shift: Period, rates: RateTable, sort_of_day: SortOfDay) -> list[tuple[DayRate, Period]]:
    """A shift cut where the sort of day or the rate for an hour changes, in order. Raises NoRate."""
    return _split(shift, lambda day: rates.on(RateUnit.HOUR, day, sort_of_day))


def split_by_sort(period: Period, sort_of_day: SortOfDay) -> list[tuple[DaySort, Period]]:
    """A period cut at those London midnights where the sort of day changes, in order."""
    return _split(period, sort_of_day)


def _split(period: Period, key_of: Callable[[date], Key]) -> list[tuple[Key, Period]]:
    pieces: list[tuple[Key, Period]] = []
    for day in period.days():
        key = key_of(in_london(day.starts_at).date())
        if pieces and pieces[-1][0] == key:
            pieces[-1] = (key, Period(pieces[-1][1].starts_at, day.ends_at))
        else:
            pieces.append((key, day))
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


def _price_days(
    days: Iterable[date], unit: RateUnit, rates: RateTable, sort_of_day: SortOfDay
) -> tuple[PriceLine, ...]:
    rates.of(unit)
    priced = (rates.on(unit, day, sort_of_day) for day in days)
    return summed(_line(day, Fraction(1), day.pence) for day in priced)


def _hours_line(day: DayRate, minutes: int) -> PriceLine:
    return _line(day, Fraction(minutes, 60), round_half_up(Fraction(minutes * day.pence, 60)))


def _line(day: DayRate, quantity: Fraction, pence: int) -> PriceLine:
    rate = day.rate
    sort_words = "" if rate.is_flat else _SORT_WORDS[day.sort]
    return PriceLine(quantity, rate.unit, day.pence, pence, rate.words or rate.unit.noun, sort_words, day.season)


_SORT_WORDS = {DaySort.WEEKDAY: "weekday", DaySort.WEEKEND: "weekend", DaySort.BANK_HOLIDAY: "bank holiday"}
