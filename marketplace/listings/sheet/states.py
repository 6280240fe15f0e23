"""The life of a file of listings: its states and the moves between them, as one table. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from marketplace.errors import Conflict


class SheetState(StrEnum):
    """Where a file of listings stands."""

    READING = "reading"
    REFUSED = "refused"
    READY = "ready"
    TAKING = "taking"
    TAKEN = "taken"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _LABELS[self]

    @property
    def is_at_work(self) -> bool:
        """Whether the worker has it in hand."""
        return self in {SheetState.READING, SheetState.TAKING}


_LABELS = {
    SheetState.READING: "being read",
    SheetState.REFUSED: "not taken: something is wrong in it",
    SheetState.READY: "read, and waits for your word",
    SheetState.TAKING: "being taken",
    SheetState.TAKEN: "taken",
    SheetState.DROPPED: "given up",
}

MOVES: Mapping[SheetState, frozenset[SheetState]] = {
    # the worker has read it; its provider gives it up meanwhile
    SheetState.READING: frozenset({SheetState.REFUSED, SheetState.READY, SheetState.DROPPED}),
    # its provider has seen what it comes to
    SheetState.READY: frozenset({SheetState.TAKING, SheetState.DROPPED}),
    # a listing changed after it was read, so that it comes to something else: it is read again
    SheetState.TAKING: frozenset({SheetState.TAKEN, SheetState.READING}),
    SheetState.REFUSED: frozenset(),
    SheetState.TAKEN: frozenset(),
    SheetState.DROPPED: frozenset(),
}
"""From each state, the states it may go to."""


def moved(state: SheetState, to: SheetState) -> SheetState:
    """``to``, when there is such a move. Raises Conflict."""
    if to not in MOVES[state]:
        raise Conflict(f"This file is {state.label} now. Look at it again.")
    return to
