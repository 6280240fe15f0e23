"""An activity cannot hold a session, for weather say: everybody's part in it goes, and all money comes back at once."""

from collections.abc import Sequence
from datetime import datetime

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import KEPT, LineState
from marketplace.booking.models import Line
from marketplace.booking.queries.sessions import lines_at, session_at
from marketplace.booking.services.cancelling import end_line, reason_of
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.knowing import locked_several
from marketplace.booking.services.letters import tell_answer, warn_other_half
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.moving import move_line
from marketplace.booking.sorts import Why
from marketplace.db import new_ref, session, transaction
from marketplace.listings.models import Cause, Listing, Space
from marketplace.listings.queries.diary import standing
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period

NOTE = "Session cancelled"


def cancel_session(listing_ref: str, starts_at: datetime, *, reason: str, by: Viewer) -> int:
    """Cancel every line with a seat in a session of the viewer's provider; how many. All of it or nothing.

    What is confirmed is cancelled and its money goes back to the pots it came from; what still waits for answers is
    lost, so that whoever arranges chooses. A line with other times as well goes as a whole, for it was bought as one.
    The seats that are free are closed for that time. Families are told. Raises NotFound, Refused.
    """
    words = reason_of(reason)
    with transaction():
        row = session_at(listing_ref, starts_at, viewer=by)
        wanted = {line.id: line.break_id for line in lines_at(listing_ref, starts_at, viewer=by)}
        breaks = locked_several(wanted.values())
        row = session_at(listing_ref, starts_at, viewer=by)
        lines = [line for one in breaks for line in one.lines if line.id in wanted and line.state.is_in]
        for line in lines:
            line.words = words
            _go(line, by)
        _close(lines, row.period, by)
        audit.record("session-cancelled", about=f"listing:{listing_ref}", by=by.actor, reason=row.minute)
        session.flush()
        return len(lines)


def _go(line: Line, by: Viewer) -> None:
    if line.break_.state in KEPT:
        end_line(line, Why.SESSION_OFF, tells_provider=False, by=by.actor)
    else:
        let_go([line], by=by.actor)
        lost = LineState.DECLINED if line.state is LineState.ASKED else LineState.WITHDRAWN
        move_line(line, lost, Why.SESSION_OFF, by=by.actor)
        refigure_fees(line.break_, by=by.actor)
        audit.record(f"line-{lost.value}", about=line.about, by=by.actor)
        tell_answer(line)
    warn_other_half(line)


def _close(lines: Sequence[Line], period: Period, by: Viewer) -> None:
    """Nobody else books a seat in it: those that nothing holds are closed for its time."""
    listing: Listing | None = next((line.listing for line in lines if line.listing), None)
    if listing is None or period.ends_at <= clock.now():
        return
    spaces: list[Space] = [space for space in listing.spaces if space.closed_at is None]
    taken = {row.space_id for row in standing(spaces, period)}
    free = [space for space in spaces if space.id not in taken]
    wanted = [Wanted(space.id, period, f"closure:{new_ref()}", NOTE) for space in free]
    if wanted:
        diary.occupy(wanted=wanted, cause=Cause.CLOSURE, by=by.actor)
