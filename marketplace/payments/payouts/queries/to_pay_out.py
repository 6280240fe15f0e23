"""What finance pays out by bank: what came by bank transfer and is due to providers, and the lists it is paid on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import Provider
from marketplace.payments.bank_lists.bank_file import BankPayment, in_order
from marketplace.payments.bank_lists.queries import shown
from marketplace.payments.invoices.models import InvoiceBook
from marketplace.payments.payouts.lifecycle import PayoutState, PayoutWay
from marketplace.payments.payouts.models import Payout, PayoutPayee, PayoutRun


@dataclass(frozen=True)
class OwedProvider:
    """What is due to one provider and on no list. ``has_details``: whether it is known where to pay it."""

    ref: str
    name: str
    has_details: bool
    payouts: tuple[Payout, ...]

    @property
    def net_pence(self) -> int:
        """What it is to have."""
        return sum(one.net_pence for one in self.payouts)

    @property
    def since(self) -> date:
        """Since when the oldest of it is owed."""
        return min(in_london(one.made_at).date() for one in self.payouts)


def waits_for_a_list() -> ColumnElement[bool]:
    """Whether a payout is to be paid by bank and is on no list."""
    return and_(Payout.way == PayoutWay.BANK, Payout.state == PayoutState.OWED, Payout.payee_id.is_(None))


def owed_providers(*, viewer: Viewer) -> tuple[OwedProvider, ...]:
    """What waits for a list, provider by provider. Only finance has any."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    wanted = select(Payout).where(waits_for_a_list()).options(joinedload(Payout.provider)).order_by(Payout.id)
    found: dict[int, list[Payout]] = {}
    for one in session.scalars(wanted):
        found.setdefault(one.provider_id, []).append(one)
    known = books_of(found)
    rows = (
        OwedProvider(several[0].provider.ref, several[0].provider.name, provider_id in known, tuple(several))
        for provider_id, several in found.items()
    )
    return tuple(sorted(rows, key=lambda row: (row.name, row.ref)))


def count_to_pay_out(*, viewer: Viewer) -> int:
    """How many providers wait for finance: those that can be put on a list. A list that is not paid waits, too."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return 0
    ready = select(func.count(Payout.provider_id.distinct())).where(
        waits_for_a_list(), Payout.provider_id.in_(select(InvoiceBook.provider_id))
    )
    unpaid = select(func.count()).select_from(PayoutRun).where(PayoutRun.paid_at.is_(None))
    return session.scalars(select(ready.scalar_subquery() + unpaid.scalar_subquery())).one()


def payout_runs(*, viewer: Viewer) -> tuple[PayoutRun, ...]:
    """The lists, those that are not paid yet first."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    return shown(_whole(), PayoutRun)


def known_payout_run(ref: str, *, viewer: Viewer) -> PayoutRun:
    """One list. Raises NotFound, for whoever is not of finance too."""
    found = session.scalar(_whole().where(PayoutRun.ref == ref)) if viewer.can(Permission.HANDLE_PAYMENTS) else None
    if found is None:
        raise NotFound
    return found


def bank_payments(run: PayoutRun) -> list[BankPayment]:
    """What the bank is to pay each provider of a list, by the account that was known when it was made."""
    return in_order(
        BankPayment(one.name, one.sort_code, one.account_number, one.net_pence, (one.words,)) for one in run.payees
    )


def pence_without_details(*, viewer: Viewer) -> int:
    """What waits for the viewer's provider because nobody knows where to pay it; nothing where it is not theirs."""
    if not viewer.can(Permission.SEND_INVOICES) or viewer.organisation_id is None:
        return 0
    mine = select(Provider.id).where(Provider.organisation_id == viewer.organisation_id)
    return session.scalars(
        select(func.coalesce(func.sum(Payout.pence - Payout.fee_pence), 0)).where(
            waits_for_a_list(),
            Payout.provider_id.in_(mine),
            Payout.provider_id.not_in(select(InvoiceBook.provider_id)),
        )
    ).one()


def book_of_provider(provider_id: int) -> InvoiceBook | None:
    """What a provider says of where it is paid, if it has said so."""
    return books_of([provider_id]).get(provider_id)


def books_of(provider_ids: Collection[int]) -> Mapping[int, InvoiceBook]:
    """What these providers say of where they are paid, by provider."""
    if not provider_ids:
        return {}
    rows: Sequence[InvoiceBook] = session.scalars(
        select(InvoiceBook).where(InvoiceBook.provider_id.in_(provider_ids))
    ).all()
    return {book.provider_id: book for book in rows}


def _whole() -> Select[PayoutRun]:
    payees = selectinload(PayoutRun.payees)
    return select(PayoutRun).options(payees.selectinload(PayoutPayee.payouts), payees.joinedload(PayoutPayee.provider))
