"""The life of a break and of each of its lines: states, and the moves between them, a table each. Pure.

Says which moves there are, not who may make one or what must be true first: that is for the services.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from marketplace.errors import Conflict


class BreakState(StrEnum):
    """Where a break stands."""

    DRAFT = "draft"
    HELD = "held"
    REQUESTED = "requested"
    PART_KEPT = "part_kept"
    EXPIRED = "expired"
    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _BREAK_LABELS[self]

    @property
    def sentence(self) -> str:
        """How it stands with "this break", as a sentence without its full stop."""
        return _BREAK_SENTENCES.get(self, f"This break is {self.label}")


_BREAK_LABELS = {
    BreakState.DRAFT: "draft",
    BreakState.HELD: "held for you",
    BreakState.REQUESTED: "waiting for answers",
    BreakState.PART_KEPT: "first part kept, the rest to come",
    BreakState.EXPIRED: "time is over, nothing is held",
    BreakState.CONFIRMING: "being confirmed",
    BreakState.CONFIRMED: "confirmed",
    BreakState.COMPLETED: "over",
    BreakState.CANCELLED: "cancelled",
}

_BREAK_SENTENCES = {
    BreakState.DRAFT: "This break is a draft",
    BreakState.PART_KEPT: "The first part of this break is kept, and the rest is to come",
    BreakState.EXPIRED: "The time of this break is over, and nothing is held",
}

MOVES: Mapping[BreakState, frozenset[BreakState]] = {
    BreakState.DRAFT: frozenset({BreakState.HELD, BreakState.CANCELLED}),
    # asked for; its time is over; let go to be changed. Where a first part is kept, the rest alone is let go
    BreakState.HELD: frozenset(
        {BreakState.REQUESTED, BreakState.PART_KEPT, BreakState.EXPIRED, BreakState.DRAFT, BreakState.CANCELLED}
    ),
    BreakState.REQUESTED: frozenset(
        {BreakState.CONFIRMING, BreakState.PART_KEPT, BreakState.EXPIRED, BreakState.DRAFT, BreakState.CANCELLED}
    ),
    # the rest is held; all of it is let go, by hand or at the end of its day
    BreakState.PART_KEPT: frozenset({BreakState.HELD, BreakState.DRAFT, BreakState.EXPIRED, BreakState.CANCELLED}),
    # lines and agreements stay: holding anew asks only what changed
    BreakState.EXPIRED: frozenset({BreakState.HELD, BreakState.CANCELLED}),
    # the charge is answered, or is not in its time
    BreakState.CONFIRMING: frozenset(
        {BreakState.CONFIRMED, BreakState.PART_KEPT, BreakState.EXPIRED, BreakState.CANCELLED}
    ),
    BreakState.CONFIRMED: frozenset({BreakState.COMPLETED, BreakState.CANCELLED}),
    BreakState.COMPLETED: frozenset(),
    BreakState.CANCELLED: frozenset(),
}
"""From each state, the states a break may go to."""

LAPSING = frozenset({BreakState.HELD, BreakState.REQUESTED, BreakState.PART_KEPT, BreakState.CONFIRMING})
"""States that end by themselves when their time is over."""

WAITING = frozenset({BreakState.REQUESTED, BreakState.PART_KEPT})
"""States that wait for somebody: for answers, or for the rest to be planned and asked for."""

PLANNED = frozenset({BreakState.DRAFT, BreakState.EXPIRED})
"""States in which nothing is held, and all may be changed."""

UNHELD = PLANNED | {BreakState.PART_KEPT}
"""States from which a hold begins: nothing is held, or the first part alone."""

KEPT = frozenset({BreakState.CONFIRMING, BreakState.CONFIRMED, BreakState.COMPLETED})
"""States after all have agreed: what goes now is cancelled, not taken out."""


class LineState(StrEnum):
    """Where one line stands."""

    PROPOSED = "proposed"
    INSTEAD = "instead"
    ASKED = "asked"
    ACCEPTED_PROVISIONALLY = "accepted_provisionally"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    TAKEN_OUT = "taken_out"
    CANCELLED = "cancelled"
    DELIVERED = "delivered"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _LINE_LABELS[self]

    @property
    def is_in(self) -> bool:
        """Whether it is a part of the break: it counts in sums, cover and agreements."""
        return self in IN


_LINE_LABELS = {
    LineState.PROPOSED: "not asked yet",
    LineState.INSTEAD: "may take the place of another part",
    LineState.ASKED: "asked",
    LineState.ACCEPTED_PROVISIONALLY: "accepted for now",
    LineState.ACCEPTED: "accepted",
    LineState.DECLINED: "declined",
    LineState.WITHDRAWN: "withdrawn by the provider",
    LineState.REFUSED: "not wanted",
    LineState.TAKEN_OUT: "taken out",
    LineState.CANCELLED: "cancelled",
    LineState.DELIVERED: "done",
}

_OUT_BEFORE_ACCEPTANCE = frozenset({LineState.REFUSED, LineState.TAKEN_OUT, LineState.CANCELLED})

LINE_MOVES: Mapping[LineState, frozenset[LineState]] = {
    # asked of its provider; or accepted already: by a standing word, or where no provider of this site is asked
    LineState.PROPOSED: frozenset({LineState.ASKED, LineState.ACCEPTED, LineState.INSTEAD}) | _OUT_BEFORE_ACCEPTANCE,
    # it is no part of its break until all of a swap is agreed, and the part whose place it takes has gone
    LineState.INSTEAD: frozenset({LineState.ACCEPTED, LineState.TAKEN_OUT}),
    # the time of a request that nobody answered makes it as if it had not been asked
    LineState.ASKED: frozenset(
        {LineState.ACCEPTED_PROVISIONALLY, LineState.ACCEPTED, LineState.DECLINED, LineState.PROPOSED}
    )
    | _OUT_BEFORE_ACCEPTANCE,
    LineState.ACCEPTED_PROVISIONALLY: frozenset({LineState.ACCEPTED, LineState.WITHDRAWN}) | _OUT_BEFORE_ACCEPTANCE,
    # a session that cannot be held is withdrawn while the rest of the break still waits for answers; a yes that was for
    # a part to be kept until a day is asked for anew once that day is over, or another one
    LineState.ACCEPTED: frozenset({LineState.DELIVERED, LineState.WITHDRAWN, LineState.PROPOSED})
    | _OUT_BEFORE_ACCEPTANCE,
    # whoever arranges puts something in its place, or goes on without
    LineState.DECLINED: frozenset({LineState.TAKEN_OUT}),
    LineState.WITHDRAWN: frozenset({LineState.TAKEN_OUT}),
    LineState.REFUSED: frozenset(),
    LineState.TAKEN_OUT: frozenset(),
    LineState.CANCELLED: frozenset(),
    LineState.DELIVERED: frozenset(),
}
"""From each state, the states a line may go to."""

IN = frozenset(
    {
        LineState.PROPOSED,
        LineState.ASKED,
        LineState.ACCEPTED_PROVISIONALLY,
        LineState.ACCEPTED,
        LineState.DELIVERED,
    }
)
"""States of lines that are a part of the break."""

HOLDING = IN | {LineState.INSTEAD}
"""States of lines that may hold a space: parts of the break, and what may take the place of one."""

ENDED = frozenset({LineState.DELIVERED, LineState.CANCELLED})
"""States of lines of which it is known what they cost: they were given, or cancelled and perhaps partly kept."""

OUT_BY_A_NO = frozenset({LineState.REFUSED, LineState.CANCELLED})
"""Where a line is to which one of its people said no: before all have agreed, and after."""

LOST = frozenset({LineState.DECLINED, LineState.WITHDRAWN})
"""States of lines whose provider said no, until whoever arranges puts something in their place or goes on without."""

ANY_STATE = TypeVar("ANY_STATE", BreakState, LineState)


class CannotMove(Conflict):
    """It is in a state from which there is no such move: somebody or something else came first."""

    def __init__(self, what: str, state: BreakState | LineState, to: BreakState | LineState) -> None:
        super().__init__(f"{what} is {state.label}, so it cannot become {to.label}.")
        self.state = state
        self.to = to


def moved(state: BreakState, to: BreakState) -> BreakState:
    """``to``, when a break may go there. Raises CannotMove."""
    return _moved(MOVES, "This break", state, to)


def line_moved(state: LineState, to: LineState) -> LineState:
    """``to``, when a line may go there. Raises CannotMove."""
    return _moved(LINE_MOVES, "This part", state, to)


def state_at(
    state: BreakState, until: datetime | None, now: datetime, *, kept_until: datetime | None = None
) -> BreakState:
    """What a kept state means at an instant: what lapses is gone at its second, swept or not.

    ``kept_until``: until when the first part is kept, where one is. What is asked beside it may lapse before that.
    """
    if state not in LAPSING or until is None or until > now:
        return state
    return BreakState.EXPIRED if kept_until is None or kept_until <= now else BreakState.PART_KEPT


def line_state_at(state: LineState, of_break: BreakState) -> LineState:
    """What a line's kept state means in a break of that state: nobody is asked once the time is over."""
    is_unanswered = of_break in {BreakState.EXPIRED, BreakState.PART_KEPT} and state is LineState.ASKED
    return LineState.PROPOSED if is_unanswered else state


def _moved(moves: Mapping[ANY_STATE, frozenset[ANY_STATE]], what: str, state: ANY_STATE, to: ANY_STATE) -> ANY_STATE:
    if to not in moves[state]:
        raise CannotMove(what, state, to)
    return to
