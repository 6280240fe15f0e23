"""Payouts in rules alone: how an account stands, where a payout may go, what of a fee comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.payments.payouts.accounts import CAN_GO_ON, AccountFacts, AccountState, state_of
from marketplace.payments.payouts.lifecycle import MOVES, CannotMove, PayoutState, moved, net_back
from marketplace.payments.reconciling import Counted, DifferenceKind, taken_back_differ
from marketplace.payments.told import Told, read_event


@pytest.mark.parametrize(
    ("is_submitted", "transfers", "due", "disabled", "state"),
    [
        (False, "inactive", ["external_account"], "requirements.past_due", AccountState.MORE_WANTED),
        (False, "inactive", [], "", AccountState.MORE_WANTED),
        (True, "inactive", ["a.paper"], "requirements.past_due", AccountState.MORE_WANTED),
        (True, "pending", [], "requirements.pending_verification", AccountState.LOOKED_AT),
        (True, "inactive", [], "under_review", AccountState.LOOKED_AT),
        (True, "active", [], "", AccountState.READY),
        (True, "active", ["a.paper by June"], "", AccountState.READY),
        (True, "inactive", [], "rejected.fraud", AccountState.RESTRICTED),
        (True, "active", [], "platform_paused", AccountState.RESTRICTED),
        (True, "inactive", ["a.paper"], "listed", AccountState.RESTRICTED),
        (True, "inactive", [], "other", AccountState.RESTRICTED),
    ],
)
def test_an_account_stands_as_the_card_firm_says(
    *, is_submitted: bool, transfers: str, due: list[str], disabled: str, state: AccountState
) -> None:
    assert state_of(AccountFacts("acct_1", is_submitted, transfers, due, disabled)) is state


def test_only_who_is_asked_something_can_go_on() -> None:
    assert {AccountState.NOT_BEGUN, AccountState.MORE_WANTED} == CAN_GO_ON
    assert all(state.label for state in AccountState)


@pytest.mark.parametrize("state", PayoutState)
@pytest.mark.parametrize("to", PayoutState)
def test_a_payout_goes_only_where_it_may(state: PayoutState, to: PayoutState) -> None:
    if to in MOVES[state]:
        assert moved(state, to) is to
    else:
        with pytest.raises(CannotMove, match=state.label):
            moved(state, to)


def test_what_is_over_or_sent_stays_so() -> None:
    assert MOVES[PayoutState.SENT] == MOVES[PayoutState.OVER] == frozenset()


@given(st.data())
def test_however_it_is_taken_back_the_parts_make_up_what_was_sent(data: st.DataObject) -> None:
    pence = data.draw(st.integers(1, 100_000))
    fee = data.draw(st.integers(0, pence - 1))
    back = came = 0
    while back < pence:
        part = data.draw(st.integers(1, pence - back))
        net = net_back(pence, back, part, fee_pence=fee)
        assert 0 <= net <= part
        back, came = back + part, came + net
    assert came == pence - fee


def test_only_what_both_know_is_compared_for_what_came_back() -> None:
    ours = {"tr_1": Counted(5, "a", is_listed=False), "tr_2": Counted(5, "b", is_listed=False)}
    (found,) = taken_back_differ({"tr_1": 4, "tr_3": 9}, ours)
    assert (found.kind, found.name, found.our_pence, found.their_pence) == (
        DifferenceKind.REVERSAL_OTHER_SUM,
        "tr_1",
        5,
        4,
    )
    assert taken_back_differ({"tr_1": 5}, ours) == []


def test_what_happens_on_a_providers_own_account_is_never_taken_for_a_payment_to_us() -> None:
    intent = {"object": "payment_intent", "id": "pi_1", "amount": 5, "metadata": {"reference": "charge"}}
    told = {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": intent}}
    assert read_event(told).told is Told.PAID
    assert read_event(told | {"account": "acct_1"}).told is Told.OTHER
    account = {"id": "evt_2", "type": "account.updated", "account": "acct_1"}
    event = read_event(account | {"data": {"object": {"object": "account", "id": "acct_1"}}})
    assert (event.told, event.account_id) == (Told.ACCOUNT, "acct_1")
