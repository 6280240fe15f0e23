"""An activity cannot hold a session, for weather say: everybody's part in it goes, and all money comes back at once."""

from collections.abc import Sequence
from datetime import datetime

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import KEPT, LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.sessions import SessionRow, is_asked, lines_at, session_at
from marketplace.booking.queries.swaps import asked_for
from marketplace.booking.services.cancelling import end_line, reason_of
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.knowing import locked_several
from marketplace.booking.services.letters import tell_answer, warn_other_half
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.moving import move_line
from marketplace.booking.services.staging import end_if_empty
from marketplace.booking.services.swap_answers import decline_swap
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
    Seats that are only held are let go: a hold must not become a request for what is off; a swap that asks for a seat
    ends, and the part it was for stays. Then all seats are closed for that time. Families who asked are told. Raises
    NotFound, NotNow, Refused.
    """
    words = reason_of(reason)
    with transaction():
        row, breaks = _locked(listing_ref, starts_at, by)
        seated = {line.id for line in lines_at(listing_ref, starts_at, viewer=by)}
        everybody = [line for one in breaks for line in one.lines if line.id in seated]
        if len(everybody) < len(seated):
            raise NotNow("Somebody took a seat in it just now. Look at it again, then cancel it")
        lines = [line for line in everybody if is_asked(line)]
        let_go([line for line in everybody if not is_asked(line)], by=by.actor)
        for line in lines:
            line.words = words
            _go(line, by)
        _close(everybody, row.period, by)
        audit.record("session-cancelled", about=f"listing:{listing_ref}", by=by.actor, reason=row.minute)
        session.flush()
        return len(lines)


def _locked(listing_ref: str, starts_at: datetime, by: Viewer) -> tuple[SessionRow, list[Break]]:
    """A session with the breaks that have a seat in it, and every seat, locked: nobody takes one meanwhile."""
    session_at(listing_ref, starts_at, viewer=by)
    lines = lines_at(listing_ref, starts_at, viewer=by)
    seats = [space.id for space in _spaces(lines)]
    breaks = locked_several({line.break_id for line in lines}, spaces=seats)
    return session_at(listing_ref, starts_at, viewer=by), breaks


def _go(line: Line, by: Viewer) -> None:
    if line.state is LineState.INSTEAD:
        if asked_for(line) is not None:
            decline_swap(line, reason=line.words, by=by)
        return
    if line.break_.state in KEPT:
        end_line(line, Why.SESSION_OFF, tells_provider=False, by=by.actor)
    else:
        let_go([line], by=by.actor)
        lost = LineState.DECLINED if line.state is LineState.ASKED else LineState.WITHDRAWN
        move_line(line, lost, Why.SESSION_OFF, by=by.actor)
        refigure_fees(line.break_, by=by.actor)
        audit.record(f"line-{lost.value}", about=line.about, by=by.actor)
        tell_answer(line)
        end_if_empty(line.break_, by=by.actor)
    warn_other_half(line)


def _close(lines: Sequence[Line], period: Period, by: Viewer) -> None:
    """Nobody else books a seat in it: those that nothing holds are closed for its time."""
    spaces = _spaces(lines)
    if not spaces or period.ends_at <= clock.now():
        return
    taken = {row.space_id for row in standing(spaces, period)}
    free = [space for space in spaces if space.id not in taken]
    wanted = [Wanted(space.id, period, f"closure:{new_ref()}", NOTE) for space in free]
    if wanted:
        diary.occupy(wanted=wanted, cause=Cause.CLOSURE, by=by.actor)


def _spaces(lines: Sequence[Line]) -> list[Space]:
    """The seats of the activity that these lines are of."""
    listing: Listing | None = next((line.listing for line in lines if line.listing), None)
    return [space for space in listing.spaces if space.closed_at is None] if listing else []
