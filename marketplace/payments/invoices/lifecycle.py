"""The life of an invoice: sent, accepted or disputed, paid; or taken back by a credit note. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from marketplace.errors import Conflict


class InvoiceSort(StrEnum):
    """What a paper with a number is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"

    @property
    def label(self) -> str:
        """What it is called at its head."""
        return "Invoice" if self is InvoiceSort.INVOICE else "Credit note"


class InvoiceState(StrEnum):
    """Where one invoice stands. Money moves with ``PAID`` alone."""

    SENT = "sent"
    DISPUTED = "disputed"
    ACCEPTED = "accepted"
    PAID = "paid"
    CREDITED = "credited"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _LABELS[self]


_LABELS = {
    InvoiceState.SENT: "waits to be accepted",
    InvoiceState.DISPUTED: "disputed",
    InvoiceState.ACCEPTED: "accepted, waits to be paid",
    InvoiceState.PAID: "paid",
    InvoiceState.CREDITED: "taken back",
}

MOVES: Mapping[InvoiceState, frozenset[InvoiceState]] = {
    InvoiceState.SENT: frozenset({InvoiceState.ACCEPTED, InvoiceState.DISPUTED, InvoiceState.CREDITED}),
    # its provider answers, or takes it back; or the payer sees that it was right
    InvoiceState.DISPUTED: frozenset({InvoiceState.SENT, InvoiceState.ACCEPTED, InvoiceState.CREDITED}),
    # what is on its way to the bank is taken off that list first
    InvoiceState.ACCEPTED: frozenset({InvoiceState.PAID, InvoiceState.DISPUTED, InvoiceState.CREDITED}),
    # what was paid wrongly is given back through the booking, to the pots that paid
    InvoiceState.PAID: frozenset(),
    InvoiceState.CREDITED: frozenset(),
}
"""From each state, the states an invoice may go to."""

OPEN = frozenset({InvoiceState.SENT, InvoiceState.DISPUTED, InvoiceState.ACCEPTED})
"""States in which money is still owed."""


class CannotMove(Conflict):
    """Somebody was first: there is no such move from where the invoice stands."""

    def __init__(self, state: InvoiceState, to: InvoiceState) -> None:
        super().__init__(f"This invoice is {state.label}. It cannot become: {to.label}")
        self.state = state
        self.to = to


def moved(state: InvoiceState, to: InvoiceState) -> InvoiceState:
    """``to``, when an invoice may go there. Raises CannotMove."""
    if to not in MOVES[state]:
        raise CannotMove(state, to)
    return to
