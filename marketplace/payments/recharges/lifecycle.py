"""The life of a recharge: to be paid back, then paid back; or lowered, in part or to nothing. Pure.

A lowering takes off what is still to be paid back, and is over at once. One for what was paid back already is owed to
whoever paid it, until the money came.
"""

from collections.abc import Mapping
from enum import StrEnum

from marketplace.errors import Conflict


class RechargeSort(StrEnum):
    """What a paper with a number is."""

    RECHARGE = "recharge"
    LOWERING = "lowering"

    @property
    def label(self) -> str:
        """What it is called at its head."""
        return "Recharge" if self is RechargeSort.RECHARGE else "Less to pay back"


class RechargeState(StrEnum):
    """Where one stands."""

    OPEN = "open"
    RECEIVED = "received"
    LOWERED = "lowered"
    TAKEN_OFF = "taken_off"
    OWED = "owed"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _LABELS[self]


_LABELS = {
    RechargeState.OPEN: "to be paid back",
    RechargeState.RECEIVED: "paid back",
    RechargeState.LOWERED: "nothing is left to pay back",
    RechargeState.TAKEN_OFF: "taken off what is to be paid back",
    RechargeState.OWED: "owed to who paid it back",
    RechargeState.RETURNED: "came back to who paid it",
}

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


class CannotMove(Conflict):
    """Somebody was first: there is no such move from where it stands."""

    def __init__(self, state: RechargeState, to: RechargeState) -> None:
        super().__init__(f"This is {state.label} by now. Look again")
        self.state = state
        self.to = to


def moved(state: RechargeState, to: RechargeState) -> RechargeState:
    """``to``, when it may go there. Raises CannotMove."""
    if to not in MOVES[state]:
        raise CannotMove(state, to)
    return to
