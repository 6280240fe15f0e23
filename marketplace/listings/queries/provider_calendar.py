"""The calendar of a whole provider, by month or week: a row for each space, or for the seats of an activity together.

A page of it asks the database a fixed number of questions, however many spaces there are.
"""

import calendar
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.clock import london_instant
from marketplace.db import session
from marketplace.listings.answers import HoursAnswers
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import PA, Listing, Occupancy, Space
from marketplace.listings.opening import Stretch
from marketplace.listings.queries import calendar_rows
from marketplace.listings.queries.calendar_rows import Cell, Day, Label, Row, Taken
from marketplace.listings.queries.diary import Month, Night, NightState, open_pieces, standing, state_of
from marketplace.listings.queries.provider_diary import own_spaces
from marketplace.periods import NOON, Period
from marketplace.wording import day as day_words
from marketplace.wording import plural

ROWS_ON_A_PAGE = 20
DAYS_AHEAD = 31
WEEK = timedelta(days=7)
_CHOOSABLE = frozenset({NightState.FREE, NightState.CLOSED})


@dataclass(frozen=True)
class Behind:
    """What stands behind an occupancy, in a word or two, and where its provider reads more."""

    words: str
    href: str


LooksBehind = Callable[[Collection[str]], Mapping[str, Behind]]
"""What several references stand for. Answered above for bookings: listings know none."""


class Spread(StrEnum):
    """How many days a calendar shows at once."""

    WEEK = "week"
    MONTH = "month"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Shown:
    """The days that a calendar shows: a week from its Monday, a month, or what lies ahead from the Monday of a week."""

    first: date
    spread: Spread

    @property
    def is_week(self) -> bool:
        """Whether it is hour by hour."""
        return self.spread is Spread.WEEK

    @property
    def days(self) -> tuple[Day, ...]:
        """Each of them."""
        return tuple(Day(self.first + timedelta(days=number)) for number in range(self._length))

    @property
    def caption(self) -> str:
        """``All of March 2027``, ``Week from Monday 1 March 2027``, ``Monday 1 March 2027 and a month on``."""
        return {
            Spread.WEEK: f"Week from {day_words(self.first)}",
            Spread.MONTH: f"All of {self.first:%B %Y}",
            Spread.AHEAD: f"{day_words(self.first)} and a month on",
        }[self.spread]

    @property
    def name(self) -> str:
        """``March 2027``, ``1 March 2027``."""
        return f"{self.first:%B %Y}" if self.spread is Spread.MONTH else f"{self.first.day} {self.first:%B %Y}"

    @property
    def before(self) -> "Shown":
        """The week or month before it; before what lies ahead, the month in which it begins."""
        if self.is_week:
            return Shown(self.first - WEEK, Spread.WEEK)
        return month_with(self.first - timedelta(days=self.spread is Spread.MONTH))

    @property
    def after(self) -> "Shown":
        """The week or month after it; after what lies ahead, the month in which it ends."""
        if self.is_week:
            return week_with(self.first + WEEK)
        return month_with(self.first + timedelta(days=self._length - (self.spread is Spread.AHEAD)))

    @property
    def asked(self) -> dict[str, Any]:
        """How its address asks for it: what lies ahead is what is shown unasked."""
        return {
            Spread.WEEK: {"week": self.first.isoformat()},
            Spread.MONTH: {"month": f"{self.first:%Y-%m}"},
            Spread.AHEAD: {},
        }[self.spread]

    @property
    def as_week(self) -> "Shown":
        """The week that its first day is in."""
        return week_with(self.first)

    @property
    def as_month(self) -> "Shown":
        """The month that most of it is in."""
        return month_with(self.first + timedelta(days=3 * self.is_week))

    @property
    def _length(self) -> int:
        in_month = calendar.monthrange(self.first.year, self.first.month)[1]
        return {Spread.WEEK: 7, Spread.MONTH: in_month, Spread.AHEAD: DAYS_AHEAD}[self.spread]


def week_with(day: date) -> Shown:
    """The week of a day."""
    return Shown(day - timedelta(days=day.weekday()), Spread.WEEK)


def month_with(day: date) -> Shown:
    """The month of a day."""
    return Shown(day.replace(day=1), Spread.MONTH)


def ahead_of(day: date) -> Shown:
    """A month from the Monday before a day, so that nobody begins with weeks that are over."""
    return replace(week_with(day), spread=Spread.AHEAD)


@dataclass(frozen=True)
class ProviderCalendar:
    """One page of the calendar. ``count``: how many rows there are on all of its pages."""

    shown: Shown
    days: tuple[Day, ...]
    rows: tuple[Row, ...]
    count: int

    @property
    def caption(self) -> str:
        """What it shows."""
        return self.shown.caption

    @property
    def holidays(self) -> tuple[Day, ...]:
        """The bank holidays in it."""
        return tuple(day for day in self.days if day.holiday)

    @property
    def free_words(self) -> str:
        """``54 of 124 nights are free``, of those that are not over; nothing where nothing is sold by the night."""
        by_night = [cell.state for row in self.rows if row.is_by_night for cell in row.cells]
        to_come = [state for state in by_night if state is not NightState.PAST]
        nights = plural(len(to_come), "night")
        still = "" if len(to_come) == len(by_night) else " still to come"
        return f"{to_come.count(NightState.FREE)} of {nights}{still} are free" if to_come else ""


@dataclass(frozen=True)
class Addresses:
    """Where a row leads: to a space's diary, to the week of a listing's day; and what stands behind what is taken."""

    space: Callable[[str], str]
    week: Callable[[str, date], str]
    behind: LooksBehind


def provider_calendar(
    shown: Shown, addresses: Addresses, *, viewer: Viewer, page: int = 1, listing_ref: str = ""
) -> ProviderCalendar:
    """A page of every open space of the viewer's provider; or of one of its listings, each seat by itself as well."""
    groups = list(_groups(_spaces(viewer, listing_ref), each_seat=bool(listing_ref)))
    on_page = groups[(page - 1) * ROWS_ON_A_PAGE : page * ROWS_ON_A_PAGE]
    return ProviderCalendar(shown, shown.days, _rows(on_page, shown.days, addresses), len(groups))


def space_calendar(space: Space, shown: Shown, addresses: Addresses) -> ProviderCalendar:
    """The same of one space by itself."""
    return ProviderCalendar(shown, shown.days, _rows([[space]], shown.days, addresses), 1)


def squares(found: ProviderCalendar, href_of: Callable[[Cell], str]) -> Month:
    """The month of one space as squares. Those that are free or closed can be chosen."""
    nights = (
        Night(cell.day.number, cell.state, href_of(cell), cell.day.on if cell.state in _CHOOSABLE else None)
        for cell in found.rows[0].cells
    )
    return Month(found.shown.first, tuple(nights))


def listings_of(viewer: Viewer) -> tuple[Listing, ...]:
    """The listings that have rows in the calendar, by title."""
    return tuple(dict.fromkeys(space.listing for space in _spaces(viewer, "")))


def _spaces(viewer: Viewer, listing_ref: str) -> list[Space]:
    found = (
        own_spaces(viewer)
        .where(Space.closed_at.is_(None), Listing.state != ListingState.CLOSED)
        .options(
            joinedload(Space.listing).selectinload(Listing.opening_hours),
            selectinload(Space.pa).selectinload(PA.hours),
            selectinload(Space.pa).selectinload(PA.nights),
        )
        .order_by(Listing.title, Listing.id, Space.id)
    )
    if listing_ref:
        found = found.where(Listing.ref == listing_ref)
    return list(session.scalars(found))


def _groups(spaces: Sequence[Space], *, each_seat: bool) -> Iterator[list[Space]]:
    """What makes one row: a space, or all seats of an activity; then ``each_seat`` too, for its own diary."""
    for _, several in groupby(spaces, key=lambda space: space.listing_id):
        together = list(several)
        if together[0].listing.kind is ListingKind.ACTIVITY and len(together) > 1:
            yield together
        if each_seat or together[0].listing.kind is not ListingKind.ACTIVITY or len(together) == 1:
            yield from ([space] for space in together)


def _rows(groups: Sequence[Sequence[Space]], days: Sequence[Day], addresses: Addresses) -> tuple[Row, ...]:
    span = Period(london_instant(days[0].on), london_instant(days[-1].on + timedelta(days=1), NOON))
    occupancies = standing([space for group in groups for space in group], span)
    behind = addresses.behind({row.reference for row in occupancies}) if occupancies else {}
    taken = defaultdict(list)
    for row in occupancies:
        taken[row.space_id].append(_taken(row, behind.get(row.reference)))
    return tuple(_row(group, [one for space in group for one in taken[space.id]], days, addresses) for group in groups)


def _taken(row: Occupancy, behind: Behind | None) -> Taken:
    words = (behind.words if behind else "") or row.note or ""
    return Taken(row.space_id, row.period, state_of(row), words, behind.href if behind else "")


def _row(group: Sequence[Space], taken: list[Taken], days: Sequence[Day], addresses: Addresses) -> Row:
    space, listing = group[0], group[0].listing
    week = HoursAnswers.of(listing).week
    to_week = partial(addresses.week, listing.ref)
    if len(group) > 1:
        label = Label(listing.title, f"{plural(len(group), 'seat')}: how many are free", to_week(days[0].on), to_week)
        sessions = {day.on: open_pieces(day.on, week) for day in days}
        return calendar_rows.sessions_row(label, taken, days, len(group), sessions)
    label = Label(
        space.name, _words(space), addresses.space(space.ref), to_week, space.ref, "off" if space.pa_id else "not open"
    )
    if listing.kind.is_stay:
        return calendar_rows.nights_row(label, taken, days)
    return calendar_rows.hours_row(label, taken, days, lambda day: _is_open(space, day, week))


def _is_open(space: Space, day: date, week: Collection[Stretch]) -> bool:
    """Whether anything of a day may be had: it has opening hours, and the PA whose diary it is works."""
    own = space.pa.week if space.pa is not None else None
    works = own is None or not own.is_said or day.weekday() in own.nights or _opens(own.hours, day)
    return works and (not week or _opens(week, day))


def _opens(week: Collection[Stretch], day: date) -> bool:
    return any(stretch.weekday == day.weekday() for stretch in week)


def _words(space: Space) -> str:
    listing = space.listing
    sleeps = f", sleeps {listing.sleeps}" if listing.sleeps and listing.kind.is_stay else ""
    return f"{listing.title if listing.title != space.name else listing.kind.label}{sleeps}"
