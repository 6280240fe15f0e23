"""What a diary shows: the nights of a month, free or why not. Says nothing of who has taken them."""

import calendar
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import or_, select

from marketplace import clock
from marketplace.clock import london_instant
from marketplace.db import session
from marketplace.listings.models import Cause, Occupancy, Space
from marketplace.listings.opening import DAY_MINUTES, Stretch
from marketplace.periods import Period, night


class NightState(StrEnum):
    """What a square of the month grid says; the earlier in this list, the better for whoever asks."""

    FREE = "free"
    HELD = "held"
    OUTSIDE = "outside"
    BOOKED = "booked"
    CLOSED = "closed"
    PAST = "past"
    MINE = "mine"


_OF_CAUSE = {
    Cause.HOLD: NightState.HELD,
    Cause.BOOKING: NightState.BOOKED,
    Cause.CLOSURE: NightState.CLOSED,
    Cause.OUTSIDE: NightState.OUTSIDE,
}
_BEST_FIRST = list(NightState)


@dataclass(frozen=True)
class Night:
    """One square: the day of the month, and its state. ``on``: the day, where it can be chosen to close or open."""

    day: int
    state: NightState
    href: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Month:
    """A month as ``components/diary.html`` prints it. ``blanks``: squares before the first, Monday first."""

    first: date
    nights: tuple[Night, ...]

    @property
    def caption(self) -> str:
        """``March 2027``."""
        return f"{self.first:%B %Y}"

    @property
    def name(self) -> str:
        """``March``."""
        return f"{self.first:%B}"

    @property
    def blanks(self) -> int:
        """How many days of the first week belong to the month before."""
        return self.first.weekday()


def state_of(row: Occupancy) -> NightState:
    """What an occupancy makes of the time it takes."""
    return _OF_CAUSE[row.cause]


def standing(spaces: Sequence[Space], period: Period) -> list[Occupancy]:
    """What takes any of these spaces within ``period``, by space and time; holds whose time is over are gone."""
    return list(
        session.scalars(
            select(Occupancy)
            .where(Occupancy.space_id.in_([space.id for space in spaces]), Occupancy.released_at.is_(None))
            .where(or_(Occupancy.expires_at.is_(None), Occupancy.expires_at > clock.now()))
            .where(Occupancy.starts_at < period.ends_at, Occupancy.ends_at > period.starts_at)
            .order_by(Occupancy.space_id, Occupancy.starts_at)
        )
    )


def month(
    spaces: Sequence[Space],
    first: date,
    *,
    by_nights: bool,
    week: Collection[Stretch] = (),
    mine: tuple[date, date] | None = None,
) -> Month:
    """The month that begins on ``first``, over all ``spaces``: a night is free while any one of them is.

    What is sold by hours has days instead of nights, and a day is free while any of the hours of ``week``, the opening
    hours, is; closed where it has none. Without opening hours all is open. ``mine`` are the arriving and leaving days
    somebody chose: theirs are those of its nights that are free, and of the others it says why they are not.
    """
    days = [first + timedelta(days=number) for number in range(calendar.monthrange(first.year, first.month)[1])]
    pieces = {day: (night(day),) if by_nights else open_pieces(day, week) for day in days}
    open_spaces = [space for space in spaces if space.closed_at is None]
    rows = standing(open_spaces, Period(london_instant(first), night(days[-1]).ends_at))
    now = clock.now()
    return Month(first, tuple(Night(day.day, _state(day, pieces[day], open_spaces, rows, now, mine)) for day in days))


def open_pieces(day: date, week: Collection[Stretch]) -> tuple[Period, ...]:
    """The hours of a day in which it is open."""
    if not week:
        return (Period(london_instant(day), london_instant(day + timedelta(days=1))),)
    today = sorted(stretch for stretch in week if stretch.weekday == day.weekday())
    return tuple(Period(_instant(day, stretch.opens), _instant(day, stretch.closes)) for stretch in today)


def _instant(day: date, minute: int) -> datetime:
    """A minute of a London day; the last one is the next day's first."""
    days, left = divmod(minute, DAY_MINUTES)
    return london_instant(day + timedelta(days=days), time(left // 60, left % 60))


def _state(
    day: date,
    pieces: Sequence[Period],
    spaces: Sequence[Space],
    rows: Sequence[Occupancy],
    now: datetime,
    mine: tuple[date, date] | None,
) -> NightState:
    ends_at = pieces[-1].ends_at if pieces else london_instant(day + timedelta(days=1))
    if ends_at <= now:
        return NightState.PAST
    if not pieces:
        return NightState.CLOSED
    states = [
        _state_of_space(_worked(pieces, day, space), [row for row in rows if row.space_id == space.id])
        for space in spaces
    ]
    best = min(states, key=_BEST_FIRST.index, default=NightState.CLOSED)
    is_mine = mine is not None and mine[0] <= day < mine[1]
    return NightState.MINE if is_mine and best is NightState.FREE else best


def _worked(pieces: Sequence[Period], day: date, space: Space) -> list[Period]:
    """As much of the pieces as the PA of a space works; of another space, or without a pattern, all of them."""
    week = space.pa.week if space.pa is not None else None
    if week is None or not week.is_said:
        return list(pieces)
    worked = open_pieces(day, week.hours) if week.hours else ()
    return [
        Period(max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at))
        for one in pieces
        for other in worked
        if one.overlaps(other)
    ]


def _state_of_space(pieces: Sequence[Period], rows: Iterable[Occupancy]) -> NightState:
    """Free while any of the pieces is, in part; else the best that can be said of what takes them."""
    if not pieces:
        return NightState.CLOSED
    taking = [row for row in rows if any(row.period.overlaps(piece) for piece in pieces)]
    if any(piece.minus(row.period for row in taking) for piece in pieces):
        return NightState.FREE
    return min(map(state_of, taking), key=_BEST_FIRST.index)
