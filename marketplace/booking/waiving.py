"""Asking a provider to let somebody off what it kept of a part that was cancelled, and what becomes of that. Pure.

It is asked once for a part, and a no is final: the provider owes nobody a yes, so its silence is no yes either.
"""

from collections.abc import Mapping
from enum import StrEnum

from marketplace.errors import Conflict


class WaiverState(StrEnum):
    """Where it stands."""

    ASKED = "asked"
    WAIVED = "waived"
    IN_PART = "in_part"
    REFUSED = "refused"
    UNANSWERED = "unanswered"

    @property
    def words(self) -> str:
        """It said on pages and in letters."""
        return _WORDS[self]

    @property
    def is_yes(self) -> bool:
        """Whether money goes back."""
        return self in {WaiverState.WAIVED, WaiverState.IN_PART}


_WORDS = {
    WaiverState.ASKED: "its provider is asked",
    WaiverState.WAIVED: "its provider asks for none of it",
    WaiverState.IN_PART: "its provider gives a part of it back",
    WaiverState.REFUSED: "its provider keeps it",
    WaiverState.UNANSWERED: "its provider did not answer in time, and keeps it",
}

MOVES: Mapping[WaiverState, frozenset[WaiverState]] = {
    WaiverState.ASKED: frozenset(
        {WaiverState.WAIVED, WaiverState.IN_PART, WaiverState.REFUSED, WaiverState.UNANSWERED}
    ),
    WaiverState.WAIVED: frozenset(),
    WaiverState.IN_PART: frozenset(),
    WaiverState.REFUSED: frozenset(),
    WaiverState.UNANSWERED: frozenset(),
}
"""From each state, the states it may go to."""


def moved(state: WaiverState, to: WaiverState) -> WaiverState:
    """``to``, when it may go there. Raises Conflict."""
    if to not in MOVES[state]:
        raise Conflict(f"This is answered already: {state.words}")
    return to
