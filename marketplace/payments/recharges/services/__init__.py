"""Writes of recharges: asked back when an invoice is paid, lowered when money comes back, marked as paid."""

from marketplace.payments.recharges.services.asking import ask_back, lower
from marketplace.payments.recharges.services.reminding import REMIND, remind_owed
from marketplace.payments.recharges.services.settling import mark_received, mark_returned

__all__ = ["REMIND", "ask_back", "lower", "mark_received", "mark_returned", "remind_owed"]
