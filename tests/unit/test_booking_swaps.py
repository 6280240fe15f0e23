"""The life of a swap: every state and move; what is inside a limit, on both sides of each; by what it is booked."""

from itertools import product

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.swaps import (
    ENDED,
    OPEN,
    SWAP_MOVES,
    Asked,
    CannotSwap,
    Limit,
    PaidBy,
    SwapPer,
    SwapState,
    change_words,
    outside,
    swap_moved,
    unit_between,
)
from marketplace.listings.pricing import RateUnit

PLANNED, WAITS, ASKED, DONE = SwapState.PLANNED, SwapState.WAITS, SwapState.ASKED, SwapState.DONE
PAYS = SwapState.PAYS
NOT_AGREED, DECLINED, OVER, TAKEN_BACK = (
    SwapState.NOT_AGREED,
    SwapState.DECLINED,
    SwapState.OVER,
    SwapState.TAKEN_BACK,
)
MAY = {
    (PLANNED, WAITS),
    (PLANNED, ASKED),
    (PLANNED, PAYS),
    (PLANNED, DONE),
    (PLANNED, OVER),
    (PLANNED, TAKEN_BACK),
    (WAITS, ASKED),
    (WAITS, PAYS),
    (WAITS, DONE),
    (WAITS, NOT_AGREED),
    (WAITS, OVER),
    (WAITS, TAKEN_BACK),
    (ASKED, PAYS),
    (ASKED, DONE),
    (ASKED, DECLINED),
    (ASKED, OVER),
    (ASKED, TAKEN_BACK),
    (PAYS, DONE),
    (PAYS, DECLINED),
    (PAYS, OVER),
    (PAYS, TAKEN_BACK),
}


@pytest.mark.parametrize(("state", "to"), list(product(SwapState, SwapState)))
def test_a_swap_goes_where_the_table_says_and_nowhere_else(state: SwapState, to: SwapState) -> None:
    if (state, to) in MAY:
        assert swap_moved(state, to) is to
    else:
        with pytest.raises(CannotSwap):
            swap_moved(state, to)


def test_each_state_is_planned_open_or_ended_and_has_its_words() -> None:
    assert {PLANNED} | OPEN | ENDED == set(SwapState) == set(SWAP_MOVES)
    assert all(not SWAP_MOVES[state] for state in ENDED)
    assert len({state.label for state in SwapState}) == len(SwapState)


ACTIVITY, TRANSPORT, STAY = ListingKind.ACTIVITY, ListingKind.TRANSPORT, ListingKind.ACCOMMODATION
LIMIT = Limit(frozenset({ACTIVITY, TRANSPORT}), 10_00, 15_00, SwapPer.BREAK)
NO_DEARER = Limit(frozenset({ACTIVITY}), 0, 0, SwapPer.PERIOD)


@pytest.mark.parametrize(
    ("limit", "asked", "why"),
    [
        (None, Asked(ACTIVITY, ACTIVITY, 60_00, 45_00), "Nobody has named a limit"),
        (LIMIT, Asked(ACTIVITY, ACTIVITY, 60_00, 45_00), ""),
        (LIMIT, Asked(ACTIVITY, TRANSPORT, 60_00, 60_00), ""),
        (LIMIT, Asked(STAY, ACTIVITY, 60_00, 45_00), "Place to stay is not among"),
        (LIMIT, Asked(ACTIVITY, STAY, 60_00, 45_00), "Place to stay is not among"),
        (LIMIT, Asked(None, ACTIVITY, 60_00, 45_00), "This part is not among"),
        (LIMIT, Asked(ACTIVITY, ACTIVITY, 60_00, 70_00), ""),
        (LIMIT, Asked(ACTIVITY, ACTIVITY, 60_00, 70_01), "It costs this money £10.01 more. The limit for one swap"),
        (LIMIT, Asked(ACTIVITY, ACTIVITY, 60_00, 65_00, dearer_before=10_00), ""),
        (LIMIT, Asked(ACTIVITY, ACTIVITY, 60_00, 65_01, dearer_before=10_00), "With earlier swaps it costs this money"),
        (LIMIT, Asked(ACTIVITY, ACTIVITY, 60_00, 60_00, dearer_before=99_00), ""),
        (NO_DEARER, Asked(ACTIVITY, ACTIVITY, 60_00, 60_00), ""),
        (NO_DEARER, Asked(ACTIVITY, ACTIVITY, 60_00, 60_01), "The limit for one swap is £0.00."),
    ],
)
def test_a_swap_is_inside_a_limit_up_to_its_penny_and_the_reason_says_which_one(
    limit: Limit | None, asked: Asked, why: str
) -> None:
    said = outside(limit, asked)
    assert (why in said) if why else (said == "")


@pytest.mark.parametrize(
    ("sold", "before", "has_time", "unit"),
    [
        ({RateUnit.ITEM}, RateUnit.ITEM, False, RateUnit.ITEM),
        ({RateUnit.HOUR}, RateUnit.ITEM, False, RateUnit.HOUR),
        ({RateUnit.ITEM}, RateUnit.HOUR, True, RateUnit.ITEM),
        ({RateUnit.NIGHT}, RateUnit.ITEM, False, None),
        ({RateUnit.ITEM}, RateUnit.NIGHT, False, None),
        ({RateUnit.NIGHT}, RateUnit.NIGHT, False, RateUnit.NIGHT),
        ({RateUnit.NIGHT}, RateUnit.NIGHT, True, None),
    ],
)
def test_what_takes_the_place_is_sold_in_the_same_way(
    sold: set[RateUnit], before: RateUnit, *, has_time: bool, unit: RateUnit | None
) -> None:
    assert unit_between(sold, before, has_time=has_time) is unit


def test_a_limit_says_itself() -> None:
    assert LIMIT.words == "activity, transport: up to £10.00 dearer each, £15.00 in one break"
    assert NO_DEARER.words == "activity: at no higher price"


@pytest.mark.parametrize("paid_by", PaidBy)
def test_what_a_swap_means_for_a_pot_is_said_for_more_less_and_the_same(paid_by: PaidBy) -> None:
    more, less = change_words(15_00, paid_by), change_words(-15_00, paid_by)
    assert change_words(0, paid_by) == "It pays the same."
    assert more.startswith("£15.00 more")
    assert less.startswith("£15.00 less")
    assert len({more, less, *(change_words(15_00, other) for other in PaidBy)}) == len(PaidBy) + 1
