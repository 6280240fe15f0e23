"""Calendars kept elsewhere: what one reading of a feed takes in a space's diary.

Only stretches of time and a hash stay here, never a name. A feed that was cut off frees nothing that an earlier good
one took; an empty one frees only on the provider's word. Where an outside event meets what the diary holds for other
causes, only the rest is taken; where it meets a break a case is opened (``conflicts``).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from marketplace import audit, calendars, clock
from marketplace.audit import Actor
from marketplace.db import lock, session, transaction
from marketplace.listings.models import Cause, Occupancy, OutsideCalendar, Space
from marketplace.listings.services.conflicts import compare
from marketplace.listings.services.diary import release_expired
from marketplace.periods import Period, merged

AHEAD = timedelta(days=800)
"""How far ahead a feed is read: longer than anyone can book."""


@dataclass(frozen=True)
class Reading:
    """One feed as read: what it takes, and how far it can be trusted."""

    digest: str
    status: calendars.Status
    periods: tuple[Period, ...]
    problems: tuple[str, ...]
    is_complete: bool

    @property
    def is_refused(self) -> bool:
        """Whether nothing of it can be used."""
        return self.status is calendars.Status.REFUSED

    @property
    def may_free(self) -> bool:
        """Whether what it no longer names may be let go without asking: it is whole and it names something."""
        return self.is_complete and not self.is_refused and bool(self.periods)


def read(raw: bytes, *, by_nights: bool) -> Reading:
    """Read a feed for a space sold by nights or by hours, from today on."""
    today = clock.today()
    feed = calendars.read_feed(raw, from_=today, to=today + AHEAD)
    take = calendars.nights_taken if by_nights else calendars.hours_taken
    return Reading(
        digest=hashlib.sha256(raw).hexdigest(),
        status=feed.status,
        periods=tuple(take(feed.events)),
        problems=feed.problems,
        is_complete=feed.is_complete,
    )


def put(space: Space, reading: Reading, *, may_free: bool, by: Actor) -> None:
    """Let the diary of ``space`` say what ``reading`` says. ``may_free``: the provider says the rest is free."""
    with transaction():
        lock((Space, [space.id]))
        release_expired([space.id])
        standing = _standing(space)
        ours = [row for row in standing if row.cause is Cause.OUTSIDE]
        others = [row.period for row in standing if row.cause is not Cause.OUTSIDE]
        wanted = list(reading.periods)
        is_whole = reading.may_free or (may_free and reading.is_complete and not reading.is_refused)
        if not is_whole:
            wanted += [row.period for row in ours]
        _replace(space, ours, _without(merged(wanted), others))
        compare(space, merged(wanted), standing, is_whole=is_whole)
        _note(space, reading)
        audit.record("outside-calendar-read", about=f"space:{space.ref}", by=by, reason=reading.status.value)


def _standing(space: Space) -> list[Occupancy]:
    return list(
        session.scalars(
            select(Occupancy).where(
                Occupancy.space_id == space.id,
                Occupancy.released_at.is_(None),
                Occupancy.ends_at > clock.now(),
            )
        )
    )


def _without(wanted: Iterable[Period], others: list[Period]) -> set[Period]:
    return {rest for period in wanted for rest in period.minus(others)}


def _replace(space: Space, ours: list[Occupancy], wanted: set[Period]) -> None:
    """Keep what stays, release what is gone, then take what is new: in that order, for the constraint's sake."""
    now = clock.now()
    for row in ours:
        if row.period not in wanted:
            row.released_at = now
    session.flush()
    kept = {row.period for row in ours}
    session.add_all(
        Occupancy(
            space_id=space.id,
            starts_at=period.starts_at,
            ends_at=period.ends_at,
            cause=Cause.OUTSIDE,
            reference=f"outside:{space.ref}",
            made_at=now,
        )
        for period in sorted(wanted - kept)
    )
    session.flush()


def _note(space: Space, reading: Reading) -> None:
    calendar = session.scalar(select(OutsideCalendar).where(OutsideCalendar.space_id == space.id))
    if calendar is None:
        calendar = OutsideCalendar(space_id=space.id)
        session.add(calendar)
    calendar.read_at = clock.now()
    calendar.digest = reading.digest
    calendar.status = reading.status.value
    calendar.events = len(reading.periods)
    calendar.problems = list(reading.problems[:20])
