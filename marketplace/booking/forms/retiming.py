"""Other times for a part: a row for each of its stretches, as they are now or as they were dragged to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar

from flask import request
from wtforms import Field

from marketplace.booking.drafts import Shift
from marketplace.booking.forms.adding import short_label, time_fields
from marketplace.booking.forms.rows import RowsForm, stretch
from marketplace.clock import in_london, london_instant
from marketplace.periods import Period
from marketplace.web.fields import Listed
from marketplace.web.rows import Row

LOOK = "look"


class TimesForm(RowsForm):
    """Stretches of time, each of anybody or of somebody chosen."""

    also_called: ClassVar[Mapping[str, str]] = {"shifts": "start_0", "space": "space_0"}
    columns: ClassVar[tuple[str, ...]] = ("day", "start", "end", "space", "price")
    telling: ClassVar[tuple[str, ...]] = ("start", "end")

    @classmethod
    def row_fields(cls, place: int, **choices: Any) -> Mapping[str, Field]:
        fields: dict[str, Field] = time_fields(place, days=choices["days"], spaces=choices["spaces"])
        prices = [(str(number), words) for number, words in enumerate(choices["prices"])]
        if len(prices) > 1:
            label = short_label("What it is")
            fields["price"] = Listed(f"What it is, in row {place + 1}", choices=prices, render_kw=label)
        return fields

    @classmethod
    def showing(
        cls,
        shifts: Sequence[Shift],
        *,
        days: Sequence[date],
        spaces: Sequence[tuple[str, str]],
        prices: Sequence[str],
    ) -> "TimesForm":
        """The form with these times in it. ``prices``: what there is to choose from, where there is more than one."""
        typed: dict[str, Any] = {}
        for place, shift in enumerate(shifts):
            start, end = in_london(shift.period.starts_at), in_london(shift.period.ends_at)
            typed |= {
                f"day_{place}": start.date().isoformat(),
                f"start_{place}": start.time(),
                f"end_{place}": end.time(),
            }
            typed |= {f"space_{place}": shift.space_ref, f"price_{place}": str(shift.price)}
        return cls.with_rows(len(shifts), typed=typed, days=days, spaces=spaces, prices=prices)

    @property
    def is_look(self) -> bool:
        """Whether it was sent to be looked at first, rather than saved."""
        return LOOK in request.form

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        is_good = bool(super().validate(extra_validators))
        self._shifts = [self._shift(row) for row in self.filled]
        if not self._shifts:
            self.rows[0].blame("start", "enter when it starts and ends. To have none of it, take the part out")
        return is_good and bool(self._shifts) and None not in self._shifts

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """What was typed, row by row."""
        return tuple(shift for shift in self._shifts if shift is not None)

    def _shift(self, row: Row) -> Shift | None:
        period = stretch(row)
        space = row["space"].data or "" if "space" in row.fields else ""
        price = int(row["price"].data or 0) if "price" in row.fields and not row.is_wrong else 0
        return Shift(period, space, price) if period else None


def dragged(shifts: Sequence[Shift]) -> tuple[Shift, ...]:
    """The stretches with the one that the address names moved: so many minutes later, and so many longer."""
    place, by, longer = (request.args.get(name, 0, type=int) for name in ("row", "by", "longer"))
    if not 0 <= place < len(shifts) or abs(by) > _DAY or abs(longer) > _DAY:
        return tuple(shifts)
    moved = list(shifts)
    moved[place] = _moved(moved[place], by, longer)
    return tuple(moved)


_DAY = 24 * 60


def _moved(shift: Shift, by: int, longer: int) -> Shift:
    """So many minutes on by the clock in London; never shorter than a quarter of an hour."""
    start = in_london(shift.period.starts_at).replace(tzinfo=None) + timedelta(minutes=by)
    end = in_london(shift.period.ends_at).replace(tzinfo=None) + timedelta(minutes=by + longer)
    first, last = london_instant(start.date(), start.time()), london_instant(end.date(), end.time())
    return replace(shift, period=Period(first, max(last, first + timedelta(minutes=15))))
