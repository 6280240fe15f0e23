"""What follows when a break counts as given: providers have their money, unless a bank looks at who is to have it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine

from marketplace.booking import services
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.over import asked_from
from marketplace.db import session
from tests.cards import DISPUTED
from tests.charged import Firm, all_is_old_enough, work
from tests.golden import Golden
from tests.paid_over import HOUSE, SUPPORT, connect, paid, sent, standing

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _anew(firm: Firm) -> Iterator[None]:
    firm.begin()
    with all_is_old_enough():
        yield


def sweep(made: Golden, *, days: int = 0) -> int:
    """What the worker does so many days after it is asked about."""
    with at_day(made, days):
        services.ask_if_over()
        return services.complete_unanswered()


def test_a_provider_that_nobody_speaks_for_is_paid_what_a_card_paid_for_its_part(firm: Firm) -> None:
    made = paid(firm)
    house, bank = (connect(firm, made.offers[name].by) for name in ("house", "bank"))
    sweep(made)
    assert (sweep(made, days=7), standing()) == (0, [])
    assert sweep(made, days=8) == 1
    work()
    assert sent(firm) == {house: HOUSE, bank: SUPPORT}


@pytest.mark.parametrize("end", ["won", "lost"])
def test_while_a_bank_has_not_decided_nothing_counts_as_given(firm: Firm, end: str) -> None:
    made = paid(firm, number=DISPUTED)
    firm.tell()
    sweep(made)
    assert sweep(made, days=30) == 0
    assert made.break_.state is BreakState.CONFIRMED
    firm.stand_in.decide(firm.stand_in.disputes()[0], end)
    firm.tell()
    assert sweep(made, days=30) == 1


def test_a_word_that_one_part_was_not_given_holds_the_money_of_that_part_alone(firm: Firm) -> None:
    made = paid(firm)
    house, bank = (connect(firm, made.offers[name].by) for name in ("house", "bank"))
    say_not_given(made)
    assert rest(made, days=7) == 0
    work()
    assert sent(firm) == {}
    assert (rest(made, days=8), rest(made, days=8)) == (1, 1)
    work()
    assert sent(firm) == {house: HOUSE}
    assert (made.line("support").state, made.line("house").state) == (LineState.ACCEPTED, LineState.ACCEPTED)
    with at_day(made, 9):
        services.take_back_not_given(made.ref, made.lines["support"], by=made.arranger)
    assert sweep(made, days=10) == 1
    work()
    assert sent(firm) == {house: HOUSE, bank: SUPPORT}


def test_a_part_that_was_not_given_is_paid_to_nobody_and_the_other_once(firm: Firm) -> None:
    made = paid(firm)
    house, _ = (connect(firm, made.offers[name].by) for name in ("house", "bank"))
    say_not_given(made)
    rest(made, days=8)
    with at_day(made, 9):
        services.answer_not_given(made.lines["support"], was_given=False, words="", by=made.offers["bank"].by)
    assert sweep(made, days=10) == 1
    work()
    assert sent(firm) == {house: HOUSE}
    assert [one.net_pence for one in standing()] == [HOUSE]


def test_of_what_counts_as_given_beside_it_nobody_says_otherwise_any_more(firm: Firm) -> None:
    made = paid(firm)
    say_not_given(made)
    with at_day(made, 7):
        services.say_not_given(made.ref, made.lines["house"], reason="Locked", by=made.arranger)
        services.take_back_not_given(made.ref, made.lines["house"], by=made.arranger)
    with at_day(made, 8), pytest.raises(NotNow):
        services.say_not_given(made.ref, made.lines["house"], reason="Locked", by=made.arranger)


def test_while_a_bank_has_not_decided_no_part_is_paid_beside_another(firm: Firm) -> None:
    made = paid(firm, number=DISPUTED)
    firm.tell()
    say_not_given(made)
    assert (rest(made, days=8), standing()) == (0, [])


def say_not_given(made: Golden) -> None:
    """The day after its end, of the support."""
    sweep(made)
    with at_day(made, 0):
        services.say_not_given(made.ref, made.lines["support"], reason="Nobody came", by=made.arranger)


def rest(made: Golden, *, days: int) -> int:
    """Of how many breaks a part is paid beside one that somebody is asked about."""
    with at_day(made, days):
        return services.pay_beside_others()


@contextmanager
def at_day(made: Golden, days: int) -> Iterator[None]:
    """So many days after it is asked about."""
    session.rollback()
    with time_machine.travel(asked_from(made.break_.ends_at) + timedelta(days=days), tick=False):
        yield
    session.rollback()
