"""The life of a charge: every state and every move, and what of it may still go back."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.payments.charges import MOVES, OPEN, CannotCharge, ChargeState, moved, shared_out

W, N, D, P, V = (
    ChargeState.WANTED,
    ChargeState.NEEDS_CARDHOLDER,
    ChargeState.DECLINED,
    ChargeState.PAID,
    ChargeState.OVER,
)
THERE_ARE = {(W, N), (W, D), (W, P), (W, V), (N, N), (N, D), (N, P), (N, V), (D, N), (D, D), (D, P), (D, V)}


@pytest.mark.parametrize(("state", "to"), list(product(ChargeState, ChargeState)))
def test_there_are_these_moves_and_no_others(state: ChargeState, to: ChargeState) -> None:
    if (state, to) in THERE_ARE:
        assert moved(state, to) is to
    else:
        with pytest.raises(CannotCharge) as refused:
            moved(state, to)
        assert (refused.value.state, refused.value.to) == (state, to)


def test_every_state_has_its_moves_and_its_words() -> None:
    assert set(MOVES) == set(ChargeState)
    assert len({state.label for state in ChargeState}) == len(ChargeState)


def test_money_may_still_come_just_where_there_are_moves() -> None:
    assert {state for state in ChargeState if MOVES[state]} == OPEN


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 500)), st.data())
def test_what_goes_back_is_shared_out_to_the_penny_and_none_gets_more_than_it_took(
    left: dict[int, int], data: st.DataObject
) -> None:
    pence = data.draw(st.integers(0, sum(left.values())))
    parts = shared_out(pence, left)
    assert sum(parts.values()) == pence
    assert all(0 < part <= left[number] for number, part in parts.items())


def test_the_latest_payment_goes_back_first() -> None:
    assert shared_out(150, {1: 100, 2: 100}) == {2: 100, 1: 50}


def test_more_than_was_paid_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="more is to go back"):
        shared_out(101, {1: 100})
