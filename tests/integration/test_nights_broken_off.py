"""Nights and hours that were had before a part was cancelled count for the pot that paid them; later ones do not."""

from datetime import timedelta

import pytest
import time_machine

from marketplace.booking import services
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.queries.tallies import allowances_of, nights_left
from marketplace.booking.tallies import TimeUnit
from marketplace.db import session
from tests import breaks, golden
from tests.golden import Golden
from tests.integration.test_pots_nights import allow

pytestmark = pytest.mark.usefixtures("database")


def cancelled(made: Golden, after: timedelta) -> None:
    """All of it, so long after its stay began."""
    with time_machine.travel(made.line("house").periods[0].starts_at + after, tick=False):
        session.rollback()
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        session.rollback()


def confirmed(*, hours: int = 0) -> Golden:
    made = breaks.planned()
    if hours:
        breaks.add_support(made, hours=hours)
        breaks.pay(made, "support", "virtual")
    golden.ask(made)
    golden.answer(made)
    return made


@pytest.mark.parametrize(
    ("after", "left"),
    [(-timedelta(days=3), 5), (timedelta(hours=1), 4), (timedelta(hours=18), 4), (timedelta(hours=36), 3)],
)
def test_the_nights_that_had_begun_are_gone_and_no_others(after: timedelta, left: int) -> None:
    made = confirmed()
    allow(made, 5)
    assert nights_left(made.pot("virtual")) == 3
    cancelled(made, after)
    assert nights_left(made.pot("virtual")) == left
    (row,) = allowances_of(made.people["person"], viewer=made.arranger).rows
    assert [row.tally.kept, row.tally.planned] == [5 - left, 0]


@pytest.mark.parametrize(("allowed", "stops"), [(3, False), (2, True)])
def test_the_next_break_has_so_many_nights_less(allowed: int, *, stops: bool) -> None:
    made = confirmed()
    cancelled(made, timedelta(hours=18))
    again = breaks.planned(made, at=breaks.house(title="Broom Cottage"))
    allow(again, allowed)
    if stops:
        with pytest.raises(RulesSayNo, match="Nights and hours of a pot"):
            services.hold(again.ref, by=again.arranger)
    else:
        services.hold(again.ref, by=again.arranger)


def test_a_visit_that_had_begun_counts_whole_and_takes_no_night() -> None:
    made = confirmed(hours=4)
    allow(made, 10, TimeUnit.HOURS)
    cancelled(made, timedelta(hours=5))

    (row,) = allowances_of(made.people["person"], viewer=made.arranger).rows
    assert [row.tally.kept, row.tally.left] == [4, 6]
