"""Whoever is written to about the invoices of a payer."""

from collections.abc import Sequence

from marketplace.accounts.models import Account
from marketplace.accounts.queries import accounts_at_council, accounts_in, accounts_that
from marketplace.accounts.roles import Permission, RoleName
from marketplace.notifications.services import Recipient
from marketplace.payments.invoices.paper import PayerKey, PayerSort
from marketplace.payments.invoices.queries import address_of


def readers_of(payer: PayerKey) -> list[Recipient]:
    """The address for invoices that a payer gave, else everybody who pays them for it: for a funder our own finance."""
    where = address_of(payer)
    if where is not None:
        return [Recipient(where.name, where.email)]
    return [Recipient(one.name, one.email) for one in _who_pays(payer)]


def _who_pays(payer: PayerKey) -> Sequence[Account]:
    match payer.sort:
        case PayerSort.FUNDER:
            return accounts_that(Permission.HANDLE_PAYMENTS)
        case PayerSort.COUNCIL:
            return accounts_at_council(payer.council_id, RoleName.COUNCIL_FINANCE)
        case _:
            return accounts_in(payer.holder_id, RoleName.ISF_HOLDER)
