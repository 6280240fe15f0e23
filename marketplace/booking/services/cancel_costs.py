"""Paying what is kept of parts that are cancelled, from the shares that were to pay them, before the rest is let go.

What is paid on its provider's invoice, or afterwards, stays set aside until then, as when a break is over.
Whoever calls has locked the break with its spaces and pots, and lets go of what is left set aside afterwards.
"""

from collections.abc import Iterable, Sequence

from marketplace import clock
from marketplace.audit import Actor
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.cancel_costs import borne_by
from marketplace.booking.queries.holdings import live_money
from marketplace.booking.queries.invoicing import not_payable_yet
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.fees_paid import take_fees
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.moving import move_line
from marketplace.booking.sorts import Why
from marketplace.budgets.services import ledger
from marketplace.budgets.services.ledger import Portion
from marketplace.db import session


def pay_costs(lines: Iterable[Line], *, by: Actor) -> None:
    """Work out what each share bears of lines that are about to be cancelled, and pay it of what is set aside."""
    at = clock.now()
    gone = list(lines)
    for line in gone:
        for share, pence in borne_by(line, at):
            share.kept_pence = pence
    _pay(gone, by=by)


def end_fees(one: Break, *, by: Actor) -> None:
    """Nothing but fees is left of a break: what they come to on what was kept stays, and they end with it."""
    if any(line.kept_pence for line in one.lines):
        refigure_fees(one, by=by)
        for fee in one.lines_in:
            for share in fee.shares:
                share.kept_pence = share.pence
    fees = one.lines_in
    let_go(fees, by=by)
    for fee in fees:
        move_line(fee, LineState.CANCELLED, Why.BREAK_CANCELLED, by=by)
    take_fees(one, by=by)


def _pay(lines: Sequence[Line], *, by: Actor) -> None:
    """What is kept of lines of one break is paid where it is set aside: own money is paid, or owed."""
    session.flush()
    kept = {share.reference: share.kept_pence for line in lines for share in line.shares if share.kept_pence}
    if not kept:
        return
    one = lines[0].break_
    payable = live_money(kept) - not_payable_yet(one, lines)
    if payable:
        portions = [Portion(reference, kept[reference]) for reference in sorted(payable)]
        ledger.post(portions=portions, key=f"{one.about}:cancelled", by=by)
