"""The life of an invoice: sent, accepted or disputed, paid; or taken back by credit notes. Pure.

A credit note takes off what is still to be paid, and is over at once. One for what was paid already is owed to whoever
paid it, until it is set against a payment or its money came back.
"""

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
    """Where one invoice or credit note stands. Money moves with ``PAID``, ``SET_OFF`` and ``REFUNDED`` alone."""

    SENT = "sent"
    DISPUTED = "disputed"
    ACCEPTED = "accepted"
    PAID = "paid"
    CREDITED = "credited"
    OWED = "owed"
    SET_OFF = "set_off"
    REFUNDED = "refunded"

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
    InvoiceState.OWED: "owed to the payer",
    InvoiceState.SET_OFF: "set against a payment",
    InvoiceState.REFUNDED: "paid back",
}

MOVES: Mapping[InvoiceState, frozenset[InvoiceState]] = {
    InvoiceState.SENT: frozenset({InvoiceState.ACCEPTED, InvoiceState.DISPUTED, InvoiceState.CREDITED}),
    # its provider answers, or takes it back; or the payer sees that it was right
    InvoiceState.DISPUTED: frozenset({InvoiceState.SENT, InvoiceState.ACCEPTED, InvoiceState.CREDITED}),
    # what is on its way to the bank is taken off that list first
    InvoiceState.ACCEPTED: frozenset({InvoiceState.PAID, InvoiceState.DISPUTED, InvoiceState.CREDITED}),
    # what was paid wrongly is owed by a credit note, which has a life of its own
    InvoiceState.PAID: frozenset(),
    InvoiceState.CREDITED: frozenset(),
    InvoiceState.OWED: frozenset({InvoiceState.SET_OFF, InvoiceState.REFUNDED}),
    InvoiceState.SET_OFF: frozenset(),
    InvoiceState.REFUNDED: frozenset(),
}
"""From each state, the states an invoice may go to."""

OPEN = frozenset({InvoiceState.SENT, InvoiceState.DISPUTED, InvoiceState.ACCEPTED})
"""States in which money is still owed."""

OF_NOTES = frozenset({InvoiceState.CREDITED, InvoiceState.OWED, InvoiceState.SET_OFF, InvoiceState.REFUNDED})
"""States of a credit note; the other states, and ``CREDITED``, are those of an invoice."""


def credited(state: InvoiceState, *, is_all: bool) -> tuple[InvoiceState, InvoiceState]:
    """Where an invoice stands once some or all of what is left of it is credited, and where its note begins.

    What is disputed is looked at again by its payer. Raises CannotMove when nothing of it can be credited.
    """
    if state is InvoiceState.PAID:
        return state, InvoiceState.OWED
    if is_all or state not in OPEN:
        return moved(state, InvoiceState.CREDITED), InvoiceState.CREDITED
    return InvoiceState.SENT if state is InvoiceState.DISPUTED else state, InvoiceState.CREDITED


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
