"""Sending a payout: once, after commit, however often it is tried.

The card firm knows a key for a day. Whatever may have been sent before is therefore asked for first, by our reference.
"""

from dataclasses import dataclass

from sqlalchemy import exists, select

from marketplace import audit, clock, jobs
from marketplace.audit import SITE, Actor
from marketplace.budgets.services import paying_over
from marketplace.db import session, transaction
from marketplace.errors import OutsideFailure
from marketplace.payments.disputes import OPEN as DISPUTE_OPEN
from marketplace.payments.models import CardDispute
from marketplace.payments.payouts.accounts import AccountState
from marketplace.payments.payouts.gateway import NotReady, Sending, TransferRefused
from marketplace.payments.payouts.lifecycle import PayoutState, PayoutWay, moved
from marketplace.payments.payouts.models import Payout, PayoutAccount
from marketplace.payments.payouts.queries.payouts import account_of
from marketplace.payments.payouts.services.connecting import ask_about
from marketplace.payments.payouts.services.letters import tell_sent
from marketplace.payments.payouts.services.taking_back import drop_open_reversals, owe_open_reversals
from marketplace.payments.payouts.services.waking import SEND, wake_provider
from marketplace.payments.wiring import payouts_gateway

__all__ = ["SEND", "do_send", "look_again", "record_sent"]


@dataclass(frozen=True)
class _Order:
    """What is asked of the card firm. ``was_tried``: it may be sent already. ``waits``: it is not to be sent now."""

    ref: str
    sending: Sending
    tries: int
    was_tried: bool
    waits: bool


def do_send(payload: jobs.Payload) -> None:
    """Send one payout. The worker's job; harmless when repeated. What cannot be sent yet stays owed.

    Nothing is held in the database while the card firm is spoken to. Raises OutsideFailure: then it is tried again.
    """
    order = _begun(payload["payout"], payload["turn"])
    if order is None:
        return
    firm, wanted = payouts_gateway(), order.sending
    transfer_id = firm.sent(group=wanted.group, reference=wanted.reference) if order.was_tried else ""
    if order.waits and not transfer_id:
        return
    try:
        transfer_id = transfer_id or firm.send(wanted, key=f"{wanted.reference}:{order.tries}")
    except NotReady:
        _not_ready(order)
    except TransferRefused as no:
        _refused(order, no.message or "refused")
    else:
        _sent(order.ref, transfer_id)


def look_again() -> None:
    """Each day: ask how the accounts stand for which something waits, and try what can be sent. The worker's sweep."""
    is_owed = Payout.state == PayoutState.OWED, Payout.way == PayoutWay.CARD
    waiting = exists().where(Payout.provider_id == PayoutAccount.provider_id, *is_owed)
    for account_id in session.scalars(select(PayoutAccount.account_id).where(waiting)).all():
        try:
            ask_about(account_id)
        except OutsideFailure:
            continue  # the next day
        with transaction():
            account = session.scalars(select(PayoutAccount).where(PayoutAccount.account_id == account_id)).one()
            if account.state is AccountState.READY:
                wake_provider(account.provider_id)


def record_sent(payout: Payout, transfer_id: str | None, *, by: Actor) -> None:
    """Write down that a payout was sent, and its money passed on, in the transaction that is open."""
    payout.state = moved(payout.state, PayoutState.SENT)
    payout.transfer_id, payout.sent_at, payout.why = transfer_id, clock.now(), ""
    session.flush()
    paying_over.pass_on(
        payee=f"provider:{payout.provider.ref}",
        pence=payout.net_pence,
        fee_pence=payout.fee_pence,
        reference=payout.reference,
        by=by,
    )
    owe_open_reversals(payout)


def _begun(ref: str, turn: int) -> _Order | None:
    """The order, once it is written down that it is asked for; nothing when it is not owed any more, or anew since."""
    with transaction():
        payout = _locked(ref)
        if payout is None or payout.payment is None or payout.state is not PayoutState.OWED or payout.turns != turn:
            return None
        account = account_of(payout.provider_id)
        waits = account is None or account.state is not AccountState.READY or _is_disputed(payout.payment.id)
        order = _Order(
            ref=ref,
            sending=Sending(
                account_id=account.account_id if account else "",
                intent_id=payout.payment.intent_id,
                pence=payout.net_pence,
                group=payout.group,
                reference=payout.reference,
                what_for=payout.what_for,
            ),
            tries=payout.tries,
            was_tried=payout.tried_at is not None or payout.tries > 0,
            waits=waits,
        )
        if not waits:
            payout.tried_at = clock.now()
        return order


def _is_disputed(payment_id: int) -> bool:
    open_one = select(CardDispute.id).where(CardDispute.payment_id == payment_id, CardDispute.state.in_(DISPUTE_OPEN))
    return session.scalar(open_one.limit(1)) is not None


def _sent(ref: str, transfer_id: str) -> None:
    with transaction():
        payout = _locked(ref)
        if payout is None or payout.state in {PayoutState.SENT, PayoutState.OVER}:
            return
        record_sent(payout, transfer_id, by=SITE)
        tell_sent(payout)
        audit.record("payout-sent", about=payout.reference, by=SITE)


def _refused(order: _Order, why: str) -> None:
    """The card firm will not: a case of finance."""
    with transaction():
        payout = _locked(order.ref)
        if payout is None or payout.state is not PayoutState.OWED or payout.tries != order.tries:
            return
        payout.state = moved(payout.state, PayoutState.REFUSED)
        payout.why, payout.tried_at, payout.tries = why[:300], None, payout.tries + 1
        audit.record("payout-refused", about=payout.reference, by=SITE)
        drop_open_reversals(payout)


def _not_ready(order: _Order) -> None:
    """The account was ready when we last heard: it waits, and how it stands is asked."""
    with transaction():
        payout = _locked(order.ref)
        if payout is not None and payout.state is PayoutState.OWED and payout.tries == order.tries:
            payout.tried_at, payout.tries = None, payout.tries + 1
    ask_about(order.sending.account_id)


def _locked(ref: str) -> Payout | None:
    return session.scalar(select(Payout).where(Payout.ref == ref).with_for_update())
