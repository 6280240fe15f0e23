"""Letters about what people pay themselves of a break: an invoice, a card that was not charged, money sent back."""

from marketplace.accounts.models import Account
from marketplace.booking.models import Promise
from marketplace.booking.queries.promises import promised_shares
from marketplace.booking.queries.readiness import agreement_of
from marketplace.booking.services.recipients import arranger_of
from marketplace.booking.sorts import AgreedHow
from marketplace.db import session
from marketplace.notifications.services import Recipient, owe
from marketplace.payments.charges import ChargeState
from marketplace.payments.queries import charge_of
from marketplace.people.representation import Scope
from marketplace.people.services.readers import acting_for, recipient


def send_invoice(promise: Promise) -> None:
    """The invoice of a break that is confirmed, to whoever said yes to pay it by bank transfer.

    ``by_letter_of``: the funder whose letter said yes, of money that it pays to the person; blank of other money.
    """
    agreement = agreement_of(promise.break_, promise.pot)
    owe(
        "break-invoice",
        to=payer_of(promise),
        about=promise.break_.about,
        title=promise.break_.title,
        period=promise.break_.period,
        parts=[(line.title, pence) for line, _, pence in promised_shares(promise)],
        pot=promise.pot.name,
        by_letter_of=agreement.by_name if agreement is not None and agreement.how is AgreedHow.LETTER else "",
        pence=promise.to_come_pence,
        come_pence=promise.come_pence,
        due_on=promise.due_on,
        payment_reference=promise.payment_reference,
        ref=promise.break_.ref,
        pot_ref=promise.pot.ref,
    )


def tell_owed(promise: Promise) -> None:
    """Something was cancelled before its invoice was paid: less is owed now, and so much still is, or nothing."""
    owe(
        "break-cost-owed",
        to=payer_of(promise),
        about=promise.break_.about,
        title=promise.break_.title,
        parts=[(line.title, pence) for line, _, pence in promised_shares(promise)],
        pence=promise.to_come_pence,
        come_pence=promise.come_pence,
        due_on=promise.due_on,
        payment_reference=promise.payment_reference,
        ref=promise.break_.ref,
        pot_ref=promise.pot.ref,
    )


def ask_cardholder(promise: Promise, *, why: str) -> None:
    """The card was not charged, or its bank asks first: the link to pay, and until when all of it waits."""
    charge = charge_of(promise.reference)
    owe(
        "break-card-not-charged",
        to=payer_of(promise),
        about=promise.break_.about,
        title=promise.break_.title,
        pence=promise.pence,
        why=why,
        bank_asks=charge is not None and charge.state is ChargeState.NEEDS_CARDHOLDER,
        until=promise.break_.hold_until,
        ref=promise.break_.ref,
        pot_ref=promise.pot.ref,
    )


def tell_sent_back(promise: Promise, pence: int) -> None:
    """So much goes back to the card."""
    owe(
        "break-card-refund",
        to=payer_of(promise),
        about=promise.break_.about,
        title=promise.break_.title,
        pence=pence,
        ref=promise.break_.ref,
    )


def tell_lost(promise: Promise, pence: int) -> None:
    """A bank took so much of a card payment back for good: so much is owed now, by transfer, and whom to call about it.

    Of a break that is not confirmed nothing is asked for yet.
    """
    owe(
        "break-card-lost",
        to=payer_of(promise),
        about=promise.break_.about,
        title=promise.break_.title,
        lost_pence=pence,
        pence=promise.owed_pence,
        to_come_pence=promise.to_come_pence,
        is_invoiced=promise.due_on is not None,
        due_on=promise.due_on,
        pot=promise.pot.name,
        payment_reference=promise.payment_reference,
        ref=promise.break_.ref,
        pot_ref=promise.pot.ref,
    )


def payer_of(promise: Promise) -> Recipient:
    """Whoever said yes for the pot themselves; else whose money it is, or who arranged it for them.

    Where a funder's letter said yes, whoever arranged it comes first if they may pay for the person.
    """
    agreement = agreement_of(promise.break_, promise.pot)
    arrangers = arranger_of(promise.break_)
    if agreement is not None and agreement.how is AgreedHow.LETTER:
        paying = {one.email for one in acting_for(promise.pot.person, Scope.PAY)}
        for one in arrangers:
            if one.email in paying:
                return one
    elif agreement is not None and agreement.by_account_id is not None and not agreement.was_told:
        account = session.get_one(Account, agreement.by_account_id)
        return Recipient(account.name, account.email)
    owner = recipient(promise.pot.person)
    return owner if owner.email else next(iter(arrangers), owner)
