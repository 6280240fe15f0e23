"""Forms of closures: several spaces closed by a pattern, and days opened again."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput
from wtforms import BooleanField

from marketplace import clock
from marketplace.listings.closing import Plan, Repeat
from marketplace.listings.models import Space
from marketplace.web.fields import CalendarDay, Choices, Listed, Ticks, TimeOfDay, Words
from marketplace.web.forms import Form

ALL = "all"
AHEAD = timedelta(days=1100)
REPEATS: Choices = (
    (Repeat.ONCE, "No, once"),
    (Repeat.WEEKLY, "Every week"),
    (Repeat.FORTNIGHTLY, "Every second week"),
    (Repeat.MONTHLY_BY_WEEKDAY, "Every month, as the first or second Monday"),
    (Repeat.MONTHLY_BY_DAY, "Every month, on the same date"),
    (Repeat.YEARLY, "Every year"),
)


class _DaysForm(Form):
    """The days that both forms ask for, of some of a provider's spaces."""

    def between(self, first: CalendarDay, again: CalendarDay) -> None:
        """Ask for days from yesterday, whose night may not be over, to as far as a diary goes."""
        first.first, again.first = clock.today() - timedelta(days=1), clock.today()
        first.last = again.last = clock.today() + AHEAD


class CloseForm(_DaysForm):
    """What to close, when, and whether it comes again."""

    spaces = Ticks("What do you close?", choices=(), needed="Choose what to close")
    first = CalendarDay(
        "First day closed",
        first=date.min,
        last=date.max,
        needed="Choose the first day closed",
        hint="Of what is sold by the night, the first night.",
    )
    again = CalendarDay("Open again on", first=date.min, last=date.max, needed="Choose the day you are open again")
    repeat = Listed("Does it come again?", choices=REPEATS)
    until = CalendarDay(
        "Until",
        first=date.min,
        last=date.max,
        hint="Only when it comes again. Leave it empty to go on until you end it.",
    )
    starts = TimeOfDay(
        "From what time?", hint="Only for what is sold by the hour. Leave both times empty for whole days and nights."
    )
    ends = TimeOfDay("To what time?")
    note = Words("Why, for yourselves (families do not see it)", most=80)
    around = BooleanField(
        "If part of it is taken already, leave that as it is and close the rest", widget=GovCheckboxInput()
    )

    def choose_from(self, spaces: Sequence[Space]) -> "CloseForm":
        """Offer these spaces, the seats of one activity and the rooms of one house by their names."""
        self.between(self.first, self.again)
        self.until.first, self.until.last = clock.today(), clock.today() + AHEAD
        every = {ALL: f"All {len(spaces)}"} if len(spaces) > 1 else {}
        self.spaces.choices = every | whole_listings(spaces) | dict(choices_of(spaces))
        if all(space.listing.kind.is_stay for space in spaces):
            del self.starts, self.ends
        return self

    def chosen(self, spaces: Sequence[Space]) -> list[Space]:
        """What is to be closed."""
        refs = self.spaces.data or ()
        return [space for space in spaces if {ALL, space.listing.ref, space.ref}.intersection(refs)]

    @property
    def plan(self) -> Plan:
        """When. Only of a form that is good."""
        return Plan(
            first_on=self.first.data,
            again_on=self.again.data,
            repeat=Repeat(self.repeat.data or Repeat.ONCE),
            until_on=self.until.data,
            starts=self.starts.data if "starts" in self else None,
            ends=self.ends.data if "ends" in self else None,
        )


class OpenForm(_DaysForm):
    """What to open again, and when."""

    spaces = Listed("What do you open?", choices=(), needed="Choose what to open")
    first = CalendarDay("First day open", first=date.min, last=date.max, needed="Choose the first day open")
    again = CalendarDay(
        "Day after the last one open", first=date.min, last=date.max, needed="Choose the day after the last one open"
    )

    def choose_from(self, spaces: Sequence[Space]) -> "OpenForm":
        """Offer these spaces."""
        self.between(self.first, self.again)
        self.spaces.choices = {"": "Choose one"} | dict(choices_of(spaces))
        return self


def whole_listings(spaces: Sequence[Space]) -> dict[str, str]:
    """Each listing of several spaces by its reference, where there is another listing: all its seats in one tick."""
    counts = Counter(space.listing for space in spaces)
    several = counts if len(counts) > 1 else {}
    return {one.ref: f"All {count} of {one.title}" for one, count in several.items() if count > 1}


def choices_of(spaces: Sequence[Space]) -> Choices:
    """Each space by its name, with that of its listing where there are several of both."""
    named = []
    is_one = len({space.listing_id for space in spaces}) == 1
    for _, several in groupby(spaces, key=lambda space: space.listing_id):
        together = list(several)
        for space in together:
            is_alone = is_one or len(together) == 1 or space.pa_id is not None
            named.append((space.ref, space.name if is_alone else f"{space.listing.title}: {space.name}"))
    return named
