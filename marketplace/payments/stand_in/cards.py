"""The test cards, by Stripe's own numbers: what the bank of each does. Any other number is refused."""

from dataclasses import dataclass
from enum import StrEnum

from marketplace.payments.stand_in.wire import Document


class Asks(StrEnum):
    """When a bank wants to hear from the cardholder (3-D Secure)."""

    NEVER = "never"
    ON_THE_PAGE = "on_the_page"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class PretendCard:
    """A card that does always the same. ``declined``: the decline code of every charge, empty for a yes."""

    number: str
    brand: str
    words: str
    asks: Asks = Asks.NEVER
    declined: str = ""
    is_saved_though: bool = False
    takes_no_refund: bool = False
    is_disputed: bool = False

    @property
    def no_to_saving(self) -> str:
        """The decline code when it is to be saved."""
        return "" if self.is_saved_though else self.declined

    @property
    def on_the_wire(self) -> Document:
        """What is told of a card: never its number."""
        return {"brand": self.brand, "last4": self.number[-4:], "exp_month": 12, "exp_year": 2040, "funding": "credit"}


CARDS = (
    PretendCard("4242424242424242", "visa", "is charged"),
    PretendCard("5555555555554444", "mastercard", "is charged"),
    PretendCard("4000002500003155", "visa", "your bank asks you here, and never later", Asks.ON_THE_PAGE),
    PretendCard("4000002760003184", "visa", "your bank asks you each time", Asks.ALWAYS),
    PretendCard("4000000000000002", "visa", "is declined", declined="generic_decline"),
    PretendCard(
        "4000000000000341",
        "visa",
        "is saved, and declined when it is charged",
        declined="generic_decline",
        is_saved_though=True,
    ),
    PretendCard("4000000000009995", "visa", "has not enough money on it", declined="insufficient_funds"),
    PretendCard("4000000000000069", "visa", "has expired", declined="expired_card"),
    PretendCard("4000000000005126", "visa", "is charged, and its bank sends a refund back later", takes_no_refund=True),
    PretendCard("4000000000000259", "visa", "is charged, and its holder asks for it back", is_disputed=True),
)
BY_NUMBER = {card.number: card for card in CARDS}

SAID = {
    "generic_decline": ("card_declined", "Your card was declined."),
    "insufficient_funds": ("card_declined", "Your card has insufficient funds."),
    "expired_card": ("expired_card", "Your card has expired."),
    "authentication_required": (
        "authentication_required",
        "Your card was declined. This transaction requires authentication.",
    ),
    "authentication_failure": (
        "payment_intent_authentication_failure",
        "Your bank did not hear from you that it is you.",
    ),
}
"""By decline code: the error's code, and what is said."""


def said(decline_code: str) -> Document:
    """A decline as an error document."""
    code, message = SAID[decline_code]
    return {"type": "card_error", "code": code, "decline_code": decline_code, "message": message}
