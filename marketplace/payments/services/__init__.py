"""Writes of cards: save one with consent, charge it, give money back, and take what the card firm tells.

The card firm is never spoken to inside a transaction. What it is asked is owed as a job in the transaction that wants
it, each with a key, so that it is done once however often it is tried.
"""

from marketplace.payments.payouts.services import DOERS as PAYOUTS
from marketplace.payments.services.charging import (
    CHARGE,
    END,
    NoConsent,
    NothingToPay,
    ask_more,
    charge,
    do_charge,
    do_end,
    end,
    end_more,
    look_at_charge,
    open_card_page,
)
from marketplace.payments.services.events import take_event
from marketplace.payments.services.keeping import FORGET, BeingCharged, do_forget, forget_kept_card
from marketplace.payments.services.reconciling import reconcile, settle_difference, settle_dispute
from marketplace.payments.services.refunding import REFUND, do_refund, give_back, mark_refunded
from marketplace.payments.services.saving import Back, Consent, ask_for_card, consent_again, look_at_card, use_kept_card
from marketplace.payments.wiring import Payer, answer_to, speak_to

DOERS = {CHARGE: do_charge, END: do_end, REFUND: do_refund, FORGET: do_forget, **PAYOUTS}
"""What the worker does for each kind of job."""

__all__ = [
    "DOERS",
    "Back",
    "BeingCharged",
    "Consent",
    "NoConsent",
    "NothingToPay",
    "Payer",
    "answer_to",
    "ask_for_card",
    "ask_more",
    "charge",
    "consent_again",
    "end",
    "end_more",
    "forget_kept_card",
    "give_back",
    "look_at_card",
    "look_at_charge",
    "mark_refunded",
    "open_card_page",
    "reconcile",
    "settle_difference",
    "settle_dispute",
    "speak_to",
    "take_event",
    "use_kept_card",
]
