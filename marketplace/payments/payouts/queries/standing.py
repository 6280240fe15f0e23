"""What providers have of each part out of one payment, or are owed, each way; and what has still to come back."""

from collections.abc import Mapping
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


def standing_of(charged: str) -> Mapping[str, Standing]:
    """What stands of each part that was paid out of this; parts of which nothing does are missing."""
    rows = session.execute(
        select(Payout.part, Payout.way, func.sum(Payout.pence - Payout.back_pence))
        .where(Payout.charged == charged, Payout.state != PayoutState.OVER)
        .group_by(Payout.part, Payout.way)
    )
    stands = {(part, way): int(pence) for part, way, pence in rows}
    is_out = (PayoutReversal.done_at.is_(None), PayoutReversal.came_back_at.is_(None))
    held = session.execute(
        select(Payout.part, func.sum(PayoutReversal.pence))
        .join(PayoutReversal, PayoutReversal.payout_id == Payout.id)
        .where(Payout.charged == charged, Payout.way == PayoutWay.CARD, *is_out)
        .group_by(Payout.part)
    )
    back = {part: int(pence) for part, pence in held}
    return {
        part: Standing(stands.get((part, PayoutWay.CARD), 0), stands.get((part, PayoutWay.BANK), 0), back.get(part, 0))
        for part in {name for name, _ in stands}
    }
