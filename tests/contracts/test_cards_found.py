"""What the card firm has done is found by our reference, when it has let go of the key under which it was asked."""

from marketplace.payments.gateway import Cards, Charged, Ended, SavedCard
from tests.cards import PAYS, SAVED_THEN_DECLINED, pay_at

AWAY = "http://127.0.0.1:8000/away"


def saved(cards: Cards, key: str, number: str = PAYS) -> SavedCard:
    page = cards.open_setup(
        reference="pot:1", email="ann@example.org", success_url=AWAY, cancel_url=AWAY, key=f"setup {key}"
    )
    pay_at(page.url, number)
    card = cards.saved_card(page.session_id)
    assert card
    return card


def charged(cards: Cards, card: SavedCard, reference: str) -> Charged:
    return cards.charge(
        card_customer=card.customer_id,
        card_method=card.method_id,
        pence=120_00,
        reference=reference,
        words="A short break",
        key=f"charge {reference}",
    )


def test_a_charge_is_found_among_those_of_its_own_card_alone(cards: Cards) -> None:
    card, other = saved(cards, "one"), saved(cards, "two")
    first, second = charged(cards, card, "charge:1"), charged(cards, card, "charge:2")
    assert cards.charged(card_customer=card.customer_id, reference="charge:1") == first
    assert cards.charged(card_customer=card.customer_id, reference="charge:2") == second
    assert cards.charged(card_customer=card.customer_id, reference="charge:3") is None
    assert cards.charged(card_customer=other.customer_id, reference="charge:1") is None


def test_a_charge_that_a_bank_declined_is_found_with_its_no(cards: Cards) -> None:
    card = saved(cards, "declined", SAVED_THEN_DECLINED)
    said = charged(cards, card, "charge:1")
    assert said.ended is Ended.DECLINED
    assert cards.charged(card_customer=card.customer_id, reference="charge:1") == said


def test_a_refund_is_found_among_those_of_its_own_payment_alone(cards: Cards) -> None:
    card = saved(cards, "one")
    paid, other = charged(cards, card, "charge:1").intent_id, charged(cards, card, "charge:2").intent_id
    assert cards.refunded(intent_id=paid, reference="refund:1") == ""
    refund = cards.refund(intent_id=paid, pence=20_00, reference="refund:1", key="1")
    assert cards.refunded(intent_id=paid, reference="refund:1") == refund
    assert cards.refunded(intent_id=paid, reference="refund:2") == ""
    assert cards.refunded(intent_id=other, reference="refund:1") == ""
