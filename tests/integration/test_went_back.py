"""What went back of a cancelled break, pot by pot: what was paid, kept and by which term, where the rest went, when."""

from datetime import timedelta

import pytest
import time_machine

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.money_rows import PotAfter
from marketplace.booking.queries.promises import promises_due
from marketplace.booking.queries.went_back import went_back
from marketplace.people.representation import Scope
from tests import breaks, families
from tests.golden import Golden
from tests.integration.test_booking_cancelling import finance
from tests.integration.test_cancel_costs import THREE_DAYS, before, confirmed

pytestmark = pytest.mark.usefixtures("database")
ACCOUNT = "to the bank account it came from"


def told(made: Golden) -> list[PotAfter]:
    return list(went_back(known_break(made.ref, viewer=made.arranger)))


def cancel(made: Golden) -> None:
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)


def test_of_money_that_was_set_aside_it_says_what_is_kept_by_which_terms_and_since_when_the_rest_is_free() -> None:
    made = confirmed()
    assert told(made) == []
    with before(made, THREE_DAYS):
        cancel(made)
        (one,) = told(made)
        assert (one.was_pence, one.is_promised, one.kept_paid_pence, one.kept_open_pence) == (298_40, False, 0, 100_00)
        assert [(part.title, part.pence) for part in one.kept] == [("Whin Lodge", 100_00)]
        assert one.kept[0].terms == made.line("house").cancellation != ""
        assert [(back.where, back.pence) for back in one.done] == [("free in it again", 198_40)]
        assert one.done[0].at == clock.now()
        assert one.on_its_way == ()


def test_own_money_that_came_by_transfer_is_on_its_way_until_finance_has_sent_it() -> None:
    made = confirmed(pot="own")
    (due,) = promises_due(viewer=finance())
    services.mark_paid(due.ref, by=finance())
    with before(made, THREE_DAYS):
        cancel(made)
        (one,) = told(made)
        assert (one.paid_pence, one.kept_pence, one.kept_open_pence) == (298_40, 100_00, 0)
        assert [(back.where, back.pence) for back in one.on_its_way] == [(ACCOUNT, 198_40)]
        assert one.done == ()
        services.mark_sent_back(due.ref, by=finance())
        (one,) = told(made)
        assert [(back.where, back.pence, back.at) for back in one.done] == [(ACCOUNT, 198_40, clock.now())]
        assert one.on_its_way == ()


def test_of_own_money_that_has_not_come_what_was_kept_is_still_to_be_paid() -> None:
    made = confirmed(pot="own")
    with before(made, THREE_DAYS):
        cancel(made)
    (one,) = told(made)
    assert (one.paid_pence, one.kept_open_pence, one.backs) == (0, 100_00, ())
    assert one.due_on is not None


def test_each_pot_is_told_apart_and_a_break_nobody_confirmed_tells_nothing() -> None:
    made = breaks.planned()
    services.hold(made.ref, by=made.arranger)
    cancel(made)
    assert told(made) == []


def test_whoever_does_not_see_the_money_reads_nothing_of_it() -> None:
    made = confirmed()
    cancel(made)
    seer = families.viewer("Seer")
    families.acts_for(seer, made.people["person"], Scope.SEE)
    assert went_back(known_break(made.ref, viewer=seer)) == ()
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        assert len(told(made)) == 1
