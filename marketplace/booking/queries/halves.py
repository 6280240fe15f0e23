"""What each half of a break has to be told of the other."""

from collections.abc import Collection

from sqlalchemy import select

from marketplace.booking.halves import HalfLine, warnings
from marketplace.booking.lifecycle import LOST, LineState
from marketplace.booking.models import Break, LineMove
from marketplace.booking.queries.cover import cover_of
from marketplace.db import session


def half_warnings(one: Break) -> tuple[str, ...]:
    """A sentence for each half that failed while the other stands; nothing where only one of them has to do with it."""
    if one.person is None or one.carer is None:
        return ()
    lost = _lost_before([line.id for line in one.lines if line.state is LineState.TAKEN_OUT])
    lines = [
        HalfLine(line.title, line.for_whom, line.state, line.counts_as_cover, line.id in lost) for line in one.lines
    ]
    found = cover_of(one)
    has_gaps = found is not None and bool(found.gaps)
    return warnings(lines, person=one.person.called, carer=one.carer.called, has_gaps=has_gaps)


def _lost_before(ids: Collection[int]) -> Collection[int]:
    """Those of these lines, all taken out, whose provider had said no before."""
    if not ids:
        return ()
    lost = select(LineMove.line_id).where(LineMove.line_id.in_(ids), LineMove.from_state.in_(LOST))
    return frozenset(session.scalars(lost))
