"""Letters about recharges: to the address for invoices that a payer gave, and to whoever may pay from a pot."""

from typing import Any

from marketplace.notifications.services import Recipient, owe
from marketplace.payments.invoices.models import PayerAddress
from marketplace.payments.invoices.paper import DebtorSort
from marketplace.payments.recharges.lifecycle import RechargeState
from marketplace.payments.recharges.models import Recharge
from marketplace.people.representation import Scope
from marketplace.people.services.readers import acting_for, once, recipient

LATE = "recharge-late"


def tell_asked_back(one: Recharge, where: PayerAddress | None) -> None:
    """A recharge is to be paid back. A payer without an address for invoices sees it on its own page."""
    for to in _readers(one, where):
        is_owner = one.debtor is DebtorSort.OWNER
        owe("recharge-sent", to=to, about=one.about, due_on=one.due_on, is_owner=is_owner, **_facts(one))


def tell_late(one: Recharge, where: PayerAddress | None) -> None:
    """Its day is over and it was not marked as paid back."""
    for to in _readers(one, where):
        owe(LATE, to=to, about=one.about, due_on=one.due_on, **_facts(one) | {"pence": one.due_pence})


def tell_lowered(one: Recharge, before: Recharge, where: PayerAddress | None) -> None:
    """Less is to be paid back, or some of it comes back."""
    facts = _facts(one) | {"before": before.words, "due_pence": before.due_pence}
    for to in _readers(one, where):
        owe("recharge-lowered", to=to, about=one.about, is_owed=one.state is RechargeState.OWED, **facts)


def _readers(one: Recharge, where: PayerAddress | None) -> list[Recipient]:
    if where is not None:
        return [Recipient(where.name, where.email)]
    if one.pot is None:
        return []
    person = one.pot.person
    return once([recipient(person), *acting_for(person, Scope.PAY)])


def _facts(one: Recharge) -> dict[str, Any]:
    return {
        "number": one.words,
        "lead": one.lead.name,
        "payer": one.owing.name,
        "pence": one.pence,
        "invoice": one.invoice.words,
        "seller": one.invoice.seller.name,
        "ref": one.ref,
    }
