"""How every verb begins: the break locked, read again, and what the actor may do with it."""

from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.known import KnownBreak, known_as, whole
from marketplace.db import lock, session
from marketplace.errors import NotFound

CHANGEABLE = (BreakState.DRAFT, BreakState.EXPIRED, BreakState.HELD, BreakState.REQUESTED)
"""States before all have agreed."""


def locked(ref: str, *, by: Viewer) -> KnownBreak:
    """A break that ``by`` may see, locked until the transaction that is open ends. Raises NotFound."""
    known = known_as(locked_alone(ref), viewer=by)
    if not known.is_seen:
        raise NotFound
    return known


def locked_alone(ref: str) -> Break:
    """A break, locked. Whoever asks looks next what the actor is to it. Raises NotFound."""
    break_id = session.scalar(select(Break.id).where(Break.ref == ref))
    if break_id is None:
        raise NotFound
    lock((Break, [break_id]))
    return session.scalars(whole().where(Break.id == break_id)).one()


def locked_to_plan(ref: str, *, by: Viewer, to: str = "to change it") -> KnownBreak:
    """A break that ``by`` may arrange, before all have agreed, locked. Raises NotAllowed, NotNow."""
    known = locked(ref, by=by)
    known.require_planner()
    known.require_state(*CHANGEABLE, to=to)
    return known


def locked_with(line_ref: str) -> Line:
    """A line with its break, locked. Whoever asks looks next what the actor is to it. Raises NotFound."""
    break_id = session.scalar(select(Line.break_id).where(Line.ref == line_ref))
    if break_id is None:
        raise NotFound
    lock((Break, [break_id]))
    session.scalars(whole().where(Break.id == break_id)).one()
    return session.scalars(select(Line).where(Line.ref == line_ref)).one()
