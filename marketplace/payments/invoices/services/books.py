"""What providers and payers say of themselves for invoices. What was sent before stays as it was sent."""

from dataclasses import replace

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.queries.pots import has_nobody
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.payments.bank_lists.bank_file import account_number_of, sort_code_of
from marketplace.payments.invoices.models import FunderAddress, InvoiceBook, PayerAddress
from marketplace.payments.invoices.queries import address_of, book_of, payer_of, provider_of
from marketplace.payments.invoices.terms import Address, BookTerms, account_problems, endpoint_problem
from marketplace.payments.papers.models import HasAddress


def keep_book(*, terms: BookTerms, by: Viewer) -> None:
    """Keep what the invoices of the viewer's provider say of it. Raises NotFound, Refused by field."""
    tidy = terms.tidy()
    wrong = tidy.problems()
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        provider = provider_of(viewer=by)
        book = book_of(viewer=by)
        if book is None:
            book = InvoiceBook(provider_id=provider.id, last_number=0)
            session.add(book)
        _write_address(book, tidy.address)
        book.vat_number, book.days = tidy.vat_number, tidy.days
        book.sort_code, book.account_number = tidy.sort_code, tidy.account_number
        audit.record("invoice-book-kept", about=f"provider:{provider.ref}", by=by.actor)


def keep_payer_address(*, address: Address, endpoint: str, account: tuple[str, str] = ("", ""), by: Viewer) -> None:
    """Keep where the viewer's council, or ISF holder, wants its invoices, and where others pay it back.

    ``account``: sort code and account number as they were typed; both blank where nobody does. Raises NotFound, Refused
    by field.
    """
    payer = payer_of(by)
    if payer is None:
        raise NotFound
    wrong = address.problems() | ({"endpoint": problem} if (problem := endpoint_problem(endpoint)) else {})
    wrong |= account_problems(*account)
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        kept = address_of(payer)
        if kept is None:
            kept = PayerAddress(council_id=payer.council_id, holder_id=payer.holder_id)
            session.add(kept)
        _write_address(kept, address)
        kept.endpoint = endpoint
        kept.sort_code, kept.account_number = sort_code_of(account[0]), account_number_of(account[1])
        audit.record("payer-address-kept", about=f"{payer.sort}:{payer.council_id or payer.holder_id}", by=by.actor)


def keep_funder_address(
    funder: str, *, address: Address, endpoint: str, account: tuple[str, str] = ("", ""), by: Viewer
) -> None:
    """Keep where a funder is, and the account that others pay it back to. Its name stays that of its pots.

    Raises NotFound for who is not the brokerage's finance, or a funder of no pot; Refused by field.
    """
    if not by.can(Permission.HANDLE_PAYMENTS) or not has_nobody(funder):
        raise NotFound
    wrong = {field: why for field, why in address.problems().items() if field != "name"}
    wrong |= {"endpoint": problem} if (problem := endpoint_problem(endpoint)) else {}
    wrong |= account_problems(*account)
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        kept = session.scalar(select(FunderAddress).where(FunderAddress.name == funder))
        if kept is None:
            kept = FunderAddress()
            session.add(kept)
        _write_address(kept, replace(address, name=funder))
        kept.endpoint = endpoint
        kept.sort_code, kept.account_number = sort_code_of(account[0]), account_number_of(account[1])
        audit.record("funder-address-kept", about=f"funder:{funder}"[:80], by=by.actor)


def _write_address(row: HasAddress, address: Address) -> None:
    row.name, row.street, row.town = address.name, address.street, address.town
    row.postcode, row.email, row.changed_at = address.postcode, address.email, clock.now()
