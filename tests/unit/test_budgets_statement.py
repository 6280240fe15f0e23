"""Pot statements and their spreadsheet: they add up, and nothing typed into them runs."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.budgets.sorts import Control
from marketplace.budgets.spreadsheet import COLUMNS, PAPERS, as_csv, harmless, pounds
from marketplace.budgets.statement import Line, Month, Movement, Statement, Told, months, movement
from marketplace.money import parse

FIRST, LAST = date(2027, 3, 1), date(2027, 3, 31)


def _statement(*pence: int, opening: int = 0, note: str = "") -> Statement:
    left, lines = opening, []
    for change in pence:
        left += change
        lines.append(Line(FIRST, Movement.PAID if change < 0 else Movement.ADDED, change, left, "share:1", note))
    return Statement("Respite", FIRST, LAST, opening, tuple(lines), set_aside_pence=100, outgoings_pence=50)


@given(st.integers(-1_000_00, 1_000_00), st.lists(st.integers(-500_00, 500_00).filter(bool)))
def test_opening_and_in_less_out_is_closing(opening: int, changes: list[int]) -> None:
    shown = _statement(*changes, opening=opening)
    assert shown.opening_pence + shown.in_pence - shown.out_pence == shown.closing_pence == opening + sum(changes)
    assert shown.free_pence == shown.closing_pence - 100 - 50
    assert not changes or shown.lines[-1].left_pence == shown.closing_pence


def _rows(shown: Statement) -> list[list[str]]:
    rows = csv.reader(io.StringIO(as_csv(shown, lambda line: Told("Long weekend in Duns" if line.reference else ""))))
    return [row[: len(COLUMNS)] for row in rows]


def test_the_spreadsheet_says_what_the_statement_says() -> None:
    rows = _rows(_statement(1500_00, -495_00, opening=20_05))
    assert rows[0] == list(COLUMNS)
    assert rows[1] == ["2027-03-01", "Opening", "", "", "", "", "20.05", "", "", ""]
    assert rows[2] == ["2027-03-01", "Money added", "Long weekend in Duns", "", "1500.00", "", "1520.05", "", "", ""]
    assert rows[3] == ["2027-03-01", "Paid", "Long weekend in Duns", "", "", "495.00", "1025.05", "", "", ""]
    assert [(row[1], row[4:]) for row in rows[4:]] == [
        ("Total in", ["", "", "", "", "", "1500.00"]),
        ("Total out", ["", "", "", "", "", "495.00"]),
        ("Closing", ["", "", "", "", "", "1025.05"]),
        ("Set aside", ["", "", "", "", "", "1.00"]),
        ("Regular costs", ["", "", "", "", "", "0.50"]),
        ("Free", ["", "", "", "", "", "1023.55"]),
    ]


def test_the_spreadsheet_says_who_entered_a_line_or_who_was_paid_and_by_which_papers() -> None:
    told = Told("Stay", purchase_order="PO 9", invoice="LB-12", provider="Ford House")
    lines = (
        Line(FIRST, Movement.ADDED, 100_00, 100_00, by="Mhairi Scott"),
        Line(LAST, Movement.PAID, -40_00, 60_00, reference="share:1"),
    )
    text = as_csv(Statement("Respite", FIRST, LAST, 0, lines), lambda line: told if line.reference else Told(""))
    added, paid = list(csv.DictReader(io.StringIO(text)))[1:3]
    assert (added["By"], added["Provider"]) == ("Mhairi Scott", "")
    assert [paid[one] for one in PAPERS] == ["", "PO 9", "LB-12", "Ford House"]
    assert told.papers_words == "Ford House, invoice LB-12, order PO 9"


@given(st.lists(st.integers(-500_00, 500_00).filter(bool)))
def test_whoever_adds_up_a_column_gets_its_sum_once(changes: list[int]) -> None:
    shown = _statement(*changes)
    rows = _rows(shown)
    sums = {row[1]: row[-1] for row in rows if row[-1]}
    for column, total in ((4, "Total in"), (5, "Total out")):
        added = sum(parse(row[column]) for row in rows[1:] if row[column])
        assert added == parse(sums[total])


@pytest.mark.parametrize(
    ("what", "pence", "says", "moved"),
    [
        (Movement.STATED, 1_200_00, "Amount told to us, as of 11 October 2026", "£1,200.00 told"),
        (Movement.STATED_AGAIN, 50_00, "Newer amount told to us, as of 11 October 2026", "£50.00 more"),
        (Movement.STATED_AGAIN, -50_00, "Newer amount told to us, as of 11 October 2026", "£50.00 less"),
    ],
)
def test_what_was_told_to_us_names_its_day_and_is_neither_in_nor_out(
    what: Movement, pence: int, says: str, moved: str
) -> None:
    line = Line(FIRST, what, pence, 2_000_00, told_for=date(2026, 10, 11))
    assert (line.what, line.moved_words) == (says, moved)
    shown = Statement("NHS", FIRST, LAST, 2_000_00 - pence, (line,))
    assert (shown.in_pence, shown.out_pence, shown.told_pence, shown.closing_pence) == (0, 0, pence, 2_000_00)
    rows = _rows(shown)
    amount = pounds(pence)
    assert rows[2] == ["2027-03-01", says, "", "", "", "", "2000.00", amount, "", ""]
    assert {row[1]: row[-1] for row in rows}["Total told to us"] == amount


@pytest.mark.parametrize(("pence", "moved"), [(99_987_00, "£99,987.00 more"), (-99_987_00, "£99,987.00 less")])
def test_what_puts_an_amount_right_is_neither_in_nor_out(pence: int, moved: str) -> None:
    line = Line(FIRST, Movement.CORRECTED, pence, 12_00 + pence)
    shown = Statement("Respite", FIRST, LAST, 12_00, (line,))
    assert (line.moved_words, shown.in_pence, shown.out_pence) == (moved, 0, 0)
    assert (shown.corrected_pence, shown.closing_pence) == (pence, 12_00 + pence)
    rows = _rows(shown)
    assert rows[2][4:] == ["", "", pounds(12_00 + pence), "", pounds(pence), ""]
    assert {row[1]: row[-1] for row in rows}["Total corrected"] == pounds(pence)


@pytest.mark.parametrize(("pence", "moved"), [(5_00, "£5.00 in"), (-5_00, "£5.00 out")])
def test_what_moved_says_which_way(pence: int, moved: str) -> None:
    line = _statement(pence).lines[0]
    assert (line.moved_words, line.what, line.told_pence) == (moved, line.movement.words, 0)


@pytest.mark.parametrize("typed", ["=1+1", "+44", "-cmd", "@SUM(A1)", "\t=1", '=HYPERLINK("x")', "-", "-1.2.3", "-1=2"])
def test_no_note_is_read_as_a_formula(typed: str) -> None:
    note = _rows(_statement(1, note=typed))[2][3]
    assert note == f"'{typed}"


@pytest.mark.parametrize("cell", ["-5.00", "-12", "Paid", "2027-03-01", ""])
def test_amounts_below_nought_and_plain_words_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


@pytest.mark.parametrize(
    ("control", "is_payee", "is_in", "is_correction", "words"),
    [
        (Control.COMMITTED, False, True, False, "Money added"),
        (Control.COMMITTED, False, False, True, "Correction"),
        (Control.COMMITTED, False, True, True, "Correction"),
        (Control.COMMITTED, True, False, False, "Paid"),
        (Control.COMMITTED, True, True, True, "Money back"),
        (Control.STATED, False, True, False, "Amount told to us"),
        (Control.STATED, False, False, True, "Newer amount told to us"),
        (Control.OWN, False, True, False, "Paid in"),
        (Control.OWN, True, False, False, "Paid"),
        (Control.OWN, False, False, True, "Sent back"),
    ],
)
def test_each_movement_has_its_words(
    control: Control, *, is_payee: bool, is_in: bool, is_correction: bool, words: str
) -> None:
    found = movement(control, is_payee=is_payee, is_in=is_in, is_correction=is_correction)
    assert found.words == words


def test_money_that_nobody_sees_being_paid_is_said_to_be_counted() -> None:
    paid = movement(Control.STATED, is_payee=True, is_in=False, is_correction=False, is_unseen=True)
    back = movement(Control.STATED, is_payee=True, is_in=True, is_correction=True, is_unseen=True)
    assert (paid.words, back.words) == ("Counted as paid, as the break is over", "Money back")


def test_a_month_is_read_as_it_is_written_and_nothing_else_is() -> None:
    assert Month.read("2027-02") == Month(2027, 2)
    assert str(Month(2027, 2)) == "2027-02"
    assert Month(2027, 2).words == "February 2027"
    assert (Month(2028, 2).first_on, Month(2028, 2).last_on) == (date(2028, 2, 1), date(2028, 2, 29))
    for typed in ("", "2027-13", "2027-00", "1999-12", "27-02", "2027-2", "0000-01", "\uff12\uff10\uff12\uff17-02"):
        assert Month.read(typed) is None


def test_months_are_listed_the_latest_first() -> None:
    assert [str(month) for month in months(Month(2026, 11), Month(2027, 1))] == ["2027-01", "2026-12", "2026-11"]
    assert months(Month(2027, 2), Month(2027, 1)) == []
