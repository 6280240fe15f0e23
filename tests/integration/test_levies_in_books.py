"""A visitor levy that a council paid back, in every book: statement, file, return, sums of finance, the bank."""

from datetime import date, datetime

import pytest
import time_machine

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.account_lines import moved_of
from marketplace.budgets.models import Pot
from marketplace.budgets.month_return import moved_here
from marketplace.budgets.queries.accounts import accounts
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.queries.returns import return_of
from marketplace.budgets.queries.statements import statement
from marketplace.budgets.services import levies
from marketplace.budgets.services import pots as closing
from marketplace.budgets.spreadsheet import as_csv
from marketplace.budgets.statement import Line, Month, Movement, Told
from marketplace.clock import LONDON
from marketplace.errors import NotFound
from tests import families, pots

pytestmark = pytest.mark.usefixtures("database")
FEBRUARY, MARCH = Month(2027, 2), Month(2027, 3)
LEVY = 30_00


def on(month: int, day: int) -> time_machine.travel:
    return time_machine.travel(datetime(2027, month, day, 9, tzinfo=LONDON), tick=False)


def pot_of(by: Viewer, code: str = "direct_payment") -> Pot:
    """£1,000.00, told for or put in on 28 February."""
    person = families.person(council=families.BORDERS)
    families.acts_for(by, person)
    with on(2, 28):
        return pots.pot(code, person=person, by=by, pence=1_000_00)


def levy_back(pot: Pot, by: Viewer) -> None:
    levies.put_back(pots.find(pot.ref), pence=LEVY, reference="reclaim:refund", by=by)


def line_of(pot: Pot) -> Line:
    (line,) = statement(pots.find(pot.ref), first_on=MARCH.first_on, last_on=MARCH.last_on).lines
    return line


def test_it_came_into_a_direct_payment_and_was_not_told() -> None:
    mother = families.viewer("Anna Hume")
    pot = pot_of(mother)
    with on(3, 5):
        levy_back(pot, mother)
        line = line_of(pot)
        assert (line.movement, line.what) == (Movement.LEVY_BACK, "Visitor levy back")
        assert (line.in_pence, line.told_pence, line.left_pence) == (LEVY, 0, 1_030_00)
        assert (line.by, line.key) == ("Anna Hume", "")
        whole = statement(pots.find(pot.ref), first_on=FEBRUARY.first_on, last_on=MARCH.last_on)
        assert (whole.told_pence, whole.in_pence, whole.closing_pence) == (1_000_00, LEVY, 1_030_00)
        row = as_csv(whole, lambda _: Told("")).splitlines()[3]
        assert row.startswith("2027-03-05,Visitor levy back,,A visitor levy that came back,30.00,,1030.00,,")
    assert ledger_is_off_by_pence() == 0


def test_it_stands_in_the_return_of_its_month_and_in_the_sums_of_finance() -> None:
    mother, finance = families.viewer("Anna Hume"), families.officer(role=RoleName.COUNCIL_FINANCE)
    pot = pot_of(mother)
    with on(3, 5):
        levy_back(pot, mother)
        page = return_of(pot.ref, MARCH, viewer=mother)
        assert [(line.movement, line.in_pence) for line in page.sums.through_site] == [(Movement.LEVY_BACK, LEVY)]
        total = accounts(MARCH, viewer=finance).total
        assert (total.in_pence, total.told_pence, total.out_pence) == (LEVY, 0, 0)
        assert (accounts(FEBRUARY, viewer=finance).total.told_pence) == 1_000_00


def test_a_line_of_the_bank_can_be_said_to_be_it() -> None:
    mother = families.viewer("Anna Hume")
    pot = pot_of(mother)
    with on(3, 5):
        levy_back(pot, mother)
        (moved,) = moved_of(moved_here([line_of(pot)]), {})
        assert (moved.key, moved.pence, moved.on) == ("levy:reclaim:refund:in", LEVY, date(2027, 3, 5))


@pytest.mark.parametrize("code", ["council_arranged", "direct_payment"])
def test_it_goes_into_a_pot_that_is_closed_since_too(code: str) -> None:
    officer = families.officer()
    person = families.person(council=families.BORDERS)
    with on(2, 28):
        pot = pots.pot(code, person=person, by=officer, pence=1_000_00)
    with on(3, 5):
        closing.close_pot(pot.ref, by=officer)
        levy_back(pot, officer)
        line = line_of(pot)
        assert (line.movement, line.in_pence, line.key) == (Movement.LEVY_BACK, LEVY, "")
        assert pots.balance(pots.find(pot.ref)).left_pence == 1_030_00
    assert ledger_is_off_by_pence() == 0


def test_nobody_puts_it_into_a_pot_that_is_not_theirs_to_keep() -> None:
    pot = pot_of(families.viewer("Anna Hume"))
    with on(3, 5), pytest.raises(NotFound):
        levy_back(pot, families.viewer("A stranger"))
