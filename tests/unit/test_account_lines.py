"""Lines of a direct payment's own account: what each may be, what is proposed, and which way round a file is."""

from datetime import date, timedelta

import pytest

from marketplace.budgets.account_lines import (
    Choice,
    Moved,
    SaidAs,
    Waiting,
    Why,
    gist,
    in_order,
    is_turned,
    key_of,
    may_be,
    moved_of,
    propose,
    turned,
)
from marketplace.budgets.bank_file import BankRow
from marketplace.budgets.month_return import HandSort
from marketplace.budgets.statement import Line, Movement

MAY = date(2027, 5, 10)


def line(pence: int, words: str = "X", on: date = MAY, ref: str = "a") -> Waiting:
    return Waiting(ref, on, words, pence)


def moved(pence: int, on: date = MAY, key: str = "post:1:out", left: int | None = None) -> Moved:
    return Moved(key, on, pence, pence if left is None else left, "share:1")


@pytest.mark.parametrize(
    ("a_line", "what", "fits"),
    [
        (line(-60_00), moved(-60_00), True),
        (line(60_00), moved(-60_00), False),
        (line(-59_99), moved(-60_00), True),
        (line(-60_01), moved(-60_00), False),
        (line(-60_00), moved(-60_00, left=-59_99), False),
        (line(-60_00, on=date(2027, 5, 31)), moved(-60_00, on=date(2027, 5, 1)), True),
        (line(-60_00, on=date(2027, 6, 14)), moved(-60_00, on=date(2027, 5, 31)), True),
        (line(-60_00, on=date(2027, 6, 15)), moved(-60_00, on=date(2027, 5, 31)), False),
        (line(-59_99, on=date(2027, 6, 1)), moved(-60_00, on=date(2027, 5, 31)), False),
        (line(-60_00, on=date(2027, 5, 31)), moved(-60_00, on=date(2027, 6, 1)), True),
        (line(60_00), moved(60_00, key="back:1:in"), True),
    ],
)
def test_a_line_may_be_what_moved_here_in_part_within_its_month_and_whole_near_to_it(
    a_line: Waiting, what: Moved, *, fits: bool
) -> None:
    assert bool(may_be(a_line, [what])) is fits


def test_the_same_amount_is_proposed_for_one_line_alone_the_nearest() -> None:
    lines = [line(-60_00, on=MAY, ref="near"), line(-60_00, on=MAY - timedelta(days=3), ref="far")]
    found = propose(lines, [moved(-60_00)], said={}, funder="")
    assert {ref: (one.choice.what, one.why) for ref, one in found.items()} == {
        "near": ("post:1:out", Why.AMOUNT_AND_DAY)
    }


def test_a_part_of_an_amount_may_be_chosen_and_is_not_proposed() -> None:
    assert propose([line(-20_00)], [moved(-60_00)], said={}, funder="") == {}


@pytest.mark.parametrize(
    ("words", "pence", "sort"),
    [
        ("HMRC CUMBERNAULD 475PK0001", -55_00, HandSort.EMPLOYER),
        ("NEST PENSION", -12_00, HandSort.EMPLOYER),
        ("Borders Payroll Ltd", -30_00, HandSort.PAYROLL),
        ("Jo wages", -200_00, HandSort.WAGES),
        ("Hoist repair", -80_00, HandSort.EQUIPMENT),
        ("Tweed Care", -90_00, HandSort.AGENCY),
        ("SCOTTISH BORDERS COUNCIL SDS", 500_00, HandSort.COUNCIL),
        ("BORDERS SDS", 500_00, HandSort.COUNCIL),
        ("SCOTTISH POWER REFUND", 5_00, None),
        ("TESCO", -5_00, None),
        ("Caretaker", -5_00, None),
        ("wages", 5_00, None),
    ],
)
def test_common_words_propose_what_such_lines_are(words: str, pence: int, sort: HandSort | None) -> None:
    found = propose([line(pence, words)], [], said={}, funder="Scottish Borders Council")
    assert [(one.choice.sort, one.why) for one in found.values()] == ([(sort, Why.WORDS)] if sort else [])


def test_what_was_said_of_such_words_before_is_said_again_whatever_the_numbers() -> None:
    said = {gist("TFR 0412 Moira K"): Choice(SaidAs.ADDED, HandSort.WAGES), "tesco": Choice(SaidAs.ELSEWHERE)}
    lines = [
        line(-80_00, "TFR 0511 MOIRA K", ref="a"),
        line(-5_00, "Tesco 33", ref="b"),
        line(80_00, "TFR 0512 MOIRA K", ref="c"),
    ]
    found = propose(lines, [], said=said, funder="")
    assert {ref: (one.choice.value, one.why) for ref, one in found.items()} == {
        "a": ("added=wages", Why.SAID_BEFORE),
        "b": ("elsewhere=", Why.SAID_BEFORE),
    }


def test_what_one_posting_moved_is_one_amount_and_what_lines_are_of_it_is_taken_off() -> None:
    lines = [
        Line(MAY, Movement.PAID, -40_00, 0, "share:1", posting="post:1"),
        Line(MAY, Movement.PAID, -20_00, 0, "share:2", posting="post:1"),
        Line(MAY, Movement.BACK, 10_00, 0, "share:1", posting="post:1"),
        Line(MAY, Movement.STATED, 900_00, 0),
    ]
    found = moved_of(lines, {"post:1:out": -15_00})
    assert [(one.key, one.pence, one.left_pence) for one in found] == [
        ("post:1:out", -60_00, -45_00),
        ("post:1:in", 10_00, 10_00),
    ]
    assert key_of(lines[2]) == "post:1:in"


@pytest.mark.parametrize("value", ["", "added=", "added=gift", "nothing=x", "=wages"])
def test_an_answer_that_no_form_offers_is_no_answer(value: str) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        Choice.read(value)


def rows(*moves: tuple[int, int], left: bool = True, opening: int = 100_00) -> list[BankRow]:
    """The day of May and pence of each, the oldest first, with the balance after it."""
    found, has = [], opening
    for number, (day, pence) in enumerate(moves):
        has += pence
        found.append(BankRow(number, date(2027, 5, day), f"W{number}", pence, 1, has if left else None))
    return found


def test_a_file_with_the_latest_first_is_turned_over() -> None:
    oldest_first = rows((1, -5_00), (1, 20_00), (3, -7_00))
    assert in_order(oldest_first) == in_order(oldest_first[::-1]) == oldest_first


def test_a_file_of_one_day_is_ordered_by_its_balances() -> None:
    oldest_first = rows((1, -5_00), (1, 20_00), (1, -7_00))
    assert in_order(oldest_first[::-1]) == oldest_first
    assert in_order([]) == []


@pytest.mark.parametrize("is_latest_first", [False, True])
@pytest.mark.parametrize("days", [(1, 4, 9), (4, 4, 4)])
def test_balances_show_when_amounts_have_the_other_sign(days: tuple[int, ...], *, is_latest_first: bool) -> None:
    as_written = rows(*zip(days, (-5_00, 20_00, -7_00), strict=True))
    if is_latest_first:
        as_written.reverse()
    other_way = turned(as_written)
    assert (is_turned(as_written), is_turned(other_way)) == (False, True)
    assert list(turned(other_way)) == as_written


def test_without_balances_nothing_shows_which_way_round_it_is() -> None:
    assert not is_turned(rows((1, -5_00), (2, 20_00), left=False))
    assert not is_turned([])
