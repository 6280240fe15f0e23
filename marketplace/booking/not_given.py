"""The word that a part was not given, and what may become of it: whose turn it is, and how it ends. Pure.

Says which ends there are, not who may bring them about: that is for the services (docs/decisions/0101).
"""

from collections.abc import Mapping
from enum import StrEnum

from marketplace.errors import Conflict


class NotGivenState(StrEnum):
    """Where such a word stands. What ``is_open`` keeps its break from being over."""

    ASKED = "asked"
    """Its provider is asked, and has some days."""

    DENIED = "denied"
    """Its provider says that it was given: the brokerage decides."""

    AGREED = "agreed"
    UNANSWERED = "unanswered"
    DECIDED_SO = "decided_so"
    TAKEN_BACK = "taken_back"
    DECIDED_GIVEN = "decided_given"

    @property
    def words(self) -> str:
        """It said on pages and in letters."""
        return _WORDS[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to say something."""
        return bool(MOVES[self])

    @property
    def is_given(self) -> bool:
        """Whether it ended so that the part counts as given."""
        return self in {NotGivenState.TAKEN_BACK, NotGivenState.DECIDED_GIVEN}


_WORDS = {
    NotGivenState.ASKED: "its provider is asked",
    NotGivenState.DENIED: "its provider says that it was given, and we decide",
    NotGivenState.AGREED: "its provider says so, too",
    NotGivenState.UNANSWERED: "its provider did not answer in time",
    NotGivenState.DECIDED_SO: "we decided that it was not given",
    NotGivenState.TAKEN_BACK: "it was given after all",
    NotGivenState.DECIDED_GIVEN: "we decided that it was given",
}

MOVES: Mapping[NotGivenState, frozenset[NotGivenState]] = {
    NotGivenState.ASKED: frozenset(
        {NotGivenState.DENIED, NotGivenState.AGREED, NotGivenState.UNANSWERED, NotGivenState.TAKEN_BACK}
    ),
    NotGivenState.DENIED: frozenset(
        {NotGivenState.AGREED, NotGivenState.DECIDED_SO, NotGivenState.DECIDED_GIVEN, NotGivenState.TAKEN_BACK}
    ),
    NotGivenState.AGREED: frozenset(),
    NotGivenState.UNANSWERED: frozenset(),
    NotGivenState.DECIDED_SO: frozenset(),
    NotGivenState.TAKEN_BACK: frozenset(),
    NotGivenState.DECIDED_GIVEN: frozenset(),
}
"""From each state, the states such a word may go to."""

OPEN = frozenset(state for state in NotGivenState if state.is_open)
"""States in which it keeps its break from being over."""


def moved(state: NotGivenState, to: NotGivenState) -> NotGivenState:
    """``to``, when it may go there. Raises Conflict."""
    if to not in MOVES[state]:
        raise Conflict(f"Somebody was quicker: {state.words}. Look again")
    return to
