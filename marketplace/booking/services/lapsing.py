"""What becomes of breaks when a paper of a part ends: families are told last, and never why (R17)."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace import clock
from marketplace.booking.lifecycle import IN, BreakState
from marketplace.booking.models import Break, Line, Segment
from marketplace.booking.services import letters
from marketplace.db import session, transaction
from marketplace.listings.queries.endings import Ending
from marketplace.listings.services import lapsing

TOLD = (BreakState.REQUESTED, BreakState.PART_KEPT, BreakState.CONFIRMING, BreakState.CONFIRMED)


def lapse() -> None:
    """Let what has ended lapse, then tell those whose breaks it meets. The employer and the brokerage come first."""
    with transaction():
        lines = {line.id: line for ending in lapsing.lapse() for line in _lines(ending)}
        for line in sorted(lines.values(), key=lambda line: (line.break_id, line.id)):
            letters.tell_arranged_again(line)


def _lines(ending: Ending) -> list[Line]:
    """The parts ahead that take a diary which the ending concerns."""
    now = clock.now()
    found = (
        select(Line)
        .join(Segment, Segment.line_id == Line.id)
        .join(Break, Break.id == Line.break_id)
        .where(Segment.space_id.in_(ending.space_ids), Segment.ends_at > now)
        .where(Line.state.in_(IN), Break.state.in_(TOLD))
        .options(selectinload(Line.segments))
    )
    return list(session.scalars(found.distinct()))
