"""What differs between our payments and the card firm's list, and the life of a dispute: each result, each move."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from marketplace.payments import disputes, reconciling
from marketplace.payments.charges import LONGEST_VALUE, what_for
from marketplace.payments.disputes import BY_STATUS, MOVES, DisputeState
from marketplace.payments.reconciling import Counted, Difference, DifferenceKind, Item
from marketplace.payments.told import read_dispute, read_event

BEFORE = datetime(2026, 12, 1, 3, tzinfo=UTC)
ITEM = Item("pi_1", 120_00, "charge:1", BEFORE - timedelta(hours=1))
OURS = Counted(120_00, "promise:1", is_listed=True)


def payments(theirs: list[Item], ours: dict[str, Counted]) -> list[Difference]:
    return reconciling.payments_differ(theirs, ours, settled_before=BEFORE)


def test_what_is_the_same_on_both_sides_is_no_difference() -> None:
    assert payments([ITEM], {"pi_1": OURS}) == []


def test_money_taken_that_we_do_not_know_is_a_difference_once_it_is_not_young_any_more() -> None:
    assert payments([ITEM], {}) == [Difference(DifferenceKind.NOT_OURS, "pi_1", "charge:1", 0, 120_00)]
    last = replace(ITEM, made_at=BEFORE - timedelta(microseconds=1))
    assert len(payments([last], {})) == 1
    assert payments([replace(ITEM, made_at=BEFORE)], {}) == []


def test_money_we_count_that_they_do_not_list_is_a_difference_where_the_list_must_have_it() -> None:
    assert payments([], {"pi_1": OURS}) == [Difference(DifferenceKind.NOT_THEIRS, "pi_1", "promise:1", 120_00, 0)]
    assert payments([], {"pi_1": replace(OURS, is_listed=False)}) == []


@pytest.mark.parametrize("pence", [119_99, 120_01])
def test_another_sum_is_a_difference_by_a_penny(pence: int) -> None:
    found = [Difference(DifferenceKind.OTHER_SUM, "pi_1", "promise:1", 120_00, pence)]
    assert payments([replace(ITEM, pence=pence)], {"pi_1": OURS}) == found


def test_refunds_differ_in_the_same_ways_by_names_of_their_own() -> None:
    found = reconciling.refunds_differ(
        [ITEM, replace(ITEM, name="re_2", pence=1)],
        {"re_2": OURS, "re_3": OURS},
        settled_before=BEFORE,
    )
    assert [one.kind for one in found] == [
        DifferenceKind.REFUND_NOT_OURS,
        DifferenceKind.REFUND_OTHER_SUM,
        DifferenceKind.REFUND_NOT_THEIRS,
    ]


def test_books_differ_only_for_what_is_in_them() -> None:
    kept = {"promise:1": 120_00, "promise:2": 5_00, "promise:9": 7_00}
    assert reconciling.books_differ(kept, {"promise:1": 120_00, "promise:2": 4_99, "promise:3": 1}) == [
        Difference(DifferenceKind.BOOKS, "promise:2", "promise:2", 4_99, 5_00),
        Difference(DifferenceKind.BOOKS, "promise:3", "promise:3", 1, 0),
    ]


@pytest.mark.parametrize(("state", "to"), list(product(DisputeState, DisputeState)))
def test_a_dispute_goes_where_its_table_lets_it_and_else_stays(state: DisputeState, to: DisputeState) -> None:
    assert disputes.moved(state, to) is (to if to in MOVES[state] else state)


def test_a_dispute_that_is_decided_stays_decided() -> None:
    over = {state for state in DisputeState if state.is_over}
    assert over == {DisputeState.WON, DisputeState.LOST, DisputeState.DROPPED}
    assert all(not MOVES[state] for state in over)
    assert DisputeState.ASKED not in set().union(*MOVES.values())


@pytest.mark.parametrize(("status", "state"), [*BY_STATUS.items(), ("a_new_one", DisputeState.ASKED)])
def test_each_word_of_the_card_firm_is_a_state_and_a_new_one_has_to_be_answered(
    status: str, state: DisputeState
) -> None:
    due = int(BEFORE.timestamp())
    about = {"object": "dispute", "id": "dp_1", "amount": 500, "status": status, "reason": None, "payment_intent": None}
    assert read_dispute(about).state is state
    about |= {"payment_intent": "pi_1", "reason": "duplicate", "evidence_details": {"due_by": due}}
    told = read_event({"id": "evt_1", "type": "charge.dispute.closed", "data": {"object": about}}).disputed
    assert told
    assert (told.intent_id, told.pence, told.reason, told.due_at) == ("pi_1", 500, "duplicate", BEFORE)


def test_a_charge_names_its_break_pot_and_lines_within_what_metadata_holds() -> None:
    assert what_for(break_ref="b", pot_ref="p", line_refs=["l1", "l2"]) == {"break": "b", "pot": "p", "lines": "l1 l2"}
    assert what_for(break_ref="b", pot_ref="p", line_refs=[]) == {"break": "b", "pot": "p"}
    refs = [f"line{number:08}" for number in range(90)]
    named = what_for(break_ref="b", pot_ref="p", line_refs=refs)
    assert " ".join(named[key] for key in ("lines", "lines_2", "lines_3")).split() == refs
    assert max(map(len, named.values())) <= LONGEST_VALUE
