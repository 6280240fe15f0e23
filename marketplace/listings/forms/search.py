"""The search form: where, when, for whom, and what is needed. Sent by GET, so that a search is a link to share."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovSelect
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import AnyOf, ValidationError

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need, Strength, parse_need
from marketplace.clock import in_london, london_instant
from marketplace.errors import Refused
from marketplace.geo import Geocoder, Place, UnknownPlace, find, kilometres
from marketplace.listings import whens
from marketplace.listings.asked import AHEAD, EACH_DAY, LONGEST_STAY_NIGHTS, MOST_DAYS_ALIKE, Asked
from marketplace.listings.flexible import MOST_NIGHTS, Flexible
from marketplace.listings.opening import WEEKDAYS
from marketplace.listings.terms import EVERY_DAY
from marketplace.periods import Period
from marketplace.web.fields import CalendarDay, OneOf, Pounds, TimeOfDay, WholeNumber, Words
from marketplace.web.forms import Form
from marketplace.wording import listed

MILES = (5, 10, 25, 50, 100, 200, 400)  # the last is all of Scotland, from whichever end
USUAL_MILES = 25
NOBODY = "Nobody in particular"
WHOLE_BREAK = "whole"
FOR_BREAK = "break"
"""What an address says of the break for which something is looked for: what is found is added straight to it."""

TIME_ASKED = ("from", "to", "start", "end", "each", "sleeps")
"""What an address says of the time asked for, and for how many: carried on from page to page."""

CAME_FROM = "search"
"""In the address of a listing's page: the search that it was found by, so that one link leads back to it."""

TICKS = {
    "steps_at_entrance=0": "No steps at the door",
    "hoist=h_frame|single_track|gantry|mobile": "A hoist",
    "profiling_bed=yes": "A profiling bed",
    "level_access_shower=yes": "A level-access shower",
    "secure_garden=yes": "A secure garden",
}
"""The needs asked most often, as the form ticks them; all others stand in the address as ``need=``."""

_STRENGTHS = {"need": Strength.MUST, "like": Strength.SHOULD, "not": Strength.AVOID}


class DatesForm(Form):
    """When, and for whom: on the page of one listing."""

    class Meta:
        csrf = False

    arrive = CalendarDay("First night", first=date.min, last=date.max, name="from")
    leave = CalendarDay("Day you leave", first=date.min, last=date.max, name="to")
    start = TimeOfDay("Start time")
    end = TimeOfDay("End time")
    each = OneOf(
        "Over several days",
        choices=[("", "The whole time through"), (EACH_DAY, "The same hours each day")],
    )
    sleeps = WholeNumber("How many people sleep there", least=1, most=30)
    person = SelectField("Whose break", choices={"": NOBODY}, widget=GovSelect(), validate_choice=False)

    def __init__(self, sent: "MultiDict[str, str]", *, people: list[tuple[str, str]]) -> None:
        super().__init__(formdata=_with(sent, person="", each=""))
        self.sent = sent
        self.person.choices = {"": NOBODY, **dict(people)}
        today = clock.today()
        for field in (self.arrive, self.leave):
            field.first, field.last = today, today + AHEAD

    def validate_leave(self, field: CalendarDay) -> None:
        """Both days or neither, in order."""
        if self.start.data or self.end.data or self.arrive.errors:
            return
        if self.arrive.data and not field.data:
            raise ValidationError("Day you leave: choose the day after the last night")
        if field.data and not self.arrive.data:
            raise ValidationError("First night: choose the day you arrive")
        nights = (field.data - self.arrive.data).days if field.data and self.arrive.data else 1
        if nights < 1:
            raise ValidationError("Day you leave: choose a day after the first night")
        if nights > LONGEST_STAY_NIGHTS:
            raise ValidationError(f"Day you leave: a stay is at most {LONGEST_STAY_NIGHTS} nights")

    def validate_end(self, field: TimeOfDay) -> None:
        """A start and an end, on a day that is given."""
        if self.arrive.errors or self.leave.errors or field.errors or self.start.errors:
            return
        if field.data is None and self.start.data is None:
            return
        if not self.arrive.data:
            raise ValidationError("End time: choose the day as well")
        if field.data is None or self.start.data is None:
            raise ValidationError("End time: give a start and an end")
        if self.hours is None:
            raise ValidationError("End time: it must come after the start")
        if self.days_alike > MOST_DAYS_ALIKE:
            raise ValidationError(f"Over several days: choose {MOST_DAYS_ALIKE} days or fewer")

    @property
    def hours(self) -> Period | None:
        """The stretch of time asked for, if times were given; over midnight when the end is the earlier time.

        None on days that are not to be chosen: the last of all days has no day after it.
        """
        if self.start.data is None or self.end.data is None or not self.arrive.data:
            return None
        if self.arrive.errors or self.leave.errors:
            return None
        next_day = self.arrive.data + timedelta(days=self.end.data <= self.start.data)
        last_day = next_day if self.is_each_day else self.leave.data or next_day
        starts_at = london_instant(self.arrive.data, self.start.data)
        ends_at = london_instant(last_day, self.end.data)
        return Period(starts_at, ends_at) if starts_at < ends_at else None

    @property
    def is_each_day(self) -> bool:
        """Whether the same hours are asked for on each day."""
        return bool(self.each.data == EACH_DAY)

    @property
    def days_alike(self) -> int:
        """On how many days the hours are asked for; the last stretch ends on the last day."""
        hours = self.hours
        if hours is None or not self.is_each_day or not self.leave.data:
            return 1
        last_day: date = self.leave.data
        return max(1, (last_day - in_london(hours.ends_at).date()).days + 1)

    @property
    def stretches(self) -> tuple[Period, ...]:
        """The hours asked for, day by day."""
        return self.time_asked.stretches

    @property
    def hours_words(self) -> str:
        """The same as people say it."""
        return self.time_asked.hours_words

    @property
    def time_asked(self) -> Asked:
        """When, and for how many; nothing else that a search may ask."""
        return Asked(stay=self.stay, hours=self.hours, days_alike=self.days_alike, sleeps=self.sleeps.data)

    @property
    def people(self) -> int:
        """For how many people a stay is priced: one where nobody says."""
        return self.sleeps.data or 1

    @property
    def stay(self) -> tuple[date, date] | None:
        """Arriving and leaving day, where nights are asked for."""
        if self.hours or not (self.arrive.data and self.leave.data):
            return None
        return self.arrive.data, self.leave.data


class SearchForm(DatesForm):
    """A search. What the address says beyond its fields (more needs) is kept by ``other_needs``."""

    near = Words("Near (town or postcode)", most=80)
    nights = WholeNumber("How many nights", least=1, most=MOST_NIGHTS)
    during = SelectField("Any time in", choices={}, validate_choice=False, widget=GovSelect())
    starting = SelectField(
        "Starting on",
        choices={"": "Any day", **{str(day): name for day, name in enumerate(WEEKDAYS)}},
        widget=GovSelect(),
    )
    within = SelectField(
        "How far",
        choices={str(one): f"Up to {one} miles" for one in MILES},
        validate_choice=False,
        validators=[AnyOf([str(one) for one in MILES], message="How far: choose one from the list")],
        widget=GovSelect(),
    )
    kind = SelectField(
        "What you are looking for",
        choices={"": "Anything", **{kind.value: kind.label for kind in ListingKind}},
        widget=GovSelect(),
    )
    most = Pounds(
        "Most it may cost in all",
        least=1_00,
        most=100_000_00,
        hint="For everyone, over all the days you say.",
    )
    door = WholeNumber("Narrowest door, in mm", least=400, most=2000)
    lifts = WholeNumber("A hoist that lifts, in kg", least=30, most=500)
    tick = SelectMultipleField("What is needed", choices=TICKS, widget=GovCheckboxesInput())

    def __init__(
        self, sent: "MultiDict[str, str]", *, geocoder: Geocoder | None, people: list[tuple[str, str]]
    ) -> None:
        super().__init__(_with(sent, within=str(USUAL_MILES), kind="", during="", starting=""), people=people)
        self.during.choices = {"": "Between the days above", **whens.choices(today=clock.today())}
        self.sent = sent
        self.place: Place | None = None
        self.suggestions: tuple[str, ...] = ()
        self._geocoder = geocoder
        self._own_needs: tuple[Need, ...] | None = None

    def validate_nights(self, field: WholeNumber) -> None:
        """How many, and within which days, where dates can move."""
        if field.data is None and (self.during.data or self.starting.data):
            raise ValidationError("How many nights: say how many, if your dates can move")
        if field.data is None or field.errors:
            return
        if self.during.data:
            if whens.span(self.during.data, today=clock.today()) is None:
                raise ValidationError("Any time in: choose one from the list")
        elif not (self.arrive.data and self.leave.data):
            raise ValidationError("Any time in: choose one, or give the first and the last day above")
        elif (self.leave.data - self.arrive.data).days < field.data:
            raise ValidationError("How many nights: there are fewer between your days")

    def validate_most(self, field: Pounds) -> None:
        """A limit is for all of the time asked: without one nothing has a price in all."""
        if field.data is not None and not (self.arrive.data or self.nights.data):
            raise ValidationError("Most it may cost in all: say which days as well")

    @property
    def flexible(self) -> Flexible | None:
        """The nights asked for whose dates can move."""
        if self.nights.data is None:
            return None
        span = whens.span(self.during.data, today=clock.today()) if self.during.data else None
        if span is None and self.arrive.data and self.leave.data:
            span = (self.arrive.data, self.leave.data)
        weekdays = 1 << int(self.starting.data) if self.starting.data else EVERY_DAY
        return Flexible(*span, self.nights.data, weekdays) if span else None

    def validate_near(self, field: Words) -> None:
        """Find the place; a name that is not known is said with what was perhaps meant."""
        if not field.data:
            return
        try:
            self.place = find(field.data, geocoder=self._geocoder)
        except UnknownPlace as unknown:
            self.suggestions = unknown.suggestions
            did_you = f" Did you mean {listed(unknown.suggestions, 'or')}?" if unknown.suggestions else ""
            raise ValidationError(unknown.message + did_you) from unknown

    def own_needs(self) -> tuple[Need, ...]:
        """The needs that the form and the address say, each once. Raises Refused for one that cannot be read."""
        if self._own_needs is None:
            self._own_needs = tuple({need.text + need.strength: need for need in self._needs()}.values())
        return self._own_needs

    def _needs(self) -> Iterator[Need]:
        if self.door.data:
            yield parse_need(f"narrowest_door_mm>={self.door.data}")
        for text in self.tick.data or []:
            yield parse_need(text)
        if self.lifts.data:
            yield parse_need(f"hoist_load_kg>={self.lifts.data}")
        for name, text in self.other_needs():
            yield replace(parse_need(text, strength=_STRENGTHS[name]), is_of_profile=self.is_for_whole_break)

    @property
    def is_for_whole_break(self) -> bool:
        """Whether the needs in the address are a profile's: each is then asked only of what can have the fact."""
        return self.sent.get(WHOLE_BREAK) == "1"

    def other_needs(self) -> list[tuple[str, str]]:
        """Needs in the address beyond the fields, by the name they stand under."""
        return [(name, text) for name in _STRENGTHS for text in self.sent.getlist(name)][:60]

    def wider_km(self) -> list[float]:
        """The larger distances that the form offers."""
        return [kilometres(one) for one in MILES if one > int(self.within.data or USUAL_MILES)]

    def asked(self, profile: tuple[Need, ...]) -> Asked:
        """The search. ``profile`` is what the chosen person needs. Raises Refused for a need that cannot be read."""
        return Asked(
            near=self.place.point if self.place else None,
            near_words=self.place.name if self.place else "",
            within_km=kilometres(float(self.within.data or USUAL_MILES)),
            stay=None if self.flexible else self.stay,
            hours=None if self.flexible else self.hours,
            days_alike=self.days_alike,
            flexible=self.flexible,
            most_pence=self.most.data,
            sleeps=self.sleeps.data,
            kind=ListingKind(self.kind.data) if self.kind.data else None,
            needs=(*profile, *self.own_needs()),
        )

    def is_good(self) -> bool:
        """Whether every field, and every need in the address, can be read."""
        if not self.validate():
            return False
        try:
            self.own_needs()
        except Refused as refusal:
            self.near.errors = [*self.near.errors, refusal.message]
            return False
        return True


def time_said(sent: "MultiDict[str, str]") -> dict[str, str]:
    """What an address says of the time asked for, and for how many, to be said again in another one."""
    return {name: sent[name] for name in TIME_ASKED if sent.get(name)}


def _with(sent: "MultiDict[str, str]", **usual: str) -> "MultiDict[str, str]":
    """What was sent, and the usual answer of each choice that the address leaves out."""
    full: MultiDict[str, Any] = MultiDict(sent)
    for name, value in usual.items():
        full.setdefault(name, value)
    return full
