"""What families pay through the brokerage, by card or transfer, and what of it providers were sent, part by part."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from marketplace.booking.earnings import Paid
from marketplace.booking.models import Line, Promise
from marketplace.booking.queries.lead_payers import is_led_away
from marketplace.budgets.sorts import SettlesBy
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.payments.payouts.queries.payouts import sent_payouts


def through_us(lines: Collection[Line]) -> frozenset[str]:
    """References of the shares of these lines that are paid to us, not to the provider.

    What a lead payer pays first goes to the provider, though the owner of the pot has promised the rest to us (R48).
    """
    wanted = select(Promise.break_id, Promise.pot_id, Promise.way)
    rows = session.execute(wanted.where(Promise.break_id.in_({line.break_id for line in lines})))
    by_card = {(break_id, pot_id): way is SettlesBy.CARD for break_id, pot_id, way in rows}
    several = [(by_card.get((line.break_id, share.pot_id)), share) for line in lines for share in line.shares]
    return frozenset(
        share.reference
        for is_by_card, share in several
        if is_by_card is not None and not is_led_away(share, is_by_card=is_by_card)
    )


def sent_for_parts(parts: Collection[str]) -> Mapping[str, Paid]:
    """What was sent for each of these parts, less what was taken back; those for which nothing was are missing."""
    found: dict[str, Paid] = {}
    for one in sent_payouts(parts):
        before = found.get(one.part, Paid())
        sent_on = in_london(one.sent_at).date() if one.sent_at else None
        found[one.part] = Paid(
            pence=before.pence + one.net_left_pence,
            fee_pence=before.fee_pence + one.left_pence - one.net_left_pence,
            sent_on=max(filter(None, (before.sent_on, sent_on)), default=None),
        )
    return found
