"""Which parts of a break come first, and the day by which the rest must be agreed."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from marketplace.booking.forms.named import FutureDay, NamedForm
from marketplace.web.fields import Ticks
from marketplace.web.kept import KeptForm


class FirstForm(KeptForm, NamedForm):
    """What must be had first; all else comes later."""

    first = Ticks(
        "What must you have first?",
        choices=[],
        needed="Choose what you must have first",
        hint="All else, also what you add from now on, is asked for later.",
    )
    rest_on = FutureDay(
        "By which day is the rest agreed?",
        needed="Choose the day by which the rest is agreed",
        hint="The provider keeps the first part free of charge until the end of that day, if they say yes.",
    )

    @classmethod
    def showing(
        cls, parts: Sequence[tuple[str, str]], *, ticked: Sequence[str], rest_on: date | None, seen: str
    ) -> Self:
        """The form with these parts, by their references, those that come first ticked."""
        form = cls(data={"first": list(ticked), "rest_on": rest_on, "seen": seen})
        form.first.choices = dict(parts)
        return form
