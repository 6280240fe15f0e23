"""Telling a payer once that the day of an invoice is over: looked at after that day, told if it is open still."""

from marketplace import jobs
from marketplace.db import transaction
from marketplace.notifications.services import was_owed
from marketplace.payments.invoices.lifecycle import InvoiceState
from marketplace.payments.invoices.models import Invoice
from marketplace.payments.invoices.services.letters import LATE, tell_late
from marketplace.payments.papers.services.late import kind_of_look, looked_at

REMIND = kind_of_look(Invoice)
WAITS = frozenset({InvoiceState.SENT, InvoiceState.ACCEPTED})
"""States in which its payer is awaited. One that is disputed waits for its provider."""


def remind_late(payload: jobs.Payload) -> None:
    """Tell the payer that its day is over, if it is still to be paid. The worker's job; harmless when repeated."""
    with transaction():
        one = looked_at(Invoice, payload)
        if one is not None and one.state in WAITS and not was_owed(LATE, about=one.about, since=one.made_at):
            tell_late(one)
