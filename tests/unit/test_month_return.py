"""The return of a month adds up, and a difference to the bank is shown as it is."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.budgets.month_return import ByHand, HandSort, MonthReturn, moved_here
from marketplace.budgets.spreadsheet import RETURN_COLUMNS, return_csv
from marketplace.budgets.statement import Line, Movement

DAY = date(2027, 3, 5)


def hand(sort: HandSort, pence: int, words: str = "", day: int = 5) -> ByHand:
    return ByHand("x", date(2027, 3, day), sort, pence, words)


@pytest.mark.parametrize("sort", list(HandSort))
def test_each_sort_comes_in_or_goes_out(sort: HandSort) -> None:
    is_in = sort in {HandSort.COUNCIL, HandSort.CONTRIBUTION}
    assert hand(sort, 5).change_pence == (5 if is_in else -5)
    assert sort.words


@given(
    st.integers(0, 9_000_00),
    st.lists(st.tuples(st.sampled_from(list(HandSort)), st.integers(1, 900_00))),
    st.lists(st.integers(-900_00, 900_00).filter(bool)),
    st.integers(0, 9_000_00),
)
def test_opening_and_in_less_out_is_closing_and_the_difference_is_the_rest(
    opening: int, by_hand: list[tuple[HandSort, int]], moved: list[int], bank: int
) -> None:
    lines = tuple(Line(DAY, Movement.PAID if pence < 0 else Movement.BACK, pence, 0) for pence in moved)
    found = MonthReturn(opening, lines, tuple(hand(*one) for one in by_hand), bank)
    assert opening + found.in_pence - found.out_pence == found.closing_pence
    assert found.closing_pence + found.difference_pence == bank
    assert found.closing_pence == opening + sum(moved) + sum(hand(*one).change_pence for one in by_hand)


def test_what_was_told_to_us_is_no_movement_of_the_account() -> None:
    kept = {Movement.PAID, Movement.BACK, Movement.ASKED_BACK, Movement.LEVY_BACK}
    lines = [Line(DAY, movement, 1, 0) for movement in Movement]
    assert {line.movement for line in moved_here(lines)} == kept


def test_the_spreadsheet_has_every_line_by_its_day_and_what_the_bank_says() -> None:
    found = MonthReturn(
        100_00,
        (Line(date(2027, 3, 9), Movement.PAID, -60_00, 0, "share:1"),),
        (hand(HandSort.COUNCIL, 500_00, day=1), hand(HandSort.WAGES, 200_00, "=Jo", day=28)),
        bank_pence=339_00,
    )
    text = return_csv(found, lambda _reference: "Riding", first_on=date(2027, 3, 1), last_on=date(2027, 3, 31))
    rows = list(csv.reader(io.StringIO(text)))
    assert rows == [
        list(RETURN_COLUMNS),
        ["2027-03-01", "Opening", "", "", "", "100.00", ""],
        ["2027-03-01", "The council paid in", "", "500.00", "", "", ""],
        ["2027-03-09", "Paid", "Riding", "", "60.00", "", ""],
        ["2027-03-28", "Wages of a PA", "'=Jo", "", "200.00", "", ""],
        ["2027-03-31", "Total in", "", "", "", "", "500.00"],
        ["2027-03-31", "Total out", "", "", "", "", "260.00"],
        ["2027-03-31", "Closing", "", "", "", "", "340.00"],
        ["2027-03-31", "The bank says", "", "", "", "", "339.00"],
        ["2027-03-31", "Difference", "", "", "", "", "-1.00"],
    ]


def test_while_nobody_said_what_it_had_before_the_spreadsheet_names_no_sum_of_it() -> None:
    found = MonthReturn(0, (Line(DAY, Movement.PAID, -60_00, 0),), ())
    days = {"first_on": date(2027, 3, 1), "last_on": date(2027, 3, 31)}
    rows = list(csv.reader(io.StringIO(return_csv(found, lambda _reference: "", asks_opening=True, **days))))
    said = {row[1]: row[5] + row[6] for row in rows}
    assert (said["Opening"], said["Closing"]) == ("", "")
