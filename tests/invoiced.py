"""Breaks whose providers may send invoices: booked, over, with all who send and pay them."""

from dataclasses import dataclass, field
from datetime import timedelta

import time_machine

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services as booking
from marketplace.booking.queries.invoicing import Batch, batches
from marketplace.db import session
from marketplace.payments.invoices import services
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.queries import known_invoice
from marketplace.payments.invoices.terms import Address, BookTerms
from tests import breaks, families, golden
from tests.beginnings import beginning
from tests.golden import Golden

ADDRESS = Address("Owners of Whin Lodge Ltd", "1 Whin Road", "Duns", "TD11 3AA", "accounts@whin.example.org")
COUNCIL = Address("Scottish Borders Council", "Newtown Street", "Melrose", "TD6 0SA", "invoices@borders.example.org")
TERMS = BookTerms(ADDRESS, vat_number="GB123456789", sort_code="83-06-08", account_number="1234567")


@dataclass
class Billed:
    """A booked break, its house's provider, and the council's finance."""

    made: Golden
    seller: Viewer
    payer: Viewer
    sent: list[str] = field(default_factory=list)

    @property
    def invoice(self) -> Invoice:
        """The invoice that was sent last, as it is now."""
        session.rollback()
        return known_invoice(self.sent[-1], viewer=self.seller).invoice

    def send(self, *, only: int | None = None) -> str:
        """Send an invoice for the first batch, or for so many of its parts."""
        keys = [row.key for row in waiting(self.seller)[0].rows][:only]
        self.sent.append(booking.make_invoice(keys, by=self.seller))
        return self.sent[-1]

    def pay(self) -> str:
        """Accept the last invoice, list it and mark the list as paid; the list."""
        services.accept(self.sent[-1], by=self.payer)
        run = services.LISTS.make([self.sent[-1]], by=self.payer)
        services.LISTS.mark_paid(run, by=self.payer)
        return run


def waiting(seller: Viewer) -> tuple[Batch, ...]:
    """What a provider can invoice now."""
    session.rollback()
    return batches(viewer=seller)


@beginning
def booked(*, parts: int = 1) -> Billed:
    """Two nights in a house that the council pays, confirmed; its provider and the council have said where they are."""
    made = breaks.planned()
    for number in range(1, parts):
        breaks.add_support(made, hours=4 * number)
        breaks.pay(made, "support", "virtual")
    golden.ask(made)
    golden.answer(made)
    seller = made.offers["house"].by
    payer = families.officer("Fin Ance", role=RoleName.COUNCIL_FINANCE)
    services.keep_book(terms=TERMS, by=seller)
    services.keep_payer_address(address=COUNCIL, endpoint="", by=payer)
    return Billed(made, seller, payer)


def over(billed: Billed, traveller: time_machine.Traveller) -> Billed:
    """The same break a day after its end."""
    traveller.move_to(billed.made.break_.ends_at + timedelta(days=1))
    session.rollback()
    assert clock.now() > billed.made.break_.ends_at
    return billed


def all_paid(seller: Viewer, payer: Viewer) -> None:
    """A provider sends all invoices that it can, and they are paid."""
    services.keep_book(terms=TERMS, by=seller)
    sent = [booking.make_invoice([row.key for row in batch.rows], by=seller) for batch in waiting(seller)]
    for ref in sent:
        services.accept(ref, by=payer)
    services.LISTS.mark_paid(services.LISTS.make(sent, by=payer), by=payer)
    session.rollback()
