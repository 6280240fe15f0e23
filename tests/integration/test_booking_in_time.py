"""What time alone changes of a break that was asked for: who may still read it, and what no longer stops it."""

from datetime import timedelta

import pytest
import time_machine

from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.services import look_at_request
from tests import breaks, golden, offered

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("is_said_to_be_over", [True, False])
def test_safety_facts_are_read_a_few_days_longer_than_the_part_lasts_and_then_no_more(
    *, is_said_to_be_over: bool
) -> None:
    made = breaks.supported()
    by, over = made.offers["bank"].by, made.break_.ends_at
    golden.answer(made)
    with time_machine.travel(over + timedelta(hours=1), tick=False):
        if is_said_to_be_over:
            services.complete(made.ref, by=made.arranger)
        assert len(look_at_request(made.lines["support"], by=by).safety) == 1
    with time_machine.travel(over + timedelta(days=8), tick=False):
        seen = look_at_request(made.lines["support"], by=by)
        assert (seen.safety, seen.safety_words[:18]) == ((), "This is shown unti")
        assert (seen.person_called, len(seen.needs)) == ("Callum Hume", 1)
    with time_machine.travel(over + timedelta(days=61), tick=False):
        seen = look_at_request(made.lines["support"], by=by)
        assert (seen.person_called, seen.needs) == ("", ())


def test_what_a_rule_stopped_is_confirmed_without_anybodys_answer_once_it_is_put_right() -> None:
    made = breaks.supported()
    golden.answer(made, without={"says"})
    offered.register(is_active=False)
    golden.say_yes(made)
    assert (services.confirm_all_agreed(), made.break_.state) == (0, BreakState.REQUESTED)
    offered.register(is_active=True)
    assert (services.confirm_all_agreed(), made.break_.state) == (1, BreakState.CONFIRMED)
    assert services.confirm_all_agreed() == 0


def test_what_somebody_has_not_answered_is_not_confirmed_by_any_sweep() -> None:
    made = breaks.supported()
    golden.answer(made, without={"says"})
    assert (services.confirm_all_agreed(), made.break_.state) == (0, BreakState.REQUESTED)


def test_the_hotel_half_warns_on_when_whoever_arranges_goes_on_without_the_care() -> None:
    c = golden.a_night_off()
    golden.ask(c)
    services.decline(c.lines["care"], reason="Nobody is free", by=c.offers["bank"].by)
    before = break_for(c.ref, viewer=c.arranger).warnings
    services.go_on_without(c.ref, c.lines["care"], by=c.arranger)
    after = break_for(c.ref, viewer=c.arranger).warnings
    assert len(before) == 1
    assert after == before
