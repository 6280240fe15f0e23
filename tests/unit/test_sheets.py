"""A file of listings as text: whatever wrote it, it is read; whatever is in it, no spreadsheet runs it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.access_facts.kinds import ListingKind
from marketplace.errors import Conflict, Refused
from marketplace.listings.answers import ExtraAnswer
from marketplace.listings.deposit import MOST_DEPOSIT_PENCE
from marketplace.listings.extras import ExtraPer
from marketplace.listings.import_rows import COLUMNS as OF_THE_COMMAND
from marketplace.listings.pricing import Rate, RateUnit, Season
from marketplace.listings.queries.sheets import help_by_page
from marketplace.listings.questions import Part, parts_for
from marketplace.listings.sheet import text
from marketplace.listings.sheet.answers import NOW, TOGETHER
from marketplace.listings.sheet.cells import DEPOSIT, MINUTE, PENCE, POUNDS, NotTaken, whole
from marketplace.listings.sheet.columns import BY_NAME, COLUMNS, KNOWN
from marketplace.listings.sheet.particular import CHANGEOVER, SPACES
from marketplace.listings.sheet.priced import EXTRAS, SEASONS
from marketplace.listings.sheet.rows import blank
from marketplace.listings.sheet.states import MOVES, SheetState, moved
from marketplace.listings.sheet.text import guarded, plain, read_table, write_table
from marketplace.money import format_pence

ROWS = ("reference{0}title", "A{0}Café “Zoë”")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_separator_and_encoding_that_spreadsheets_write_is_read(separator: str, encoding: str) -> None:
    content = "\r\n".join(ROWS).format(separator).encode(encoding)
    (row,) = read_table(content, known=KNOWN).rows
    assert row.cells == {"reference": "A", "title": "Café “Zoë”"}


def test_excels_own_line_about_separators_is_obeyed_and_not_counted() -> None:
    (row,) = read_table(b"sep=;\r\nreference;title\r\nA;One, two\r\n", known=KNOWN).rows
    assert (row.number, row.cells) == (2, {"reference": "A", "title": "One, two"})


def test_rows_are_counted_as_a_spreadsheet_does_with_empty_ones_and_new_lines_in_cells() -> None:
    table = read_table(b'reference,title\nA,"one\ntwo"\n,\n# a note,\nB,x,,\nC\n', known=KNOWN)
    assert [(row.number, row.cells and row.cells["reference"]) for row in table.rows] == [(2, "A"), (5, "B"), (6, None)]
    assert table.notes == 1


def test_quotes_and_separators_inside_a_cell_stay_in_it() -> None:
    content = write_table(["reference", "title"], [["A", 'The "old", new; house']])
    (row,) = read_table(content, known=KNOWN).rows
    assert row.cells == {"reference": "A", "title": 'The "old", new; house'}


@pytest.mark.parametrize(
    "content",
    [
        b"reference,title\nA\0,x\n",
        b"\x81\x8d reference\n",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0 old workbook",
        b"title\nx\n",
        b"reference,title,title\nA,x,y\n",
        b'reference,\nA,x\n,y\n"',
        b"reference,title\n" + b"A,x\n" * (text.MOST_ROWS + 1),
        b"x" * (text.LARGEST_BYTES + 1),
        b'reference,title\nA,"' + b"x" * 200_000 + b'"\n',
    ],
)
def test_what_is_no_table_of_listings_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        read_table(content, known=KNOWN)
    assert len(refusal.value.message) > 30


@pytest.mark.parametrize("cell", ["=cmd|'/c calc'!A0", "+1", "-x", "@sum", "'=1", "''@"])
def test_no_cell_is_run_as_a_formula_and_what_it_said_comes_back(cell: str) -> None:
    assert guarded(cell).startswith("'")
    assert plain(guarded(cell)) == cell


def test_a_number_below_nought_is_no_formula() -> None:
    assert guarded("-2.3446") == "-2.3446"


@given(st.text(st.characters(exclude_characters="\r\n\t\0", exclude_categories=["Cs", "Cc"])))
def test_any_words_come_back_as_they_were(words: str) -> None:
    tidy = words.strip()
    content = write_table(["reference", "title"], [["A", tidy]])
    assert (read_table(content, known=KNOWN).rows[0].cells or {})["title"] == tidy


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("135", 13500),
        ("135.5", 13550),
        ("£1,350.00", 135000),
        ("24,60", 2460),
        ("1.350,00", 135000),
        ("10,000", 1000000),
    ],
)
def test_pounds_are_read_as_people_and_spreadsheets_write_them(typed: str, pence: int) -> None:
    assert POUNDS.value(typed) == pence


@pytest.mark.parametrize(
    "typed", ["0", "0.00", "10000000", "-5", "1.234", "12.345", "€5", "five", "=1", "\uff11\uff12", "9" * 5000]
)
def test_what_is_no_fair_price_is_refused(typed: str) -> None:
    with pytest.raises(NotTaken):
        POUNDS.value(typed)


@pytest.mark.parametrize("typed", ["0" * 11 + "5" + "9" * 20, "0" * 11 + "5" + "0" * 5000, "9" * 5000, "-1"])
def test_a_number_is_looked_at_whole_before_it_is_taken(typed: str) -> None:
    with pytest.raises(NotTaken):
        whole(1, 14).value(typed)
    with pytest.raises(NotTaken):
        PENCE.value(typed)


def test_a_time_is_read_as_excel_writes_it() -> None:
    assert MINUTE.value("16:00:00") == MINUTE.value("16.00") == 960
    with pytest.raises(NotTaken):
        MINUTE.value("24:30")


def test_names_of_rooms_may_hold_what_stands_between_them() -> None:
    assert SPACES.value("Room 1;Room\\; small ; ") == ("Room 1", "Room; small")
    assert SPACES.text(("Room 1", "Room; small")) == "Room 1; Room\\; small"
    for bad in ("A;A", "x" * 81, ";".join(map(str, range(101)))):
        with pytest.raises(NotTaken):
            SPACES.value(bad)


def test_the_columns_of_the_command_come_first_under_the_same_names() -> None:
    assert tuple(column.name for column in COLUMNS[: len(OF_THE_COMMAND)]) == OF_THE_COMMAND
    assert len(BY_NAME) == len(COLUMNS)


def test_every_part_that_has_columns_knows_how_its_answers_are_put_together() -> None:
    with_columns = {column.part for column in COLUMNS} - {None, Part.SPACES}
    assert with_columns == set(TOGETHER) == set(NOW)
    by_hand = {Part.SPACES, Part.PHOTOS}
    assert with_columns == {part for kind in ListingKind for part in parts_for(kind)} - by_hand


@pytest.mark.parametrize("kind", list(ListingKind))
def test_nothing_said_of_a_new_listing_changes_nothing(kind: ListingKind) -> None:
    listing = blank(kind)
    for part, together in TOGETHER.items():
        assert together(listing, {}) == NOW[part](listing)


def test_a_file_goes_from_state_to_state_as_the_table_says_and_else_is_told() -> None:
    for state in SheetState:
        for to in SheetState:
            if to in MOVES[state]:
                assert moved(state, to) is to
                continue
            with pytest.raises(Conflict) as refusal:
                moved(state, to)
            assert state.label in refusal.value.message


def test_every_column_is_told_on_the_page_where_files_are_sent() -> None:
    told = [column.name for _, columns in help_by_page() for column in columns]
    assert sorted(told) == sorted(BY_NAME)


def test_a_deposit_in_a_file_is_at_most_what_its_page_takes() -> None:
    most = format_pence(MOST_DEPOSIT_PENCE).removeprefix("£")
    assert (DEPOSIT.value(""), DEPOSIT.value("0"), DEPOSIT.value(most)) == (0, 0, MOST_DEPOSIT_PENCE)
    with pytest.raises(NotTaken, match="the most that a deposit may be"):
        DEPOSIT.value("2000.01")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Summer", "is no season"),
        ("Summer 2027-02-30 to 2027-03-01: night 1.00", "There is no day 2027-02-30"),
        ("Summer 2027-06-02 to 2027-06-01: night 1.00", "cannot come before"),
        ("A 2027-06-01 to 2027-06-09: night 1.00; B 2027-06-09 to 2027-06-10: night 1.00", "cannot share days"),
        ("Summer 2027-06-01 to 2027-06-09: week 1.00", "is not one of night, hour"),
        ("Summer 2027-06-01 to 2027-06-09: night 1.00, night 2.00", "two prices"),
        ("Summer 2027-06-01 to 2027-06-09: night 1/2/3/4", "more than three prices"),
        ("Summer 2027-06-01 to 2027-06-09: night 0", "is not a price"),
        ("Summer 2027-06-01 to 2027-06-09: night", "A price is missing"),
        ("2027-06-01 to 2027-06-09: night 1.00", "Give each a name"),
        (f"{'S' * 31} 2027-06-01 to 2027-06-09: night 1.00", "too long"),
    ],
)
def test_a_season_that_cannot_be_is_refused_in_words(typed: str, why: str) -> None:
    with pytest.raises(NotTaken, match=why):
        SEASONS.value(typed)


@pytest.mark.parametrize(
    "typed", ["Cleaning", "Cleaning=45.00", "=45.00 each", "Cleaning=0 each", "A=1 each; a=2 each"]
)
def test_an_extra_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(NotTaken):
        EXTRAS.value(typed)


@given(
    st.lists(
        st.sampled_from(["Summer", "A to B: night; 2", "to 2027-01-02: night 1", "x=1 each"]),
        max_size=4,
    ),
    st.lists(st.integers(min_value=1, max_value=9999_99), min_size=3, max_size=3),
)
def test_seasons_and_extras_come_back_from_a_cell_as_they_went_in(names: list[str], pence: list[int]) -> None:
    first = date(2027, 1, 1)
    seasons = tuple(
        Season(
            name,
            first + timedelta(days=9 * n),
            first + timedelta(days=9 * n + 8),
            (Rate(RateUnit.NIGHT, pence[0], pence[1], pence[2]),),
        )
        for n, name in enumerate(names)
    )
    assert SEASONS.value(SEASONS.text(seasons)) == seasons
    extras = tuple(ExtraAnswer(name, pence[0], per) for name, per in zip(dict.fromkeys(names), ExtraPer, strict=False))
    assert EXTRAS.value(EXTRAS.text(extras)) == extras


def test_days_of_the_week_are_taken_short_or_long_and_all_of_them_are_none() -> None:
    assert CHANGEOVER.text(CHANGEOVER.value("mon; FRIDAY")) == "Monday; Friday"
    assert CHANGEOVER.text(CHANGEOVER.value("")) == ""
    with pytest.raises(NotTaken, match="not a day of the week"):
        CHANGEOVER.value("Fr")
