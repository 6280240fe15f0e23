"""A visitor levy that came back: a movement of its own in whichever pot had paid it, also once that pot is closed."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.levies import Ready
from marketplace.booking.models import LevyReclaim
from marketplace.booking.queries.levies import levy_page
from marketplace.booking.queries.waiting import waiting_for
from marketplace.budgets.month_return import moved_here
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.queries.statements import account_ids_of, statement, told_sums
from marketplace.budgets.services.levies import put_back
from marketplace.budgets.services.stating import Stated, state_amount
from marketplace.budgets.statement import Movement
from marketplace.db import session, transaction
from tests import breaks, families, invoiced, levied
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def made() -> Golden:
    """A direct payment of £1,000.00, as it was told a week ago."""
    return breaks.family("direct")


def levy_in(made: Golden, pence: int = 30_00) -> None:
    put_back(made.pot("direct"), pence=pence, reference=f"reclaim:{pence}", by=made.viewers["family"])
    session.rollback()


def test_on_statements_of_a_stated_pot_it_came_in_and_was_not_told(made: Golden) -> None:
    levy_in(made)
    pot, today = made.pot("direct"), clock.today()
    found = statement(pot, first_on=today - timedelta(days=30), last_on=today)
    (line,) = [line for line in found.lines if line.movement is Movement.LEVY_BACK]
    assert (line.in_pence, line.key, line.reference) == (30_00, "", "")
    assert moved_here(found.lines) == (line,)
    (account_id,) = account_ids_of([pot.id]).values()
    ends = clock.now() + timedelta(days=1)
    told, _ = told_sums([account_id], ends - timedelta(days=60), ends)
    assert told == {account_id: 1_000_00}
    assert breaks.balance(made, "direct").left_pence == 1_030_00


@pytest.mark.parametrize(("day", "left"), [(2, 1_030_00), (3, 1_000_00)])
def test_an_amount_told_for_a_day_before_it_came_does_not_wipe_it_out(made: Golden, day: int, left: int) -> None:
    first = clock.now()
    with time_machine.travel(first + timedelta(days=3), tick=False):
        levy_in(made)
    with time_machine.travel(first + timedelta(days=5), tick=False):
        on = clock.today() - timedelta(days=5 - day)
        stated = Stated(on, 1_000_00, evidence="Statement of the bank")
        state_amount(made.pots["direct"], stated=stated, by=made.viewers["family"])
    assert breaks.balance(made, "direct").left_pence == left
    assert ledger_is_off_by_pence() == 0


def test_it_goes_into_a_pot_that_is_closed_since_as_every_refund_does(made: Golden) -> None:
    with transaction():
        made.pot("direct").closed_at = clock.now()
    levy_in(made)
    assert breaks.balance(made, "direct").left_pence == 1_030_00


def test_of_a_stay_that_was_broken_off_the_levy_that_was_kept_is_asked_back() -> None:
    made = levied.confirmed()
    with time_machine.travel(made.line("house").periods[0].starts_at + timedelta(hours=30), tick=False):
        services.cancel_break(made.ref, reason="She is in hospital", by=made.arranger)
        assert made.line("house").kept_pence == 210_00
        assert levy_page(made.ref, made.lines["house"], viewer=made.arranger).ready is Ready.AHEAD
    with time_machine.travel(made.break_.ends_at + timedelta(days=1), tick=False):
        assert levy_page(made.ref, made.lines["house"], viewer=made.arranger).ready is Ready.UNPAID
        invoiced.all_paid(made.offers["house"].by, families.officer(role=RoleName.COUNCIL_FINANCE))
        session.rollback()
        assert levy_page(made.ref, made.lines["house"], viewer=made.arranger).ready is Ready.YES
        assert [one.what for one in waiting_for(viewer=made.arranger)] == ["levy"]
        levied.prepared(made)
        assert session.scalars(select(LevyReclaim.levy_pence)).all() == [10_00]
