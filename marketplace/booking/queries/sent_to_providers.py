"""What families pay through the brokerage, by card or transfer, and what of it providers were sent, part by part."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from marketplace.booking.earnings import Paid
from marketplace.booking.models import Promise
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.payments.payouts.queries.payouts import sent_payouts


def through_us(break_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Which pots of these breaks pay us, not the provider: each break with its pot."""
    rows = session.execute(select(Promise.break_id, Promise.pot_id).where(Promise.break_id.in_(break_ids)))
    return frozenset((break_id, pot_id) for break_id, pot_id in rows)


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
