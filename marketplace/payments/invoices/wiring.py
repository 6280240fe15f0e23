"""Who is told that invoices were paid, or money of credit notes came back. Whoever starts the site says so once."""

from collections.abc import Callable, Collection

from marketplace.audit import Actor

Told = Callable[[Collection[str], Actor], None]
"""Called inside the transaction that is open, with the references that money was paid for and who says so."""

_told: list[Told] = []


def tell(whom: Told) -> None:
    """Let this process tell them."""
    _told[:] = [whom]


def money_moved(references: Collection[str], by: Actor) -> None:
    """Money was paid for these references, or came back."""
    for one in _told:
        one(references, by)
