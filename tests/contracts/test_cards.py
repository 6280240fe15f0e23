"""The gateway, by Stripe's own library and over HTTP, against the stand-in: what is asked, answered, lost and told."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from marketplace import clock
from marketplace.payments import gateway
from marketplace.payments.disputes import DisputeState
from marketplace.payments.gateway import (
    BadSignature,
    Cards,
    CardsNotReached,
    CardsRefused,
    Charged,
    Ended,
    Opened,
    RefundRefused,
    SavedCard,
)
from marketplace.payments.told import Event, Told
from tests.cards import (
    ASKED_EACH_TIME,
    ASKED_ON_THE_PAGE,
    DECLINED,
    DISPUTED,
    NOT_ENOUGH,
    PAYS,
    SAVED_THEN_DECLINED,
    TAKES_NO_REFUND,
    Letterbox,
    NotTaken,
    StandIn,
    card_stand_in,
    letterbox,
    pay_at,
)

BACK = "http://127.0.0.1:8000/back?session={CHECKOUT_SESSION_ID}"
AWAY = "http://127.0.0.1:8000/away"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StandIn, Letterbox]]:
    with letterbox() as box, card_stand_in(tmp_path_factory.mktemp("cards"), webhook=box.url) as stand_in:
        yield stand_in, box


@pytest.fixture
def stand_in(running: tuple[StandIn, Letterbox]) -> StandIn:
    running[0].forget()
    return running[0]


@pytest.fixture
def box(stand_in: StandIn, running: tuple[StandIn, Letterbox]) -> Letterbox:
    """Where the stand-in posts: empty, and taking."""
    stand_in.settle()
    running[1].empty()
    return running[1]


@pytest.fixture
def cards(stand_in: StandIn) -> Cards:
    return stand_in.cards()


def setup_page(cards: Cards, *, key: str = "setup") -> Opened:
    return cards.open_setup(reference="pot:1", email="ann@example.org", success_url=BACK, cancel_url=AWAY, key=key)


def payment_page(cards: Cards, *, key: str = "payment") -> Opened:
    return cards.open_payment(
        reference="pot:2",
        pence=12_000,
        words="A short break",
        email="ann@example.org",
        success_url=BACK,
        cancel_url=AWAY,
        key=key,
    )


def saved(cards: Cards, number: str = PAYS) -> SavedCard:
    page = setup_page(cards, key=f"setup {number}")
    pay_at(page.url, number)
    card = cards.saved_card(page.session_id)
    assert card
    return card


def charge(cards: Cards, card: SavedCard, *, key: str = "charge") -> Charged:
    return cards.charge(
        card_customer=card.customer_id,
        card_method=card.method_id,
        pence=12_000,
        reference="pot:1",
        words="A short break",
        key=key,
    )


def told(stand_in: StandIn, box: Letterbox) -> list[Event]:
    stand_in.settle()
    return box.events(stand_in.cards())


def test_a_card_is_saved_with_consent_and_charged_when_its_holder_is_away(stand_in: StandIn, cards: Cards) -> None:
    assert cards.is_stand_in
    page = setup_page(cards)
    assert cards.saved_card(page.session_id) is None
    assert pay_at(page.url) == BACK.replace("{CHECKOUT_SESSION_ID}", page.session_id)
    card = cards.saved_card(page.session_id)
    assert card
    assert card.label == "Visa ending 4242"
    charged = charge(cards, card)
    assert charged.ended is Ended.PAID
    (taken,) = stand_in.charges()
    assert (taken.intent_id, taken.reference, taken.pence) == (charged.intent_id, "pot:1", 12_000)


def test_a_sum_is_paid_at_once_on_a_page(stand_in: StandIn, cards: Cards) -> None:
    page = payment_page(cards)
    assert cards.paid_intent(page.session_id) is None
    pay_at(page.url)
    (taken,) = stand_in.charges()
    assert cards.paid_intent(page.session_id) == Charged(Ended.PAID, taken.intent_id)
    assert (taken.reference, taken.pence) == ("pot:2", 12_000)


def test_a_declined_card_leaves_the_page_open_for_another(stand_in: StandIn, cards: Cards) -> None:
    page = payment_page(cards)
    with pytest.raises(NotTaken, match="Your card was declined"):
        pay_at(page.url, DECLINED)
    assert cards.paid_intent(page.session_id) is None
    pay_at(page.url, PAYS)
    assert len(stand_in.charges()) == 1
    with pytest.raises(NotTaken, match="insufficient funds"):
        pay_at(setup_page(cards).url, NOT_ENOUGH)


@pytest.mark.parametrize(
    ("number", "ended", "why"),
    [
        (ASKED_ON_THE_PAGE, Ended.PAID, ""),
        (ASKED_EACH_TIME, Ended.NEEDS_CARDHOLDER, ""),
        (SAVED_THEN_DECLINED, Ended.DECLINED, "The bank declined the card."),
    ],
)
def test_what_the_bank_says_to_a_charge_is_an_answer(
    stand_in: StandIn, cards: Cards, number: str, ended: Ended, why: str
) -> None:
    charged = charge(cards, saved(cards, number))
    assert (charged.ended, charged.why) == (ended, why)
    assert charged.intent_id
    assert len(stand_in.charges()) == (ended is Ended.PAID)


def test_a_bank_that_asks_and_hears_no_is_not_paid(stand_in: StandIn, cards: Cards) -> None:
    page = payment_page(cards)
    with pytest.raises(NotTaken):
        pay_at(page.url, ASKED_EACH_TIME, tells_bank=False)
    assert stand_in.charges() == []
    pay_at(page.url, ASKED_EACH_TIME)
    assert len(stand_in.charges()) == 1


def test_a_page_or_a_charge_that_is_over_is_let_be(stand_in: StandIn, cards: Cards) -> None:
    page = payment_page(cards)
    cards.end_session(page.session_id)
    with pytest.raises(NotTaken, match="This page has closed"):
        pay_at(page.url)
    cards.end_session(page.session_id)
    paid = charge(cards, saved(cards))
    cards.cancel(paid.intent_id)
    assert [taken.refunded_pence for taken in stand_in.charges()] == [0]
    declined = charge(cards, saved(cards, SAVED_THEN_DECLINED), key="another")
    cards.cancel(declined.intent_id)
    cards.cancel(declined.intent_id)


def test_money_goes_back_in_parts_and_never_more_than_came(stand_in: StandIn, cards: Cards) -> None:
    intent_id = charge(cards, saved(cards)).intent_id
    first = cards.refund(intent_id=intent_id, pence=2_000, reference="refund:1", key="1")
    with pytest.raises(RefundRefused, match="greater than"):
        cards.refund(intent_id=intent_id, pence=10_001, reference="refund:2", key="2")
    second = cards.refund(intent_id=intent_id, pence=10_000, reference="refund:3", key="3")
    assert [given.refund_id for given in stand_in.refunds()] == [first, second]


def test_an_answer_that_is_lost_is_asked_for_again_and_the_card_charged_once(stand_in: StandIn, cards: Cards) -> None:
    card = saved(cards)
    stand_in.lose_answers(path="/v1/payment_intents")
    with pytest.raises(CardsNotReached):
        charge(cards, card)
    assert charge(cards, card).intent_id == stand_in.charges()[0].intent_id
    assert len(stand_in.charges()) == 1


def test_an_answer_that_does_not_come_in_time_is_none(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "SECONDS_TO_ANSWER", 0.2)
    cards = stand_in.cards()
    card = saved(cards)
    stand_in.delay_answers(0.6, path="/v1/payment_intents")
    with pytest.raises(CardsNotReached):
        charge(cards, card, key="late")
    assert len(stand_in.charges()) == 1


def test_where_nobody_listens_nothing_is_reached_and_with_a_wrong_key_all_is_refused(stand_in: StandIn) -> None:
    settings = stand_in.settings
    nowhere = Cards(secret_key=settings.secret_key, webhook_secret="whsec_1", address="http://127.0.0.1:1")
    with pytest.raises(CardsNotReached):
        setup_page(nowhere)
    stranger = Cards(secret_key="sk_test_another", webhook_secret="whsec_1", address=settings.address)
    with pytest.raises(CardsRefused, match="Invalid API Key"):
        setup_page(stranger)


def test_each_thing_is_told_with_its_reference(stand_in: StandIn, cards: Cards, box: Letterbox) -> None:
    setup, payment = setup_page(cards), payment_page(cards)
    pay_at(setup.url)
    with pytest.raises(NotTaken):
        pay_at(payment.url, DECLINED)
    pay_at(payment.url)
    paid = cards.paid_intent(payment.session_id)
    assert paid
    cards.refund(intent_id=paid.intent_id, pence=2_000, reference="refund:1", key="refund")
    ended = setup_page(cards, key="another")
    cards.end_session(ended.session_id)
    events = told(stand_in, box)
    assert len({event.id for event in events}) == len(events)
    assert [(event.told, event.reference, event.session_id, event.intent_id, event.pence) for event in events] == [
        (Told.OTHER, "pot:1", "", "", 0),
        (Told.CARD_SAVED, "pot:1", setup.session_id, "", 0),
        (Told.NOT_PAID, "pot:2", "", paid.intent_id, 12_000),
        (Told.PAID, "pot:2", "", paid.intent_id, 12_000),
        (Told.PAID, "pot:2", payment.session_id, paid.intent_id, 12_000),
        (Told.REFUNDED, "refund:1", "", paid.intent_id, 2_000),
        (Told.SESSION_ENDED, "pot:1", ended.session_id, "", 0),
    ]


def test_a_refund_that_a_cards_bank_does_not_take_is_told_as_sent_and_then_as_failed(
    stand_in: StandIn, cards: Cards, box: Letterbox
) -> None:
    payment = payment_page(cards)
    pay_at(payment.url, TAKES_NO_REFUND)
    paid = cards.paid_intent(payment.session_id)
    assert paid
    cards.refund(intent_id=paid.intent_id, pence=2_000, reference="refund:1", key="refund")
    refunds = [event.told for event in told(stand_in, box) if event.reference == "refund:1"]
    assert refunds == [Told.REFUNDED, Told.REFUND_FAILED]
    assert [taken.refunded_pence for taken in stand_in.charges()] == [0]


def test_only_what_was_signed_with_our_secret_just_now_is_believed(
    stand_in: StandIn, cards: Cards, box: Letterbox
) -> None:
    pay_at(setup_page(cards).url)
    stand_in.settle()
    body, signature = box.taken[0]
    settings = stand_in.settings
    other = Cards(secret_key=settings.secret_key, webhook_secret="whsec_other", address=settings.address)
    for reader, said, signed in (
        (other, body, signature),
        (cards, body.replace(b"pot:1", b"pot:9"), signature),
        (cards, body, ""),
        (cards, b"\xff", signature),
    ):
        with pytest.raises(BadSignature):
            reader.event(said, signed)
    with time_machine.travel(clock.now() + timedelta(hours=1)), pytest.raises(BadSignature):
        cards.event(body, signature)


def test_a_message_is_posted_until_it_is_taken(stand_in: StandIn, cards: Cards, box: Letterbox) -> None:
    box.status = 500
    pay_at(setup_page(cards).url)
    assert box.refused.wait(10)
    box.status = 200
    assert {event.told for event in told(stand_in, box)} == {Told.OTHER, Told.CARD_SAVED}


def test_messages_can_be_held_back_and_come_twice(stand_in: StandIn, cards: Cards, box: Letterbox) -> None:
    stand_in.hold_messages()
    pay_at(setup_page(cards).url)
    with pytest.raises(AssertionError, match="2 messages were not taken"):
        stand_in.settle(within=0)
    assert box.taken == []
    stand_in.copy_messages(2)
    stand_in.release_messages()
    ids = [event.id for event in told(stand_in, box)]
    assert (len(ids), len(set(ids))) == (4, 2)
    stand_in.copy_messages(1)
    stand_in.post_all_again()
    assert len(told(stand_in, box)) == 6


def test_what_is_on_its_way_when_all_is_forgotten_arrives_first(
    stand_in: StandIn, cards: Cards, box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_here, may_go = threading.Event(), threading.Event()

    def slowly(self: Letterbox, body: bytes, signature: str) -> int:
        is_here.set()
        assert may_go.wait(10)
        self.taken.append((body, signature))
        return 200

    monkeypatch.setattr(Letterbox, "post", slowly)
    pay_at(setup_page(cards).url)
    assert is_here.wait(10)
    with ThreadPoolExecutor(1) as beside:
        forgotten = beside.submit(stand_in.forget)
        with pytest.raises(TimeoutError):
            forgotten.result(0.2)
        may_go.set()
        forgotten.result(10)
    assert len(box.taken) == 1


def test_killed_at_once_it_forgets_nothing(stand_in: StandIn, cards: Cards, box: Letterbox) -> None:
    card = saved(cards)
    told(stand_in, box)
    stand_in.hold_messages()
    first = charge(cards, card)
    stand_in.kill()
    with pytest.raises(CardsNotReached):
        charge(cards, card)
    stand_in.start_again()
    assert charge(cards, card) == first
    assert len(stand_in.charges()) == 1
    assert told(stand_in, box)[-1].told is Told.PAID


def test_what_was_taken_sent_back_and_disputed_is_listed_page_after_page(
    stand_in: StandIn, cards: Cards, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "A_PAGE", 2)
    since = clock.now() - timedelta(minutes=1)
    card = saved(cards)
    ids = [charge(cards, card, key=f"charge {number}").intent_id for number in range(5)]
    charge(cards, saved(cards, SAVED_THEN_DECLINED), key="declined")
    refund = cards.refund(intent_id=ids[0], pence=2_000, reference="refund:1", key="1")
    disputed = charge(cards, saved(cards, DISPUTED), key="disputed").intent_id
    listed = cards.payments_since(since)
    assert [item.name for item in listed] == [disputed, *reversed(ids)]
    assert {(item.pence, item.reference) for item in listed} == {(12_000, "pot:1")}
    assert [(item.name, item.pence, item.reference) for item in cards.refunds_since(since)] == [
        (refund, 2_000, "refund:1")
    ]
    (dispute,) = cards.disputes_since(since)
    assert (dispute.intent_id, dispute.pence, dispute.state) == (disputed, 12_000, DisputeState.ASKED)
    later = clock.now() + timedelta(minutes=1)
    assert [cards.payments_since(later), cards.refunds_since(later), cards.disputes_since(later)] == [[], [], []]


def test_a_refund_that_came_back_is_not_in_the_list(stand_in: StandIn, cards: Cards) -> None:
    payment = payment_page(cards)
    pay_at(payment.url, TAKES_NO_REFUND)
    paid = cards.paid_intent(payment.session_id)
    assert paid
    cards.refund(intent_id=paid.intent_id, pence=2_000, reference="refund:1", key="refund")
    assert cards.refunds_since(clock.now() - timedelta(minutes=1)) == []


def test_a_payment_that_is_disputed_is_told_and_not_given_back_as_well(
    stand_in: StandIn, cards: Cards, box: Letterbox
) -> None:
    paid = charge(cards, saved(cards, DISPUTED))
    with pytest.raises(RefundRefused, match="charged back"):
        cards.refund(intent_id=paid.intent_id, pence=2_000, reference="refund:1", key="refund")
    (dispute,) = stand_in.disputes()
    stand_in.decide(dispute, "under_review")
    stand_in.decide(dispute, "won")
    states = [event.disputed.state for event in told(stand_in, box) if event.disputed]
    assert states == [DisputeState.ASKED, DisputeState.LOOKED_AT, DisputeState.WON]
    assert cards.refund(intent_id=paid.intent_id, pence=2_000, reference="refund:1", key="after")


def test_what_a_charge_and_its_refund_are_for_is_kept_with_them(stand_in: StandIn, cards: Cards) -> None:
    card, what_for = saved(cards), {"pot": "p1", "lines": "l1 l2"}
    paid = cards.charge(
        card_customer=card.customer_id,
        card_method=card.method_id,
        pence=12_000,
        reference="charge:1",
        words="A short break",
        key="charge",
        what_for=what_for,
    )
    cards.refund(intent_id=paid.intent_id, pence=1, reference="refund:1", key="refund", what_for=what_for)
    assert [one.metadata for one in stand_in.charges()] == [{**what_for, "reference": "charge:1"}]
    assert [one.metadata for one in stand_in.refunds()] == [{**what_for, "reference": "refund:1"}]
