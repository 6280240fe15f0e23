"""The card of a direct payment account, kept for later breaks: used with a new yes each time, forgotten when asked."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from marketplace.booking import services
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.waiting import waiting_for
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.payments import services as cards
from marketplace.payments.models import Card, KeptCard
from marketplace.payments.queries import kept_card_of
from marketplace.payments.services import BeingCharged
from tests import breaks, families, golden
from tests.cards import PAYS, SAVED_THEN_DECLINED, pay_at
from tests.charged import BACK, Firm, agree_by_card, let_time_pass, own_break, settling, state, work
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _anew(firm: Firm) -> None:
    firm.begin()


def kept_at_a_break(firm: Firm, number: str = PAYS) -> Golden:
    """A break that a direct payment pays by card, which may be kept."""
    made = own_break("direct")
    agree_by_card(made, "direct")
    page = services.ask_for_card(made.ref, made.pots["direct"], back=BACK, by=made.arranger, is_kept=True)
    pay_at(page, number)
    firm.tell()
    return made


def next_break(made: Golden) -> Golden:
    """Another break that the same pot pays for."""
    again = breaks.planned(replace(made, ref="", offers={}, lines={}), pot="direct", at=breaks.house(title="Byre"))
    golden.ask(again)
    golden.answer(again, without=("direct",))
    agree_by_card(again, "direct")
    return again


def kept(made: Golden) -> KeptCard | None:
    session.rollback()
    return kept_card_of(f"pot:{made.pots['direct']}")


def test_a_card_is_kept_only_when_its_holder_says_so(firm: Firm) -> None:
    made = own_break("direct")
    agree_by_card(made, "direct")
    pay_at(services.ask_for_card(made.ref, made.pots["direct"], back=BACK, by=made.arranger))
    firm.tell()
    assert kept(made) is None


def test_a_kept_card_is_charged_for_the_next_break_with_a_new_yes_and_not_before(firm: Firm) -> None:
    made = kept_at_a_break(firm)
    work()
    found = kept(made)
    assert found
    assert found.label == "Visa ending 4242"
    again = next_break(made)
    assert settling(again, "direct").kept_card == "Visa ending 4242"
    work()
    assert (state(again), len(firm.stand_in.charges())) == (BreakState.REQUESTED, 1)
    services.use_kept_card(again.ref, again.pots["direct"], by=again.arranger)
    work()
    assert state(again) is BreakState.CONFIRMED
    assert [(one.pence, one.method_id) for one in firm.stand_in.charges()] == [
        (298_40, found.method_id),
        (200_00, found.method_id),
    ]
    consents = session.execute(select(Card.consent_pence, Card.consent_words).order_by(Card.id)).all()
    assert [pence for pence, _ in consents] == [298_40, 200_00]
    assert ["Keep this card" in words for _, words in consents] == [True, False]
    assert cards.reconcile() == 0


def test_a_forgotten_card_is_let_go_at_the_card_firm_and_a_break_that_waited_asks_for_one_again(firm: Firm) -> None:
    made = kept_at_a_break(firm)
    work()
    again = next_break(made)
    found = kept(made)
    assert found
    services.forget_card(made.pots["direct"], by=made.arranger)
    assert kept(made) is None
    work()
    assert [one.what for one in waiting_for(viewer=again.arranger)] == ["card"]
    firm.stand_in.settle()
    assert b"payment_method.detached" in b"".join(body for body, _ in firm.box.taken)
    with pytest.raises(NotFound):
        services.forget_card(made.pots["direct"], by=made.arranger)


def test_a_card_whose_charge_came_to_nothing_is_forgotten_for_that_break_too(firm: Firm) -> None:
    made = kept_at_a_break(firm, SAVED_THEN_DECLINED)
    work()
    with pytest.raises(BeingCharged):
        services.forget_card(made.pots["direct"], by=made.arranger)
    let_time_pass(made)
    services.forget_card(made.pots["direct"], by=made.arranger)
    services.hold(made.ref, by=made.arranger)
    services.request(made.ref, asks_longer=False, by=made.arranger)
    assert (state(made), settling(made, "direct").card) == (BreakState.REQUESTED, "")


def test_a_kept_card_is_used_by_whoever_typed_it_alone_though_others_may_pay_from_the_pot(firm: Firm) -> None:
    made = kept_at_a_break(firm)
    work()
    again = next_break(made)
    sister = families.viewer("Isla Hume")
    families.acts_for(sister, made.people["person"])
    (pot,) = (one for one in break_for(again.ref, viewer=sister).pots if one.pot_ref == made.pots["direct"])
    assert pot.settling
    assert (pot.settling.may_save_card, pot.settling.kept_card) == (True, "")
    with pytest.raises(NotNow):
        services.use_kept_card(again.ref, again.pots["direct"], by=sister)
    services.forget_card(made.pots["direct"], by=sister)


def test_another_card_that_is_kept_takes_the_place_of_the_first(firm: Firm) -> None:
    made = kept_at_a_break(firm)
    work()
    again = next_break(made)
    page = services.ask_for_card(again.ref, again.pots["direct"], back=BACK, by=again.arranger, is_kept=True)
    pay_at(page, "5555 5555 5555 4444")
    firm.tell()
    found = kept(made)
    assert found
    assert found.label == "Mastercard ending 4444"
    assert session.scalars(select(func.count()).select_from(KeptCard).where(KeptCard.ended_at.is_(None))).one() == 1


def test_only_whose_money_it_is_uses_or_forgets_the_card(firm: Firm) -> None:
    made = kept_at_a_break(firm)
    for stranger in (made.viewers["officer"], families.viewer("Sam Else")):
        with pytest.raises(NotFound):
            services.forget_card(made.pots["direct"], by=stranger)
    with pytest.raises(NotFound):
        services.use_kept_card(made.ref, made.pots["direct"], by=made.viewers["officer"])
    assert kept(made)
