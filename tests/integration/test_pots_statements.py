"""What people say is in a pot, and the statements of pots: what came in, went out, is left, to the penny."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.budgets.balance import Balance
from marketplace.budgets.models import StatedAmount, Transfer
from marketplace.budgets.queries.statements import months_of, statement
from marketplace.budgets.services import committing, ledger, stating
from marketplace.budgets.services.ledger import Portion
from marketplace.budgets.services.refunds import refund
from marketplace.budgets.services.stating import Stated
from marketplace.budgets.statement import Month
from marketplace.db import session
from marketplace.errors import NotAllowed, Refused
from tests import families, pots
from tests.databases import on_one

START = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def officer(database: Engine) -> Viewer:
    return families.officer()


@pytest.fixture
def callum(officer: Viewer) -> str:
    return families.person(council=families.BORDERS)


def _stated(pence: int, *, on: date | None = None, outgoings: int = 0) -> Stated:
    return Stated(on=on or clock.today(), amount_pence=pence, outgoings_pence=outgoings, evidence="Bank statement")


def test_a_newer_figure_is_a_correcting_row_and_the_older_one_stays(officer: Viewer, callum: str) -> None:
    pot = pots.pot("direct_payment", person=callum, by=officer)
    for pence in (2_310_00, 1_800_00, 2_000_00):
        stating.state_amount(pot.ref, stated=_stated(pence, outgoings=300_00), by=officer)
        assert pots.balance(pot) == Balance(in_pence=pence, outgoings_pence=300_00)
    first, *changes = session.scalars(select(Transfer).order_by(Transfer.id))
    assert [(row.pence, row.corrects_id) for row in changes] == [(510_00, first.id), (200_00, first.id)]
    assert session.scalars(select(StatedAmount.amount_pence)).all() == [2_310_00, 1_800_00, 2_000_00]


def test_what_was_paid_before_the_figure_is_in_it_and_what_was_paid_after_is_taken_off(
    officer: Viewer, callum: str
) -> None:
    with time_machine.travel(START, tick=False) as hands:
        pot = pots.pot("direct_payment", person=callum, by=officer, pence=1_000_00)
        for number, pence in enumerate((100_00, 30_00), start=1):
            hands.move_to(START + timedelta(days=number))
            pots.hold(pot, pence, f"share:{number}")
            ledger.post(portions=[Portion(f"share:{number}")], key=f"post:{number}", by=SITE)
        stating.state_amount(pot.ref, stated=_stated(900_00, on=START.date() + timedelta(days=1)), by=officer)
        assert pots.balance(pot).left_pence == 870_00
        refund(portions=[Portion("share:2", 10_00)], key="refund", by=SITE)
        assert pots.balance(pot).left_pence == 880_00


def test_nothing_at_all_may_be_in_a_pot(officer: Viewer, callum: str) -> None:
    pot = pots.pot("ilf", person=callum, by=officer)
    for pence in (0, 640_00, 0):
        stating.state_amount(pot.ref, stated=_stated(pence), by=officer)
        assert pots.balance(pot).free_pence == pence


def test_a_figure_older_than_the_one_there_is_refused(officer: Viewer, callum: str) -> None:
    pot = pots.pot("ilf", person=callum, by=officer, pence=640_00)
    with pytest.raises(Refused) as refused:
        stating.state_amount(pot.ref, stated=_stated(1, on=clock.today() - timedelta(days=1)), by=officer)
    assert "There is a newer amount already" in refused.value.fields["stated_on"]


@on_one
@pytest.mark.parametrize(
    ("stated", "field"),
    [
        (_stated(-1), "amount"),
        (_stated(100, outgoings=101), "outgoings"),
        (replace(_stated(100), evidence=" "), "evidence"),
        (replace(_stated(100), evidence="x" * 301), "evidence"),
        (replace(_stated(100), on=date(2099, 1, 1)), "stated_on"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_at_its_field(
    officer: Viewer, callum: str, stated: Stated, field: str
) -> None:
    pot = pots.pot("ilf", person=callum, by=officer)
    with pytest.raises(Refused) as refused:
        stating.state_amount(pot.ref, stated=stated, by=officer)
    assert field in refused.value.fields


def test_only_stated_money_is_stated(officer: Viewer, callum: str) -> None:
    pot = pots.pot(person=callum, by=officer)
    with pytest.raises(NotAllowed):
        stating.state_amount(pot.ref, stated=_stated(1), by=officer)


def test_the_statement_of_a_month_adds_up_and_shows_what_was_set_aside_at_its_end(officer: Viewer, callum: str) -> None:
    with time_machine.travel(START, tick=False) as hands:
        pot = pots.pot(person=callum, by=officer, pence=1_500_00)
        pots.hold(pot, 765_00)
        pots.hold(pot, 20_00, "share:2", until=START + timedelta(days=40))
        pots.hold(pot, 9_00, "share:3", until=START + timedelta(days=2))
        hands.move_to(datetime(2027, 1, 1, 0, 0, tzinfo=UTC))
        ledger.post(portions=[Portion("share:1", 495_00)], key="post", by=SITE)
        ledger.void(references=["share:1"], by=SITE)
        hands.move_to(datetime(2027, 1, 20, tzinfo=UTC))
        refund(portions=[Portion("share:1", 95_00)], key="refund", by=SITE)
        december, january = (
            statement(pot, first_on=month.first_on, last_on=month.last_on) for month in reversed(months_of(pot))
        )
    assert (december.opening_pence, december.in_pence, december.out_pence) == (0, 1_500_00, 0)
    assert (december.closing_pence, december.set_aside_pence, december.free_pence) == (1_500_00, 785_00, 715_00)
    assert (january.opening_pence, january.in_pence, january.out_pence) == (1_500_00, 95_00, 495_00)
    assert (january.closing_pence, january.set_aside_pence, january.free_pence) == (1_100_00, 0, 1_100_00)
    assert [(line.movement.words, line.pence, line.left_pence, line.reference) for line in january.lines] == [
        ("Paid", -495_00, 1_005_00, "share:1"),
        ("Money back", 95_00, 1_100_00, "share:1"),
    ]
    assert (december.lines[0].note, bool(december.lines[0].key)) == ("Yearly budget", True)


def test_a_month_ends_at_midnight_in_scotland(officer: Viewer, callum: str) -> None:
    last_minute = datetime(2027, 5, 31, 22, 59, tzinfo=UTC)  # 23:59 in summer time
    with time_machine.travel(last_minute, tick=False) as hands:
        pot = pots.pot(person=callum, by=officer, pence=1_00)
        hands.move_to(last_minute + timedelta(minutes=1))
        committing.add_committed_money(pot.ref, pence=2_00, reason="June", by=officer)
        may, june = (
            statement(pot, first_on=month.first_on, last_on=month.last_on) for month in (Month(2027, 5), Month(2027, 6))
        )
    assert (may.closing_pence, june.opening_pence, june.in_pence) == (1_00, 1_00, 2_00)
