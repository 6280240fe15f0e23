"""Each night: the card firm's list of payments, refunds and disputes against ours and the books; cases of what differs.

The list is read before anything is locked. Nothing is put right by itself: money that is where it should not be is for
somebody of finance to look at. A dispute that was not told in time is taken from the list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from marketplace import audit, clock
from marketplace.accounts.queries import accounts_that
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.notifications.services import Recipient, owe
from marketplace.payments import reconciling
from marketplace.payments.models import (
    CardDifference,
    CardDispute,
    CardPayment,
    CardReconciliation,
    CardRefund,
    Charge,
)
from marketplace.payments.reconciling import Counted, Difference, DifferenceKind, Item
from marketplace.payments.services.disputing import take_dispute
from marketplace.payments.services.wiring import gateway, payer
from marketplace.payments.told import Disputed

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


def reconcile() -> int:
    """Compare and write the cases down; how many differences there are. Raises OutsideFailure: it is tried again."""
    began = clock.now()
    since = began - READ_BACK
    session.rollback()
    firm = gateway()
    listed = _Listed(firm.payments_since(since), firm.refunds_since(since), firm.disputes_since(since))
    with transaction():
        found = [
            *reconciling.payments_differ(listed.payments, _payments(since, began), settled_before=began - YOUNG),
            *reconciling.refunds_differ(listed.refunds, _refunds(since, began), settled_before=began - YOUNG),
            *reconciling.books_differ(_kept(since), payer().in_books(_references(since, began))),
            *_take_disputes(listed.disputes),
        ]
        fresh = _write(found, began)
        session.add(
            CardReconciliation(
                at=began,
                since_at=since,
                payments=len(listed.payments),
                refunds=len(listed.refunds),
                disputes=len(listed.disputes),
                differences=len(found),
            )
        )
        if fresh:
            _tell(fresh)
    return len(found)


def settle_difference(ref: str, *, words: str, by: Viewer) -> None:
    """Finance has looked, and says what it was. Raises NotFound for anybody else, Refused, Conflict."""
    said = _said(words, by)
    with transaction():
        _close(session.scalar(select(CardDifference).where(CardDifference.ref == ref).with_for_update()), said, by)


def settle_dispute(ref: str, *, words: str, by: Viewer) -> None:
    """Finance says what was done about a dispute. Raises NotFound for anybody else, Refused, Conflict."""
    said = _said(words, by)
    with transaction():
        _close(session.scalar(select(CardDispute).where(CardDispute.ref == ref).with_for_update()), said, by)


def _said(words: str, by: Viewer) -> str:
    said = " ".join(words.split())
    if not by.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    if not said:
        raise Refused(fields={"words": "Say what it was, and what you did"})
    if len(said) > LONGEST_WORDS:
        raise Refused(fields={"words": f"Use {LONGEST_WORDS} letters or fewer"})
    return said


def _close(case: CardDifference | CardDispute | None, said: str, by: Viewer) -> None:
    if case is None:
        raise NotFound
    if case.settled_at is not None:
        raise Conflict("Somebody has closed this case already")
    case.settled_at, case.settled_words = clock.now(), said
    audit.record("card-case-closed", about=f"card-case:{case.ref}", by=by.actor)


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
    """What cards paid and did not get back, by what it was for, of everything that had a payment since."""
    recent = (
        select(Charge.reference).join(CardPayment, CardPayment.charge_id == Charge.id).where(CardPayment.at >= since)
    )
    rows = session.execute(
        select(Charge.reference, func.sum(CardPayment.pence - CardPayment.sent_back_pence))
        .join(CardPayment, CardPayment.charge_id == Charge.id)
        .where(Charge.reference.in_(recent))
        .group_by(Charge.reference)
    )
    return {reference: int(pence) for reference, pence in rows}


def _references(since: datetime, until: datetime) -> list[str]:
    """What was paid for by card since, apart from what is so young that it may not be in the books yet."""
    paid = select(Charge.reference).join(CardPayment, CardPayment.charge_id == Charge.id)
    return list(session.scalars(paid.where(CardPayment.at >= since, CardPayment.at < until).distinct()))


def _take_disputes(disputes: Iterable[Disputed]) -> list[Difference]:
    unknown = [one for one in disputes if not take_dispute(one)]
    return [Difference(DifferenceKind.DISPUTE_NOT_OURS, one.dispute_id, "", 0, one.pence) for one in unknown]


def _write(found: Iterable[Difference], at: datetime) -> int:
    """Open a case for each new difference, close those that are gone; how many are new. What was settled stays so."""
    rows = session.scalars(select(CardDifference).where(CardDifference.gone_at.is_(None))).all()
    standing = {(row.kind, row.name): row for row in rows}
    fresh = 0
    for one in found:
        row = standing.pop((one.kind, one.name), None) or _open_again(one, at)
        if row is None:
            fresh += 1
            session.add(CardDifference(**_values(one), found_at=at, settled_words=""))
        else:
            row.our_pence, row.their_pence = one.our_pence, one.their_pence
    for row in standing.values():
        row.gone_at = at
    session.flush()
    return fresh


def _open_again(one: Difference, at: datetime) -> CardDifference | None:
    """A difference that was gone and is there again."""
    wanted = select(CardDifference).where(CardDifference.kind == one.kind, CardDifference.name == one.name)
    row = session.scalar(wanted)
    if row is not None:
        row.found_at, row.gone_at, row.settled_at, row.settled_words = at, None, None, ""
    return row


def _values(one: Difference) -> dict[str, object]:
    return {
        "kind": one.kind,
        "name": one.name,
        "reference": one.reference[:100],
        "our_pence": one.our_pence,
        "their_pence": one.their_pence,
    }


def _tell(fresh: int) -> None:
    """One letter to each of finance."""
    audit.record("card-differences", about="card-cases", by=SITE)
    for reader in accounts_that(Permission.HANDLE_PAYMENTS):
        owe("card-differences", to=Recipient(reader.name, reader.email), about="card-cases", fresh=fresh)
