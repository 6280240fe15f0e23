"""What a provider has too much is taken back, and what the card firm will not do is finance's to look at."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.booking import services
from marketplace.booking.models import Break
from marketplace.booking.queries.due_to_providers import due_to_providers
from marketplace.budgets.queries.passed_on import passed_on
from marketplace.budgets.services import proving
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments import services as cards
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.lifecycle import CannotMove, PayoutState
from marketplace.payments.payouts.models import Payout
from marketplace.payments.payouts.queries.payouts import count_payout_cases, payout_desk
from marketplace.payments.payouts.services import taking_back
from tests import families, staged
from tests.cards import DISPUTED, pay_at
from tests.charged import BACK, Firm, agree_by_card, all_is_old_enough, letters, own_break, work
from tests.golden import Golden
from tests.paid_over import HOUSE, SUPPORT, complete, connect, done, paid, sent, standing

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _anew(firm: Firm) -> Iterator[None]:
    firm.begin()
    with all_is_old_enough():
        yield


@pytest.fixture
def finance() -> Viewer:
    return families.viewer("Fiona Finance", RoleName.BROKERAGE_FINANCE)


def agree() -> None:
    assert proving.prove().flaws == 0
    assert cards.reconcile() == 0


def take_back(pence: int, *, of: int = 0) -> None:
    with transaction():
        taking_back.take_back([locked()[of]], pence, by=SITE)


def locked() -> list[Payout]:
    """Every payout, locked in the transaction that is open."""
    return list(session.scalars(select(Payout).order_by(Payout.id).with_for_update()))


@pytest.mark.parametrize("end", ["won", "lost"])
def test_while_a_payment_is_disputed_nothing_of_it_is_sent_and_afterwards_as_the_bank_decides(
    firm: Firm, end: str
) -> None:
    made = done(firm, number=DISPUTED)
    house, bank = (connect(firm, made.offers[name].by) for name in ("house", "bank"))
    work()
    assert sent(firm) == {}
    firm.stand_in.decide(firm.stand_in.disputes()[0], end)
    firm.tell()
    work()
    assert sent(firm) == ({house: HOUSE, bank: SUPPORT} if end == "won" else {})
    if end == "lost":
        assert {one.state for one in standing()} == {PayoutState.OVER}
    agree()


def test_what_was_sent_of_a_payment_that_is_lost_comes_back_from_each_and_is_not_owed_again(firm: Firm) -> None:
    firm.stand_in.hold_messages()
    made = paid_untold()
    house, bank = (connect(firm, made.offers[name].by) for name in ("house", "bank"))
    complete(made)
    work()
    assert sent(firm) == {house: HOUSE, bank: SUPPORT}
    firm.stand_in.release_messages()
    firm.stand_in.decide(firm.stand_in.disputes()[0], "lost")
    firm.tell(times=2)
    work()
    assert sent(firm) == {house: 0, bank: 0}
    with transaction():
        one = session.scalars(select(Break).where(Break.ref == made.ref)).one()
        payouts.settle(due_to_providers(one), by=SITE)
    work()
    assert sent(firm) == {house: 0, bank: 0}
    agree()


def paid_untold() -> Golden:
    """A break that a card paid which is disputed at once, of which nobody has told us yet."""
    made = own_break("own")
    agree_by_card(made, "own")
    pay_at(services.ask_for_card(made.ref, made.pots["own"], back=BACK, by=made.arranger), DISPUTED)
    assert services.look_at_card(made.ref, made.pots["own"], by=made.arranger)
    work()
    return made


def test_the_latest_comes_back_first_and_never_more_than_was_sent(firm: Firm) -> None:
    made = done(firm)
    house, bank = (connect(firm, made.offers[name].by) for name in ("house", "bank"))
    work()
    with transaction():
        several = locked()
        taking_back.take_back(several, SUPPORT + 10_00, by=SITE)
        with pytest.raises(ValueError, match="more"):
            taking_back.take_back(several, HOUSE, by=SITE)
    work()
    assert sent(firm) == {house: HOUSE - 10_00, bank: 0}
    assert sorted(letters("payout-back")) == sorted(made.offers[name].by.email for name in ("house", "bank"))
    assert any("£10.00 of what was sent to you went back" in body for body in staged.bodies("payout-back"))
    assert passed_on([one.reference for one in standing()]) == {
        one.reference: pence for one, pence in zip(standing(), (HOUSE - 10_00, 0), strict=True)
    }
    agree()


def test_what_was_not_sent_yet_is_owed_less_or_no_more(firm: Firm) -> None:
    made = done(firm)
    take_back(50_00)
    take_back(SUPPORT, of=1)
    assert [(one.pence, one.state) for one in standing()] == [
        (HOUSE - 50_00, PayoutState.OWED),
        (SUPPORT, PayoutState.OVER),
    ]
    account_id = connect(firm, made.offers["house"].by)
    connect(firm, made.offers["bank"].by)
    work()
    assert sent(firm) == {account_id: HOUSE - 50_00}
    agree()


def test_what_the_card_firm_will_not_send_is_tried_again_or_paid_another_way_by_finance(
    firm: Firm, finance: Viewer
) -> None:
    made = done(firm)
    account_id = connect(firm, made.offers["house"].by)
    connect(firm, made.offers["bank"].by)
    firm.stand_in.cards().refund(
        intent_id=firm.stand_in.charges()[0].intent_id, pence=HOUSE + SUPPORT, reference="by hand", key="by hand"
    )  # at the firm's own pages, past us
    work()
    assert ([one.state for one in standing()], count_payout_cases(viewer=finance)) == ([PayoutState.REFUSED] * 2, 2)
    first, second = payout_desk(viewer=finance).refused
    assert "source amount" in first.why
    payouts.try_again(first.ref, by=finance)
    with pytest.raises(CannotMove):  # it is on its way again
        payouts.mark_paid(first.ref, by=finance)
    work()
    assert count_payout_cases(viewer=finance) == 2
    payouts.mark_paid(first.ref, by=finance)
    payouts.mark_paid(second.ref, by=finance)
    for verb in (payouts.mark_paid, payouts.try_again):
        with pytest.raises(CannotMove):
            verb(first.ref, by=finance)
    assert (sent(firm), count_payout_cases(viewer=finance), account_id != "") == ({}, 0, True)
    assert proving.prove().flaws == 0


def test_what_the_card_firm_will_not_take_back_is_closed_by_finance_with_words(firm: Firm, finance: Viewer) -> None:
    made = done(firm)
    account_id = connect(firm, made.offers["house"].by)
    work()
    firm.stand_in.becomes(account_id, "drained")
    take_back(50_00)
    work()
    (case,) = payout_desk(viewer=finance).reversals
    assert ("sufficient funds" in case.why, case.pence, count_payout_cases(viewer=finance)) == (True, 50_00, 1)
    with pytest.raises(Refused):
        payouts.settle_reversal(case.ref, words=" ", came_back=True, by=finance)
    with pytest.raises(NotFound):
        payouts.settle_reversal(case.ref, words="It came", came_back=True, by=made.arranger)
    payouts.settle_reversal(case.ref, words="They sent it by bank transfer", came_back=True, by=finance)
    with pytest.raises(Conflict):
        payouts.settle_reversal(case.ref, words="Again", came_back=True, by=finance)
    assert passed_on([standing()[0].reference]) == {standing()[0].reference: HOUSE - 50_00}
    assert (count_payout_cases(viewer=finance), sent(firm)) == (0, {account_id: HOUSE})
    agree()


def test_only_finance_has_anything_to_look_at(firm: Firm) -> None:
    made = paid(firm)
    for stranger in (made.arranger, made.offers["house"].by):
        with pytest.raises(NotFound):
            payout_desk(viewer=stranger)
        assert count_payout_cases(viewer=stranger) == 0
