"""Whoever is written to about the invoices of a payer."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from marketplace.accounts.models import Account, Membership, Organisation
from marketplace.accounts.queries import accounts_that
from marketplace.accounts.roles import Permission, RoleName
from marketplace.db import session
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
    if payer.sort is PayerSort.FUNDER:
        return accounts_that(Permission.HANDLE_PAYMENTS)
    is_theirs: ColumnElement[bool] = Membership.organisation_id == payer.holder_id
    role = RoleName.ISF_HOLDER
    if payer.sort is PayerSort.COUNCIL:
        of_council = select(Organisation.id).where(Organisation.council_id == payer.council_id)
        is_theirs, role = Membership.organisation_id.in_(of_council), RoleName.COUNCIL_FINANCE
    works = select(Membership.account_id).where(Membership.role == role, Membership.ended_at.is_(None), is_theirs)
    return session.scalars(
        select(Account).where(Account.id.in_(works), Account.closed_at.is_(None)).order_by(Account.id)
    ).all()
