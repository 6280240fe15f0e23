"""Rows of a form: several shifts, journeys or charges. An empty row is left out; "More rows" draws some more.

A row's fields are named by its place, ``start_0``, so that what is wrong stands at the row it is about.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar, Self, cast

from wtforms import Field

from marketplace import clock
from marketplace.booking.forms.named import NamedForm
from marketplace.clock import in_london, london_instant
from marketplace.periods import Period
from marketplace.web.rows import Row, asked_rows, is_more_asked
from marketplace.wording import short_day

LEAST, MORE, MOST = 3, 4, 60


class RowsForm(NamedForm):
    """A form with rows. A subclass says the fields of one row, and which of them make a row count."""

    columns: ClassVar[tuple[str, ...]] = ()
    telling: ClassVar[tuple[str, ...]] = ()
    """A row in which none of these is filled is empty."""

    places: int = 0

    @classmethod
    def row_fields(cls, place: int, **choices: Any) -> Mapping[str, Field]:
        """Fresh fields of one row."""
        raise NotImplementedError

    @classmethod
    def with_rows(cls, wanted: int, *, typed: Mapping[str, Any] | None = None, **choices: Any) -> Self:
        """The form with as many rows as were sent, or ``wanted``; more of them when more were asked for."""
        places = min(asked_rows(max(wanted, LEAST), more=MORE), MOST)
        fields: dict[str, Any] = {"places": places}
        for place in range(places):
            fields |= {f"{name}_{place}": field for name, field in cls.row_fields(place, **choices).items()}
        made = cast("type[Self]", type(cls.__name__, (cls,), fields))
        return made(data=dict(typed or {}))

    @property
    def is_more(self) -> bool:
        """Whether more rows were asked for, rather than the form sent."""
        return is_more_asked()

    @property
    def is_sent(self) -> bool:
        """Never while more rows are asked for: what was typed is shown again, and nothing is wrong yet."""
        return not self.is_more and super().is_sent

    @property
    def rows(self) -> list[Row]:
        """Every row, in order."""
        return [
            Row(place, {name: self[f"{name}_{place}"] for name in self.columns if f"{name}_{place}" in self})
            for place in range(self.places)
        ]

    @property
    def filled(self) -> Iterator[Row]:
        """The rows that say something."""
        for row in self.rows:
            if any(row[name].data or row[name].errors for name in self.telling if name in row.fields):
                yield row

    @property
    def plain(self) -> list[Field]:
        """The fields that stand in no row."""
        in_rows = {id(field) for row in self.rows for field in row.fields.values()}
        return [field for field in self if id(field) not in in_rows]


def days_between(period: Period) -> list[date]:
    """The days in London that a break touches, in order; from today on."""
    first, last = in_london(period.starts_at).date(), in_london(period.ends_at).date()
    first = max(first, clock.today())
    return [first + timedelta(days=ahead) for ahead in range(max(0, (last - first).days) + 1)]


def day_choices(days: Sequence[date]) -> list[tuple[str, str]]:
    """These days to choose from."""
    return [("", "Choose a day"), *((day.isoformat(), short_day(day)) for day in days)]


def read_day(text: str | None) -> date | None:
    """A day as ``day_choices`` gives it; none for nothing."""
    return date.fromisoformat(text) if text else None


def stretch(row: Row, *, may_lack_end: bool = False) -> Period | None:
    """The stretch of time of a row: over midnight when it ends at or before its start. What is missing is blamed."""
    day = read_day(row["day"].data) if not row["day"].errors else None
    start, end = row["start"].data, row["end"].data
    if day is None:
        row.blame("day", "choose the day")
    elif start is None:
        row.blame("start", "enter the time it starts")
    elif end is None and not may_lack_end:
        row.blame("end", "enter the time it ends")
    if row.is_wrong or day is None or start is None or end is None:
        return None
    last = day + timedelta(days=end <= start)
    return Period(london_instant(day, start), london_instant(last, end))
