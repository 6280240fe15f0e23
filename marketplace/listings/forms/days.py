"""The hours of a week, a line for each day, as they are typed; of a listing that is open, and of a PA who works."""

from collections.abc import Collection
from typing import Any

from marketplace.listings.forms.kept import KeptForm
from marketplace.listings.opening import WEEKDAYS, BadHours, Stretch, day_text, parse_day
from marketplace.web.fields import Words


def _hours_of(day: str) -> Words:
    return Words(day, most=80)


class DaysForm(KeptForm):
    """A line for each day. ``stretches`` is what was typed, once all of it can be read."""

    monday, tuesday, wednesday, thursday, friday, saturday, sunday = map(_hours_of, WEEKDAYS)
    stretches: tuple[Stretch, ...] = ()

    @staticmethod
    def lines_of(week: Collection[Stretch]) -> dict[str, Any]:
        """What would be typed to get a week, by field."""
        return {name.lower(): day_text(week, day) for day, name in enumerate(WEEKDAYS)}

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        """Read each day; what cannot be meant is said at its line."""
        is_good = bool(super().validate(extra_validators))
        read: list[Stretch] = []
        for day, name in enumerate(WEEKDAYS):
            field = self[name.lower()]
            try:
                read += parse_day(day, field.data or "")
            except BadHours as why:
                field.errors = [*field.errors, why.message]
                is_good = False
        self.stretches = tuple(read)
        return is_good
