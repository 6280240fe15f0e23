"""Who pays what a pot pays: whoever keeps its money, on an invoice, or its owner themselves."""

from marketplace.booking.invoicing import is_by_invoice
from marketplace.booking.models import Share
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import AgreedBy, Control, SettlesBy
from marketplace.payments.invoices.paper import Debtor, DebtorSort, PayerKey, PayerSort


def paid_on_invoice(share: Share) -> bool:
    """Whether its pot is paid from on a provider's invoice alone."""
    return is_by_invoice([SettlesBy(way) for way in share.pot.sort.settles_by])


def payer_of_pot(pot: Pot) -> PayerKey:
    """Who pays what this pot pays."""
    if pot.holder is not None:
        return PayerKey(PayerSort.HOLDER, None, pot.holder_id, pot.holder.name)
    if pot.council is not None:
        return PayerKey(PayerSort.COUNCIL, pot.council_id, None, f"{pot.council.name} Council")
    return PayerKey(PayerSort.FUNDER, None, None, pot.funder)


def is_paid_by_owner(pot: Pot) -> bool:
    """Whether it is counted money that its owner pays from themselves, as a direct payment is."""
    is_owners = pot.sort.agreed_by is AgreedBy.HOLDER and pot.holder_id is None
    return is_owners and pot.sort.control is not Control.OWN


def debtor_of(pot: Pot) -> Debtor:
    """Who pays back what a lead payer paid for this pot. Of an owner no name is told: the lead need not know it."""
    if is_paid_by_owner(pot):
        return Debtor(DebtorSort.OWNER, None, None, pot.id, pot.sort.label)
    payer = payer_of_pot(pot)
    return Debtor(DebtorSort(payer.sort.value), payer.council_id, payer.holder_id, None, payer.name)
