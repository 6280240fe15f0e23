"""Writes of payouts: connect an account, owe what is due, send it once, take back what was too much.

As with charges, the card firm is never spoken to inside a transaction, and each thing that it is asked has a key.
"""

from marketplace.payments.payouts.services.connecting import NothingToSay, begin, look
from marketplace.payments.payouts.services.finance import mark_paid, settle_reversal, try_again
from marketplace.payments.payouts.services.owing import settle
from marketplace.payments.payouts.services.paying_out import LISTS
from marketplace.payments.payouts.services.sending import SEND, do_send, look_again
from marketplace.payments.payouts.services.sent_back import say_sent_back
from marketplace.payments.payouts.services.taking_back import TAKE_BACK, do_take_back

DOERS = {SEND: do_send, TAKE_BACK: do_take_back}
"""What the worker does for each kind of job."""

__all__ = [
    "DOERS",
    "LISTS",
    "NothingToSay",
    "begin",
    "look",
    "look_again",
    "mark_paid",
    "say_sent_back",
    "settle",
    "settle_reversal",
    "try_again",
]
