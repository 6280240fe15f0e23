"""Somebody's own breaks in short, with how many of their answers are missing."""

from dataclasses import dataclass

from sqlalchemy import Select, or_, select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.queries.known import whole
from marketplace.booking.queries.readiness import latest_says, whose_say
from marketplace.booking.queries.stillness import is_still
from marketplace.db import session
from marketplace.people.models import Person
from marketplace.people.queries.persons import own_person
from marketplace.periods import Period


@dataclass(frozen=True)
class OwnBreak:
    """One of the viewer's own breaks. ``to_say``: parts that wait for their say; ``is_still``: nothing is asked."""

    ref: str
    title: str
    town: str
    period: Period
    state: BreakState
    to_say: int
    is_still: bool


def has_own_break(*, viewer: Viewer) -> bool:
    """Whether a break is planned for the viewer, as the person or as the carer: then they have a say."""
    own = own_person(viewer=viewer)
    return own is not None and bool(session.scalar(select(_of(own).exists())))


def own_breaks(*, viewer: Viewer) -> tuple[str, tuple[OwnBreak, ...]]:
    """The viewer's reference as a person, blank where they are none, and their own breaks.

    First those that wait for an answer, then those ahead, the next one first; then those that are over or cancelled.
    """
    own = own_person(viewer=viewer)
    if own is None:
        return "", ()
    found = session.scalars(whole().where(Break.id.in_(_of(own))).order_by(Break.starts_at, Break.id)).all()
    said = latest_says(line for one in found for line in one.lines_in)
    rows = []
    for one in found:
        state = one.state_on(clock.now())
        is_asked = state in {BreakState.HELD, BreakState.REQUESTED} and not is_still(one)
        mine = [line for line in (one.lines_now if is_asked else one.lines_in) if own in whose_say(line)]
        answered = [line for line in mine if (line.id, own.id) in said and said[line.id, own.id].is_yes is not None]
        to_say = len(mine) - len(answered) if is_asked else 0
        rows.append(OwnBreak(one.ref, one.title, one.town, one.period, state, to_say, is_still(one)))
    return own.ref, tuple(sorted(rows, key=_nearest_first))


def _nearest_first(one: OwnBreak) -> tuple[bool, bool, float]:
    is_past = one.state in {BreakState.COMPLETED, BreakState.CANCELLED} or one.period.ends_at < clock.now()
    starts = one.period.starts_at.timestamp()
    return not one.to_say, is_past, -starts if is_past else starts


def _of(own: Person) -> Select[int]:
    return select(Break.id).where(or_(Break.person_id == own.id, Break.carer_id == own.id))
