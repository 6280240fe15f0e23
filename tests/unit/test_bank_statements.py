"""Statements of banks as CSV: what came in, which rows cannot be read, and which promise a line seems to pay."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.booking.matching import Awaited, Likeness, Marked, proposal
from marketplace.budgets.bank_file import MOST_ROWS, BadRow, read_statement
from marketplace.errors import Refused
from marketplace.payments.bank.reading import Moved, what_moved

TODAY = date(2027, 3, 9)
BARCLAYS = (
    "Number,Date,Account,Amount,Subcategory,Memo\n ,05/03/2027,20-00-00 1,250.00,Counter Credit,HUME A  AB2CD3EF\n"
)
STARLING = (
    "Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP)\n"
    "06/03/2027,Anna Hume,AB2CD3EF,FASTER PAYMENT,19.50,1\n"
)
LLOYDS = (
    "Transaction Date,Transaction Type,Sort Code,Transaction Description,Debit Amount,Credit Amount,Balance\n"
    "07/03/2027,FPI,'30-00-00,HUME A AB2CD3EF,,1250.00,9\n08/03/2027,DD,'30-00-00,POWER,55.10,,8\n"
)
READER = 'Payout from 1 March\n\nDate;x\nDate,Description,Net\n2027-03-09,Card sales,"£1,000.00"\n'


@pytest.mark.parametrize(
    ("text", "on", "words", "pence"),
    [
        (BARCLAYS, date(2027, 3, 5), "HUME A AB2CD3EF", 250_00),
        (STARLING, date(2027, 3, 6), "Anna Hume AB2CD3EF", 19_50),
        (LLOYDS, date(2027, 3, 7), "HUME A AB2CD3EF", 1_250_00),
        (READER, date(2027, 3, 9), "Card sales", 1_000_00),
    ],
)
def test_each_bank_has_columns_of_its_own(text: str, on: date, words: str, pence: int) -> None:
    found = what_moved(text.encode(), today=TODAY)
    (line,) = found.lines
    assert (line.on, line.words, line.pence, found.bad) == (on, words, pence, ())


@pytest.mark.parametrize("name", ["Currency", "Account currency", "CCY"])
def test_a_row_in_another_currency_is_named_and_never_taken_as_pounds(name: str) -> None:
    text = f"Date,Description,Amount,{name}\n05/03/2027,A,39.99,EUR\n05/03/2027,B,-50.00,usd\n05/03/2027,C,1.00,GBP\n"
    found = read_statement((text + "05/03/2027,D,2.00,\n05/03/2027,E,0.00,EUR\n").encode())
    why = "It is in “{}”, and only pounds are taken"
    assert found.bad == (BadRow(2, why.format("EUR")), BadRow(3, why.format("usd")))
    assert [line.words for line in found.moved] == ["C", "D"]


def test_columns_of_in_and_out_are_asked_for_their_currency_too() -> None:
    text = "Date,Details,Paid in,Paid out,Currency\n05/03/2027,A,5.00,,EUR\n05/03/2027,B,,5.00,Pounds\n"
    found = read_statement(text.encode())
    assert [(one.row, one.why) for one in found.bad] == [(2, "It is in “EUR”, and only pounds are taken")]
    assert [line.pence for line in found.moved] == [-5_00]


def test_what_a_card_paid_abroad_is_taken_in_the_pounds_that_left_the_account() -> None:
    text = "Date,Name,Amount,Currency,Local amount,Local currency\n05/03/2027,Hotel Paris,-43.10,GBP,-50.00,EUR\n"
    found = what_moved(text.encode(), today=TODAY)
    assert ([line.pence for line in found.went], found.bad) == ([-43_10], ())


def rows(*lines: str) -> Moved:
    return what_moved(("Date,Description,Amount\n" + "\n".join(lines)).encode(), today=TODAY)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("32/03/2027,A,1.00", "“32/03/2027” is not a day"),
        ("05/03/2027,A,1.005", "“1.005” is not an amount"),
        ("05/03/2027,A,1e9", "“1e9” is not an amount"),
        ("05/03/2027,A,EUR 5.00", "“EUR 5.00” is not in pounds"),
        ("05/03/2027,A,-5.00 usd", "“-5.00 usd” is not in pounds"),
        ("05/03/2027,A,(€5.00)", "“(€5.00)” is not in pounds"),
        ("05/03/2027,A,99999999999.00", "“99999999999.00” is not an amount"),
        ("05/03/2027,A,--5.00", "“--5.00” is not an amount"),
        ("05/03/2027,,1.00", "It does not say from whom, or for what"),
    ],
)
def test_a_row_of_a_day_that_cannot_be_read_is_named_and_nothing_is_taken(line: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        rows("05/03/2027,Good,5.00", line, "06/03/2027,Good,6.00")
    assert refused.value.fields == {"file": f"Nothing is taken in. Row 3: {why}."}


@pytest.mark.parametrize(
    ("line", "why"),
    [(",A,1.00", "“” is not a day"), ("10/03/2027,A,1.00", "10/03/2027 is still to come")],
)
def test_a_line_of_sums_or_of_a_day_to_come_is_named_and_the_others_are_taken(line: str, why: str) -> None:
    found = rows("05/03/2027,Good,5.00", line, "06/03/2027,Good,6.00")
    assert found.bad == (BadRow(3, why),)
    assert [one.row for one in found.lines] == [2, 4]


@pytest.mark.parametrize("amount", ["-5.00", "(5.00)", "0.00", "", "-5", "(1,000.00)"])
def test_what_went_out_or_moved_nothing_is_no_money_that_came(amount: str) -> None:
    found = rows(f'05/03/2027,Power,"{amount}"')
    assert (found.lines, found.bad) == ((), ())


@pytest.mark.parametrize(("amount", "pence"), [("-5.00", -5_00), ("(1,000.00)", -1000_00), ("-5", -5_00)])
def test_what_went_out_is_read_beside_what_came(amount: str, pence: int) -> None:
    found = rows("05/03/2027,Hume,5.00", f'05/03/2027,Power,"{amount}"', "10/03/2027,Power,-1.00")
    assert [line.pence for line in found.lines] == [5_00]
    assert [(line.row, line.words, line.pence) for line in found.went] == [(3, "Power", pence)]
    assert found.bad == (BadRow(4, "10/03/2027 is still to come"),)


@pytest.mark.parametrize(
    ("amount", "pence"), [("5", 5_00), ("5.5", 5_50), ("+5.05", 5_05), ("£1,234.50", 1234_50), ("GBP 5", 5_00)]
)
def test_an_amount_is_read_as_banks_write_it(amount: str, pence: int) -> None:
    assert rows(f'05/03/2027,Power,"{amount}"').lines[0].pence == pence


def test_a_line_is_known_again_in_another_file_and_twice_on_one_day_it_is_two() -> None:
    same = "05/03/2027,Coffee,5.00"
    first, second = rows(same, same), rows("04/03/2027,Tea,1.00", same, same, same)
    assert len({one.digest for one in first.lines}) == 2
    assert {one.digest for one in first.lines} < {one.digest for one in second.lines}
    assert len({one.digest for one in second.lines}) == 4


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"PK\x03\x04 workbook", "not a CSV"),
        (b"%PDF-1.7", "not a CSV"),
        (b"Date,Description,Amount\n\0", "not a CSV"),
        (b"When,What,How much\n1,2,3\n", "no heading that we know"),
        (b'Date,Description,Amount\n"05/03/2027', "not closed"),
        (b"Date,Description,Amount\n" + b"05/03/2027,A,1.00\n" * MOST_ROWS, "The most is 5,000"),
        (b"Date,Description,Amount\n" + b"x" * 2_100_000, "too large"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_at_its_field(content: bytes, why: str) -> None:
    with pytest.raises(Refused) as refused:
        what_moved(content, today=TODAY)
    assert why in refused.value.fields["file"]


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        (("05/03/2027,A,250.00,1250.00", "06/03/2027,B,-50.00,1200.00"), (date(2027, 3, 6), 1200_00)),
        (("06/03/2027,B,-50.00,1200.00", "05/03/2027,A,250.00,1250.00"), (date(2027, 3, 6), 1200_00)),
        (("06/03/2027,A,250.00,1250.00", "06/03/2027,B,-50.00,1200.00"), (date(2027, 3, 6), 1200_00)),
        (("06/03/2027,B,-50.00,1200.00", "06/03/2027,A,250.00,1250.00"), (date(2027, 3, 6), 1200_00)),
        (("05/03/2027,A,250.00,",), None),
        (("06/03/2027,A,250.00,1250.00", "10/03/2027,B,50.00,9999.00"), (date(2027, 3, 6), 1250_00)),
        (("10/03/2027,B,-50.00,9999.00", "06/03/2027,A,250.00,1250.00"), (date(2027, 3, 6), 1250_00)),
        (("10/03/2027,B,50.00,9999.00",), None),
    ],
)
def test_what_the_bank_counts_is_that_of_the_latest_row_whichever_way_the_rows_go(
    rows: tuple[str, ...], left: tuple[date, int] | None
) -> None:
    text = "\n".join(("Date,Description,Amount,Balance", *rows))
    assert what_moved(text.encode(), today=TODAY).left == left


def test_a_file_of_windows_is_read_too() -> None:
    found = what_moved("Date,Description,Amount\n05/03/2027,Café,£5.00\n".encode("cp1252"), today=TODAY)
    assert (found.lines[0].words, found.lines[0].pence) == ("Café", 5_00)


HUME = Awaited("p1", "AB2CD3EF", "Anna Hume", "Weekend", 250_00)
KERR = Awaited("p2", "ZZ9YY8XX", "Rory Kerr", "Peebles", 250_00)
PAID = Awaited("p3", "QQ2QQ3QQ", "Moira Elliot", "A night", 0)


@pytest.mark.parametrize(
    ("words", "pence", "ref", "likeness"),
    [
        ("HUME AB2CD3EF", 250_00, "p1", Likeness.REFERENCE_AND_AMOUNT),
        ("hume ab2-cd3 ef", 250_00, "p1", Likeness.REFERENCE_AND_AMOUNT),
        ("HUME AB2CD3EF", 249_99, "p1", Likeness.REFERENCE),
        ("QQ2QQ3QQ", 10_00, "p3", Likeness.PAID_ALREADY),
        ("MR R KERR", 250_00, "p2", Likeness.AMOUNT_AND_NAME),
        ("MR R KERR", 250_01, "", None),
        ("KERRY GOLD", 250_00, "", None),
        ("HUME AND KERR", 250_00, "", None),
        ("AB2CD3EF ZZ9YY8XX", 250_00, "", None),
        ("Somebody", 250_00, "", None),
    ],
)
def test_a_line_seems_to_pay_what_its_reference_or_amount_and_name_say(
    words: str, pence: int, ref: str, likeness: Likeness | None
) -> None:
    found = proposal(words, pence, [HUME, KERR, PAID], on=TODAY)
    assert (found.awaited.ref if found else "", found.likeness if found else None) == (ref, likeness)


MARKED_ON = date(2027, 3, 6)
MARK = Marked(MARKED_ON, 250_00)


@pytest.mark.parametrize(
    ("awaited", "words", "pence", "day", "likeness"),
    [
        (replace(HUME, owed_pence=0, marked=(MARK,)), "HUME AB2CD3EF", 250_00, 5, Likeness.MARKED_BY_HAND),
        (replace(HUME, owed_pence=0, marked=(MARK,)), "HUME AB2CD3EF", 250_00, 9, Likeness.MARKED_BY_HAND),
        (replace(HUME, owed_pence=0, marked=(MARK,)), "MRS HUME", 250_00, 6, Likeness.MARKED_BY_HAND),
        (replace(HUME, owed_pence=0, marked=(MARK,)), "HUME AB2CD3EF", 250_01, 6, Likeness.PAID_ALREADY),
        (replace(HUME, owed_pence=0, marked=(MARK,)), "MRS HUME", 250_01, 6, None),
        (replace(HUME, marked=(MARK,)), "HUME AB2CD3EF", 250_00, 6, Likeness.MARKED_BY_HAND),
        (replace(HUME, marked=(MARK,)), "HUME AB2CD3EF", 250_00, 7, Likeness.REFERENCE_AND_AMOUNT),
        (replace(HUME, marked=(MARK,)), "MRS HUME", 250_00, 6, None),
    ],
)
def test_a_line_of_what_was_marked_by_hand_seems_to_be_that_unless_as_much_is_owed_and_it_came_later(
    awaited: Awaited, words: str, pence: int, day: int, likeness: Likeness | None
) -> None:
    found = proposal(words, pence, [awaited], on=date(2027, 3, day))
    assert (found.likeness if found else None) is likeness
    assert (found.marked_on if found else None) == (MARKED_ON if likeness is Likeness.MARKED_BY_HAND else None)
