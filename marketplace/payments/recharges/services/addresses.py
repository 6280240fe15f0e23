"""Where papers about recharges go."""

from marketplace.payments.invoices.models import IsPaidBack, PayerAddress
from marketplace.payments.invoices.paper import Debtor, DebtorSort, PayerKey, PayerSort
from marketplace.payments.invoices.queries import address_of, where_is


def address_of_debtor(who: Debtor) -> PayerAddress | None:
    """Where a council or an ISF holder wants its papers, if it has said so."""
    if who.sort not in {DebtorSort.COUNCIL, DebtorSort.HOLDER}:
        return None
    return address_of(PayerKey(PayerSort(who.sort.value), who.council_id, who.holder_id, who.name))


def where_debtor_is(who: Debtor) -> IsPaidBack | None:
    """What stands on a paper to a debtor; of the owner of a direct payment nothing is kept."""
    if who.sort is DebtorSort.OWNER:
        return None
    return where_is(PayerKey(PayerSort(who.sort.value), who.council_id, who.holder_id, who.name))
