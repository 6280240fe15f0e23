"""Writes of invoices: send one, take it back, accept or dispute it, pay several together."""

from marketplace.payments.invoices.services.answering import accept, answer, dispute
from marketplace.payments.invoices.services.books import keep_book, keep_funder_address, keep_payer_address
from marketplace.payments.invoices.services.fees import mark_fee_come
from marketplace.payments.invoices.services.issuing import credit, issue
from marketplace.payments.invoices.services.paying import LISTS, mark_refunded
from marketplace.payments.invoices.services.reminding import REMIND, remind_late
from marketplace.payments.invoices.services.typing_in import type_in

__all__ = [
    "LISTS",
    "REMIND",
    "accept",
    "answer",
    "credit",
    "dispute",
    "issue",
    "keep_book",
    "keep_funder_address",
    "keep_payer_address",
    "mark_fee_come",
    "mark_refunded",
    "remind_late",
    "type_in",
]
