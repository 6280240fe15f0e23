"""Asking a visitor levy back: the paper prepared, sent and answered, and what came back put where it came from (R35).

The break is locked first, as with every verb. The entitlement is kept while a paper is out, and wiped with its answer.
"""

from collections.abc import Callable
from datetime import date

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.cancel_costs import Paid
from marketplace.booking.levies import MOVES, OPEN, Entitlement, Ready, ReclaimState, come_back
from marketplace.booking.models import LevyReclaim, LevyRefund, Line
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.left_early import left_on
from marketplace.booking.queries.levies import (
    LevyPage,
    guests_of,
    levy_asked,
    levy_page,
    levy_paid,
    may_enter,
    ready_of,
    reclaim_of,
)
from marketplace.booking.queries.levy_lines import levy_pence
from marketplace.booking.services.knowing import locked
from marketplace.budgets.services.levies import put_back
from marketplace.budgets.sorts import Control
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.people.models import Person


def look_at_levy(ref: str, line_ref: str, *, by: Viewer) -> LevyPage:
    """A levy for ``by`` to read, and a record of the look where it says how somebody else is entitled (R54)."""
    found = levy_page(ref, line_ref, viewer=by)
    guest = found.reclaim.guest if found.reclaim and found.paper else None
    if guest is not None and guest.account_id != by.account_id:
        with transaction():
            audit.saw("how they are entitled", about=f"person:{guest.ref}", task="visitor levy", by=by.actor)
    return found


def prepare_levy(
    ref: str, line_ref: str, *, guest_ref: str, entitlement: Entitlement, is_agreed: bool, by: Viewer
) -> None:
    """Get the paper ready for one guest, who agrees to what it says. Raises NotFound, Refused by field, Conflict."""
    if not is_agreed:
        raise Refused(fields={"agrees": "We write this down only if they agree"})

    def write(known: KnownBreak, line: Line, reclaim: LevyReclaim) -> None:
        if levy_asked(line) != reclaim.levy_pence:
            raise Conflict("The price of this part has changed. Look at it again")
        reclaim.guest = _guest(known, line, guest_ref)
        reclaim.entitlement, reclaim.agreed_at = entitlement, clock.now()
        reclaim.sent_on = reclaim.answered_on = None
        reclaim.made_at, reclaim.made_by_account_id = clock.now(), by.account_id

    _move(ref, line_ref, ReclaimState.PREPARED, write, by=by)


def leave_levy(ref: str, line_ref: str, *, by: Viewer) -> None:
    """Nobody asks for it back; that can be thought better of. Raises NotFound, Conflict."""
    _move(ref, line_ref, ReclaimState.LEFT, lambda *_: None, by=by)


def levy_sent(ref: str, line_ref: str, *, sent_on: date, by: Viewer) -> None:
    """The paper went to the council on a day. Raises NotFound, Refused by field, Conflict."""

    def write(_: KnownBreak, line: Line, reclaim: LevyReclaim) -> None:
        _refuse_day("sent_on", sent_on, first=left_on(line))
        reclaim.sent_on = sent_on

    _move(ref, line_ref, ReclaimState.SENT, write, by=by)


def levy_refused(ref: str, line_ref: str, *, answered_on: date, by: Viewer) -> None:
    """The council said no on a day. Raises NotFound, Refused by field, Conflict."""

    def write(_: KnownBreak, __: Line, reclaim: LevyReclaim) -> None:
        _refuse_day("answered_on", answered_on, first=reclaim.sent_on)
        reclaim.answered_on = answered_on

    _move(ref, line_ref, ReclaimState.REFUSED, write, by=by)


def levy_came_back(ref: str, line_ref: str, *, pence: int, answered_on: date, by: Viewer) -> None:
    """The council paid so much back on a day: shared out to those who paid it, in the order of every refund.

    Own money is noted. What ``by`` may put into a pot goes there in the same transaction; the rest waits for whoever
    keeps that pot. Raises NotFound, Refused by field, Conflict.
    """

    def write(_: KnownBreak, line: Line, reclaim: LevyReclaim) -> None:
        _refuse_day("answered_on", answered_on, first=reclaim.sent_on)
        paid = levy_paid(line)
        if not 0 < pence <= min(reclaim.levy_pence, sum(part for _, part in paid)):
            raise Refused(fields={"amount": "Enter what came back: no more than the levy"})
        reclaim.answered_on, reclaim.refunded_pence = answered_on, pence
        parts = come_back([Paid(share.pot.sort.control, part) for share, part in paid], pence)
        reclaim.refunds = [
            LevyRefund(share=share, pence=part) for (share, _), part in zip(paid, parts, strict=True) if part
        ]
        session.flush()
        for refund in reclaim.refunds:
            if refund.share.pot.sort.control is Control.OWN:
                refund.entered_at, refund.entered_by_account_id = clock.now(), by.account_id
            elif may_enter(refund.share.pot, by):
                _enter(reclaim, refund, by=by)

    _move(ref, line_ref, ReclaimState.REFUNDED, write, by=by)


def enter_levy_refund(ref: str, line_ref: str, refund_ref: str, *, by: Viewer) -> None:
    """Put what came back into the pot that paid it. Raises NotFound for who may not, Conflict."""
    with transaction():
        known = locked(ref, by=by)
        reclaim = reclaim_of(_line(known, line_ref))
        refund = next((one for one in reclaim.refunds if one.ref == refund_ref), None) if reclaim else None
        if reclaim is None or refund is None or not may_enter(refund.share.pot, by):
            raise NotFound
        if refund.entered_at is not None:
            raise Conflict("This is in the pot already")
        _enter(reclaim, refund, by=by)


def _enter(reclaim: LevyReclaim, refund: LevyRefund, *, by: Viewer) -> None:
    put_back(refund.share.pot, pence=refund.pence, reference=f"{reclaim.ref}:{refund.ref}", by=by)
    refund.entered_at, refund.entered_by_account_id = clock.now(), by.account_id
    session.flush()


def _move(
    ref: str,
    line_ref: str,
    to: ReclaimState,
    write: Callable[[KnownBreak, Line, LevyReclaim], object],
    *,
    by: Viewer,
) -> None:
    """Bring a reclaim to another state, the break locked; the entitlement is wiped where no paper is out any more."""
    with transaction():
        known = locked(ref, by=by)
        line = _line(known, line_ref)
        reclaim = reclaim_of(line)
        mine = guests_of(known, line)
        if not levy_pence(line) or not mine or (reclaim and reclaim.guest and reclaim.guest not in mine):
            raise NotFound
        before = reclaim.state if reclaim else None
        if to not in MOVES[before]:
            raise Conflict(f"This is {before.label if before else 'not begun'} by now. Look at it again")
        if before not in OPEN and ready_of(line) is not Ready.YES:
            raise Conflict(ready_of(line).sentence)
        row = reclaim or LevyReclaim(line=line, levy_pence=levy_asked(line), state=to, made_at=clock.now())
        row.state = to
        if to not in OPEN:
            row.entitlement = None
        session.add(row)
        write(known, line, row)
        session.flush()
        audit.record(f"levy-{to.value}", about=row.about, by=by.actor)


def _line(known: KnownBreak, line_ref: str) -> Line:
    line = next((one for one in known.break_.lines if one.ref == line_ref and known.sees(one)), None)
    if line is None or not known.sees_money:
        raise NotFound
    return line


def _guest(known: KnownBreak, line: Line, guest_ref: str) -> Person:
    for one in guests_of(known, line):
        if one.ref == guest_ref:
            return one
    raise Refused(fields={"guest": "Choose who the guest was"})


def _refuse_day(field: str, day: date, *, first: date | None) -> None:
    if day > clock.today() or (first is not None and day < first):
        raise Refused(fields={field: "Choose a day that is not to come, and not before the stay or the sending"})
