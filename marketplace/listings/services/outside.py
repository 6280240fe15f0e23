"""Calendars kept elsewhere: what one reading of a calendar takes in a space's diary.

Only stretches of time and hashes of UIDs stay here, never a name. A calendar that was cut off frees nothing that an
earlier good one took; an empty one frees only on the provider's word. The diary holds what all the calendars of a space
take, less what it holds for other causes; where one meets a break a case is opened (``conflicts``). Events that we sent
out ourselves and that come back are known by their UIDs, and take nothing that was ours.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from marketplace import audit, calendars, clock
from marketplace.audit import Actor
from marketplace.db import lock, session, transaction
from marketplace.listings.models import Cause, Occupancy, OutsideCalendar, OutsideTime, Space
from marketplace.listings.services.closing_ahead import close_freed
from marketplace.listings.services.conflicts import compare
from marketplace.listings.services.diary import release_expired
from marketplace.periods import Period, merged, nights
from marketplace.wording import listed

AHEAD = timedelta(days=800)
"""How far ahead a feed is read: longer than anyone can book."""

MOST_TIMES = 5000
"""More stretches than this in one calendar are kept merged, without saying whose each is."""

FILE = "A file"


@dataclass(frozen=True, order=True)
class Taken:
    """One stretch of time and the hash of the UID that takes it."""

    uid_hash: str
    period: Period


@dataclass(frozen=True)
class Reading:
    """One feed as read: what it takes, and how far it can be trusted."""

    digest: str
    status: calendars.Status
    times: tuple[Taken, ...]
    problems: tuple[str, ...]
    is_complete: bool
    is_empty: bool = False

    @property
    def periods(self) -> tuple[Period, ...]:
        """All that it takes, merged, in order."""
        return tuple(merged(one.period for one in self.times))

    @property
    def is_refused(self) -> bool:
        """Whether nothing of it can be used."""
        return self.status is calendars.Status.REFUSED

    @property
    def may_free(self) -> bool:
        """Whether what it no longer names may be let go without asking: it is whole and it names something."""
        return self.is_complete and not self.is_refused and not self.is_empty


@dataclass(frozen=True)
class News:
    """How many events are new since the reading before, have moved, or are gone."""

    new: int = 0
    moved: int = 0
    gone: int = 0

    @property
    def words(self) -> str:
        """``2 new, 1 moved``; empty when all is as it was."""
        counted = ((self.new, "new"), (self.moved, "moved"), (self.gone, "gone"))
        return listed([f"{count} {word}" for count, word in counted if count])


def read(raw: bytes, *, by_nights: bool) -> Reading:
    """Read a feed for a space sold by nights or by hours, from today on."""
    today = clock.today()
    feed = calendars.read_feed(raw, from_=today, to=today + AHEAD)
    return Reading(
        digest=hashlib.sha256(raw).hexdigest(),
        status=feed.status,
        times=_times(feed.events, by_nights=by_nights),
        problems=feed.problems,
        is_complete=feed.is_complete,
        is_empty=feed.is_empty,
    )


def put(space: Space, reading: Reading, *, may_free: bool, by: Actor) -> None:
    """Let the diary of ``space`` say what a file says. ``may_free``: the provider says the rest is free."""
    with transaction():
        lock((Space, [space.id]))
        found = select(OutsideCalendar).where(OutsideCalendar.space_id == space.id, OutsideCalendar.address == "")
        calendar = session.scalar(found)
        if calendar is None:
            calendar = OutsideCalendar(space_id=space.id, name=FILE, made_at=clock.now())
            session.add(calendar)
            session.flush()
        take_in(calendar, reading, may_free=may_free, by=by)


def take_in(calendar: OutsideCalendar, reading: Reading, *, may_free: bool = False, by: Actor) -> None:
    """Let the diary say what a calendar now says. In a transaction, the space locked."""
    space = session.get_one(Space, calendar.space_id)
    is_whole = reading.may_free or (may_free and reading.is_complete and not reading.is_refused)
    news = _keep(calendar, _without_our_own(space, reading.times), is_whole=is_whole)
    refill(space)
    now = clock.now()
    calendar.gone_through_at = now
    if reading.is_complete:
        calendar.read_at = now
    calendar.digest = reading.digest
    calendar.status = reading.status.value
    calendar.problems = list(reading.problems[:20])
    calendar.is_empty = reading.is_empty
    calendar.news = news.words
    audit.record("outside-calendar-read", about=f"space:{space.ref}", by=by, reason=reading.status.value)


def refill(space: Space) -> None:
    """Take in the diary what the space's calendars take now, and let go what none does any more."""
    release_expired([space.id])
    standing = _standing(space)
    ours = [row for row in standing if row.cause is Cause.OUTSIDE]
    others = [row.period for row in standing if row.cause is not Cause.OUTSIDE]
    wanted = merged(_wanted(space))
    _replace(space, ours, {rest for period in wanted for rest in period.minus(others)})
    compare(space, wanted, standing)


def free(calendar: OutsideCalendar) -> None:
    """Forget all that a calendar takes. In a transaction, the space locked; ``refill`` lets it go."""
    session.execute(delete(OutsideTime).where(OutsideTime.calendar_id == calendar.id))


def uid_of(space: Space, occupancy: Occupancy) -> str:
    """The name by which other sites know what is taken here. It stays while the occupancy does, and says nothing."""
    return f"{space.ref}-{occupancy.id}@lull"


def stretch_of(space: Space, occupancy: Occupancy) -> calendars.Stretch:
    """What is taken here as it goes out to other sites."""
    made = calendars.Stretch.of_nights if space.listing.kind.is_stay else calendars.Stretch.of_hours
    return made(occupancy.period, uid=uid_of(space, occupancy), stamped_at=occupancy.made_at)


def _times(events: Iterable[calendars.Occurrence], *, by_nights: bool) -> tuple[Taken, ...]:
    """Stretches by the hash of their UID, those of one UID merged."""
    take = calendars.nights_taken if by_nights else calendars.hours_taken
    by_uid: dict[str, list[calendars.Occurrence]] = defaultdict(list)
    for event in events:
        by_uid[event.uid_hash].append(event)
    times = [Taken(uid_hash, period) for uid_hash, found in by_uid.items() for period in take(found)]
    if len(times) > MOST_TIMES:
        times = [Taken("", period) for period in merged(one.period for one in times)]
    return tuple(sorted(times))


def _without_our_own(space: Space, times: Iterable[Taken]) -> set[Taken]:
    """What is left once our own events, come back from another site, are taken out.

    One that somebody made longer over there takes what it has more.
    """
    ours = _sent_out(space)
    left = set()
    for one in times:
        if one.uid_hash in ours:
            left |= {Taken(one.uid_hash, rest) for rest in one.period.minus([ours[one.uid_hash]])}
        else:
            left.add(one)
    return left


def _sent_out(space: Space) -> Mapping[str, Period]:
    """The time of each event of this diary that another site may have had, by the hash of its UID; over or not."""
    rows = session.scalars(
        select(Occupancy).where(
            Occupancy.space_id == space.id, Occupancy.cause != Cause.OUTSIDE, Occupancy.ends_at > clock.now()
        )
    )
    return {calendars.hash_of(uid_of(space, row)): _as_read_back(stretch_of(space, row)) for row in rows}


def _as_read_back(stretch: calendars.Stretch) -> Period:
    if isinstance(stretch.starts, datetime) and isinstance(stretch.ends, datetime):
        return Period(stretch.starts, stretch.ends)
    return nights(stretch.starts, stretch.ends)


def _keep(calendar: OutsideCalendar, found: set[Taken], *, is_whole: bool) -> News:
    """Let the calendar's own times be those found; of a reading that is not whole only add to them."""
    rows = session.scalars(select(OutsideTime).where(OutsideTime.calendar_id == calendar.id)).all()
    kept = {Taken(row.uid_hash, row.period): row for row in rows}
    added, gone = found - kept.keys(), kept.keys() - found if is_whole else set()
    for one in gone:
        session.delete(kept[one])
    session.flush()
    session.add_all(
        OutsideTime(
            calendar_id=calendar.id,
            uid_hash=one.uid_hash,
            starts_at=one.period.starts_at,
            ends_at=one.period.ends_at,
        )
        for one in sorted(added)
    )
    session.flush()
    new, lost = ({one.uid_hash for one in several if one.period.ends_at > clock.now()} for several in (added, gone))
    return News(new=len(new - lost), moved=len(new & lost), gone=len(lost - new))


def _wanted(space: Space) -> list[Period]:
    rows = session.scalars(
        select(OutsideTime)
        .join(OutsideCalendar, OutsideCalendar.id == OutsideTime.calendar_id)
        .where(OutsideCalendar.space_id == space.id, OutsideTime.ends_at > clock.now())
    )
    return [row.period for row in rows]


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
    close_freed(space_ids=[space.id])
