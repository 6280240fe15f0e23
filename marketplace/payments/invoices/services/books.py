"""What providers and payers say of themselves for invoices. What was sent before stays as it was sent."""

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.payments.invoices.models import InvoiceBook, PayerAddress
from marketplace.payments.invoices.queries import address_of, book_of, payer_of, provider_of
from marketplace.payments.invoices.terms import Address, BookTerms, endpoint_problem


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


def keep_payer_address(*, address: Address, endpoint: str, by: Viewer) -> None:
    """Keep where the viewer's council, or ISF holder, wants its invoices. Raises NotFound, Refused by field."""
    payer = payer_of(by)
    if payer is None:
        raise NotFound
    wrong = address.problems() | ({"endpoint": problem} if (problem := endpoint_problem(endpoint)) else {})
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        kept = address_of(payer)
        if kept is None:
            kept = PayerAddress(council_id=payer.council_id, holder_id=payer.holder_id)
            session.add(kept)
        _write_address(kept, address)
        kept.endpoint = endpoint
        audit.record("payer-address-kept", about=f"{payer.sort}:{payer.council_id or payer.holder_id}", by=by.actor)


def _write_address(row: InvoiceBook | PayerAddress, address: Address) -> None:
    row.name, row.street, row.town = address.name, address.street, address.town
    row.postcode, row.email, row.changed_at = address.postcode, address.email, clock.now()
