"""What a bank transfer paid too much is in the books until finance has sent it back, and is back in its pot then."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import Engine, select

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.models import Break, Promise
from marketplace.booking.queries.earnings import earnings
from marketplace.booking.queries.promises import coming_back_to
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.queries.statements import statement
from marketplace.budgets.statement import Movement, Statement
from marketplace.db import session
from marketplace.errors import Conflict
from tests import breaks, golden, swapped
from tests.beginnings import beginning
from tests.golden import Golden
from tests.integration.test_booking_cancelling import finance
from tests.integration.test_cancel_costs import before, house
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("database")
THREE_DAYS = timedelta(days=3)


@pytest.fixture(autouse=True)
def _books(database: Engine) -> Iterator[None]:
    """Whatever a test does, the books agree afterwards."""
    yield
    session.rollback()
    assert ledger_is_off_by_pence() == 0


@beginning
def paid(pot: str = "direct") -> Golden:
    """Two nights at £200.00, half of it kept late, and four hours at £98.40, which ask for nothing: £298.40 came."""
    made = breaks.family(pot)
    pay(made, pot)
    return made


@beginning
def pay(made: Golden, pot: str = "direct") -> None:
    """The same once more of the same family's pot."""
    breaks.planned(made, at=house(), pot=pot)
    breaks.add_support(made)
    breaks.pay(made, "support", pot)
    golden.ask(made)
    golden.answer(made)
    services.mark_paid(promise(made).ref, by=finance())


def promise(of: Golden | None = None) -> Promise:
    session.rollback()
    wanted = select(Promise)
    return session.scalars(wanted.join(Break).where(Break.ref == of.ref) if of else wanted).one()


def send_back() -> None:
    services.mark_sent_back(promise().ref, by=finance())


def month_of(made: Golden, pot: str = "direct") -> Statement:
    """The statement of the days that are told of, today among them."""
    found = session.scalars(select(Pot).where(Pot.ref == made.pots[pot])).one()
    return statement(found, first_on=clock.today() - timedelta(days=90), last_on=clock.today())


def back(made: Golden, pot: str = "direct") -> list[int]:
    """What its statement says came back."""
    ways = {Movement.BACK, Movement.SENT_BACK}
    session.rollback()
    return [line.pence for line in month_of(made, pot).lines if line.movement in ways]


def test_a_direct_payment_has_its_money_back_when_finance_has_sent_it_and_not_before() -> None:
    made = paid()
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    assert (promise().owed_back_pence, breaks.balance(made, "direct").paid_pence) == (298_40, 298_40)
    assert (breaks.balance(made, "direct").free_pence, back(made)) == (701_60, [])
    send_back()
    balance = breaks.balance(made, "direct")
    assert (balance.paid_pence, balance.free_pence, sorted(back(made))) == (0, 1_000_00, [98_40, 200_00])
    with pytest.raises(Conflict, match="Nothing is owed back"):
        send_back()
    assert sorted(back(made)) == [98_40, 200_00]


@pytest.mark.parametrize("pot", ["direct", "own"])
def test_what_was_kept_stays_paid_and_each_part_comes_back_when_it_was_sent(pot: str) -> None:
    made = paid(pot)
    services.cancel_line(made.ref, made.lines["support"], reason="His uncle comes", by=made.arranger)
    assert breaks.balance(made, pot).paid_pence == 298_40
    send_back()
    assert breaks.balance(made, pot).paid_pence == 200_00
    with before(made, THREE_DAYS):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        assert (promise().owed_back_pence, breaks.balance(made, pot).paid_pence) == (100_00, 200_00)
        send_back()
        assert (promise().owed_back_pence, breaks.balance(made, pot).paid_pence) == (0, 100_00)


def test_one_more_break_whose_money_is_on_its_way_back_asks_the_database_nothing_more(database: Engine) -> None:
    made = paid()
    counts = []
    for number in (1, 2):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        session.remove()
        pot = session.scalars(select(Pot).where(Pot.ref == made.pots["direct"])).one()
        with statements(database) as said:
            assert coming_back_to(pot).counted_pence == number * 298_40
        counts.append(len(said))
        session.rollback()
        if number == 1:
            pay(made)
    assert counts[1] == counts[0]


def test_two_parts_that_were_cancelled_are_sent_back_together() -> None:
    made = paid()
    with before(made, THREE_DAYS):
        for name in ("support", "house"):
            services.cancel_line(made.ref, made.lines[name], reason="He is ill", by=made.arranger)
        assert (promise().owed_back_pence, back(made)) == (198_40, [])
        send_back()
        assert (breaks.balance(made, "direct").paid_pence, sorted(back(made))) == (100_00, [98_40, 100_00])


def test_its_provider_earns_what_it_kept_and_no_more_while_the_rest_is_on_its_way_back() -> None:
    made = paid()
    with before(made, THREE_DAYS):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        (one,) = earnings(viewer=made.offers["house"].by).earned
        assert (one.pence, one.paid.with_us_pence, one.owed_pence) == (100_00, 100_00, 0)


def test_money_that_came_once_too_often_never_was_in_a_pot_and_does_not_come_back_to_one() -> None:
    made = paid()
    services.note_money_come(promise().payment_reference, pence=50_00, by=finance())
    services.cancel_line(made.ref, made.lines["support"], reason="His uncle comes", by=made.arranger)
    assert promise().owed_back_pence == 148_40
    send_back()
    assert (breaks.balance(made, "direct").paid_pence, back(made)) == (200_00, [98_40])


@pytest.mark.parametrize("pot", ["direct", "own"])
@pytest.mark.parametrize("price", [45_00, 60_00])
def test_what_pays_the_new_part_of_a_swap_is_used_again_and_the_rest_is_on_its_way(pot: str, price: int) -> None:
    made = swapped.confirmed(pot, price=price, is_instant=True)
    services.mark_paid(promise().ref, by=finance())
    swapped.asked(made)
    assert promise().owed_back_pence == 60_00 - price
    assert breaks.balance(made, pot).paid_pence == 260_00
    if price < 60_00:
        send_back()
    assert breaks.balance(made, pot).paid_pence == 200_00 + price


def test_what_a_cancelled_part_left_pays_a_dearer_part_of_a_swap() -> None:
    made = swapped.confirmed("direct", price=70_00, is_instant=True)
    services.mark_paid(promise().ref, by=finance())
    services.cancel_line(made.ref, made.lines["house"], reason="His aunt has room", by=made.arranger)
    swapped.asked(made)
    assert (promise().owed_back_pence, breaks.balance(made, "direct").paid_pence) == (190_00, 260_00)
    send_back()
    balance = breaks.balance(made, "direct")
    assert (balance.paid_pence, balance.set_aside_pence) == (70_00, 0)


STEPS = ("too often", "support", "house", "send back")


@pytest.mark.parametrize("engine_name", ["sqlite"])  # the order of steps is the same on both
@pytest.mark.parametrize("order", list(permutations(STEPS)), ids="-".join)
def test_in_whatever_order_things_happen_the_books_say_what_came_for_the_break_and_was_not_sent_back(
    order: tuple[str, ...],
) -> None:
    made, never_booked = paid(), 0
    for step in order:
        if step == "too often":
            services.note_money_come(promise().payment_reference, pence=7_00, by=finance())
            never_booked += 7_00
        elif step != "send back":
            services.cancel_line(made.ref, made.lines[step], reason="He is ill", by=made.arranger)
        elif promise().owed_back_pence:
            send_back()
            never_booked = 0
        assert breaks.balance(made, "direct").paid_pence == promise().kept_pence - never_booked, step
        assert ledger_is_off_by_pence() == 0
