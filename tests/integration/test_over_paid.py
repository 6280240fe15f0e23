"""What follows when a break counts as given: providers have their money, unless a bank looks at who is to have it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
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
    session.rollback()
    with time_machine.travel(asked_from(made.break_.ends_at) + timedelta(days=days), tick=False):
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
