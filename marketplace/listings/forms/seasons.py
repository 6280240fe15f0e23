"""Seasons: named days with rates of their own, a row each."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, ClassVar

from wtforms import Field

from marketplace import clock
from marketplace.listings.answers import SeasonsAnswers
from marketplace.listings.forms.rates import COLUMNS, UNIT_WORDS
from marketplace.listings.forms.rows import RowsPartForm, pounds, short_label, small
from marketplace.listings.models import Listing
from marketplace.listings.models.price import NAME_LENGTH
from marketplace.listings.pricing import SOLD, Rate, RateUnit, Season
from marketplace.listings.seasons import MOST_SEASONS, season_days
from marketplace.web.fields import CalendarDay, Words
from marketplace.web.rows import Row
from marketplace.wording import day


class SeasonsForm(RowsPartForm):
    """A row for each season: its name, its days, and what each unit that is sold costs on them."""

    called: ClassVar[str] = "Season"
    spare: ClassVar[int] = 2
    most: ClassVar[int] = MOST_SEASONS

    @classmethod
    def row_fields(cls, place: int, listing: Listing) -> Mapping[str, Field]:
        which, (first, last) = f"{cls.called} {place + 1}", _days(listing)
        fields: dict[str, Field] = {
            "name": Words(f"{which}: name", most=NAME_LENGTH, render_kw=short_label(which, "Name")),
            "first": _day(which, "First day", first, last),
            "last": _day(which, "Last day", first, last),
        }
        for unit in _units(listing):
            for column, days in COLUMNS:
                fields[f"{unit}_{column}"] = pounds(which, f"{UNIT_WORDS[unit]}, {days}")
        return fields

    @classmethod
    def row_typed(cls, listing: Listing) -> list[Mapping[str, Any]]:
        return [_typed(season) for season in SeasonsAnswers.of(listing).seasons]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        """A row is whole or empty, its days are in order, and no day belongs to two seasons."""
        super().validate(extra_validators)
        for row in self.filled:
            _check(row)
        dated = [row for row in self.filled if not row["first"].errors and not row["last"].errors]
        ordered = sorted(dated, key=lambda row: (row["first"].data, row.place))
        for before, after in pairwise(ordered):
            if after["first"].data <= before["last"].data:
                name, until = before["name"].data or f"season {before.place + 1}", day(before["last"].data)
                after.blame("first", f"{name} goes on until {until}. Seasons cannot share days")
        return not self.errors

    @property
    def answers(self) -> SeasonsAnswers:
        seasons = (
            Season(row["name"].data, row["first"].data, row["last"].data, tuple(_rates(row))) for row in self.filled
        )
        return SeasonsAnswers(tuple(sorted(seasons, key=lambda one: one.first_on)))


def _day(which: str, shown: str, first: date, last: date) -> CalendarDay:
    drawn = short_label(which, shown, type="date")
    return CalendarDay(f"{which}: {small(shown)}", first=first, last=last, render_kw=drawn)


def _units(listing: Listing) -> tuple[RateUnit, ...]:
    """The units that have a usual rate: a season's stands instead of it."""
    has = {rate.unit for rate in listing.rates}
    return tuple(unit for unit in SOLD if unit in has)


def _days(listing: Listing) -> tuple[date, date]:
    return season_days((season.first_on for season in listing.seasons), today=clock.today())


def _typed(season: Season) -> Mapping[str, Any]:
    typed: dict[str, Any] = {"name": season.name, "first": season.first_on, "last": season.last_on}
    for rate in season.rates:
        typed[f"{rate.unit}_weekday"] = rate.weekday_pence
        for column, pence in (("weekend", rate.weekend_pence), ("bank_holiday", rate.bank_holiday_pence)):
            typed[f"{rate.unit}_{column}"] = None if pence == rate.weekday_pence else pence
    return typed


def _check(row: Row) -> None:
    if not row["name"].data:
        row.blame("name", "give it a name, such as summer")
    for name, what in (("first", "first"), ("last", "last")):
        if row[name].data is None:
            row.blame(name, f"choose the {what} day")
    if not row.is_wrong and row["last"].data < row["first"].data:
        row.blame("last", "the last day cannot come before the first")
    prices = [field for name, field in row.fields.items() if name not in {"name", "first", "last"}]
    if not any(field.data or field.errors for field in prices):
        at = next((name for name, field in row.fields.items() if field in prices), "name")
        row.blame(at, "enter a price" if prices else "put in your usual prices first")
    for unit in _row_units(row):
        others = [row[f"{unit}_{column}"] for column, _ in COLUMNS[1:]]
        if row[f"{unit}_weekday"].data is None and any(field.data is not None for field in others):
            row.blame(f"{unit}_weekday", "enter the price from Monday to Friday first")


def _row_units(row: Row) -> list[RateUnit]:
    return [unit for unit in SOLD if f"{unit}_weekday" in row.fields]


def _rates(row: Row) -> Iterator[Rate]:
    for unit in _row_units(row):
        weekday, weekend, bank_holiday = (row[f"{unit}_{column}"].data for column, _ in COLUMNS)
        if weekday is not None:
            yield Rate(unit, weekday, weekend or weekday, bank_holiday or weekday)
