"""Letters about recharges: to a payer's address for invoices where it has given one, and to who owns a pot."""

from typing import Any

from marketplace.notifications.services import Recipient, owe
from marketplace.payments.invoices.models import PayerAddress
from marketplace.payments.recharges.lifecycle import RechargeState
from marketplace.payments.recharges.models import Recharge


def tell_asked_back(one: Recharge, where: PayerAddress | None) -> None:
    """A recharge is to be paid back. A payer without an address for invoices sees it on its own page."""
    to = _reader(one, where)
    if to is not None:
        owe("recharge-sent", to=to, about=one.about, due_on=one.due_on, **_facts(one))


def tell_lowered(one: Recharge, before: Recharge, where: PayerAddress | None) -> None:
    """Less is to be paid back, or some of it comes back."""
    to = _reader(one, where)
    if to is not None:
        facts = _facts(one) | {"before": before.words, "due_pence": before.due_pence}
        owe("recharge-lowered", to=to, about=one.about, is_owed=one.state is RechargeState.OWED, **facts)


def _reader(one: Recharge, where: PayerAddress | None) -> Recipient | None:
    if where is not None:
        return Recipient(where.name, where.email)
    if one.pot is None:
        return None
    person = one.pot.person
    email = person.account.email if person.account else person.email
    address = ", ".join(filter(None, (person.postal_address, person.postcode))) if person.postal_address else ""
    return Recipient(person.name, email or None, postal_address=address, reference=f"person:{person.ref}")


def _facts(one: Recharge) -> dict[str, Any]:
    return {
        "number": one.words,
        "lead": one.lead_name,
        "payer": one.debtor_name,
        "pence": one.pence,
        "invoice": one.invoice.words,
        "seller": one.invoice.seller_name,
        "ref": one.ref,
    }
