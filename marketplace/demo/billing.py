"""What stands on the invoices of the demo's providers, and where those who pay want them: all invented."""

from collections.abc import Mapping

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.payments.invoices.queries import payer_of, provider_of
from marketplace.payments.invoices.services import keep_book, keep_payer_address
from marketplace.payments.invoices.terms import Address, BookTerms

_PAYERS = (RoleName.COUNCIL_FINANCE, RoleName.ISF_HOLDER)
_VAT_NUMBER = "GB000000000"


def say_where(managers: Mapping[int, Viewer], viewers: Mapping[str, Viewer]) -> None:
    """Every provider can send invoices; councils and ISF holders have an address for them."""
    for number, manager in enumerate(managers.values(), start=1):
        provider = provider_of(viewer=manager)
        address = Address(
            provider.legal_name or provider.name,
            "1 High Street",
            "Duns",
            provider.postcode or "TD11 3AB",
            provider.email or manager.email,
        )
        keep_book(terms=BookTerms(address, _VAT_NUMBER, "00-00-00", f"{number:08d}"), by=manager)
    for viewer in viewers.values():
        payer = payer_of(viewer)
        if viewer.role in _PAYERS and payer is not None:
            where = Address(payer.name, "2 Market Square", "Duns", "TD11 3AB", viewer.email)
            keep_payer_address(address=where, endpoint="", by=viewer)
