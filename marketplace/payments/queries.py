"""What stands of cards, charges and refunds, by the references of whoever asked for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.payments.models import Card, CardPayment, CardRefund, Charge


@dataclass(frozen=True)
class RefundRow:
    """A refund that the card firm would not send: finance sends it another way."""

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


def refunds_refused(*, viewer: Viewer) -> tuple[RefundRow, ...]:
    """Refunds that the card firm would not send, oldest first. Nothing for anybody but finance."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    rows = session.scalars(
        select(CardRefund)
        .where(CardRefund.refused_why != "", CardRefund.done_at.is_(None))
        .options(joinedload(CardRefund.payment).joinedload(CardPayment.charge).joinedload(Charge.card))
        .order_by(CardRefund.id)
    )
    return tuple(
        RefundRow(
            one.ref,
            one.payment.charge.reference,
            one.payment.charge.card.label,
            one.pence,
            one.refused_why,
            one.made_at,
        )
        for one in rows
    )
