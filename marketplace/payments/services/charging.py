"""Charging a card that was saved: once, after commit, repeated with the same key until the card firm has answered.

What a bank declines, or wants to ask the cardholder, can be paid on the card page. Whatever comes when it is not wanted
any more, or comes twice, goes back.
"""

from collections.abc import Mapping

from sqlalchemy import select, update

from marketplace import audit, clock, jobs
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE, Actor
from marketplace.db import session, transaction
from marketplace.errors import Conflict, OutsideFailure
from marketplace.payments.charges import FOR_CARDHOLDER, OPEN, CannotCharge, ChargeState, moved
from marketplace.payments.gateway import KEY_IS_KNOWN, Charged, Ended
from marketplace.payments.models import CardPayment, Charge
from marketplace.payments.queries import card_of, charge_of
from marketplace.payments.services.refunding import left_on, refund_payment
from marketplace.payments.services.saving import Back
from marketplace.payments.wiring import gateway, payer

CHARGE = "charge-card"
END = "end-charge"
"""Kinds of jobs: charge a card; tell the card firm that a charge is not wanted any more."""

_STATES = {Ended.NEEDS_CARDHOLDER: ChargeState.NEEDS_CARDHOLDER, Ended.DECLINED: ChargeState.DECLINED}


class NoConsent(Conflict):
    """Nobody has let us charge this much."""

    def __init__(self) -> None:
        super().__init__("No card is saved that may be charged this much")


class NothingToPay(Conflict):
    """Nothing waits to be paid on the card page."""

    def __init__(self) -> None:
        super().__init__("Nothing waits to be paid by card here now")


def charge(*, reference: str, pence: int, words: str, what_for: Mapping[str, str], by: Actor) -> None:
    """Owe a charge of the card that is saved for ``reference``, in the transaction that is open. Raises NoConsent.

    ``what_for``: names by which the card firm's own pages tell what it is for (``charges.what_for``).
    """
    with transaction():
        card = card_of(reference)
        if card is None or card.consent_pence < pence:
            raise NoConsent
        row = Charge(card_id=card.id, reference=reference, pence=pence, words=words, made_at=clock.now())
        row.what_for = dict(what_for)
        session.add(row)
        session.flush()
        audit.record("card-charge-wanted", about=reference, by=by)
        jobs.owe(CHARGE, key=f"{CHARGE}:{row.ref}", payload={"charge": row.ref})


def ask_more(*, reference: str, pence: int, words: str, what_for: Mapping[str, str], by: Actor) -> None:
    """Want more of whoever paid for ``reference`` by card, in the transaction that is open; what was paid stays paid.

    They let us charge their card once, and it was: this they pay on the card page. Raises NothingToPay where nobody
    has paid before, CannotCharge while something is still to be paid.
    """
    with transaction():
        paid = session.scalars(select(Charge).where(Charge.reference == reference).order_by(Charge.id.desc())).first()
        if paid is None:
            raise NothingToPay
        if paid.ended_at is None and paid.state is not ChargeState.PAID:
            raise CannotCharge(paid.state, ChargeState.NEEDS_CARDHOLDER)
        paid.ended_at = paid.ended_at or clock.now()  # one charge of a reference stands at a time
        session.flush()
        row = Charge(card_id=paid.card_id, reference=reference, pence=pence, words=words, made_at=clock.now())
        row.state, row.what_for = ChargeState.NEEDS_CARDHOLDER, dict(what_for)
        session.add(row)
        session.flush()
        audit.record("card-more-wanted", about=reference, by=by)


def end_more(*, reference: str, by: Actor) -> None:
    """More is not wanted any more, in the transaction that is open. What was paid before stays paid."""
    row = charge_of(reference)
    if row is not None and row.state in OPEN:
        end(reference=reference, by=by)


def do_charge(payload: jobs.Payload) -> None:
    """Charge the card. The worker's job: repeated with the same key, the card firm charges once.

    After a day it knows the key no more: then it is asked first whether it has charged. Nothing is held in the database
    while it is spoken to. Raises OutsideFailure: then it is tried again.
    """
    row = _by_ref(payload["charge"])
    if row is None or row.state is not ChargeState.WANTED:
        return
    ref, pence, words, what_for = row.ref, row.pence, row.words, row.what_for
    customer, method = row.card.customer_id or "", row.card.method_id or ""
    is_old, firm = clock.now() - row.made_at > KEY_IS_KNOWN, gateway()
    session.rollback()
    charged = firm.charged(card_customer=customer, reference=ref) if is_old else None
    charged = charged or firm.charge(
        card_customer=customer,
        card_method=method,
        pence=pence,
        reference=ref,
        words=words,
        key=f"charge:{ref}",
        what_for=what_for,
    )
    with transaction():
        take_answer(ref, charged, pence)


def open_card_page(*, reference: str, back: Back, by: Viewer) -> str:
    """The address of the card page on which the cardholder pays what could not be charged.

    A page opened before is closed first, so that nobody pays on two. Raises NothingToPay, OutsideFailure.
    """
    look_at_charge(reference=reference)
    row = charge_of(reference)
    if row is None or row.state not in FOR_CARDHOLDER:
        raise NothingToPay
    ref, pence, words, tries, before = row.ref, row.pence, row.words, row.tries + 1, row.session_id
    what_for = row.what_for
    session.rollback()
    if before:
        gateway().end_session(before)
    opened = gateway().open_payment(
        reference=ref,
        pence=pence,
        words=words,
        email=by.email,
        success_url=back.done,
        cancel_url=back.cancelled,
        key=f"pay:{ref}:{tries}",
        what_for=what_for,
    )
    with transaction():
        session.execute(update(Charge).where(Charge.ref == ref).values(session_id=opened.session_id, tries=tries))
        audit.record("card-page-opened", about=reference, by=by.actor)
    return opened.url


def look_at_charge(*, reference: str) -> None:
    """Ask the card firm what came of the card page, without waiting to be told."""
    row = charge_of(reference)
    if row is None or row.session_id is None or row.state not in OPEN:
        return
    ref, session_id, pence = row.ref, row.session_id, row.pence
    session.rollback()
    try:
        charged = gateway().paid_intent(session_id)
    except OutsideFailure:
        return  # it will be told
    if charged is not None:
        with transaction():
            take_answer(ref, charged, pence)


def take_answer(ref: str, charged: Charged, pence: int) -> None:
    """Write down what became of a charge, in the transaction that is open. Repeated, late and old answers are harmless.

    ``pence``: how much was taken, where it was.
    """
    row = _by_ref(ref)
    if row is None:
        return
    payer().lock(row.reference)
    if charged.ended is Ended.PAID:
        _take_payment(row, charged.intent_id, pence)
    elif charged.ended in _STATES and row.state in OPEN:
        _take_no(row, _STATES[charged.ended], charged)


def end(*, reference: str, by: Actor) -> int:
    """A charge is not wanted any more, in the transaction that is open; the pence that go back to the card.

    Whoever calls holds the lock of what it is for. What the card firm takes from now on is refunded.
    """
    row = charge_of(reference)
    if row is None:
        return 0
    if row.state in OPEN:
        row.state = moved(row.state, ChargeState.OVER)
        jobs.owe(END, key=f"{END}:{row.ref}", payload={"charge": row.ref})
    row.ended_at = clock.now()
    if row.payments:
        row.card.ended_at = row.ended_at  # its holder let us charge it once, and it was
    session.flush()
    audit.record("card-charge-ended", about=reference, by=by)
    left = left_on(row.payments)
    return sum(refund_payment(one, left[one.id]) for one in row.payments)


def do_end(payload: jobs.Payload) -> None:
    """Close the card page of a charge, and take the charge back as far as it can be. The worker's job."""
    row = _by_ref(payload["charge"])
    if row is None:
        return
    session_id, intent_id = row.session_id, row.intent_id
    session.rollback()
    if session_id:
        gateway().end_session(session_id)
    if intent_id:
        gateway().cancel(intent_id)


def _take_payment(row: Charge, intent_id: str, pence: int) -> None:
    if session.scalar(select(CardPayment.id).where(CardPayment.intent_id == intent_id)) is not None:
        return
    payment = CardPayment(charge_id=row.id, intent_id=intent_id, pence=pence, at=clock.now())
    session.add(payment)
    session.flush()
    audit.record("card-paid", about=row.reference, by=SITE)
    if row.state in OPEN and payer().paid(row.reference, pence):
        row.state, row.answered_at = moved(row.state, ChargeState.PAID), clock.now()
        session.flush()
    else:
        payer().sent_back(row.reference, refund_payment(payment, payment.left_pence))


def _take_no(row: Charge, state: ChargeState, charged: Charged) -> None:
    is_first = row.state is ChargeState.WANTED
    row.state = moved(row.state, state)
    row.why, row.intent_id, row.answered_at = charged.why[:300], charged.intent_id or row.intent_id, clock.now()
    session.flush()
    if is_first:
        payer().not_paid(row.reference, row.why)


def _by_ref(ref: str) -> Charge | None:
    return session.scalar(select(Charge).where(Charge.ref == ref))
