"""The life of a break and of a line: every cell of both tables, and what lapses at its second."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.booking import lifecycle
from marketplace.booking.lifecycle import (
    HOLDING,
    IN,
    KEPT,
    LAPSING,
    LINE_MOVES,
    LOST,
    MOVES,
    PLANNED,
    BreakState,
    CannotMove,
    LineState,
)

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)

DRAFT, HELD, REQUESTED, EXPIRED = BreakState.DRAFT, BreakState.HELD, BreakState.REQUESTED, BreakState.EXPIRED
CONFIRMING, CONFIRMED = BreakState.CONFIRMING, BreakState.CONFIRMED
COMPLETED, CANCELLED = BreakState.COMPLETED, BreakState.CANCELLED
PART_KEPT = BreakState.PART_KEPT
BREAKS_MAY = {
    (DRAFT, HELD),
    (DRAFT, CANCELLED),
    (HELD, REQUESTED),
    (HELD, EXPIRED),
    (HELD, DRAFT),
    (HELD, CANCELLED),
    (REQUESTED, CONFIRMING),
    (REQUESTED, EXPIRED),
    (REQUESTED, DRAFT),
    (REQUESTED, CANCELLED),
    (EXPIRED, HELD),
    (EXPIRED, CANCELLED),
    (CONFIRMING, CONFIRMED),
    (CONFIRMING, EXPIRED),
    (CONFIRMING, CANCELLED),
    (HELD, PART_KEPT),
    (REQUESTED, PART_KEPT),
    (CONFIRMING, PART_KEPT),
    (PART_KEPT, HELD),
    (PART_KEPT, DRAFT),
    (PART_KEPT, EXPIRED),
    (PART_KEPT, CANCELLED),
    (CONFIRMED, COMPLETED),
    (CONFIRMED, CANCELLED),
}

ASKED, PROVISIONALLY = LineState.ASKED, LineState.ACCEPTED_PROVISIONALLY
ACCEPTED, PROPOSED = LineState.ACCEPTED, LineState.PROPOSED
LINES_MAY = {
    (PROPOSED, ASKED),
    (PROPOSED, ACCEPTED),
    (ASKED, PROVISIONALLY),
    (ASKED, ACCEPTED),
    (ASKED, LineState.DECLINED),
    (ASKED, PROPOSED),
    (PROVISIONALLY, ACCEPTED),
    (PROVISIONALLY, LineState.WITHDRAWN),
    (ACCEPTED, LineState.DELIVERED),
    (ACCEPTED, LineState.WITHDRAWN),
    (ACCEPTED, PROPOSED),
    (PROPOSED, LineState.INSTEAD),
    (LineState.INSTEAD, ACCEPTED),
    (LineState.INSTEAD, LineState.TAKEN_OUT),
    (LineState.DECLINED, LineState.TAKEN_OUT),
    (LineState.WITHDRAWN, LineState.TAKEN_OUT),
    *(
        (state, out)
        for state in (PROPOSED, ASKED, PROVISIONALLY, ACCEPTED)
        for out in (LineState.REFUSED, LineState.TAKEN_OUT, LineState.CANCELLED)
    ),
}


@pytest.mark.parametrize("state", BreakState)
@pytest.mark.parametrize("to", BreakState)
def test_a_break_goes_where_the_table_says_and_nowhere_else(state: BreakState, to: BreakState) -> None:
    if (state, to) in BREAKS_MAY:
        assert lifecycle.moved(state, to) is to
    else:
        with pytest.raises(CannotMove, match=state.label):
            lifecycle.moved(state, to)


@pytest.mark.parametrize("state", LineState)
@pytest.mark.parametrize("to", LineState)
def test_a_line_goes_where_the_table_says_and_nowhere_else(state: LineState, to: LineState) -> None:
    if (state, to) in LINES_MAY:
        assert lifecycle.line_moved(state, to) is to
    else:
        with pytest.raises(CannotMove, match=state.label):
            lifecycle.line_moved(state, to)


def test_every_state_has_its_row_and_a_name_of_its_own() -> None:
    assert set(MOVES) == set(BreakState)
    assert set(LINE_MOVES) == set(LineState)
    assert len({state.label for state in BreakState}) == len(BreakState)
    assert len({state.label for state in LineState}) == len(LineState)


def test_every_state_can_be_reached_from_the_first() -> None:
    reached, more = set(), {DRAFT}
    while more:
        reached |= more
        more = {to for state in more for to in MOVES[state]} - reached
    assert reached == set(BreakState)


@pytest.mark.parametrize("state", BreakState)
def test_what_lapses_is_gone_at_its_second_and_nothing_else_is(state: BreakState) -> None:
    before, then = NOW - timedelta(microseconds=1), NOW
    assert lifecycle.state_at(state, NOW, before) is state
    assert lifecycle.state_at(state, NOW, then) is (EXPIRED if state in LAPSING else state)
    assert lifecycle.state_at(state, None, then) is state


@pytest.mark.parametrize("state", BreakState)
def test_what_lapses_beside_a_first_part_leaves_that_kept_until_its_own_second(state: BreakState) -> None:
    kept_until = NOW + timedelta(hours=1)
    left = PART_KEPT if state in LAPSING else state
    assert lifecycle.state_at(state, NOW, NOW, kept_until=kept_until) is left
    assert lifecycle.state_at(state, NOW, kept_until - timedelta(microseconds=1), kept_until=kept_until) is left
    assert lifecycle.state_at(state, NOW, kept_until, kept_until=kept_until) is (EXPIRED if state in LAPSING else state)


@pytest.mark.parametrize("state", LineState)
def test_once_the_time_is_over_who_did_not_answer_was_not_asked(state: LineState) -> None:
    assert lifecycle.line_state_at(state, EXPIRED) is (PROPOSED if state is ASKED else state)
    assert lifecycle.line_state_at(state, PART_KEPT) is (PROPOSED if state is ASKED else state)
    assert lifecycle.line_state_at(state, REQUESTED) is state


def test_a_line_is_in_or_out_and_what_is_out_never_comes_in_again() -> None:
    for state in LineState:
        assert state.is_in is (state in IN)
        assert state in HOLDING or not LINE_MOVES[state] & IN


def test_what_a_provider_said_no_to_is_out_and_waits_for_whoever_arranges() -> None:
    assert not LOST & IN
    assert {state for state in LineState if state not in HOLDING and LINE_MOVES[state]} == LOST


def test_no_break_is_planned_and_kept_at_once() -> None:
    assert not PLANNED & KEPT
    assert not PLANNED & LAPSING
