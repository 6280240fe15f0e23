"""Of every column that holds words somebody has decided whether it goes with a person."""

from datetime import date

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table

from marketplace.db import Base
from marketplace.erasing.decided import KEPT, NOBODYS, erased_columns, kept_columns
from marketplace.people.erasure import Ground, answer_by
from tests.marked import every_table, words_of


def undecided(metadata: MetaData) -> set[tuple[str, str]]:
    """Columns of words of which nobody has said whether they go."""
    decided = erased_columns() | kept_columns()
    return {(table, column) for table, column in words_of(metadata) - decided if table not in NOBODYS}


def test_of_every_column_with_words_somebody_has_decided_whether_it_goes() -> None:
    every_table()
    assert undecided(Base.metadata) == set()


def test_a_new_column_with_words_of_which_nobody_decided_is_found() -> None:
    metadata = MetaData()
    Table("safety_note", metadata, Column("id", Integer), Column("words", String), Column("whispered", String))
    Table("diary", metadata, Column("id", Integer), Column("words", String(300)))
    assert undecided(metadata) == {("safety_note", "whispered"), ("diary", "words")}


def test_nothing_is_decided_twice_or_of_what_is_not_there() -> None:
    every_table()
    there = words_of(Base.metadata)
    assert erased_columns() & kept_columns() == set()
    assert erased_columns() | kept_columns() <= there
    assert {table for table, _ in there} >= NOBODYS


def test_no_row_of_a_table_that_is_nobodys_points_at_a_person_or_at_what_hangs_on_one() -> None:
    decided = {table for table, _ in erased_columns() | kept_columns()} - {"account"}
    for name in NOBODYS:
        targets = {key.column.table.name for key in every_table()[name].foreign_keys}
        assert targets & (decided | {"person"}) - {"stored_file"} == set(), name


def test_what_stays_has_a_reason() -> None:
    assert all(len(why) > 20 for why in KEPT)


@pytest.mark.parametrize(
    ("asked_on", "by"),
    [
        (date(2026, 12, 3), date(2027, 1, 3)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2027, 3, 31), date(2027, 4, 30)),
    ],
)
def test_one_month_is_the_same_day_of_the_next_or_its_last(asked_on: date, by: date) -> None:
    assert answer_by(asked_on, months=1) == by


def test_each_reason_reads_as_a_claim() -> None:
    assert all(one.label[0].isupper() for one in Ground)
