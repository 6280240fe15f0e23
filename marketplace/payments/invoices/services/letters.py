"""Letters about invoices: to whoever pays them, and to the provider's address."""

from itertools import groupby
from typing import Any

from marketplace.notifications.services import Recipient, owe
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice, PaymentRun
from marketplace.payments.invoices.services.readers import readers_of

LATE = "invoice-late"


def tell_sent(one: Invoice) -> None:
    """An invoice waits to be accepted."""
    for to in readers_of(one.payer_key):
        owe("invoice-sent", to=to, about=one.about, **_facts(one))


def tell_late(one: Invoice) -> None:
    """Its day is over, and it is not marked as paid."""
    facts = _facts(one) | {"is_accepted": one.state is InvoiceState.ACCEPTED, "is_listed": one.run_id is not None}
    for to in readers_of(one.payer_key):
        owe(LATE, to=to, about=one.about, **facts)


def tell_credited(note: Invoice, before: Invoice) -> None:
    """An invoice, or a part of it, was taken back."""
    facts = _facts(before) | {"note": note.words, "ref": note.ref, "pence": note.pence}
    facts |= {"due_pence": before.due_pence, "is_owed": note.state is InvoiceState.OWED}
    for to in readers_of(before.payer_key):
        owe("invoice-credited", to=to, about=before.about, **facts)


def tell_disputed(one: Invoice, why: str) -> None:
    """Its provider reads why it is not paid yet."""
    to = Recipient(one.seller.name, one.seller_email)
    owe("invoice-disputed", to=to, about=one.about, why=why, **_facts(one))


def tell_answered(one: Invoice, why: str) -> None:
    """The payer reads why it is right after all."""
    for to in readers_of(one.payer_key):
        owe("invoice-answered", to=to, about=one.about, why=why, **_facts(one))


def advise(run: PaymentRun) -> None:
    """Remittance advice: each provider on this site reads what was paid to it, invoice by invoice."""
    ordered = sorted((one for one in run.invoices if one.seller_email), key=lambda one: (one.seller_key, one.id))
    for _, group in groupby(ordered, key=lambda one: one.seller_key):
        paid = list(group)
        owe(
            "remittance-advice",
            to=Recipient(paid[0].seller.name, paid[0].seller_email),
            about=f"run:{run.ref}",
            payer=paid[0].buyer.name,
            pence=sum(one.due_pence for one in paid),
            account=paid[0].account_number[-4:],
            invoices=[(one.words, one.issued_on, one.due_pence) for one in paid],
        )


def _facts(one: Invoice) -> dict[str, Any]:
    return {
        "number": one.words,
        "seller": one.seller.name,
        "payer": one.buyer.name,
        "pence": one.due_pence,
        "due_on": one.due_on,
        "ref": one.ref,
    }
