"""Who must be there during a break: a row for each part of the day for which it is not the usual."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any, ClassVar

from wtforms import Field

from marketplace.booking.forms.adding import short_label
from marketplace.booking.forms.rows import RowsForm
from marketplace.booking.needed import Asked, CoverHow, DayPart
from marketplace.web.fields import Choices, Listed, TimeOfDay
from marketplace.web.kept import KeptForm
from marketplace.web.rows import Row

PEOPLE: Choices = (
    ("", "Choose one"),
    ("1", "One person"),
    ("2", "Two people at once"),
    ("3", "Three people at once"),
    ("4", "Four people at once"),
    ("0", "Nobody: well alone"),
)
HOWS: Choices = ((CoverHow.AWAKE.value, "Awake"), (CoverHow.ASLEEP.value, "May sleep"))


class CoverForm(KeptForm, RowsForm):
    """Parts of the day, each with how many people and whether awake."""

    columns: ClassVar[tuple[str, ...]] = ("start", "end", "people", "how")
    telling: ClassVar[tuple[str, ...]] = ("start", "end", "people")

    @classmethod
    def row_fields(cls, place: int, **choices: Any) -> Mapping[str, Field]:  # noqa: ARG003 - as every form of rows
        number = place + 1
        return {
            "start": TimeOfDay(f"Start of row {number}", render_kw=short_label("From", type="time")),
            "end": TimeOfDay(f"End of row {number}", render_kw=short_label("Until", type="time")),
            "people": Listed(f"How many in row {number}", choices=PEOPLE, render_kw=short_label("How many")),
            "how": Listed(f"Awake in row {number}", choices=HOWS, render_kw=short_label("Awake?")),
        }

    @classmethod
    def showing(cls, parts: Iterable[DayPart], *, seen: str) -> "CoverForm":
        """The form with what is asked for now."""
        typed: dict[str, Any] = {"seen": seen}
        parts = tuple(parts)
        for place, part in enumerate(parts):
            typed |= {f"start_{place}": _time(part.starts), f"end_{place}": _time(part.ends)}
            typed |= {f"people_{place}": str(part.asked.people), f"how_{place}": part.asked.how.value}
        return cls.with_rows(len(parts) + 1, typed=typed)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        is_good = bool(super().validate(extra_validators))
        self._parts = [(row.place, self._part(row)) for row in self.filled]
        return is_good and not any(row.is_wrong for row in self.rows)

    @property
    def parts(self) -> tuple[DayPart, ...]:
        """What was typed, row by row."""
        return tuple(part for _, part in self._parts if part is not None)

    def _part(self, row: Row) -> DayPart | None:
        start, end, people = row["start"].data, row["end"].data, row["people"].data
        if start is None:
            row.blame("start", "enter the time it starts")
        if end is None:
            row.blame("end", "enter the time it ends")
        if not people:
            row.blame("people", "choose how many")
        if row.is_wrong or start is None or end is None:
            return None
        return DayPart(_minute(start), _minute(end), Asked(int(people), CoverHow(row["how"].data)))


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
