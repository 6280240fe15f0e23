"""A break is over: what was delivered is paid from the pots.

What a council, an ISF holder or a funder pays on its provider's invoice, and what somebody pays by card or transfer
and has not come yet, stays set aside until that is paid, and the fee of a holder with it. What cards paid was posted
when it came; now it is due to the providers. Only what was agreed by letter before its payer was asked by us counts as
paid now, as its statement says.
"""

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break
from marketplace.booking.queries.due_to_providers import due_to_providers
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.queries.invoicing import not_payable_yet
from marketplace.booking.queries.not_given import open_words
from marketplace.booking.services.fees_paid import take_fees
from marketplace.booking.services.knowing import locked
from marketplace.booking.services.moving import move_break, move_line
from marketplace.booking.sorts import Why
from marketplace.budgets.services import ledger
from marketplace.budgets.services.ledger import Portion
from marketplace.db import transaction
from marketplace.payments.payouts import services as payouts


def complete(ref: str, *, by: Viewer) -> None:
    """All that is left of a confirmed break was delivered: it is paid, or waits for its invoice. Raises NotNow."""
    with transaction():
        known = locked(ref, by=by)
        known.require_planner()
        known.require_state(BreakState.CONFIRMED, to="to say that it is over")
        one = known.break_
        if one.ends_at > clock.now():
            raise NotNow("This break is not over yet")
        if said := [word.line.title for word in open_words(one.lines_in).values()]:
            raise NotNow(f"It is said that {said[0]} was not given. That is settled first")
        deliver(one, Why.DELIVERED, by=by.actor)


def deliver(one: Break, why: Why, *, by: Actor) -> None:
    """The same of a break that is locked, in the transaction that is open. Raises CannotMove."""
    lines = one.lines_in
    fees = {share.reference for line in lines if line.is_fee for share in line.shares}  # taken of what is paid
    set_aside = holdings(lines).money - not_payable_yet(one, lines) - fees  # what its owner has paid already is not
    if set_aside:
        portions = [Portion(reference) for reference in sorted(set_aside)]
        ledger.post(portions=portions, key=f"{one.about}:complete", by=by)
    for line in lines:
        move_line(line, LineState.DELIVERED, why, by=by)
    move_break(one, BreakState.COMPLETED, why, by=by)
    take_fees(one, by=by)
    payouts.settle(due_to_providers(one), by=by)
