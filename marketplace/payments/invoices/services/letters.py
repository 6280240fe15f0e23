"""Letters about invoices: to the payer's address for invoices where it has given one, and to the provider's."""

from itertools import groupby
from typing import Any

from marketplace.notifications.services import Recipient, owe
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice, PayerAddress, PaymentRun


def tell_sent(one: Invoice, where: PayerAddress | None) -> None:
    """An invoice waits to be accepted. A payer without an address for invoices sees it on its own page."""
    if where is not None:
        owe("invoice-sent", to=Recipient(where.name, where.email), about=one.about, **_facts(one))


def tell_credited(note: Invoice, before: Invoice, where: PayerAddress | None) -> None:
    """An invoice, or a part of it, was taken back."""
    if where is not None:
        facts = _facts(before) | {"note": note.words, "ref": note.ref, "pence": note.pence}
        facts |= {"due_pence": before.due_pence, "is_owed": note.state is InvoiceState.OWED}
        owe("invoice-credited", to=Recipient(where.name, where.email), about=before.about, **facts)


def tell_disputed(one: Invoice, why: str) -> None:
    """Its provider reads why it is not paid yet."""
    to = Recipient(one.seller.name, one.seller_email)
    owe("invoice-disputed", to=to, about=one.about, why=why, **_facts(one))


def tell_answered(one: Invoice, why: str, where: PayerAddress | None) -> None:
    """The payer reads why it is right after all."""
    if where is not None:
        owe("invoice-answered", to=Recipient(where.name, where.email), about=one.about, why=why, **_facts(one))


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
