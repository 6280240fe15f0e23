"""Accounts of many pots: sums by sort that add up, what is set aside by age, and the file that is made in steps."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from marketplace import clock, jobs
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE, Look
from marketplace.booking.queries.paid_for import told_to_funders
from marketplace.budgets.models import MoneyExport
from marketplace.budgets.queries.accounts import accounts, own_export
from marketplace.budgets.queries.statements import statement
from marketplace.budgets.services import committing, exports, ledger
from marketplace.budgets.services.ledger import Portion
from marketplace.budgets.services.pots import close_pot
from marketplace.budgets.spreadsheet import FILE_COLUMNS, as_csv
from marketplace.budgets.statement import Month, Told
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.jobs import Job
from tests import families, pots

pytestmark = pytest.mark.usefixtures("database")
START = datetime(2026, 12, 1, 9, tzinfo=UTC)


def finance(council: str = families.BORDERS) -> Viewer:
    return families.officer(council=council, role=RoleName.COUNCIL_FINANCE)


def work() -> None:
    while jobs.work(exports.doers(told_to_funders)):
        pass


def test_before_and_in_less_out_is_left_for_each_sort_and_for_all() -> None:
    officer = families.officer()
    with time_machine.travel(START, tick=False) as hands:
        callum = families.person(council=families.BORDERS)
        virtual = pots.pot(person=callum, by=officer, pence=1_000_00)
        pots.pot("direct_payment", person=callum, by=officer, pence=500_00, outgoings_pence=100_00)
        pots.pot("own", person=callum, by=officer)
        hands.move_to(START + timedelta(days=40))
        pots.hold(virtual, 300_00, "share:1")
        pots.hold(virtual, 50_00, "share:2")
        ledger.post(portions=[Portion("share:1", 200_00)], key="post", by=SITE)
        by = finance()
        december = accounts(Month(2026, 12), viewer=by)
        january = accounts(None, viewer=by)
        assert january.month == Month(2027, 1)
        assert [month.words for month in january.months] == ["January 2027", "December 2026"]
        assert {one.label: (one.in_pence, one.told_pence, one.closing_pence) for one in december.sorts} == {
            virtual.sort.label: (1_000_00, 0, 1_000_00),
            "Direct payment": (0, 500_00, 500_00),
        }
        assert [one.pots for one in december.sorts] == [1, 1]
        whole = january.total
        assert (whole.opening_pence, whole.in_pence, whole.out_pence) == (1_500_00, 0, 200_00)
        assert (whole.closing_pence, whole.set_aside_pence, whole.outgoings_pence) == (1_300_00, 150_00, 100_00)
        assert whole.free_pence == 1_050_00
        hands.move_to(START + timedelta(days=80))
        aged = [(one.holds, one.pence) for one in accounts(None, viewer=by).aged]
        assert aged == [(0, 0), (0, 0), (2, 150_00), (0, 0)]


def test_what_no_break_can_use_any_more_is_left_over_and_not_free() -> None:
    officer, by = families.officer(), finance()
    with time_machine.travel(START, tick=False) as hands:
        pots.pot(by=officer, pence=1_000_00)
        closed = pots.pot(by=officer, pence=300_00)
        close_pot(closed.ref, by=officer)
        assert [(one.free_pence, one.left_over_pence) for one in accounts(None, viewer=by).sorts] == [
            (1_000_00, 300_00)
        ]
        hands.move_to(datetime(2027, 4, 1, 9, tzinfo=UTC))
        april, march = accounts(None, viewer=by).total, accounts(Month(2027, 3), viewer=by).total
        assert (april.free_pence, april.left_over_pence, april.closing_pence) == (0, 1_300_00, 1_300_00)
        assert (march.free_pence, march.left_over_pence) == (1_000_00, 300_00)  # its last day was in March
        shown = statement(closed, first_on=date(2026, 12, 1), last_on=date(2026, 12, 31))
        assert (shown.free_pence, shown.left_over_pence, shown.closing_pence) == (0, 300_00, 300_00)
        last = as_csv(shown, lambda _line: Told("")).splitlines()[-1].split(",")
        assert (last[1], last[9]) == ("Left over", "300.00")


def test_an_amount_that_is_put_right_and_back_is_no_income_and_no_spending() -> None:
    officer, by = families.officer(), finance()
    with time_machine.travel(START, tick=False) as hands:
        pot = pots.pot(by=officer, pence=2_400_00)
        pots.pot("direct_payment", by=officer, pence=500_00)
        committing.add_committed_money(pot.ref, pence=12_00, reason="More", by=officer)
        key = statement(pot, first_on=START.date(), last_on=START.date()).lines[-1].key
        hands.move_to(START + timedelta(minutes=1))
        committing.correct(pot.ref, key=key, pence=99_999_00, reason="Put it right", by=officer)
        assert [one.stands_pence for one in statement(pot, first_on=START.date(), last_on=START.date()).lines] == [
            2_400_00,
            99_999_00,
            0,
        ]
        hands.move_to(START + timedelta(days=40))
        committing.correct(pot.ref, key=key, pence=12_00, reason="That was wrong", by=officer)
        december, january = accounts(Month(2026, 12), viewer=by).total, accounts(None, viewer=by).total
        shown = statement(pot, first_on=date(2027, 1, 1), last_on=date(2027, 1, 31))
    assert [(one.corrects.on, one.corrects.pence) for one in shown.lines if one.corrects] == [(START.date(), 12_00)]
    assert (december.in_pence, december.corrected_pence, december.out_pence) == (2_412_00, 99_987_00, 0)
    assert (january.in_pence, january.corrected_pence, january.out_pence) == (0, -99_987_00, 0)
    assert january.closing_pence == december.opening_pence + 2_412_00 + december.told_pence == 2_912_00
    assert (shown.in_pence, shown.corrected_pence, shown.out_pence, shown.closing_pence) == (0, -99_987_00, 0, 2_412_00)


def test_each_council_and_each_holder_accounts_for_its_own_pots_alone_and_nobody_else_for_any() -> None:
    officer = families.officer()
    holder = families.viewer("Fund holder", RoleName.ISF_HOLDER)
    pots.pot(by=officer, pence=1_000_00)
    pots.pot("isf", by=officer, pence=70_00, holder=holder)
    assert accounts(None, viewer=finance()).total.closing_pence == 1_070_00
    assert accounts(None, viewer=holder).total.closing_pence == 70_00
    assert accounts(None, viewer=finance(families.FIFE)).total.closing_pence == 0
    for stranger in (officer, families.viewer("Anna"), families.viewer("Pay", RoleName.BROKERAGE_FINANCE)):
        with pytest.raises(NotFound):
            accounts(None, viewer=stranger)
        with pytest.raises(NotFound):
            exports.ask_for(str(Month.of(clock.today())), by=stranger)


def test_a_file_is_made_in_steps_and_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "POTS_A_STEP", 2)
    officer, by = families.officer(), finance()
    for number in range(5):
        pots.pot(name=f"=Pot {number}", by=officer, pence=(number + 1) * 100_00)
    ref = exports.ask_for(str(Month.of(clock.today())), by=by)
    assert jobs.work(exports.doers(told_to_funders))
    half = own_export(ref, viewer=by)
    assert (half.done, half.total, half.finished_at) == (2, 5, None)
    with transaction():  # the step that was done is tried again, as after a worker that was killed
        session.execute(update(Job).where(Job.key == f"money-export:{ref}:0").values(done_at=None, leased_until=None))
    work()
    session.rollback()
    whole = own_export(ref, viewer=by)
    assert (whole.done, whole.total, whole.finished_at is None) == (5, 5, False)
    rows = list(csv.reader(io.StringIO(whole.content)))
    assert rows[0] == list(FILE_COLUMNS)
    closing = [row for row in map(dict, (zip(rows[0], row, strict=True) for row in rows)) if row["What"] == "Closing"]
    assert {row["Sort"] for row in closing} == {pots.find(pots.pot(by=officer).ref).sort.label}
    assert [row["Sum"] for row in closing] == ["100.00", "200.00", "300.00", "400.00", "500.00"]
    assert all(row["Pot"].startswith("'=Pot") for row in closing)


def test_a_file_is_for_who_asked_without_pots_near_to_them_and_each_in_it_reads_that_it_was_looked_at() -> None:
    officer, by, other = families.officer(), finance(), finance()
    callum = families.person(council=families.BORDERS)
    mine = families.person("Moira Elliot", council=families.BORDERS)
    for person in (callum, callum, mine):
        pots.pot(person=person, by=officer, pence=100_00)
    at_home = families.viewer("Fin at home")
    families.acts_for(replace(at_home, account_id=by.account_id), mine)
    ref = exports.ask_for(str(Month.of(clock.today())), by=by)
    with pytest.raises(NotFound):
        own_export(ref, viewer=other)
    work()
    session.rollback()
    made = own_export(ref, viewer=by)
    assert (made.total, "Callum Hume" in made.content, "Moira Elliot" in made.content) == (2, True, False)
    looks = [(one.what, one.about, one.by_account_id) for one in session.scalars(select(Look))]
    assert looks == [("pot statement", f"person:{callum}", by.account_id)]
    assert accounts(None, viewer=by).total.closing_pence == 300_00


def test_a_file_is_of_those_who_asked_for_it_of_a_month_that_has_begun_and_kept_a_month() -> None:
    by = finance()
    this = Month.of(clock.today())
    for month in ("", "soon", "2199-01", "2026-13", "2001-01"):
        with pytest.raises(Refused):
            exports.ask_for(month, by=by)
    ref = exports.ask_for(str(this), by=by)
    strangers = [finance(families.FIFE), families.viewer("Fund holder", RoleName.ISF_HOLDER)]
    strangers += [families.viewer("Anna"), families.officer(), families.viewer("Pay", RoleName.BROKERAGE_FINANCE)]
    for stranger in strangers:
        with pytest.raises(NotFound):
            own_export(ref, viewer=stranger)
    work()
    assert own_export(ref, viewer=by).finished_at is not None
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        exports.forget_old()
    session.rollback()
    assert session.scalars(select(MoneyExport)).all() == []
