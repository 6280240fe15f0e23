"""The life of a payout: owed, sent; or refused, until somebody of finance has looked; or not owed any more. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from marketplace.payments.lifecycle import NoSuchMove, by_table
from marketplace.worded import Worded


class PayoutWay(StrEnum):
    """By which way the money came, and goes on."""

    CARD = "card"
    """A card paid it; the card firm sends it on by itself."""

    BANK = "bank"
    """It came by bank transfer; the brokerage's finance sends it, on a list for the bank."""


class PayoutState(Worded):
    """Where one payout stands."""

    OWED = "owed", "on its way"
    """To be sent: now, or when its provider's account is ready and nobody disputes the payment; by bank, when it is on
    a list that is paid."""

    SENT = "sent", "sent"
    REFUSED = "refused", "the card firm said no"
    OVER = "over", "not owed any more"
    """Not owed any more: it was put right before it was sent."""


MOVES: Mapping[PayoutState, frozenset[PayoutState]] = {
    PayoutState.OWED: frozenset({PayoutState.SENT, PayoutState.REFUSED, PayoutState.OVER}),
    # tried again, paid another way, or put right
    PayoutState.REFUSED: frozenset({PayoutState.OWED, PayoutState.SENT, PayoutState.OVER}),
    # what was sent wrongly is taken back by another row
    PayoutState.SENT: frozenset(),
    PayoutState.OVER: frozenset(),
}
"""From each state, the states a payout may go to."""


class CannotMove(NoSuchMove):
    """Somebody was first: there is no such move from where the payout stands."""

    says = "This payout is {state}. It cannot become: {to}"


moved = by_table(MOVES, CannotMove)


def net_back(pence: int, back_pence: int, more_pence: int, *, fee_pence: int) -> int:
    """What of a payout's own money goes back when ``more_pence`` of it are taken back, after ``back_pence`` were.

    The fee comes back in proportion, rounded down on what stays so that the parts always sum to the whole.
    """
    return _net(pence, pence - back_pence, fee_pence) - _net(pence, pence - back_pence - more_pence, fee_pence)


def _net(pence: int, left_pence: int, fee_pence: int) -> int:
    return left_pence - fee_pence * left_pence // pence
