"""The diary as its provider sees it: every space over a month, and one space with what takes it."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.clock import in_london, london_instant
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Cause, Listing, Occupancy, Provider, Space
from marketplace.listings.queries.diary import NightState, standing, state_of
from marketplace.periods import NOON, Period
from marketplace.wording import short_day


@dataclass(frozen=True)
class Day:
    """One column of the month."""

    number: int
    letter: str
    is_weekend: bool


@dataclass(frozen=True)
class Run:
    """One stretch in a space's month: days ``starts`` to ``ends`` - 1 of the month, and in words."""

    starts: int
    ends: int
    state: NightState
    words: str
    at: str
    href: str = ""


@dataclass(frozen=True)
class SpaceRuns:
    """One space's month."""

    space: Space
    name: str
    words: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class ProviderMonth:
    """A month of all spaces, as ``components/month.html`` prints it."""

    first: date
    days: tuple[Day, ...]
    spaces: tuple[SpaceRuns, ...]

    @property
    def caption(self) -> str:
        """``All of March 2027``."""
        return f"All of {self.first:%B %Y}"


@dataclass(frozen=True)
class SpaceDiary:
    """One space, and what takes it from now on."""

    space: Space
    ahead: tuple[Occupancy, ...]

    @property
    def is_by_nights(self) -> bool:
        """Whether it is sold by nights."""
        return self.space.listing.kind.is_stay


def provider_month(first: date, *, viewer: Viewer) -> ProviderMonth:
    """The month that begins on ``first``, over every open space of the viewer's provider."""
    last = first + timedelta(days=calendar.monthrange(first.year, first.month)[1])
    spaces = _spaces(viewer)
    rows = standing(spaces, Period(london_instant(first, NOON), london_instant(last, NOON)))
    by_space = {space_id: list(group) for space_id, group in groupby(rows, key=lambda row: row.space_id)}
    days = [first + timedelta(days=number) for number in range((last - first).days)]
    return ProviderMonth(
        first=first,
        days=tuple(Day(day.day, f"{day:%a}"[0], day.weekday() >= 5) for day in days),
        spaces=tuple(
            SpaceRuns(space, space.name, _words(space), _runs(by_space.get(space.id, []), first, last, space))
            for space in spaces
        ),
    )


def space_diary(ref: str, *, viewer: Viewer) -> SpaceDiary:
    """One space of the viewer's own. Raises NotFound for anybody else's."""
    space = session.scalar(_own(viewer).where(Space.ref == ref))
    if space is None:
        raise NotFound
    ahead = session.scalars(
        select(Occupancy)
        .where(Occupancy.space_id == space.id, Occupancy.released_at.is_(None), Occupancy.ends_at > clock.now())
        .where(Occupancy.expires_at.is_(None) | (Occupancy.expires_at > clock.now()))
        .order_by(Occupancy.starts_at)
    )
    return SpaceDiary(space, tuple(ahead))


def space_by_token(token: str) -> Space:
    """The space of a private export address. Raises NotFound."""
    space = session.scalar(select(Space).where(Space.export_token == token).options(joinedload(Space.listing)))
    if space is None:
        raise NotFound
    return space


def exported(space: Space) -> list[Occupancy]:
    """What is taken of a space here, from a month ago on: what came from elsewhere is not sent back."""
    rows = session.scalars(
        select(Occupancy)
        .where(Occupancy.space_id == space.id, Occupancy.released_at.is_(None))
        .where(Occupancy.cause != Cause.OUTSIDE, Occupancy.ends_at > clock.now() - timedelta(days=31))
        .where(Occupancy.expires_at.is_(None) | (Occupancy.expires_at > clock.now()))
        .order_by(Occupancy.starts_at)
    )
    return list(rows)


def period_words(occupancy: Occupancy, *, by_nights: bool) -> str:
    """When it is: ``Mon 1 to Thu 4 Mar`` in nights, or with its hours."""
    starts, ends = in_london(occupancy.starts_at), in_london(occupancy.ends_at)
    if by_nights:
        return f"{short_day(starts.date())} to {short_day(ends.date())}"
    if starts.date() == ends.date():
        return f"{short_day(starts.date())}, {starts:%H:%M} to {ends:%H:%M}"
    return f"{short_day(starts.date())}, {starts:%H:%M} to {short_day(ends.date())}, {ends:%H:%M}"


def _own(viewer: Viewer) -> Select[Space]:
    return (
        select(Space)
        .join(Space.listing)
        .join(Listing.provider)
        .where(Provider.organisation_id == viewer.organisation_id, Provider.organisation_id.is_not(None))
        .options(joinedload(Space.listing).joinedload(Listing.provider))
    )


def _spaces(viewer: Viewer) -> list[Space]:
    rows = session.scalars(
        _own(viewer)
        .where(Space.closed_at.is_(None), Listing.state != ListingState.CLOSED)
        .order_by(Listing.title, Space.id)
    )
    return list(rows)


def _words(space: Space) -> str:
    listing = space.listing
    sleeps = f", sleeps {listing.sleeps}" if listing.sleeps and listing.kind.is_stay else ""
    return f"{listing.title if listing.title != space.name else listing.kind.label}{sleeps}"


def _runs(rows: list[Occupancy], first: date, last: date, space: Space) -> tuple[Run, ...]:
    by_nights = space.listing.kind.is_stay
    return tuple(_run(row, first, last, by_nights=by_nights) for row in rows)


def _run(row: Occupancy, first: date, last: date, *, by_nights: bool) -> Run:
    starts, ends = in_london(row.starts_at).date(), in_london(row.ends_at).date()
    if not by_nights:
        ends += timedelta(days=1)
    begin = max(starts, first)
    end = min(max(ends, begin + timedelta(days=1)), last)
    words = row.note or state_of(row).value
    at = period_words(row, by_nights=by_nights)
    return Run((begin - first).days + 1, (end - first).days + 1, state_of(row), words, at)
