"""Which parts of a break come first, the day by which the rest must be agreed, and a later one."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from marketplace.booking.forms.named import FutureDay, NamedForm
from marketplace.web.fields import Ticks
from marketplace.web.kept import KeptForm
from marketplace.wording import listed


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


class LaterForm(KeptForm, NamedForm):
    """The later day that is asked for, and that those who are not on this site have agreed to it."""

    rest_on = FutureDay("By which day is the rest agreed?", needed="Choose the day by which the rest is agreed")
    asked = Ticks("Who is not on this site", choices=[])

    @classmethod
    def showing(cls, elsewhere: Sequence[str], *, seen: str) -> Self:
        """The form; ``elsewhere``: who provides what is kept and is not on this site."""
        form = cls(data={"asked": [], "rest_on": None, "seen": seen})
        if elsewhere:
            form.asked.choices = {"asked": f"I asked {listed(elsewhere)}. They agree to the later day"}
        else:
            del form.asked
        return form

    @property
    def has_asked(self) -> bool:
        """Whether it is said that those have agreed."""
        return "asked" in self and bool(self.asked.data)
