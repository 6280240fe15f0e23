"""A visitor levy asked back (R35, R36): when it can be, its life in every state and move, and to whom it comes back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from marketplace.booking.cancel_costs import Paid, Stretch, cost_pence
from marketplace.booking.levies import MOVES, OPEN, Entitlement, Ready, ReclaimState, Stayed, come_back, ready
from marketplace.budgets.sorts import Control
from marketplace.listings.cancelling import Step

LEAVES = datetime(2027, 3, 8, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
STAYED = Stayed(levy_pence=30_00, is_in=True, ends_at=LEAVES, is_paid=True)
P, S, F, N, L = ReclaimState
COMMITTED, STATED, OWN = Control.COMMITTED, Control.STATED, Control.OWN


@pytest.mark.parametrize(
    ("stay", "at", "found"),
    [
        (STAYED, LEAVES, Ready.YES),
        (STAYED, LEAVES - SECOND, Ready.AHEAD),
        (replace(STAYED, is_paid=False), LEAVES, Ready.UNPAID),
        (replace(STAYED, is_paid=False), LEAVES - SECOND, Ready.AHEAD),
        (replace(STAYED, is_in=False), LEAVES, Ready.OFF),
        (replace(STAYED, is_in=False, is_planned=True), LEAVES, Ready.UNBOOKED),
        (replace(STAYED, ends_at=None), LEAVES, Ready.OFF),
        (replace(STAYED, levy_pence=0), LEAVES, Ready.NONE),
        (replace(STAYED, levy_pence=1), LEAVES, Ready.YES),
    ],
)
def test_a_levy_can_be_asked_back_once_somebody_has_stayed_and_paid(stay: Stayed, at: datetime, found: Ready) -> None:
    assert ready(stay, at) is found
    assert found.sentence


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, {P, L}), (P, {P, S, L}), (S, {F, N}), (F, set()), (N, {P, F}), (L, {P})],
)
def test_a_reclaim_goes_from_each_state_to_these_and_no_other(
    before: ReclaimState | None, after: set[ReclaimState]
) -> None:
    assert MOVES[before] == after


def test_every_state_and_entitlement_has_words_and_a_paper_is_out_in_two() -> None:
    assert set(MOVES) == {None, *ReclaimState}
    assert {P, S} == OPEN
    assert len({one.label for one in (*ReclaimState, *Entitlement)}) == len(ReclaimState) + len(Entitlement)


@pytest.mark.parametrize(
    ("paid", "pence", "back"),
    [
        ([(COMMITTED, 30_00)], 30_00, [30_00]),
        ([(COMMITTED, 30_00)], 12_34, [12_34]),
        ([(COMMITTED, 10_00), (OWN, 20_00)], 15_00, [5_00, 10_00]),
        ([(COMMITTED, 5_00), (STATED, 5_00), (OWN, 5_00)], 1, [0, 0, 1]),
        ([(COMMITTED, 5_00), (STATED, 5_00), (OWN, 5_00)], 2, [0, 1, 1]),
        ([(COMMITTED, 5_00), (STATED, 5_00), (OWN, 5_00)], 3, [1, 1, 1]),
        ([(COMMITTED, 5_00)], 0, [0]),
    ],
)
def test_what_comes_back_goes_to_who_paid_with_an_odd_penny_to_people_first(
    paid: list[tuple[Control, int]], pence: int, back: list[int]
) -> None:
    assert come_back([Paid(*one) for one in paid], pence) == back


def test_no_more_comes_back_than_was_paid() -> None:
    with pytest.raises(ValueError, match="below nought"):
        come_back([Paid(COMMITTED, 30_00)], 30_01)


@pytest.mark.parametrize(
    ("ahead", "cost"),
    [
        (timedelta(days=8), 0),
        (timedelta(days=3), 60_00),
        (timedelta(seconds=1), 60_00),
        (timedelta(0), 150_00),
        (-SECOND, 150_00),
    ],
)
def test_a_levy_is_kept_only_once_the_stay_has_begun(ahead: timedelta, cost: int) -> None:
    nights, levy = Stretch(LEAVES, 120_00), Stretch(LEAVES, 30_00, is_levy=True)
    assert cost_pence([nights, levy], (Step(7, 50),), LEAVES - ahead) == cost
