"""Where money stands that was asked back, from its sums."""

import pytest

from marketplace.budgets.models.asked import AskedState, state_of


@pytest.mark.parametrize(
    ("back", "is_let_go", "state"),
    [
        (0, False, AskedState.WAITS),
        (1, False, AskedState.PART),
        (99, False, AskedState.PART),
        (100, False, AskedState.BACK),
        (0, True, AskedState.LET_GO),
        (99, True, AskedState.LET_GO),
    ],
)
def test_it_stands_where_its_sums_say(back: int, *, is_let_go: bool, state: AskedState) -> None:
    assert state_of(100, back, is_let_go=is_let_go) is state
