"""What stands of cards, charges and refunds, by the references of whoever asked for them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.payments.disputes import OPEN, OTHER_REASON, REASONS
from marketplace.payments.models import (
    Card,
    CardDifference,
    CardDispute,
    CardPayment,
    CardReconciliation,
    CardRefund,
    Charge,
    KeptCard,
)

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


def kept_card_of(kept_for: str) -> KeptCard | None:
    """The card that is kept for a pot."""
    return kept_cards_of([kept_for]).get(kept_for)


def kept_cards_of(kept_for: Collection[str]) -> Mapping[str, KeptCard]:
    """The cards that are kept for these pots, as they are named."""
    if not kept_for:
        return {}
    standing = select(KeptCard).where(KeptCard.kept_for.in_(kept_for), KeptCard.ended_at.is_(None))
    return {one.kept_for: one for one in session.scalars(standing)}


def charge_of(reference: str) -> Charge | None:
    """The charge that stands for it."""
    return charges_of([reference]).get(reference)


def charges_of(references: Collection[str]) -> Mapping[str, Charge]:
    """The charges that stand for these, by reference."""
    if not references:
        return {}
    standing = select(Charge).where(Charge.reference.in_(references), Charge.ended_at.is_(None))
    return {charge.reference: charge for charge in session.scalars(standing)}


def cards_charged(reference: str) -> tuple[str, ...]:
    """The labels of the cards that paid for this, each once."""
    paid = select(CardPayment).join(CardPayment.charge).where(Charge.reference == reference)
    rows = session.scalars(
        paid.options(joinedload(CardPayment.charge).joinedload(Charge.card)).order_by(CardPayment.id)
    )
    return tuple(dict.fromkeys(one.charge.card.label for one in rows))


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


@dataclass(frozen=True)
class CardSentBack:
    """Money that goes back to a card. ``done_at`` none: not sent yet.

    ``is_refused``: the card firm would not, or it came back: finance sends it another way.
    """

    card: str
    pence: int
    done_at: datetime | None
    is_refused: bool


def sent_back_to_cards(references: Collection[str]) -> Mapping[str, tuple[CardSentBack, ...]]:
    """What went back, or is to go, to the cards that were charged for each of these references, the first first."""
    if not references:
        return {}
    rows = session.scalars(
        select(CardRefund)
        .join(CardRefund.payment)
        .join(CardPayment.charge)
        .where(Charge.reference.in_(references))
        .options(joinedload(CardRefund.payment).joinedload(CardPayment.charge).joinedload(Charge.card))
        .order_by(CardRefund.id)
    )
    found: dict[str, tuple[CardSentBack, ...]] = {}
    for one in rows:
        charge = one.payment.charge
        found[charge.reference] = (
            *found.get(charge.reference, ()),
            CardSentBack(charge.card.label, one.pence, one.done_at, bool(one.refused_why)),
        )
    return found


@dataclass(frozen=True)
class DifferenceRow:
    """One thing in which our payments and the card firm's differ.

    ``name``: there; ``reference``: ours, blank where it is not known.
    """

    ref: str
    words: str
    name: str
    reference: str
    our_pence: int
    their_pence: int
    found_at: datetime


@dataclass(frozen=True)
class DisputeRow:
    """One dispute. ``why`` goes on from "whoever holds the card"."""

    ref: str
    card: str
    why: str
    pence: int
    state: str
    due_at: datetime | None
    is_over: bool


@dataclass(frozen=True)
class CardCases:
    """What finance has to look at, the oldest first, and when the lists were last compared."""

    differences: tuple[DifferenceRow, ...]
    disputes: tuple[DisputeRow, ...]
    last: CardReconciliation | None
    is_late: bool


RECONCILED_LATE = timedelta(hours=26)
"""The lists are compared each night: without it for so long, something does not run."""


def card_cases(*, viewer: Viewer) -> CardCases:
    """The open cases. Raises NotFound for whoever is not of finance."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    last = session.scalar(select(CardReconciliation).order_by(CardReconciliation.id.desc()).limit(1))
    is_late = last is None or clock.now() - last.at > RECONCILED_LATE
    return CardCases(tuple(_differences()), tuple(_disputes()), last, is_late)


def count_card_cases(*, viewer: Viewer) -> int:
    """How many there are."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return 0
    differ = select(func.count()).select_from(CardDifference).where(_is_open_difference())
    disputed = select(func.count()).select_from(CardDispute).where(CardDispute.settled_at.is_(None))
    return session.scalars(select(differ.scalar_subquery() + disputed.scalar_subquery())).one()


def disputed(references: Collection[str]) -> set[str]:
    """Those of these whose payment is asked back through a bank that has not decided."""
    if not references:
        return set()
    found = select(Charge.reference).join(CardPayment, CardPayment.charge_id == Charge.id)
    found = found.join(CardDispute, CardDispute.payment_id == CardPayment.id)
    return set(session.scalars(found.where(Charge.reference.in_(references), CardDispute.state.in_(OPEN))))


def difference(ref: str, *, viewer: Viewer) -> DifferenceRow:
    """One open difference. Raises NotFound, for whoever is not of finance too."""
    return _one_of(ref, card_cases(viewer=viewer).differences)


def dispute(ref: str, *, viewer: Viewer) -> DisputeRow:
    """One dispute that is not settled. Raises NotFound, for whoever is not of finance too."""
    return _one_of(ref, card_cases(viewer=viewer).disputes)


Case = TypeVar("Case", DifferenceRow, DisputeRow)


def _one_of(ref: str, rows: Iterable[Case]) -> Case:
    for row in rows:
        if row.ref == ref:
            return row
    raise NotFound


def _is_open_difference() -> ColumnElement[bool]:
    return and_(CardDifference.gone_at.is_(None), CardDifference.settled_at.is_(None))


def _differences() -> Iterator[DifferenceRow]:
    for one in session.scalars(select(CardDifference).where(_is_open_difference()).order_by(CardDifference.id)):
        yield DifferenceRow(
            one.ref, one.kind.words, one.name, one.reference, one.our_pence, one.their_pence, one.found_at
        )


def _disputes() -> Iterator[DisputeRow]:
    payment = joinedload(CardDispute.payment).joinedload(CardPayment.charge).joinedload(Charge.card)
    wanted = select(CardDispute).where(CardDispute.settled_at.is_(None)).options(payment).order_by(CardDispute.id)
    for one in session.scalars(wanted):
        yield DisputeRow(
            ref=one.ref,
            card=one.payment.charge.card.label,
            why=REASONS.get(one.reason, OTHER_REASON),
            pence=one.pence,
            state=one.state.words,
            due_at=one.due_at,
            is_over=one.state.is_over,
        )
