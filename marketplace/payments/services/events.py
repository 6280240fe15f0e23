"""What the card firm tells us: signed, maybe twice, maybe late, in any order. Each is taken once."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace import clock
from marketplace.db import session, transaction
from marketplace.payments.gateway import Charged, Ended, SavedCard
from marketplace.payments.models import CardEvent
from marketplace.payments.payouts.accounts import AccountFacts
from marketplace.payments.payouts.services.connecting import take_account
from marketplace.payments.services.charging import take_answer
from marketplace.payments.services.disputing import take_dispute
from marketplace.payments.services.refunding import take_failed_refund
from marketplace.payments.services.saving import take_card
from marketplace.payments.told import Event, Told
from marketplace.payments.wiring import gateway, payouts_gateway


def take_event(payload: bytes, *, signature: str) -> None:
    """Take one thing that the card firm tells. Raises BadSignature, and OutsideFailure: then it tells again."""
    event = gateway().event(payload, signature)
    if session.scalar(select(CardEvent.id).where(CardEvent.event_id == event.id)) is not None:
        return
    session.rollback()
    saved = gateway().saved_card(event.session_id) if event.told is Told.CARD_SAVED else None
    # what is told late must not undo what is so by now
    facts = payouts_gateway().account(event.account_id) if event.told is Told.ACCOUNT else None
    try:
        with transaction():
            session.add(CardEvent(event_id=event.id, told=event.told.value, at=clock.now()))
            session.flush()
            _apply(event, saved, facts)
    except IntegrityError:
        if not _is_known(event):
            raise


def _apply(event: Event, saved: SavedCard | None, facts: AccountFacts | None) -> None:
    match event.told:
        case Told.CARD_SAVED if saved is not None:
            take_card(event.reference, saved)
        case Told.ACCOUNT if facts is not None:
            take_account(facts)
        case Told.PAID:
            take_answer(event.reference, Charged(Ended.PAID, event.intent_id, ""), event.pence)
        case Told.NOT_PAID:
            take_answer(event.reference, Charged(Ended.DECLINED, event.intent_id, event.why), 0)
        case Told.NEEDS_CARDHOLDER:
            take_answer(event.reference, Charged(Ended.NEEDS_CARDHOLDER, event.intent_id), 0)
        case Told.REFUND_FAILED:
            take_failed_refund(event.reference)
        case Told.DISPUTED if event.disputed is not None:
            take_dispute(event.disputed)  # of a payment that we do not know: a case of the next night
        case _:
            pass


def _is_known(event: Event) -> bool:
    """Whether it was told at the same moment by another way, and is done."""
    session.rollback()
    return session.scalar(select(CardEvent.id).where(CardEvent.event_id == event.id)) is not None
