"""What stands of cards, charges and refunds, by the references of whoever asked for them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import Conflict, NotFound
from marketplace.payments.disputes import OPEN, OTHER_REASON, REASONS, DisputeState
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

SHOWN = 100
"""How many cases that are closed a page shows, the latest first."""
_OF_DISPUTE = joinedload(CardDispute.payment).joinedload(CardPayment.charge).joinedload(Charge.card)

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
    is_lost: bool
    reference: str
    name: str


@dataclass(frozen=True)
class ClosedCase:
    """One case that is closed: what it was, by whose words or of itself. ``reference``: what the money was for."""

    what: str
    pence: int
    reference: str
    name: str
    closed_at: datetime
    words: str


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


def closed_cases(*, viewer: Viewer) -> tuple[ClosedCase, ...]:
    """Cases that were closed, or are gone of themselves, the latest first. Only finance has any."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    settled = select(CardDispute).where(CardDispute.settled_at.is_not(None)).order_by(CardDispute.settled_at.desc())
    gone = select(CardDifference).where(not_(_is_open_difference())).order_by(CardDifference.id.desc())
    found = [_closed_dispute(one) for one in session.scalars(settled.options(_OF_DISPUTE).limit(SHOWN))]
    found += [_closed_difference(one) for one in session.scalars(gone.limit(SHOWN))]
    return tuple(sorted(found, key=lambda one: one.closed_at, reverse=True))[:SHOWN]


def _closed_dispute(one: CardDispute) -> ClosedCase:
    charge = one.payment.charge
    what = f"{charge.card.label}: the holder {REASONS.get(one.reason, OTHER_REASON)}; {one.state.words}"
    at = one.settled_at or one.told_at
    return ClosedCase(what, one.pence, charge.reference, one.payment.intent_id, at, one.settled_words)


def _closed_difference(one: CardDifference) -> ClosedCase:
    at = one.settled_at or one.gone_at or one.found_at
    words = one.settled_words or "It agrees again"
    return ClosedCase(one.kind.words, one.their_pence - one.our_pence, one.reference, one.name, at, words)


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
    """One open difference. Raises NotFound, for whoever is not of finance too, and Conflict once it is closed."""
    return _one_of(ref, card_cases(viewer=viewer).differences, CardDifference)


def dispute(ref: str, *, viewer: Viewer) -> DisputeRow:
    """One dispute that is not settled. Raises NotFound, for whoever is not of finance too, and Conflict once it is."""
    return _one_of(ref, card_cases(viewer=viewer).disputes, CardDispute)


Case = TypeVar("Case", DifferenceRow, DisputeRow)


def _one_of(ref: str, rows: Iterable[Case], kept: type[CardDifference] | type[CardDispute]) -> Case:
    for row in rows:
        if row.ref == ref:
            return row
    if session.scalar(select(kept.id).where(kept.ref == ref)) is not None:
        raise Conflict("Somebody has closed this case already")
    raise NotFound


def _is_open_difference() -> ColumnElement[bool]:
    return and_(CardDifference.gone_at.is_(None), CardDifference.settled_at.is_(None))


def _differences() -> Iterator[DifferenceRow]:
    for one in session.scalars(select(CardDifference).where(_is_open_difference()).order_by(CardDifference.id)):
        yield DifferenceRow(
            one.ref, one.kind.words, one.name, one.reference, one.our_pence, one.their_pence, one.found_at
        )


def _disputes() -> Iterator[DisputeRow]:
    wanted = select(CardDispute).where(CardDispute.settled_at.is_(None)).options(_OF_DISPUTE).order_by(CardDispute.id)
    for one in session.scalars(wanted):
        yield DisputeRow(
            ref=one.ref,
            card=one.payment.charge.card.label,
            why=REASONS.get(one.reason, OTHER_REASON),
            pence=one.pence,
            state=one.state.words,
            due_at=one.due_at,
            is_over=one.state.is_over,
            is_lost=one.state is DisputeState.LOST,
            reference=one.payment.charge.reference,
            name=one.payment.intent_id,
        )
