"""Somebody in hospital, or who has died: what is written down, and each break ahead with what was decided about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import PLANNED, BreakState
from marketplace.booking.meet import MeetState
from marketplace.booking.models import Break, Line, Meeting, StandstillChoice
from marketplace.booking.queries.known import KnownBreak, known_each, whole
from marketplace.booking.sorts import Bearer, ForNow
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.people import standstill as rules
from marketplace.people.models import Person, Standstill
from marketplace.people.queries.persons import Known, known
from marketplace.people.standstill import StandstillCause
from marketplace.periods import Period

OVER = (BreakState.COMPLETED, BreakState.CANCELLED)


@dataclass(frozen=True)
class StoppedBreak:
    """One break ahead. ``choice`` none: nobody has decided yet, and somebody has to where ``is_to_decide``.

    ``providers``: who was asked on this site, and is told if it is off. ``yours``: who said yes elsewhere, whom this
    site cannot tell. ``bears``: who bears what letting it go cost, where it cost anything.
    """

    ref: str
    title: str
    period: Period
    state: BreakState
    providers: tuple[str, ...]
    yours: tuple[str, ...]
    pence: int
    choice: ForNow | None
    bears: Bearer | None
    words: str
    by_name: str
    at: datetime | None
    moved_to: str
    may_decide: bool
    is_to_decide: bool


@dataclass(frozen=True)
class StoppedMeeting:
    """A meeting before a first booking that nobody has called off. ``starts_at`` none: no time is agreed."""

    ref: str
    whom: str
    starts_at: datetime | None


@dataclass(frozen=True)
class Stopped:
    """What is written down of a person. ``cause`` none: nothing stands still."""

    person_ref: str
    called: str
    cause: StandstillCause | None
    since: date | None
    words: str
    recorded_by: str
    council_telephone: str
    breaks: tuple[StoppedBreak, ...]
    meetings: tuple[StoppedMeeting, ...]
    may_record: tuple[StandstillCause, ...]
    may_end: bool


def stopped(ref: str, *, viewer: Viewer) -> Stopped:
    """All of it, as the viewer may see it. Raises NotFound."""
    who = known(ref, viewer=viewer)
    open_one = session.scalar(
        select(Standstill)
        .where(Standstill.person_id == who.person.id, Standstill.ended_at.is_(None))
        .options(joinedload(Standstill.recorded_by))
    )
    return Stopped(
        person_ref=ref,
        called=who.person.called,
        cause=open_one.cause if open_one else None,
        since=open_one.since if open_one else None,
        words=open_one.words if open_one else "",
        recorded_by=open_one.recorded_by.name if open_one else "",
        council_telephone=(who.person.council.telephone or "") if who.person.council else "",
        breaks=_breaks(who, open_one, viewer) if open_one else (),
        meetings=_meetings(who.person) if open_one else (),
        may_record=tuple(cause for cause in StandstillCause if _may_record(who, cause)),
        may_end=open_one is not None and _may_end(who, open_one, viewer),
    )


def stopped_break(ref: str, break_ref: str, *, viewer: Viewer) -> tuple[Stopped, StoppedBreak]:
    """One break that is to be decided about. Raises NotFound where it is not, or not the viewer's to decide."""
    found = stopped(ref, viewer=viewer)
    for one in found.breaks:
        if one.ref == break_ref and one.may_decide:
            return found, one
    raise NotFound


def is_to_decide(state: BreakState) -> bool:
    """Whether somebody has to decide what becomes of a break ahead: it holds something, as a draft does not."""
    return state not in PLANNED and state not in OVER


def may_decide(one: KnownBreak, standing_still: Standstill, viewer: Viewer) -> bool:
    """Whether it is the viewer's to decide: who plans it; where there is no council, who wrote it down."""
    if one.is_planner:
        return True
    has_council = any(person.council_id for person in one.break_.principals)
    return one.is_seen and not has_council and viewer.account_id == standing_still.recorded_by_account_id


def is_ahead_of(person: Person) -> ColumnElement[bool]:
    """Breaks that a person has to do with and that are not over."""
    theirs = or_(Break.person_id == person.id, Break.carer_id == person.id)
    return theirs & Break.state.not_in(OVER) & (Break.ends_at > clock.now())


def _may_record(who: Known, cause: StandstillCause) -> bool:
    is_new = who.person.stands_still not in {cause, StandstillCause.DIED}
    return is_new and rules.may_record(who.standing, cause)


def _may_end(who: Known, open_one: Standstill, viewer: Viewer) -> bool:
    is_recorder = viewer.account_id is not None and open_one.recorded_by_account_id == viewer.account_id
    return rules.may_end(who.standing, open_one.cause, is_recorder=is_recorder)


def _breaks(who: Known, open_one: Standstill, viewer: Viewer) -> tuple[StoppedBreak, ...]:
    choices = _choices(open_one)
    wanted = or_(is_ahead_of(who.person), Break.id.in_(choices))
    rows = session.scalars(whole().where(wanted).order_by(Break.starts_at, Break.id)).all()
    seen = [one for one in known_each(rows, viewer=viewer) if one.is_seen]
    return tuple(_row(one, choices.get(one.break_.id), open_one, viewer) for one in seen)


def _meetings(person: Person) -> tuple[StoppedMeeting, ...]:
    """Those that wait for a time or are ahead: whoever comes has to be told that they are off."""
    is_asked = Meeting.state == MeetState.ASKED
    is_ahead = is_asked | ((Meeting.state == MeetState.AGREED) & (Meeting.ends_at > clock.now()))
    rows = session.scalars(select(Meeting).where(Meeting.person_id == person.id, is_ahead).order_by(Meeting.id))
    return tuple(
        StoppedMeeting(one.ref, one.space.name if one.space else one.listing.provider.name, one.starts_at)
        for one in rows
    )


def _choices(open_one: Standstill) -> dict[int, StandstillChoice]:
    """The last choice about each break, by its id."""
    rows = select(StandstillChoice).where(StandstillChoice.standstill_id == open_one.id).order_by(StandstillChoice.id)
    return {row.break_id: row for row in session.scalars(rows.options(joinedload(StandstillChoice.by)))}


def _row(known_one: KnownBreak, choice: StandstillChoice | None, open_one: Standstill, viewer: Viewer) -> StoppedBreak:
    one = known_one.break_
    moved_to = session.get(Break, choice.moved_to_id) if choice and choice.moved_to_id else None
    told = [line for line in one.lines_in if line.asked_at is not None or line.accepted_at is not None]
    return StoppedBreak(
        ref=one.ref,
        title=one.title,
        period=one.period,
        state=known_one.state,
        providers=_named(line for line in told if line.listing is not None),
        yours=_named(line for line in told if line.listing is None and not line.is_fee),
        pence=one.pence,
        choice=choice.choice if choice else None,
        bears=choice.bears if choice else None,
        words=choice.words if choice else "",
        by_name=choice.by.name if choice else "",
        at=choice.at if choice else None,
        moved_to=moved_to.ref if moved_to else "",
        may_decide=known_one.state not in OVER and may_decide(known_one, open_one, viewer),
        is_to_decide=choice is None and is_to_decide(known_one.state),
    )


def _named(lines: Iterable[Line]) -> tuple[str, ...]:
    """Whose these lines are, each once."""
    return tuple(dict.fromkeys(filter(None, (line.provider for line in lines))))
