"""The life of a listing: its states and the moves between them, as one table. Pure.

Says which move there is, not who may make it or what must be true first (``services/publishing``).
"""

from collections.abc import Mapping
from enum import StrEnum

from marketplace.errors import Conflict


class ListingState(StrEnum):
    """Where a listing stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    SENT_BACK = "sent_back"
    REFUSED = "refused"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _LABELS[self]


_LABELS = {
    ListingState.DRAFT: "not published yet",
    ListingState.WAITING: "waits for our check",
    ListingState.SENT_BACK: "sent back",
    ListingState.REFUSED: "refused",
    ListingState.PUBLISHED: "published",
    ListingState.HIDDEN: "hidden from search",
    ListingState.CLOSED: "closed",
}

MOVES: Mapping[ListingState, frozenset[ListingState]] = {
    # made or reopened: asked for; published at once on an operator's word (an import); given up
    ListingState.DRAFT: frozenset({ListingState.WAITING, ListingState.PUBLISHED, ListingState.CLOSED}),
    # the brokerage accepts, sends back or refuses; the provider takes it back
    ListingState.WAITING: frozenset(
        {
            ListingState.PUBLISHED,
            ListingState.SENT_BACK,
            ListingState.REFUSED,
            ListingState.DRAFT,
            ListingState.CLOSED,
        }
    ),
    ListingState.SENT_BACK: frozenset({ListingState.WAITING, ListingState.CLOSED}),
    # the provider mends what was wrong and asks again, or gives it up
    ListingState.REFUSED: frozenset({ListingState.WAITING, ListingState.CLOSED}),
    # papers changed and have to be seen again; the site hides what may no longer be offered
    ListingState.PUBLISHED: frozenset({ListingState.WAITING, ListingState.HIDDEN, ListingState.CLOSED}),
    ListingState.HIDDEN: frozenset({ListingState.PUBLISHED, ListingState.WAITING, ListingState.CLOSED}),
    ListingState.CLOSED: frozenset({ListingState.DRAFT}),
}
"""From each state, the states it may go to."""


class CannotMove(Conflict):
    """The listing is in a state from which there is no such move: somebody or something else came first."""

    def __init__(self, state: ListingState, to: ListingState) -> None:
        super().__init__(f"This listing is {state.label} now, so it cannot become {to.label}.")
        self.state = state
        self.to = to


def moved(state: ListingState, to: ListingState) -> ListingState:
    """``to``, when there is such a move. Raises CannotMove."""
    if to not in MOVES[state]:
        raise CannotMove(state, to)
    return to
