"""Taking the fee of whoever holds an ISF: its per cent of what the pot has paid, not of what was planned.

Once a break is over, or cancelled and partly kept, its fee stays set aside with the invoices that are to come. With
each payment so much of it is taken; what comes back to the pot brings its fee back. When nothing is to come any more,
the rest of the fee is let go, and the part costs what was taken.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace.audit import Actor
from marketplace.booking.lifecycle import ENDED, IN, LineState
from marketplace.booking.models import Break, Line, Share
from marketplace.booking.sorts import LineSort
from marketplace.budgets.fees import fee_pence
from marketplace.budgets.queries.paid_out import paid_out, set_aside_for
from marketplace.budgets.services import ledger, refunds
from marketplace.budgets.services.ledger import Portion
from marketplace.db import new_ref, session

PREFIX = "share:"


def invoices_paid(references: Collection[str], by: Actor) -> None:
    """Money for these references was paid on invoices, or came back: the fees of their breaks follow.

    In the transaction that is open, with the pots locked.
    """
    refs = [one.removeprefix(PREFIX) for one in references if one.startswith(PREFIX)]
    wanted = select(Line.break_id).join(Share, Share.line_id == Line.id).where(Share.ref.in_(refs))
    with_fees = select(Line.break_id).where(Line.sort == LineSort.FEE, Line.break_id.in_(wanted))
    rows = select(Break).where(Break.id.in_(with_fees)).options(selectinload(Break.lines).selectinload(Line.shares))
    for one in session.scalars(rows.order_by(Break.id)):
        take_fees(one, by=by)


def take_fees(one: Break, *, by: Actor) -> None:
    """Bring what was taken of each fee to its per cent of what its pot has paid of a break that is over."""
    session.flush()
    for line in one.lines:
        if line.is_fee and line.state in ENDED:
            for share in line.shares:
                _take(share, _paid_parts(one, share.pot_id), by)
    session.flush()


def lower_fees(one: Break, *, by: Actor) -> None:
    """Less was kept of a break that is over or cancelled: its fees come down to their per cent of what is left."""
    session.flush()
    for line in one.lines:
        if line.is_fee and line.state in ENDED:
            for share in line.shares:
                parts = _paid_parts(one, share.pot_id)
                _cost(share, min(fee_pence(sum(parts.values()), share.line.fee_basis_points or 0), _price(share)))
    take_fees(one, by=by)


def _paid_parts(one: Break, pot_id: int) -> dict[str, int]:
    """What a pot pays of a break beside its fee, by reference: of what was cancelled only what was kept."""
    shares = [share for line in one.lines if not line.is_fee for share in line.shares if share.pot_id == pot_id]
    return {share.reference: _price(share) for share in shares if _price(share)}


def _price(share: Share) -> int:
    return share.costs_pence if share.line.state in IN | ENDED else 0


def _take(share: Share, parts: dict[str, int], by: Actor) -> None:
    comes, paid, most = set_aside_for(list(parts)), sum(paid_out(parts).values()), _price(share)
    if comes and not set_aside_for([share.reference]):
        return  # taken whole when the break was over, as fees were once: what is too much comes back at the end
    is_all = paid == sum(parts.values())
    due = most if is_all else min(fee_pence(paid, share.line.fee_basis_points or 0), most)
    change = due - paid_out([share.reference]).get(share.reference, 0)
    key = f"fee:{new_ref()}"
    if change > 0:
        ledger.post(portions=[Portion(share.reference, change)], key=key, by=by)
    elif change < 0:
        refunds.refund(portions=[Portion(share.reference, -change)], key=key, by=by)
    if not comes:
        ledger.void(references=[share.reference], by=by)
        _cost(share, due)


def _cost(share: Share, pence: int) -> None:
    """Its part costs what was taken of it; where that is nothing, what was agreed stays to be read."""
    if share.line.state is LineState.CANCELLED:
        share.kept_pence = pence
    elif pence:
        (segment,) = share.line.segments
        share.pence = segment.pence = segment.rate_pence = pence
