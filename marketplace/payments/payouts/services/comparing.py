"""Each night: the card firm's list of transfers against our payouts, what came back of them, and the books."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from marketplace.budgets.queries.passed_on import passed_on
from marketplace.db import session
from marketplace.payments import reconciling
from marketplace.payments.payouts.gateway import Transferred
from marketplace.payments.payouts.models import Payout, PayoutReversal
from marketplace.payments.reconciling import Counted, Difference, DifferenceKind


def transfers_from(since: datetime) -> datetime:
    """From when on transfers are read: as everything else, or from the oldest of which something came back since."""
    oldest = (
        select(func.min(Payout.sent_at))
        .join(PayoutReversal, PayoutReversal.payout_id == Payout.id)
        .where(PayoutReversal.done_at >= since)
    )
    sent_at = session.scalar(oldest)
    return min(since, sent_at - timedelta(days=1)) if sent_at else since


def payouts_differ(
    theirs: Collection[Transferred], *, since: datetime, until: datetime, young: timedelta, edge: timedelta
) -> list[Difference]:
    """Where the firm's list, our payouts and the books differ. ``young`` and ``edge``: as of payments."""
    names = [one.item.name for one in theirs]
    rows = session.scalars(select(Payout).where(or_(Payout.sent_at >= since, Payout.transfer_id.in_(names)))).all()
    back = _taken_back([one.id for one in rows])
    listed = [one for one in rows if one.transfer_id is not None]
    sent = {
        str(one.transfer_id): Counted(one.net_pence, one.reference, _must_be_listed(one, since + edge, until))
        for one in listed
    }
    came_back = {str(one.transfer_id): Counted(back.get(one.id, 0), one.reference, is_listed=False) for one in listed}
    return [
        *reconciling.transfers_differ([one.item for one in theirs], sent, settled_before=until - young),
        *reconciling.taken_back_differ({one.item.name: one.back_pence for one in theirs}, came_back),
        *_books_differ(rows, back),
    ]


def _must_be_listed(payout: Payout, since: datetime, until: datetime) -> bool:
    return payout.sent_at is not None and since <= payout.sent_at < until


def _taken_back(payout_ids: Collection[int]) -> dict[int, int]:
    """What came back of each by the card firm."""
    rows = session.execute(
        select(PayoutReversal.payout_id, func.sum(PayoutReversal.net_pence))
        .where(PayoutReversal.payout_id.in_(payout_ids), PayoutReversal.done_at.is_not(None))
        .group_by(PayoutReversal.payout_id)
    )
    return {payout_id: int(pence) for payout_id, pence in rows}


def _books_differ(rows: Iterable[Payout], back: dict[int, int]) -> list[Difference]:
    """Where the ledger says that a provider has another sum. What came back another way is in the books alone."""
    settled = _settled_otherwise([one.id for one in rows])
    has = {one.reference: one.net_pence - back.get(one.id, 0) for one in rows if one.id not in settled}
    in_books = passed_on(has)
    return reconciling.books_differ(
        has, {reference: in_books.get(reference, 0) for reference in has}, DifferenceKind.PASSED_ON
    )


def _settled_otherwise(payout_ids: Collection[int]) -> frozenset[int]:
    wanted = select(PayoutReversal.payout_id).where(
        PayoutReversal.payout_id.in_(payout_ids), PayoutReversal.settled_at.is_not(None)
    )
    return frozenset(session.scalars(wanted))
