"""The life of an invoice: sent, accepted or disputed, paid; or taken back by credit notes. Pure.

A credit note takes off what is still to be paid, and is over at once. One for what was paid already is owed to whoever
paid it, until it is set against a payment or its money came back.
"""

from collections.abc import Mapping

from marketplace.payments.lifecycle import NoSuchMove, by_table
from marketplace.worded import Worded


class InvoiceSort(Worded):
    """What a paper with a number is."""

    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"


class InvoiceState(Worded):
    """Where one invoice or credit note stands. Money moves with ``PAID``, ``SET_OFF`` and ``REFUNDED`` alone."""

    SENT = "sent", "waits to be accepted"
    DISPUTED = "disputed", "disputed"
    ACCEPTED = "accepted", "accepted, waits to be paid"
    PAID = "paid", "paid"
    CREDITED = "credited", "taken back"
    OWED = "owed", "owed to the payer"
    SET_OFF = "set_off", "set against a payment"
    REFUNDED = "refunded", "paid back"


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


class CannotMove(NoSuchMove):
    """Somebody was first: there is no such move from where the invoice stands."""

    says = "This invoice is {state}. It cannot become: {to}"


moved = by_table(MOVES, CannotMove)
