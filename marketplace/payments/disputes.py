"""The life of a dispute: a cardholder asks their bank for a payment back, and the bank takes it until it has decided.

Pure. What the card firm says late or twice changes nothing.
"""

from collections.abc import Mapping

from marketplace.worded import Worded


class DisputeState(Worded):
    """Where a dispute stands."""

    ASKED = "asked", "the bank waits for your answer"
    """The bank asks us to answer."""

    LOOKED_AT = "looked_at", "the bank looks at your answer"
    WON = "won", "won: the money stays"
    LOST = "lost", "lost: the money is gone"
    DROPPED = "dropped", "dropped: the bank asks no more"

    @property
    def is_over(self) -> bool:
        """Whether the bank has decided."""
        return not MOVES[self]


_ENDS = frozenset({DisputeState.WON, DisputeState.LOST, DisputeState.DROPPED})

MOVES: Mapping[DisputeState, frozenset[DisputeState]] = {
    DisputeState.ASKED: _ENDS | {DisputeState.LOOKED_AT},
    DisputeState.LOOKED_AT: _ENDS,
    DisputeState.WON: frozenset(),
    DisputeState.LOST: frozenset(),
    DisputeState.DROPPED: frozenset(),
}
"""From each state, the states a dispute may go to."""

OPEN = frozenset(state for state in DisputeState if not state.is_over)
"""States in which the bank has not decided."""

BY_STATUS = {
    "needs_response": DisputeState.ASKED,
    "warning_needs_response": DisputeState.ASKED,
    "under_review": DisputeState.LOOKED_AT,
    "warning_under_review": DisputeState.LOOKED_AT,
    "won": DisputeState.WON,
    "lost": DisputeState.LOST,
    "warning_closed": DisputeState.DROPPED,
    "prevented": DisputeState.DROPPED,
}
"""The card firm's words (Stripe's reference, "The Dispute object", ``status``)."""

REASONS = {
    "credit_not_processed": "says that money was to go back and did not",
    "duplicate": "says that it was charged twice",
    "fraudulent": "says that they did not pay this",
    "product_not_received": "says that they did not get what they paid for",
    "product_unacceptable": "says that it was not what was promised",
    "subscription_canceled": "says that it was cancelled",
    "unrecognized": "does not know what this was for",
}
"""Why, in plain words; any other reason is ``OTHER_REASON``."""

OTHER_REASON = "asks for it back"


def moved(state: DisputeState, to: DisputeState) -> DisputeState:
    """Where a dispute stands after it is told that it is ``to``: there, if it may go there, else where it was."""
    return to if to in MOVES[state] else state
