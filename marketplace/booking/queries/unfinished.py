"""What of a person's breaks is not over yet, in words: nothing of them can be erased until it is."""

from collections.abc import Iterator

from sqlalchemy import or_, select

from marketplace import clock
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.meet import MeetState
from marketplace.booking.models import Break, LevyReclaim, Line, Meeting, Promise
from marketplace.db import session
from marketplace.money import format_pence
from marketplace.people.models import Person
from marketplace.wording import short_day

HOLDS_NOTHING = frozenset({BreakState.DRAFT, BreakState.EXPIRED, BreakState.CANCELLED, BreakState.COMPLETED})
"""States in which a break takes nobody's time and nobody's money."""


def unfinished(person: Person) -> Iterator[str]:
    """Each thing that is still to happen, to be said, or to be paid."""
    is_in = or_(Break.person_id == person.id, Break.carer_id == person.id)
    for one in session.scalars(select(Break).where(is_in).order_by(Break.starts_at)):
        state = one.state_on(clock.now())
        if state not in HOLDS_NOTHING:
            yield f"The break from {short_day(one.starts_at)} is {state.label}. It has to be over, or cancelled"
    yield from _promised(person)
    yield from _to_meet(person)
    yield from _levies(person)


def _promised(person: Person) -> Iterator[str]:
    is_in = or_(Break.person_id == person.id, Break.carer_id == person.id)
    for one in session.scalars(select(Promise).join(Break, Break.id == Promise.break_id).where(is_in)):
        if one.break_.state in {BreakState.DRAFT, BreakState.EXPIRED} and not one.come_pence:
            continue
        if one.owed_pence:
            yield f"{format_pence(one.owed_pence)} of a break is still to be paid"
        if one.owed_back_pence or one.part_pence:
            yield f"{format_pence(one.owed_back_pence or one.part_pence)} has to go back to who paid it"


def _to_meet(person: Person) -> Iterator[str]:
    meetings = select(Meeting).where(Meeting.person_id == person.id, Meeting.state != MeetState.OFF)
    for one in session.scalars(meetings.order_by(Meeting.id)):
        if one.ends_at is None or one.ends_at > clock.now():
            yield "A meeting with a PA is asked for or agreed. Call it off first"


def _levies(person: Person) -> Iterator[str]:
    is_in = or_(Break.person_id == person.id, Break.carer_id == person.id, LevyReclaim.guest_id == person.id)
    open_still = (
        select(LevyReclaim.id).join(Line, Line.id == LevyReclaim.line_id).join(Break, Break.id == Line.break_id)
    )
    for _ in session.scalars(open_still.where(is_in, LevyReclaim.entitlement.is_not(None))):
        yield "A visitor levy is asked back, and the answer is not in"
