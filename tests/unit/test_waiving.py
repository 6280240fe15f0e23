"""The life of what a provider is asked to keep less of: every move that there is, and none besides."""

import itertools

import pytest

from marketplace.booking.waiving import MOVES, WaiverState, moved
from marketplace.errors import Conflict

S = WaiverState
ALLOWED = {(S.ASKED, to) for to in (S.WAIVED, S.IN_PART, S.REFUSED, S.UNANSWERED)}


@pytest.mark.parametrize(("state", "to"), list(itertools.product(S, S)))
def test_it_goes_where_the_table_says_and_nowhere_else(state: S, to: S) -> None:
    if (state, to) in ALLOWED:
        assert moved(state, to) is to
    else:
        with pytest.raises(Conflict):
            moved(state, to)


def test_every_answer_and_silence_is_the_end_of_it_and_only_two_give_money_back() -> None:
    assert {state for state in S if MOVES[state]} == {S.ASKED}
    assert {state for state in S if state.is_yes} == {S.WAIVED, S.IN_PART}
