"""Each night: the card firm's list of what it took, sent and paid against ours and the books; cases of what differs.

The list is read before anything is locked. Nothing is put right by itself: money that is where it should not be is for
somebody of finance to look at. A dispute that was not told in time is taken from the list.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import func, or_, select

from marketplace import audit, clock
from marketplace.accounts.queries import accounts_that
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import session, snapshot, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.notifications.services import Recipient, owe
from marketplace.payments import reconciling
from marketplace.payments.disputes import OPEN, DisputeState
from marketplace.payments.models import (
    CardDifference,
    CardDispute,
    CardPayment,
    CardReconciliation,
    CardRefund,
    Charge,
)
from marketplace.payments.payouts.gateway import Transferred
from marketplace.payments.payouts.services.comparing import payouts_differ, transfers_from
from marketplace.payments.reconciling import Counted, Difference, DifferenceKind, Item
from marketplace.payments.services.disputing import take_dispute
from marketplace.payments.told import Disputed
from marketplace.payments.wiring import gateway, payer, payouts_gateway

READ_BACK = timedelta(days=40)
"""How far back each night reads: a month and some days, so that a night missed is none."""

EDGE = timedelta(days=3)
"""A card page may be open for a day before it is paid: of ours, what is so near the edge need not be in the list."""

YOUNG = timedelta(hours=1)
"""What is younger may still be on its way to us."""

LONGEST_WORDS = 300


@dataclass(frozen=True)
class _Listed:
    """What the card firm lists."""

    payments: list[Item]
    refunds: list[Item]
    disputes: list[Disputed]
    transfers: list[Transferred]


def reconcile() -> int:
    """Compare and write the cases down; how many differences there are. Raises OutsideFailure: it is tried again."""
    began = clock.now()
    since = _read_from(began)
    since_of_transfers, since_of_disputes = transfers_from(since), _disputes_from(since)
    session.rollback()
    firm = gateway()
    transfers = payouts_gateway().transfers_since(since_of_transfers)
    listed = _Listed(
        firm.payments_since(since), firm.refunds_since(since), firm.disputes_since(since_of_disputes), transfers
    )
    with snapshot():  # a part that is cancelled meanwhile is in all of it or in nothing
        found = _compared(listed, since, began)
    with transaction():
        found += _take_disputes(listed.disputes)
        opened = _write(found, began)
        session.add(
            CardReconciliation(
                at=began,
                since_at=since,
                payments=len(listed.payments),
                refunds=len(listed.refunds),
                disputes=len(listed.disputes),
                transfers=len(listed.transfers),
                differences=len(found),
            )
        )
        if opened:
            _tell(opened)
    return len(found)


def settle_difference(ref: str, *, words: str, by: Viewer) -> None:
    """Finance has looked, and says what it was. Raises NotFound for anybody else, Refused, Conflict."""
    _settle(CardDifference, ref, words, by)


def settle_dispute(ref: str, *, words: str, by: Viewer) -> None:
    """Finance says what was done about a dispute. Raises NotFound for anybody else, Refused, Conflict."""
    _settle(CardDispute, ref, words, by)


Case = TypeVar("Case", CardDifference, CardDispute)


def _settle(case: type[Case], ref: str, words: str, by: Viewer) -> None:
    said = " ".join(words.split())
    if not by.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    if not said:
        raise Refused(fields={"words": "Say what it was, and what you did"})
    if len(said) > LONGEST_WORDS:
        raise Refused(fields={"words": f"Use {LONGEST_WORDS} letters or fewer"})
    with transaction():
        row = session.scalar(select(case).where(case.ref == ref).with_for_update())
        if row is None:
            raise NotFound
        if row.settled_at is not None:
            raise Conflict("Somebody has closed this case already")
        row.settled_at, row.settled_words = clock.now(), said
        audit.record("card-case-closed", about=f"card-case:{row.ref}", by=by.actor)


def _read_from(began: datetime) -> datetime:
    """From when on the lists are read. A case that nobody closed stays within them, however old it is."""
    is_open = (CardDifference.gone_at.is_(None), CardDifference.settled_at.is_(None))
    oldest = session.scalar(select(func.min(CardDifference.found_at)).where(*is_open))
    return (oldest or began) - READ_BACK


def _disputes_from(since: datetime) -> datetime:
    """The same for disputes: banks take two months and more, and one that is open stays within the list until then."""
    told_at = session.scalar(select(func.min(CardDispute.told_at)).where(CardDispute.state.in_(OPEN)))
    return since if told_at is None else min(since, told_at - READ_BACK)


def _compared(listed: _Listed, since: datetime, began: datetime) -> list[Difference]:
    kept = _kept(since)
    return [
        *reconciling.payments_differ(listed.payments, _payments(since, began), settled_before=began - YOUNG),
        *reconciling.refunds_differ(listed.refunds, _refunds(since, began), settled_before=began - YOUNG),
        *reconciling.books_differ(kept, payer().in_books(kept)),
        *payouts_differ(listed.transfers, since=since, until=began, young=YOUNG, edge=EDGE),
    ]


def _payments(since: datetime, until: datetime) -> Mapping[str, Counted]:
    """All payments that the list may name; those inside its edges must be in it."""
    rows = session.execute(
        select(CardPayment.intent_id, CardPayment.pence, Charge.reference, CardPayment.at)
        .join(Charge, Charge.id == CardPayment.charge_id)
        .where(CardPayment.at >= since)
    )
    return {name: Counted(pence, reference, _must_be_listed(at, since, until)) for name, pence, reference, at in rows}


def _refunds(since: datetime, until: datetime) -> Mapping[str, Counted]:
    """All refunds that were sent and did not come back."""
    rows = session.execute(
        select(CardRefund.refund_id, CardRefund.pence, Charge.reference, CardRefund.done_at)
        .join(CardPayment, CardPayment.id == CardRefund.payment_id)
        .join(Charge, Charge.id == CardPayment.charge_id)
        .where(CardRefund.refund_id.is_not(None), CardRefund.done_at >= since, CardRefund.refused_why == "")
    )
    return {
        str(name): Counted(pence, reference, at is not None and _must_be_listed(at, since, until))
        for name, pence, reference, at in rows
    }


def _must_be_listed(at: datetime, since: datetime, until: datetime) -> bool:
    return since + EDGE <= at < until


def _kept(since: datetime) -> Mapping[str, int]:
    """What cards paid and did not get back, by what it was for, of all that was paid or sent back since."""
    moved = (
        select(Charge.reference)
        .join(CardPayment, CardPayment.charge_id == Charge.id)
        .outerjoin(CardRefund, CardRefund.payment_id == CardPayment.id)
        .where(or_(CardPayment.at >= since, CardRefund.made_at >= since))
    )
    rows = session.execute(
        select(Charge.reference, func.sum(CardPayment.pence - CardPayment.sent_back_pence))
        .join(CardPayment, CardPayment.charge_id == Charge.id)
        .where(Charge.reference.in_(moved))
        .group_by(Charge.reference)
    )
    lost = _lost()
    return {reference: int(pence) - lost.get(reference, 0) for reference, pence in rows}


def _lost() -> Mapping[str, int]:
    """What banks gave back to cardholders for good, by what it was for."""
    rows = session.execute(
        select(Charge.reference, func.sum(CardDispute.pence))
        .join(CardPayment, CardPayment.charge_id == Charge.id)
        .join(CardDispute, CardDispute.payment_id == CardPayment.id)
        .where(CardDispute.state == DisputeState.LOST)
        .group_by(Charge.reference)
    )
    return {reference: int(pence) for reference, pence in rows}


def _take_disputes(disputes: Iterable[Disputed]) -> list[Difference]:
    unknown = [one for one in disputes if not take_dispute(one)]
    return [Difference(DifferenceKind.DISPUTE_NOT_OURS, one.dispute_id, "", 0, one.pence) for one in unknown]


def _write(found: Collection[Difference], at: datetime) -> int:
    """Open a case for each difference that has none, close those that are gone; how many were opened.

    What was settled stays so, until it is gone and comes back, or its sums change.
    """
    names = [one.name for one in found]
    known = select(CardDifference).where(or_(CardDifference.gone_at.is_(None), CardDifference.name.in_(names)))
    rows = {(row.kind, row.name): row for row in session.scalars(known)}
    opened = 0
    for one in found:
        row = rows.pop((one.kind, one.name), None)
        if row is None or not _stands(row, one):
            opened += 1
            row = row or CardDifference(kind=one.kind, name=one.name)
            row.reference = one.reference[:100]
            row.found_at, row.gone_at, row.settled_at, row.settled_words = at, None, None, ""
            session.add(row)
        row.our_pence, row.their_pence = one.our_pence, one.their_pence
    for row in rows.values():
        row.gone_at = row.gone_at or at
    session.flush()
    return opened


def _stands(row: CardDifference, now: Difference) -> bool:
    """Whether a case says what differs now: it was not gone and, where it is settled, the sums are the same."""
    is_same = (row.our_pence, row.their_pence) == (now.our_pence, now.their_pence)
    return row.gone_at is None and (row.settled_at is None or is_same)


def _tell(opened: int) -> None:
    """One letter to each of finance."""
    audit.record("card-differences", about="card-cases", by=SITE)
    for reader in accounts_that(Permission.HANDLE_PAYMENTS):
        owe("card-differences", to=Recipient(reader.name, reader.email), about="card-cases", fresh=opened)
