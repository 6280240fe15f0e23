"""Hours over several days, said once: the same on each day, or one stretch of time all through. Rows are made of them.

A row of a form is at most a day long, so that a stretch over several days is written as one row after the other.
"""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any, Self

from flask import request
from wtforms import SelectField

from marketplace.booking.forms.adding import ShiftsForm
from marketplace.booking.forms.rows import day_choices, read_day
from marketplace.web.fields import Listed, OneOf, TimeOfDay
from marketplace.web.rows import Row

FILL = "fill_rows"

Times = tuple[date, time, time]
"""The day of a row, from when, and until when: over midnight when it ends before it starts, or as it starts."""


class Alike(StrEnum):
    """How hours over several days are meant."""

    EACH = "each"
    THROUGH = "through"


EVERY = ("every_how", "every_first", "every_last", "every_start", "every_end")
"""The fields that say what is alike."""

_NOTHING = (None, None, None)

HOW = ((Alike.EACH.value, "The same hours each day"), (Alike.THROUGH.value, "The whole time through"))


def rows_alike(first_on: date, last_on: date, start: time, end: time, how: Alike) -> list[Times]:
    """The rows for hours from one day to another. The last of them ends on the last day, or on the day after the first.

    >>> rows_alike(date(2027, 3, 5), date(2027, 3, 7), time(22), time(8), Alike.EACH)[-1][0].day
    6
    """
    over_midnight = timedelta(days=end <= start)
    starts_last = max(first_on, last_on - over_midnight)
    days = [first_on + timedelta(days=ahead) for ahead in range((starts_last - first_on).days + 1)]
    if how is Alike.EACH:
        return [(day, start, end) for day in days]
    return [*((day, start, start) for day in days[:-1]), (days[-1], start, end)]


def rows_within(days: Sequence[date], asked: tuple[date, date], start: time, end: time, how: Alike) -> list[Times]:
    """Those of the rows for hours from one day to another that begin on one of ``days``, which are in order.

    The days asked for may be any at all: no more is made of them than lies round these.
    """
    first_on = max(asked[0], days[0] - timedelta(days=1))
    # a stretch that goes on over the last of the days, and over midnight, ends two days after it
    last_on = max(first_on, min(asked[1], days[-1] + timedelta(days=2)))
    return [row for row in rows_alike(first_on, last_on, start, end, how) if row[0] in days]


def typed_rows(rows: Sequence[Times]) -> dict[str, Any]:
    """The rows as a form has them typed in."""
    typed: dict[str, Any] = {}
    for place, (day, start, end) in enumerate(rows):
        typed |= {f"day_{place}": day.isoformat(), f"start_{place}": start, f"end_{place}": end}
    return typed


class HoursForm(ShiftsForm):
    """Stretches of somebody's time; what is alike over several days is said once, and written into the rows.

    The rows are filled when that is asked for, so that a single one may be changed or emptied, and when the form is
    sent with nothing in them.
    """

    every_how = OneOf("How are the hours over these days?", choices=HOW, default=Alike.EACH.value)
    every_first = Listed("First day", choices=[])
    every_last = Listed("Last day", choices=[])
    every_start = TimeOfDay("From what time")
    every_end = TimeOfDay("Until what time")

    @classmethod
    def of_days(cls, rows: int, *, typed: Mapping[str, Any], days: Sequence[date], **choices: Any) -> Self:
        """The form for a break of these days, which asks what is alike where there are several; filled if asked."""
        usual = {"every_first": days[0].isoformat(), "every_last": days[-1].isoformat()}
        form = cls.with_rows(rows, typed=usual | dict(typed), days=days, **choices)
        if len(days) == 1:
            for name in EVERY:
                delattr(form, name)
        else:
            form.every_first.choices = form.every_last.choices = dict(day_choices(days)[1:])
            if form.is_filling:
                form.fill()
        return form

    @property
    def asks_alike(self) -> bool:
        """Whether it asks what is alike."""
        return "every_how" in self

    @property
    def is_filling(self) -> bool:
        """Whether the rows are to be filled, rather than the form sent."""
        return FILL in request.form and self.asks_alike

    @property
    def is_sent(self) -> bool:
        """Never while the rows are filled: they are looked at first."""
        return not self.is_filling and super().is_sent

    def fill(self) -> None:
        """Write what is alike into the rows, instead of what was in them; what is missing is blamed."""
        if self.every_start.data is None and not self.every_start.errors:
            self.every_start.errors = ["Enter the time the hours start"]
        if self.every_end.data is None and not self.every_end.errors:
            self.every_end.errors = ["Enter the time the hours end"]
        first_on, last_on = (read_day(_chosen(field)) for field in (self.every_first, self.every_last))
        if first_on and last_on and last_on < first_on:
            self.every_last.errors = ["Last day: choose the first day or a later one"]
        if times := self._alike:
            for row in self.rows:
                day, start, end = times[row.place] if row.place < len(times) else _NOTHING
                _write(row, day=day.isoformat() if day else "", start=start, end=end)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        if self.asks_alike and self._alike and not any(self.filled):
            self.fill()
        return super().validate(extra_validators)

    @property
    def _alike(self) -> list[Times]:
        """The rows that what is alike makes; none while it is not said in full, or in order."""
        first_on, last_on = (read_day(_chosen(field)) for field in (self.every_first, self.every_last))
        start, end = self.every_start.data, self.every_end.data
        if first_on is None or last_on is None or start is None or end is None or last_on < first_on:
            return []
        return rows_alike(first_on, last_on, start, end, Alike(_chosen(self.every_how) or Alike.EACH))


def _chosen(field: SelectField) -> str:
    """The answer that was chosen; blank for none, and for what is none of the answers."""
    return str(field.data) if field.data in {one[0] for one in field.iter_choices()} else ""


def _write(row: Row, **values: object) -> None:
    """Put values into the fields of a row as if they had just been typed."""
    for name, value in values.items():
        row[name].data, row[name].raw_data = value, None
