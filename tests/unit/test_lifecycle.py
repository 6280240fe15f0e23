"""The life of a listing: every cell of the table of moves, seen as it should be."""

import pytest

from marketplace.errors import Conflict
from marketplace.listings.lifecycle import MOVES, CannotMove, ListingState, moved

DRAFT, WAITING, SENT_BACK = ListingState.DRAFT, ListingState.WAITING, ListingState.SENT_BACK
REFUSED = ListingState.REFUSED
PUBLISHED, HIDDEN, CLOSED = ListingState.PUBLISHED, ListingState.HIDDEN, ListingState.CLOSED

TABLE = """
             draft waiting sent_back refused published hidden closed
draft        .     x       .         .       x         .      x
waiting      x     .       x         x       x         .      x
sent_back    .     x       .         .       .         .      x
refused      .     x       .         .       .         .      x
published    .     x       .         .       .         x      x
hidden       .     x       .         .       x         .      x
closed       x     .       .         .       .         .      .
"""
"""From the row to the column: x there is such a move, . there is none."""


def cells() -> list[tuple[ListingState, ListingState, bool]]:
    """Every cell: from, to, whether there is a move."""
    heading, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return [
        (ListingState(state), ListingState(to), mark == "x")
        for state, *marks in rows
        for to, mark in zip(heading, marks, strict=True)
    ]


@pytest.mark.parametrize(("state", "to", "is_there"), cells())
def test_each_cell_of_the_table_is_as_written(state: ListingState, to: ListingState, *, is_there: bool) -> None:
    assert (to in MOVES[state]) is is_there
    if is_there:
        assert moved(state, to) is to
        return
    with pytest.raises(CannotMove) as refusal:
        moved(state, to)
    assert isinstance(refusal.value, Conflict)
    assert state.label in refusal.value.message


def test_the_table_has_every_state_as_row_and_as_column() -> None:
    assert len(cells()) == len(ListingState) ** 2
    assert set(MOVES) == set(ListingState)


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached = {DRAFT}
    while more := {to for state in reached for to in MOVES[state]} - reached:
        reached |= more
    assert reached == set(ListingState)


def test_nothing_is_published_without_having_waited_or_an_operators_word() -> None:
    assert {state for state in ListingState if PUBLISHED in MOVES[state]} == {DRAFT, WAITING, HIDDEN}
    assert {state for state in ListingState if SENT_BACK in MOVES[state]} == {WAITING}
    assert {state for state in ListingState if REFUSED in MOVES[state]} == {WAITING}
    assert MOVES[CLOSED] == {DRAFT}
    assert HIDDEN in MOVES[PUBLISHED]
