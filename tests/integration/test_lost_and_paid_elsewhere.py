"""A transfer in the place of a lost card payment, paid on in part to people not on this site: that stays theirs."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.models import Promise
from marketplace.booking.queries.instead_of_cards import Instead, instead_of_cards
from marketplace.booking.queries.outgoing import ours
from marketplace.booking.services.elsewhere import mark_paid_elsewhere
from marketplace.db import session, transaction
from marketplace.payments.payouts.lifecycle import PayoutWay
from tests import breaks, golden, swapped
from tests.cards import DISPUTED, PAYS, pay_at
from tests.charged import Firm, agree_by_card, save_card, work
from tests.done_elsewhere import HUB, accept_hub, waits
from tests.golden import Golden
from tests.integration.test_booking_off_site import brokered
from tests.integration.test_cancel_costs import before
from tests.integration.test_lost_paid_by_transfer import account, by_way, promise
from tests.paid_by_transfer import HOUSE, finance
from tests.paid_over import after, complete
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("database")

RIDING, SWIMMING = 60_00, 300_00
DEARER = SWIMMING - RIDING


@pytest.fixture(autouse=True)
def _agree(database: Engine, firm: Firm) -> Iterator[None]:
    """Whatever a test does: the client account adds up, and nobody has less than nothing of it."""
    firm.begin()
    yield
    whose = account().whose
    assert min(whose.elsewhere_pence, whose.to_come_pence, whose.owed_pence, whose.owed_back_pence) >= 0


def paid_both_ways(firm: Firm, *, number: str = PAYS) -> Golden:
    """A house, riding and The Hub, whose card payment was lost and came by transfer; a dearer swim, by ``number``."""
    made = breaks.planned(breaks.family("own"), pot="own")
    made.offers["riding"] = swapped.activity("Riding at Stanemoor", RIDING)
    made.offers["swimming"] = swapped.activity("Swimming at Gala", SWIMMING, is_instant=True)
    swapped.add_riding(made, "own")
    made.lines["hub"] = brokered(made)
    breaks.pay(made, "hub", "own")
    golden.ask(made)
    golden.answer(made, without={"own"})
    accept_hub(made)
    agree_by_card(made, "own")
    save_card(firm, made, "own", DISPUTED)
    work()
    firm.tell()
    lose(firm)
    services.mark_paid(promise().ref, by=finance())
    swap = swapped.asked(made)
    pay_at(swapped.pay_more(made, swap), number)
    firm.tell()
    made.lines["swimming"] = swapped.swap(swap).fresh.ref
    assert (promise().transferred_pence, promise().by_card_pence) == (HOUSE + RIDING + HUB, DEARER)
    return made


def lose(firm: Firm) -> None:
    """The bank decides against the payment that was disputed last."""
    firm.stand_in.decide(firm.stand_in.disputes()[-1], "lost")
    firm.tell(times=2)
    work()


def pay_hub() -> None:
    (one,) = waits()
    assert one.pence == HUB
    mark_paid_elsewhere(one.key, reference="FP 2210 HUB", on=clock.today(), by=finance())


def test_what_was_paid_elsewhere_does_not_go_back_by_transfer_when_less_is_owed(firm: Firm) -> None:
    made = paid_both_ways(firm)
    with transaction():
        made.line("swimming").cancellation_steps = "7:100"
    with before(made, timedelta(days=3)):
        services.cancel_line(made.ref, made.lines["swimming"], reason="He is ill", by=made.arranger)
    complete(made)
    assert by_way() == {PayoutWay.CARD: DEARER, PayoutWay.BANK: HOUSE + RIDING}
    pay_hub()
    with after(made):
        services.ask_let_off(made.ref, made.lines["swimming"], reason="In hospital", by=made.arranger)
        owner = made.offers["swimming"].by
        services.answer_let_off(made.lines["swimming"], back_pence=290_00, words="Get well", by=owner)
        work()
    assert (promise().transfer_back_pence, promise().card_back_pence) == (HOUSE + RIDING, 0)
    assert (promise().by_card_pence, firm.taken_pence[-1]) == (DEARER - HUB, DEARER - HUB)
    found = account()
    assert (found.moved.held_pence, found.whose.owed_back_pence) == (HOUSE + RIDING, HOUSE + RIDING)
    assert found.whose.elsewhere_pence == 0
    assert [one.pence for one in ours(viewer=finance()) if one.key == promise().reference] == [HOUSE + RIDING]
    assert by_way() == {PayoutWay.CARD: HOUSE + 10_00, PayoutWay.BANK: 0}
    services.mark_sent_back(promise().ref, by=finance())
    assert (account().moved.held_pence, promise().transferred_pence, promise().owed_back_pence) == (0, HUB, 0)


def test_what_was_paid_elsewhere_pays_no_provider_when_more_is_lost_later(firm: Firm) -> None:
    made = paid_both_ways(firm, number=DISPUTED)
    complete(made)
    pay_hub()
    lose(firm)
    assert promise().owed_pence == DEARER
    assert by_way() == {PayoutWay.CARD: 0, PayoutWay.BANK: HOUSE + RIDING}
    whose = account().whose
    assert (whose.elsewhere_pence, whose.to_come_pence, whose.owed_pence) == (0, 0, HOUSE + RIDING)
    services.mark_paid(promise().ref, by=finance())
    assert by_way() == {PayoutWay.CARD: 0, PayoutWay.BANK: HOUSE + SWIMMING}
    assert (waits(), account().whose.elsewhere_pence) == ((), 0)


def test_a_break_whose_transfer_is_for_others_is_not_looked_at_each_day(firm: Firm) -> None:
    made = paid_both_ways(firm)
    complete(made)
    assert (waits()[0].pence, services.owe_transfers()) == (HUB, 0)
    pay_hub()
    assert services.owe_transfers() == 0


def test_however_many_came_so_they_are_read_in_as_many_statements(firm: Firm, database: Engine) -> None:
    made = breaks.family("own")
    counts: list[int] = []
    for title in ("Whin Lodge", "Broom Lodge"):
        lost_and_paid(firm, made, title)
        found, sent = counted(database)
        assert [one.to_come_pence for one in found] == [HOUSE] * (len(counts) + 1)
        counts.append(sent)
    assert counts[0] == counts[1]


def lost_and_paid(firm: Firm, made: Golden, title: str) -> None:
    """One more break of a family, whose card payment was lost and came by transfer."""
    breaks.planned(made, at=breaks.house(title=title), pot="own")
    golden.ask(made)
    golden.answer(made, without={"own"})
    agree_by_card(made, "own")
    save_card(firm, made, "own", DISPUTED)
    work()
    firm.tell()
    lose(firm)
    session.rollback()
    for ref in session.scalars(
        select(Promise.ref).where(Promise.pence > Promise.paid_pence - Promise.sent_back_pence)
    ).all():
        services.mark_paid(ref, by=finance())


def counted(database: Engine) -> tuple[list[Instead], int]:
    """What came so, and in how many statements it was read."""
    session.remove()
    with statements(database) as sent:
        found = instead_of_cards()
    return found, len(sent)
