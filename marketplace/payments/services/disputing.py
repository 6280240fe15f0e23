"""Disputes: a cardholder asks their bank for a payment back. Each is a case until somebody of finance closes it."""

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.queries import accounts_that
from marketplace.accounts.roles import Permission
from marketplace.audit import SITE
from marketplace.db import session
from marketplace.notifications.services import Recipient, owe
from marketplace.payments.disputes import OTHER_REASON, REASONS, DisputeState, moved
from marketplace.payments.models import CardDispute, CardPayment, Charge
from marketplace.payments.payouts.services.taking_back import take_back_lost
from marketplace.payments.payouts.services.waking import wake_payment
from marketplace.payments.told import Disputed
from marketplace.payments.wiring import payer


def take_dispute(told: Disputed) -> bool:
    """Write down how a dispute stands, in the transaction that is open; whether it is of a payment that we know.

    Repeated and late tellings are harmless. Finance is written to when it begins and when the bank has decided.
    """
    _lock_what_it_is_for(told)
    row = session.scalar(select(CardDispute).where(CardDispute.dispute_id == told.dispute_id).with_for_update())
    if row is not None:
        _take_news(row, told)
        return True
    payment = session.scalar(select(CardPayment).where(CardPayment.intent_id == told.intent_id).with_for_update())
    if payment is None:
        return False
    row = CardDispute(
        dispute_id=told.dispute_id,
        payment=payment,
        pence=told.pence,
        reason=told.reason[:60],
        state=told.state,
        due_at=told.due_at,
        told_at=clock.now(),
        settled_words="",
    )
    session.add(row)
    session.flush()
    audit.record("card-disputed", about=payment.charge.reference, by=SITE)
    _tell(row)
    if row.state.is_over:
        _settle_payouts(row)
    return True


def _lock_what_it_is_for(told: Disputed) -> None:
    """Who wanted the money is asked for their lock first, as with every payment."""
    of_payment = select(Charge.reference).join(CardPayment, CardPayment.charge_id == Charge.id)
    reference = session.scalar(of_payment.where(CardPayment.intent_id == told.intent_id))
    if reference is not None:
        payer().lock(reference)


def _take_news(row: CardDispute, told: Disputed) -> None:
    session.scalar(select(CardPayment.id).where(CardPayment.id == row.payment_id).with_for_update())
    state = moved(row.state, told.state)
    row.due_at = told.due_at or row.due_at
    if state is row.state:
        return
    row.state, row.told_at = state, clock.now()
    session.flush()
    audit.record(f"card-dispute-{state.value.replace('_', '-')}", about=row.payment.charge.reference, by=SITE)
    if state.is_over:
        _tell(row)
        _settle_payouts(row)


def _settle_payouts(row: CardDispute) -> None:
    """What waited while the bank decided is sent; what was lost is taken back from whoever had it."""
    if row.state is DisputeState.LOST:
        payer().lost(row.payment.charge.reference, row.pence, row.ref)
        take_back_lost(row.payment_id, row.pence)
    else:
        wake_payment(row.payment_id)


def _tell(row: CardDispute) -> None:
    """One letter to each of finance."""
    for reader in accounts_that(Permission.HANDLE_PAYMENTS):
        owe(
            "card-disputed",
            to=Recipient(reader.name, reader.email),
            about=f"card-dispute:{row.ref}",
            card=row.payment.charge.card.label,
            pence=row.pence,
            why=REASONS.get(row.reason, OTHER_REASON),
            state=row.state.words,
            is_over=row.state.is_over,
            due_at=row.due_at,
        )
