"""Erasing what cards, bank statements, invoices and payouts keep of whoever paid. What was sent, paid and owed stays.

Invoices stay as they were sent: VAT records are kept for six years (VAT Act 1994, schedule 11, paragraph 6; HMRC
notice 700/21). They say what was provided and when, and name the provider and the payer.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, Select, or_, select

from marketplace import clock, jobs
from marketplace.db import session
from marketplace.erased import WORDS, if_said, rewrite
from marketplace.money import format_pence
from marketplace.payments.bank.models import BankLine, OutgoingLine, SeenPayment
from marketplace.payments.charges import OPEN
from marketplace.payments.invoices.lifecycle import OPEN as OPEN_INVOICES
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice, InvoiceLine, InvoiceMove
from marketplace.payments.models import Card, CardDifference, CardDispute, CardPayment, CardRefund, Charge, KeptCard
from marketplace.payments.payouts.lifecycle import PayoutState
from marketplace.payments.payouts.models import Payout, PayoutReversal
from marketplace.payments.recharges.lifecycle import RechargeState
from marketplace.payments.recharges.models import Recharge, RechargeLine
from marketplace.payments.services.keeping import FORGET

FIRM_STILL_TRIES = frozenset({PayoutState.OWED, PayoutState.REFUSED})


def unfinished(references: Collection[str]) -> Iterator[str]:
    """What of the money for these references is on its way or in dispute, in words."""
    charged = Charge.reference.in_(references)
    if session.scalar(select(Charge.id).where(charged, Charge.state.in_(OPEN)).limit(1)):
        yield "A card is being charged for a break"
    payments = _payments(references)
    back = select(CardRefund.id).where(CardRefund.payment_id.in_(payments), CardRefund.done_at.is_(None))
    if session.scalar(back.limit(1)):
        yield "Money is on its way back to a card"
    for one in session.scalars(select(CardDispute).where(CardDispute.payment_id.in_(payments))):
        if not one.state.is_over:
            yield f"A card payment of {format_pence(one.pence)} is disputed"
    sent = select(Payout.id).where(_paid_out(references), Payout.state.in_(FIRM_STILL_TRIES))
    if session.scalar(sent.limit(1)):
        yield "A provider is still to be sent its part of what was paid"
    open_still = Invoice.state.in_(OPEN_INVOICES | {InvoiceState.OWED})
    for invoice in session.scalars(select(Invoice).where(Invoice.id.in_(_invoices(references)), open_still)):
        yield f"{invoice.words} of {format_pence(invoice.pence)} {invoice.state.label}"
    asked = select(RechargeLine.recharge_id).where(RechargeLine.reference.in_(references))
    not_back = Recharge.state.in_((RechargeState.OPEN, RechargeState.OWED))
    for recharge in session.scalars(select(Recharge).where(Recharge.id.in_(asked), not_back)):
        yield f"{recharge.words} of {format_pence(recharge.due_pence)} is {recharge.state.label}"


def references(of: Collection[str]) -> set[str]:
    """How letters speak of the charges and payouts for these references."""
    charges = session.scalars(select(Charge.ref).where(Charge.reference.in_(of))).all()
    payouts = session.scalars(select(Payout.ref).where(_paid_out(of))).all()
    return {f"charge:{ref}" for ref in charges} | {f"payout:{ref}" for ref in payouts}


def erase(references: Collection[str], *, pots: Collection[str]) -> None:
    """Erase the words, in the transaction that is open. ``pots``: how cards that are kept for later name them.

    What the card firm calls a card or a payment stays: by it alone a payment is found when its bank asks about it.
    """
    _let_go_of_cards(pots)
    rewrite(Card, Card.reference.in_(references), email="", consent_words="", label="")
    rewrite(Charge, Charge.reference.in_(references), words="", why="")
    payments = _payments(references)
    rewrite(CardRefund, CardRefund.payment_id.in_(payments), refused_why="")
    rewrite(CardDispute, CardDispute.payment_id.in_(payments), settled_words=if_said(CardDispute.settled_words))
    differs = CardDifference.reference.in_(references)
    rewrite(CardDifference, differs, settled_words=if_said(CardDifference.settled_words))
    _erase_payouts(_paid_out(references))
    rewrite(BankLine, BankLine.reference.in_(references), words=WORDS)
    paid_back = select(SeenPayment.line_id).where(SeenPayment.reference.in_(references))
    rewrite(OutgoingLine, OutgoingLine.id.in_(paid_back), words=WORDS)
    rewrite(InvoiceMove, InvoiceMove.invoice_id.in_(_invoices(references)), words="")


def _let_go_of_cards(pots: Collection[str]) -> None:
    """No card is kept for these pots any more, and the card firm lets go of it too."""
    for one in session.scalars(select(KeptCard).where(KeptCard.kept_for.in_(pots))):
        if one.ended_at is None:
            one.ended_at = clock.now()
            jobs.owe(FORGET, key=f"{FORGET}:{one.ref}", payload={"kept": one.ref})
        one.label = ""
    session.flush()


def _erase_payouts(where: ColumnElement[bool]) -> None:
    payouts = select(Payout.id).where(where)
    settled = if_said(PayoutReversal.settled_words)
    rewrite(PayoutReversal, PayoutReversal.payout_id.in_(payouts), refused_why="", settled_words=settled)
    rewrite(Payout, where, why="")


def _paid_out(references: Collection[str]) -> ColumnElement[bool]:
    """Payouts of these parts, by bank, or out of card payments for these promises."""
    return or_(Payout.payment_id.in_(_payments(references)), Payout.part.in_(references))


def _payments(references: Collection[str]) -> Select[int]:
    charges = select(Charge.id).where(Charge.reference.in_(references))
    return select(CardPayment.id).where(CardPayment.charge_id.in_(charges))


def _invoices(references: Collection[str]) -> Select[int]:
    return select(InvoiceLine.invoice_id).where(InvoiceLine.reference.in_(references))
