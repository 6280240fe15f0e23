"""How every verb begins: the break locked with all it holds, read once, and what the actor may do with it.

The order is the same for everybody: the break, then its spaces, then its pots; so nobody waits in a ring.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import HOLDING, IN, BreakState
from marketplace.booking.models import Break, Line, Segment, Share
from marketplace.booking.queries.known import KnownBreak, known_as, who_died, whole
from marketplace.budgets.models import Pot
from marketplace.db import lock, session
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import Space

CHANGEABLE = (BreakState.DRAFT, BreakState.EXPIRED, BreakState.HELD, BreakState.REQUESTED, BreakState.PART_KEPT)
"""States before all have agreed."""


def locked(ref: str, *, by: Viewer) -> KnownBreak:
    """A break that ``by`` may see, locked until the transaction that is open ends. Raises NotFound."""
    return _seen(locked_alone(ref), by)


def locked_alone(ref: str) -> Break:
    """A break, locked. Whoever asks looks next what the actor is to it. Raises NotFound."""
    return locked_by_id(_id_of(ref))


def locked_to_plan(ref: str, *, by: Viewer, to: str = "to change it") -> KnownBreak:
    """A break that ``by`` may arrange, before all have agreed, locked. Raises NotAllowed, NotNow."""
    return _to_plan(locked_alone(ref), by, to)


def locked_to_hold(ref: str, *, by: Viewer) -> KnownBreak:
    """The same, with every space that its lines may take locked as well."""
    break_id = _id_of(ref)
    lock((Break, [break_id]))
    listings = select(Line.listing_id).where(Line.break_id == break_id, Line.state.in_(IN))
    spaces = select(Space.id).where(Space.listing_id.in_(listings), Space.closed_at.is_(None))
    return _to_plan(locked_by_id(break_id, spaces=session.scalars(spaces).all()), by, "to hold it")


def locked_to_swap(ref: str, listing_id: int | None, *, by: Viewer) -> KnownBreak:
    """A break, locked with every space of a listing of which a part may take another one's place.

    Whoever asks looks next what the actor is to it. Raises NotFound.
    """
    break_id = _id_of(ref)
    lock((Break, [break_id]))
    spaces = session.scalars(select(Space.id).where(Space.listing_id == listing_id, Space.closed_at.is_(None)))
    return known_as(locked_by_id(break_id, spaces=spaces.all()), viewer=by)


def locked_with(line_ref: str) -> Line:
    """A line with its break, locked. Whoever asks looks next what the actor is to it. Raises NotFound."""
    break_id = session.scalar(select(Line.break_id).where(Line.ref == line_ref))
    if break_id is None:
        raise NotFound
    return next(line for line in locked_by_id(break_id).lines if line.ref == line_ref)


def locked_by_id(break_id: int, *, spaces: Collection[int] = ()) -> Break:
    """A break with all that hangs on it; it, the spaces it has and ``spaces``, and its pots are locked."""
    lock((Break, [break_id]))
    lines = select(Line.id).where(Line.break_id == break_id, Line.state.in_(HOLDING))
    taken = select(Segment.space_id).where(Segment.line_id.in_(lines), Segment.space_id.is_not(None))
    is_kept_of = Share.kept_pence > 0  # what was kept of a cancelled line may still be to be paid
    pots = select(Share.pot_id).join(Line).where(Line.break_id == break_id, Line.state.in_(IN) | is_kept_of)
    held = {space_id for space_id in session.scalars(taken) if space_id is not None}
    lock((Space, held.union(spaces)), (Pot, set(session.scalars(pots))))
    return session.scalars(whole().where(Break.id == break_id)).one()


def locked_several(break_ids: Iterable[int], *, spaces: Iterable[int]) -> list[Break]:
    """Several breaks with all that hangs on them, locked: all the breaks first, then spaces, then their pots."""
    ids = sorted(set(break_ids))
    lock((Break, ids))
    lines = select(Line.id).where(Line.break_id.in_(ids), Line.state.in_(IN))
    taken = session.scalars(select(Segment.space_id).where(Segment.line_id.in_(lines), Segment.space_id.is_not(None)))
    pots = session.scalars(select(Share.pot_id).where(Share.line_id.in_(lines)))
    lock((Space, {one for one in taken if one is not None}.union(spaces)), (Pot, set(pots)))
    return list(session.scalars(whole().where(Break.id.in_(ids)).order_by(Break.id)))


def refuse_after_death(one: Break) -> None:
    """Nothing new is added, held, asked for, agreed or sent for somebody who has died. Raises Refused."""
    person = who_died(one)
    if person is not None:
        raise Refused(f"{person.called} has died. Nothing new can be arranged for them")


def _id_of(ref: str) -> int:
    break_id = session.scalar(select(Break.id).where(Break.ref == ref))
    if break_id is None:
        raise NotFound
    return break_id


def _seen(one: Break, by: Viewer) -> KnownBreak:
    known = known_as(one, viewer=by)
    if not known.is_seen:
        raise NotFound
    return known


def _to_plan(one: Break, by: Viewer, to: str) -> KnownBreak:
    known = _seen(one, by)
    known.require_planner()
    known.require_state(*CHANGEABLE, to=to)
    return known
