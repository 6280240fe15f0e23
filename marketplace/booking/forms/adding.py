"""Adding what one of our listings offers: nights, hours, sleepovers, journeys and things."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, ClassVar, Self, cast

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.drafts import MOST_QUANTITY, Added, Item, LineTerms, Shift
from marketplace.booking.forms.named import FutureDay, NamedForm, asks_field
from marketplace.booking.forms.rows import RowsForm, day_choices, stretch
from marketplace.booking.forms.starting import DUTIES
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.sorts import ForWhom, Whose
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.pricing import Rate
from marketplace.money import format_pence
from marketplace.people.models import Duty
from marketplace.web.fields import Choices, Listed, OneOf, TimeOfDay, WholeNumber
from marketplace.web.rows import Row

WHO = ("Who", "Anybody")
EVENING, MORNING = time(22, 0), time(8, 0)
MOST_GUESTS = 30
MOST_MILES = 2_000


class TermsForm(NamedForm):
    """Whom a part is for, under which duty, what its provider is to know, and what is added to it.

    ``extras`` are the names of those that may be added, in the order of their fields.
    """

    extras: ClassVar[tuple[str, ...]] = ()

    for_whom = OneOf("Who is this part for?", choices=[], needed="Choose who it is for")
    duty = Listed("Which council support is it?", choices=[("", "The same as the break"), *DUTIES])
    asks = asks_field()

    @classmethod
    def asking(cls, listing: Listing) -> type[Self]:
        """The form with a field for each extra that may be added, and for miles where they have a price."""
        offered = [extra.value for extra in listing.extras if not extra.per.must_be_paid]
        fields: dict[str, Any] = {"extras": tuple(extra.name for extra in offered)}
        for place, extra in enumerate(offered):
            each = format_pence(extra.pence)
            fields[f"extra_{place}"] = WholeNumber(f"{extra.name}, {each} each: how many?", least=0, most=MOST_QUANTITY)
        for rate in listing.rates:
            if rate.unit is RateUnit.MILE:
                fields["miles"] = _miles(rate.value)
        return cast("type[Self]", type(cls.__name__, (cls,), fields))

    @property
    def added_fields(self) -> list[Field]:
        """The fields of what may be added."""
        names = [f"extra_{place}" for place in range(len(self.extras))]
        return [self[name] for name in (*names, "miles") if name in self]

    @property
    def added(self) -> Added:
        """What is added."""
        counts = ((name, self[f"extra_{place}"].data or 0) for place, name in enumerate(self.extras))
        miles = self["miles"].data or 0 if "miles" in self else 0
        return Added(tuple((name, count) for name, count in counts if count), miles)

    def suit(self, found: BreakPage) -> None:
        """Ask only what this break leaves open: whom a part is for where there is one, nobody need say."""
        choices = who_choices(found)
        self.for_whom.choices = dict(choices)
        if len(choices) == 1:
            self.only = ForWhom(choices[0][0])
            del self.for_whom
            del self.duty

    only: ForWhom = ForWhom.PERSON

    @property
    def terms(self) -> LineTerms:
        """What was said."""
        if "for_whom" not in self:
            return LineTerms(for_whom=self.only, asks=self.asks.data or "", added=self.added)
        return LineTerms(
            for_whom=ForWhom(self.for_whom.data),
            duty=Duty(self.duty.data) if self.duty.data else None,
            asks=self.asks.data or "",
            added=self.added,
        )


def _miles(rate: Rate) -> WholeNumber:
    each = format_pence(rate.weekday_pence)
    return WholeNumber(
        "How many miles in all?",
        least=0,
        most=MOST_MILES,
        needed="Enter how many miles, 0 if none",
        hint=f"Each mile costs {each}. Count all the ways, from where they say they start.",
    )


def who_choices(found: BreakPage) -> Choices:
    """Whom a part of this break can be for."""
    choices = []
    if found.person_ref:
        choices.append((ForWhom.PERSON.value, found.person_called))
    if found.carer_ref:
        choices.append((ForWhom.CARER.value, found.carer_called))
    if len(choices) == 2:
        choices.append((ForWhom.BOTH.value, "Both of them"))
    return choices


def usual_for(found: BreakPage, listing: Listing) -> str:
    """Whom a part is most often for: a place is for whoever goes away, support for the person, in a care home too."""
    is_place = listing.kind is ListingKind.ACCOMMODATION
    if found.whose is Whose.CARER:
        return ForWhom.CARER if is_place or not found.person_ref else ForWhom.PERSON
    return ForWhom.BOTH if is_place and found.whose is Whose.TOGETHER else ForWhom.PERSON


class StayForm(TermsForm):
    """Nights in one place."""

    also_called: ClassVar[Mapping[str, str]] = {"arrive_on": "arrive", "leave_on": "leave", "shifts": "arrive"}

    arrive = FutureDay("First night", needed="Choose the first night")
    leave = FutureDay("Day you leave", needed="Choose the day you leave")
    guests = WholeNumber(
        "How many people sleep there?",
        least=1,
        most=MOST_GUESTS,
        needed="Enter how many people sleep there",
        hint="Do not count PAs who come with you: we count them by their sleepovers.",
    )
    space = Listed("Which room or unit?", choices=[])

    def validate_leave(self, field: Field) -> None:
        """After the first night."""
        if self.arrive.data and field.data and field.data <= self.arrive.data:
            raise StopValidation("Day you leave: choose a day after the first night")

    def suit_spaces(self, spaces: Choices) -> None:
        """Ask for a room only where there are several."""
        if len(spaces) > 1:
            self.space.choices = dict([("", "Any of them"), *spaces])
        else:
            del self.space

    @property
    def space_ref(self) -> str:
        """The room chosen; blank for any."""
        return (self.space.data or "") if "space" in self else ""


class _TimesForm(RowsForm, TermsForm):
    """Rows of stretches of time within a break."""

    also_called: ClassVar[Mapping[str, str]] = {"shifts": "day_0", "quantity": "day_0", "space": "space_0"}
    columns: ClassVar[tuple[str, ...]] = ("day", "start", "end", "space")
    telling: ClassVar[tuple[str, ...]] = ("start", "end")
    which: ClassVar[tuple[str, str]] = WHO

    @classmethod
    def row_fields(cls, place: int, **choices: Any) -> Mapping[str, Field]:
        return time_fields(place, days=choices["days"], spaces=choices["spaces"], which=cls.which)


def time_fields(place: int, *, days: Sequence[date], spaces: Choices, which: tuple[str, str] = WHO) -> dict[str, Field]:
    """The fields of one stretch of time: its day, from, until, and whose, where there are several.

    ``which``: what is asked of whose it is, and how any of them is said.
    """
    number = place + 1
    fields: dict[str, Field] = {
        "day": Listed(f"Day of row {number}", choices=day_choices(days), render_kw=short_label("Day")),
        "start": TimeOfDay(f"Start of row {number}", render_kw=short_label("From", type="time")),
        "end": TimeOfDay(f"End of row {number}", render_kw=short_label("Until", type="time")),
    }
    if len(spaces) > 1:
        asks, any_of_them = which
        named = [("", any_of_them), *spaces]
        fields["space"] = Listed(f"{asks}, in row {number}", choices=named, render_kw=short_label(asks))
    return fields


def short_label(words: str, **more: Any) -> dict[str, Any]:
    """A short label in sight: the row above it says the rest."""
    return {"params": {"label": {"text": words, "classes": "govuk-label--s"}} | more}


class ShiftsForm(_TimesForm):
    """Stretches of somebody's time, or nights for which a PA sleeps there."""

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        is_good = bool(super().validate(extra_validators))
        self._shifts = [self._shift(row) for row in self.filled]
        if not self._shifts:
            first = self.rows[0]
            first.blame("start", "enter when it starts and ends")
        return is_good and bool(self._shifts) and None not in self._shifts

    def _shift(self, row: Row) -> Shift | None:
        period = stretch(row)
        space = row["space"].data or "" if "space" in row.fields else ""
        return Shift(period, space) if period else None

    @property
    def shifts(self) -> Sequence[Shift]:
        """What was typed, row by row."""
        return [shift for shift in self._shifts if shift is not None]


class ItemsForm(_TimesForm):
    """Journeys, sessions or things: each at a time, or for the whole break."""

    columns: ClassVar[tuple[str, ...]] = ("quantity", "day", "start", "end", "space")
    telling: ClassVar[tuple[str, ...]] = ("quantity",)
    which: ClassVar[tuple[str, str]] = ("Which", "Any of them")

    @classmethod
    def row_fields(cls, place: int, **choices: Any) -> Mapping[str, Field]:
        quantity = WholeNumber(
            f"How many in row {place + 1}",
            least=1,
            most=MOST_QUANTITY,
            render_kw=short_label("How many", inputmode="numeric", classes="govuk-input--width-4"),
        )
        return {"quantity": quantity, **super().row_fields(place, **choices)}

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        is_good = bool(super().validate(extra_validators))
        self._items = [self._item(row) for row in self.filled]
        if not self._items:
            self.rows[0].blame("quantity", "enter how many")
        return is_good and bool(self._items) and not any(row.is_wrong for row in self.rows)

    def _item(self, row: Row) -> Item | None:
        has_time = any(row[name].data for name in ("day", "start", "end"))
        period = stretch(row) if has_time else None
        if row.is_wrong or row["quantity"].data is None:
            return None
        return Item(row["quantity"].data, period, row["space"].data or "" if "space" in row.fields else "")

    @property
    def items(self) -> Sequence[Item]:
        """What was typed, row by row."""
        return [item for item in self._items if item is not None]


def sleepover_rows(days: Sequence[date]) -> dict[str, Any]:
    """A row for each night of a break, 22:00 to 08:00, to be changed or emptied."""
    typed: dict[str, Any] = {}
    for place, day in enumerate(days[:-1] or days):
        typed |= {f"day_{place}": day.isoformat(), f"start_{place}": EVENING, f"end_{place}": MORNING}
    return typed


def shift_rows(days: Sequence[date]) -> dict[str, Any]:
    """A row for each day of a break, its times still to be said."""
    return {f"day_{place}": day.isoformat() for place, day in enumerate(days)}
