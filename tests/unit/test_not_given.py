"""The life of the word that a part was not given: every move that there is, and none besides."""

import itertools

import pytest

from marketplace.booking.not_given import MOVES, OPEN, NotGivenState, moved
from marketplace.errors import Conflict

S = NotGivenState
ALLOWED = {
    (S.ASKED, S.DENIED),
    (S.ASKED, S.AGREED),
    (S.ASKED, S.UNANSWERED),
    (S.ASKED, S.TAKEN_BACK),
    (S.DENIED, S.AGREED),
    (S.DENIED, S.DECIDED_SO),
    (S.DENIED, S.DECIDED_GIVEN),
    (S.DENIED, S.TAKEN_BACK),
}


@pytest.mark.parametrize(("state", "to"), list(itertools.product(S, S)))
def test_it_goes_where_the_table_says_and_nowhere_else(state: S, to: S) -> None:
    if (state, to) in ALLOWED:
        assert moved(state, to) is to
    else:
        with pytest.raises(Conflict):
            moved(state, to)


def test_silence_ends_a_question_but_never_a_contradiction() -> None:
    assert S.UNANSWERED in MOVES[S.ASKED]
    assert S.UNANSWERED not in MOVES[S.DENIED]
    assert {S.ASKED, S.DENIED} == OPEN
    assert {state for state in S if state.is_given} == {S.TAKEN_BACK, S.DECIDED_GIVEN}
