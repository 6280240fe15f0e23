"""What stands of cards, charges and refunds, by the references of whoever asked for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.payments.models import Card, CardPayment, CardRefund, Charge

LATE = timedelta(days=1)
"""A refund without an answer for so long is not tried any more."""

NO_ANSWER = "The card firm has not answered for a day. Ask there first if it was sent."


@dataclass(frozen=True)
class RefundRow:
    """A refund that was not sent, came back, or that nothing was heard of: finance sends it another way."""

    ref: str
    reference: str
    card: str
    pence: int
    why: str
    at: datetime


def card_of(reference: str) -> Card | None:
    """The card that is saved for it."""
    return cards_of([reference]).get(reference)


def cards_of(references: Collection[str]) -> Mapping[str, Card]:
    """The cards that are saved for these, by reference."""
    if not references:
        return {}
    standing = select(Card).where(Card.reference.in_(references), Card.saved_at.is_not(None), Card.ended_at.is_(None))
    return {card.reference: card for card in session.scalars(standing)}


def charge_of(reference: str) -> Charge | None:
    """The charge that stands for it."""
    return charges_of([reference]).get(reference)


def charges_of(references: Collection[str]) -> Mapping[str, Charge]:
    """The charges that stand for these, by reference."""
    if not references:
        return {}
    standing = select(Charge).where(Charge.reference.in_(references), Charge.ended_at.is_(None))
    return {charge.reference: charge for charge in session.scalars(standing)}


def is_stuck() -> ColumnElement[bool]:
    """Whether a refund has to be looked at by somebody: it was refused, or nothing has been heard of it for a day."""
    is_late = CardRefund.made_at < clock.now() - LATE
    return and_(CardRefund.done_at.is_(None), or_(CardRefund.refused_why != "", is_late))


def refunds_stuck(*, viewer: Viewer) -> tuple[RefundRow, ...]:
    """Refunds that the card firm would not send or did not answer for, oldest first. Only finance has any."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    rows = session.scalars(
        select(CardRefund)
        .where(is_stuck())
        .options(joinedload(CardRefund.payment).joinedload(CardPayment.charge).joinedload(Charge.card))
        .order_by(CardRefund.id)
    )
    return tuple(
        RefundRow(
            one.ref,
            one.payment.charge.reference,
            one.payment.charge.card.label,
            one.pence,
            one.refused_why or NO_ANSWER,
            one.made_at,
        )
        for one in rows
    )
