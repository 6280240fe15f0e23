"""What providers have of each part out of payments, or are owed, each way; and what has still to come back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from marketplace.db import session
from marketplace.payments.payouts.lifecycle import PayoutState, PayoutWay
from marketplace.payments.payouts.models import Payout, PayoutReversal


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one part, in pence, the fee among it. ``held_pence``: the card firm has not had it back from its provider."""

    card_pence: int = 0
    bank_pence: int = 0
    held_pence: int = 0


def standings_of(charged: Collection[str]) -> Mapping[tuple[str, str], Standing]:
    """What stands of each part that was paid out of these, by what paid it and the part; only where anything does.

    What finance closed in words alone is still held: the provider has it.
    """
    rows = session.execute(
        select(Payout.charged, Payout.part, Payout.way, func.sum(Payout.pence - Payout.back_pence))
        .where(Payout.charged.in_(charged), Payout.state != PayoutState.OVER)
        .group_by(Payout.charged, Payout.part, Payout.way)
    )
    stands = {((paid_by, part), way): int(pence) for paid_by, part, way, pence in rows}
    is_out = (PayoutReversal.done_at.is_(None), PayoutReversal.came_back_at.is_(None))
    held = session.execute(
        select(Payout.charged, Payout.part, func.sum(PayoutReversal.pence))
        .join(PayoutReversal, PayoutReversal.payout_id == Payout.id)
        .where(Payout.charged.in_(charged), Payout.way == PayoutWay.CARD, *is_out)
        .group_by(Payout.charged, Payout.part)
    )
    back = {(paid_by, part): int(pence) for paid_by, part, pence in held}
    return {
        key: Standing(stands.get((key, PayoutWay.CARD), 0), stands.get((key, PayoutWay.BANK), 0), back.get(key, 0))
        for key in {key for key, _ in stands}
    }
