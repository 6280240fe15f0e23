"""Whom this process speaks to about cards, and who is told what came of it. Site, worker and commands say so once."""

from collections.abc import Collection, Mapping
from typing import Protocol

from marketplace.config import CardSettings
from marketplace.payments.gateway import Cards
from marketplace.payments.payouts.gateway import Payouts


class Payer(Protocol):
    """Whoever wants money by card, named by the opaque reference they gave. Called inside the open transaction."""

    def lock(self, reference: str) -> None:
        """Lock what the money is for, before any row of this package is written."""

    def card_saved(self, reference: str) -> None:
        """The card that was asked for is there."""

    def paid(self, reference: str, pence: int) -> bool:
        """The money came. Whether it is still wanted: if not, all of it goes back."""

    def sent_back(self, reference: str, pence: int) -> None:
        """Money came that was not wanted, too late or twice: so much goes back to the card."""

    def in_books(self, references: Collection[str]) -> Mapping[str, int]:
        """What the books of the pots say was paid by card for these, in pence; what is not in them is missing."""

    def lost(self, reference: str, pence: int, name: str) -> None:
        """A bank gave so much back to the cardholder for good. ``name``: of the case; told again, nothing is done."""

    def about(self, references: Collection[str]) -> Mapping[str, str]:
        """What each of these is for, and who pays it, in words for finance; what is not known is missing."""

    def not_paid(self, reference: str, why: str) -> None:
        """The card was not charged; the cardholder can pay on the card page."""


_gateways: list[tuple[Cards, Payouts]] = []
_payers: list[Payer] = []


def speak_to(settings: CardSettings) -> None:
    """Let this process speak to that card firm."""
    cards = Cards(
        secret_key=settings.secret_key,
        webhook_secret=settings.webhook_secret,
        address=settings.address,
        connect_secret=settings.connect_secret,
    )
    _gateways[:] = [(cards, Payouts(secret_key=settings.secret_key, address=settings.address))]


def answer_to(payer: Payer) -> None:
    """Let this process tell ``payer`` what came of each card and charge."""
    _payers[:] = [payer]


def gateway() -> Cards:
    """The card firm, as it takes money."""
    return _gateways[0][0]


def payouts_gateway() -> Payouts:
    """The card firm, as it pays providers."""
    return _gateways[0][1]


def payer() -> Payer:
    """Who is told."""
    return _payers[0]
