"""The life of a recharge: to be paid back, then paid back; or lowered, in part or to nothing. Pure.

A lowering takes off what is still to be paid back, and is over at once. One for what was paid back already is owed to
whoever paid it, until the money came.
"""

from collections.abc import Mapping

from marketplace.payments.lifecycle import NoSuchMove, by_table
from marketplace.worded import Worded


class RechargeSort(Worded):
    """What a paper with a number is."""

    RECHARGE = "recharge", "Recharge"
    LOWERING = "lowering", "Less to pay back"


class RechargeState(Worded):
    """Where one stands."""

    OPEN = "open", "to be paid back"
    RECEIVED = "received", "paid back"
    LOWERED = "lowered", "nothing is left to pay back"
    TAKEN_OFF = "taken_off", "taken off what is to be paid back"
    OWED = "owed", "owed to who paid it back"
    RETURNED = "returned", "came back to who paid it"


MOVES: Mapping[RechargeState, frozenset[RechargeState]] = {
    RechargeState.OPEN: frozenset({RechargeState.RECEIVED, RechargeState.LOWERED}),
    # what was paid back and is lowered later is owed by a paper of its own
    RechargeState.RECEIVED: frozenset(),
    RechargeState.LOWERED: frozenset(),
    RechargeState.TAKEN_OFF: frozenset(),
    RechargeState.OWED: frozenset({RechargeState.RETURNED}),
    RechargeState.RETURNED: frozenset(),
}
"""From each state, those it may go to."""

OF_RECHARGES = frozenset({RechargeState.OPEN, RechargeState.RECEIVED, RechargeState.LOWERED})
"""States of a recharge; the others are those of a lowering."""


class CannotMove(NoSuchMove):
    """Somebody was first: there is no such move from where it stands."""

    says = "This is {state} by now. Look again"


moved = by_table(MOVES, CannotMove)
