"""The gateway of payouts, by Stripe's library and over HTTP, against the stand-in: accounts, transfers, reversals."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import stripe

from marketplace import clock
from marketplace.payments.gateway import CardsRefused
from marketplace.payments.payouts.accounts import AccountState, state_of
from marketplace.payments.payouts.gateway import NotReady, Payouts, Sending, TransferRefused
from marketplace.payments.told import Told
from tests.cards import Letterbox, NotTaken, StandIn, card_stand_in, letterbox, onboard_at, pay_at

BACK = "http://127.0.0.1:8000/payouts/connect/done"
AGAIN = "http://127.0.0.1:8000/payouts/connect/again"
NAMES = {"break": "b1", "pot": "p1", "lines": "l1"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StandIn, Letterbox]]:
    with letterbox() as box, card_stand_in(tmp_path_factory.mktemp("cards"), webhook=box.url) as stand_in:
        yield stand_in, box


@pytest.fixture
def stand_in(running: tuple[StandIn, Letterbox]) -> StandIn:
    running[0].forget()
    running[0].settle()
    running[1].empty()
    return running[0]


@pytest.fixture
def firm(stand_in: StandIn) -> Payouts:
    return stand_in.payouts()


def opened(firm: Payouts, name: str = "a") -> str:
    return firm.open_account(reference=f"provider:{name}", name="Elm House", email="ann@example.org", key=name)


def ready(stand_in: StandIn, firm: Payouts, name: str = "a") -> str:
    account_id = opened(firm, name)
    stand_in.becomes(account_id, "ready")
    return account_id


def paid(stand_in: StandIn, pence: int = 300_00) -> str:
    """A payment of a card; its intent."""
    page = stand_in.cards().open_payment(
        reference="pot:2",
        pence=pence,
        words="A break",
        email="ann@example.org",
        success_url=BACK,
        cancel_url=BACK,
        key=f"paid {pence}",
    )
    pay_at(page.url)
    return stand_in.charges()[-1].intent_id


def sending(account_id: str, intent_id: str, pence: int, reference: str = "payout:1") -> Sending:
    return Sending(account_id, intent_id, pence, group="b1", reference=reference, what_for=NAMES)


def take_back(firm: Payouts, transfer_id: str, pence: int, key: str = "back") -> str:
    return firm.take_back(transfer_id=transfer_id, pence=pence, reference=key, key=key, what_for=NAMES)


def test_an_account_is_opened_once_and_finished_on_the_firms_own_page(
    stand_in: StandIn, firm: Payouts, running: tuple[StandIn, Letterbox]
) -> None:
    account_id = opened(firm)
    assert opened(firm) == account_id
    assert state_of(firm.account(account_id)) is AccountState.MORE_WANTED
    url = firm.onboarding(account_id, done=BACK, again=AGAIN)
    with pytest.raises(NotTaken, match="test numbers"):
        onboard_at(url, "12")
    assert onboard_at(url) == AGAIN, "a link is for one visit"
    assert onboard_at(firm.onboarding(account_id, done=BACK, again=AGAIN)) == BACK
    assert state_of(firm.account(account_id)) is AccountState.READY
    stand_in.settle()
    (event,) = running[1].events(stand_in.cards())
    assert (event.told, event.account_id) == (Told.ACCOUNT, account_id)


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("00000001", AccountState.MORE_WANTED),
        ("00000002", AccountState.LOOKED_AT),
        ("00000003", AccountState.RESTRICTED),
    ],
)
def test_whoever_is_not_ready_is_sent_nothing(
    stand_in: StandIn, firm: Payouts, number: str, state: AccountState
) -> None:
    account_id = opened(firm)
    onboard_at(firm.onboarding(account_id, done=BACK, again=AGAIN), number)
    assert state_of(firm.account(account_id)) is state
    wanted = sending(account_id, paid(stand_in), 100_00)
    for _ in range(2):
        with pytest.raises(NotReady, match="capabilities"):
            firm.send(wanted, key="one")
    stand_in.becomes(account_id, "ready")
    with pytest.raises(NotReady, match="capabilities"):  # a no is the answer to its key from then on
        firm.send(wanted, key="one")
    assert firm.send(wanted, key="another")


def test_several_are_paid_out_of_one_payment_and_never_more_than_it_brought(stand_in: StandIn, firm: Payouts) -> None:
    intent_id = paid(stand_in)
    first, second = ready(stand_in, firm, "a"), ready(stand_in, firm, "b")
    assert firm.send(sending(first, intent_id, 180_00, "payout:1"), key="1")
    with pytest.raises(TransferRefused, match=r"must not exceed the source amount of £300.00.*already £180.00"):
        firm.send(sending(second, intent_id, 120_01, "payout:2"), key="2")
    assert firm.send(sending(second, intent_id, 120_00, "payout:2"), key="3")
    shown = [(one.account_id, one.intent_id, one.group, one.pence) for one in stand_in.transfers()]
    assert shown == [(first, intent_id, "b1", 180_00), (second, intent_id, "b1", 120_00)]
    assert stand_in.transfers()[0].metadata == {**NAMES, "reference": "payout:1"}


def test_what_went_back_to_the_card_cannot_be_sent_on(stand_in: StandIn, firm: Payouts) -> None:
    intent_id, account_id = paid(stand_in), ready(stand_in, firm)
    stand_in.cards().refund(intent_id=intent_id, pence=100_00, reference="r", key="r")
    with pytest.raises(TransferRefused, match=r"source amount of £200.00"):
        firm.send(sending(account_id, intent_id, 200_01), key="1")
    assert firm.send(sending(account_id, intent_id, 200_00), key="2")


def test_a_replayed_key_sends_once_and_with_another_sum_is_refused(stand_in: StandIn, firm: Payouts) -> None:
    intent_id, account_id = paid(stand_in), ready(stand_in, firm)
    transfer_id = firm.send(sending(account_id, intent_id, 100_00), key="1")
    assert firm.send(sending(account_id, intent_id, 100_00), key="1") == transfer_id
    with pytest.raises(CardsRefused, match="same parameters"):
        firm.send(sending(account_id, intent_id, 100_01), key="1")
    assert len(stand_in.transfers()) == 1


def test_what_was_sent_is_found_by_our_reference(stand_in: StandIn, firm: Payouts) -> None:
    intent_id, account_id = paid(stand_in), ready(stand_in, firm)
    assert firm.sent(group="b1", reference="payout:1") == ""
    transfer_id = firm.send(sending(account_id, intent_id, 100_00), key="1")
    assert firm.sent(group="b1", reference="payout:1") == transfer_id
    assert firm.sent(group="b2", reference="payout:1") == firm.sent(group="b1", reference="payout:2") == ""
    assert firm.taken_back(transfer_id=transfer_id, reference="back") == ""
    reversal_id = take_back(firm, transfer_id, 10_00)
    assert firm.taken_back(transfer_id=transfer_id, reference="back") == reversal_id


def test_no_more_comes_back_than_was_sent_and_nothing_from_an_account_that_is_empty(
    stand_in: StandIn, firm: Payouts
) -> None:
    account_id = ready(stand_in, firm)
    transfer_id = firm.send(sending(account_id, paid(stand_in), 100_00), key="1")
    with pytest.raises(TransferRefused, match="greater than unreversed amount"):
        take_back(firm, transfer_id, 100_01, "too much")
    assert take_back(firm, transfer_id, 30_00, "some") == take_back(firm, transfer_id, 30_00, "some")
    with pytest.raises(TransferRefused, match=r"£70.00"):
        take_back(firm, transfer_id, 70_01, "more")
    stand_in.becomes(account_id, "drained")
    with pytest.raises(TransferRefused, match="sufficient funds"):
        take_back(firm, transfer_id, 70_00, "rest")
    (listed,) = firm.transfers_since(clock.now() - timedelta(hours=1))
    assert (listed.item.name, listed.item.pence, listed.item.reference, listed.back_pence) == (
        transfer_id,
        100_00,
        "payout:1",
        30_00,
    )
    assert firm.transfers_since(clock.now() + timedelta(hours=1)) == []


def test_a_transfer_to_nobody_or_out_of_nothing_is_refused(stand_in: StandIn, firm: Payouts) -> None:
    intent_id, account_id = paid(stand_in), ready(stand_in, firm)
    with pytest.raises(TransferRefused, match="No such destination"):
        firm.send(sending("acct_none", intent_id, 1_00), key="1")
    with pytest.raises(CardsRefused, match="No such payment_intent"):
        firm.send(sending(account_id, "pi_none", 1_00), key="2")
    client = stripe.StripeClient(stand_in.settings.secret_key, base_addresses={"api": stand_in.address})
    unknown: dict[str, stripe.params.TransferCreateParams] = {
        "source_transaction": {"amount": 1, "currency": "gbp", "destination": account_id},
        "currency": {"amount": 1, "currency": "usd", "destination": account_id, "source_transaction": "ch_1"},
        "source_type": {
            "amount": 1,
            "currency": "gbp",
            "destination": account_id,
            "source_transaction": "ch_1",
            "source_type": "card",
        },
    }
    for param, about in unknown.items():
        with pytest.raises(stripe.InvalidRequestError) as problem:
            client.v1.transfers.create(about)
        assert problem.value.param == param
