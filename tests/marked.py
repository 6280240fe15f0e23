"""A person on whom a row of every table hangs, each with a mark in all its words: what is erased is seen by the mark.

Rows that no short journey makes are filled in here, by the columns of their tables: a table to come is filled as well.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
    update,
)

from marketplace import clock, tables
from marketplace.db import Base, UTCDateTime, new_ref, session
from marketplace.erasing.decided import KEPT, NOBODYS, kept_columns

MARK = "zqx9"

KEPT_BY_LAW = frozenset(
    (table, column) for table, columns in next(iter(KEPT.values())).items() for column in columns.split()
)
"""What stays though it may say who it was."""

_NAMES_NOBODY = kept_columns() - KEPT_BY_LAW


def every_table() -> Mapping[str, Table]:
    """All tables, by name."""
    tables.load()
    return Base.metadata.tables


def words_of(metadata: MetaData) -> frozenset[tuple[str, str]]:
    """Table and column of everything that holds words: text and JSON, codes of the site's own and references apart."""
    return frozenset((table.name, column.name) for table in metadata.tables.values() for column in words_in(table))


def words_in(table: Table) -> Iterator[Column[Any]]:
    """The columns of a table that hold words."""
    for column in table.columns:
        if isinstance(column.type, String | JSON) and not isinstance(column.type, Enum) and column.name != "ref":
            yield column


@dataclass
class Marked:
    """Marks rows and remembers which columns it marked. ``ids``: the row that others of its table are pointed at."""

    ids: dict[str, Any] = field(default_factory=dict)
    columns: set[tuple[str, str]] = field(default_factory=set)
    _count: int = 0

    def mark(self) -> str:
        """A mark that no other place has, in 8 letters at the most."""
        self._count += 1
        return f"{MARK}{self._count}"

    def fill(self, name: str, **given: Any) -> Any:  # noqa: ANN401 - the key of any table
        """Add a row with a mark in each of its words that is not given; its key."""
        table = every_table()[name]
        values = dict(given)
        for column in table.columns:
            if column.name not in values and not (column.primary_key and _counts_itself(column)):
                value = self._value(table, column)
                if value is not None:
                    values[column.name] = value
        made: Any = session.connection().execute(insert(table).values(values)).inserted_primary_key
        self.columns |= {(name, column.name) for column in words_in(table) if MARK in str(values.get(column.name, ""))}
        self.ids.setdefault(name, made[0])
        return made[0]

    def rewrite(self, name: str, rows: Any, *columns: str) -> None:  # noqa: ANN401 - a condition on any table
        """Put a mark into these words of rows that there are."""
        table = every_table()[name]
        for column in columns:
            kind = table.c[column].type
            value = [self.mark()] if isinstance(kind, JSON) else self.mark()
            done = session.execute(update(table).where(rows).values({column: value}))
            if getattr(done, "rowcount", 0):
                self.columns.add((name, column))

    def _value(self, table: Table, column: Column[Any]) -> Any:  # noqa: ANN401
        """Something that may stand in a column: a mark where it holds words, else the least there is."""
        if column.foreign_keys:
            return None if column.nullable else self._target(column)
        if isinstance(column.type, Enum):
            return None if column.nullable else column.type.enums[0]
        if column.name == "ref":
            return new_ref()
        if isinstance(column.type, String | JSON):
            return self._word(table, column)
        return self.mark().encode() if isinstance(column.type, LargeBinary) else _least(column)

    def _word(self, table: Table, column: Column[Any]) -> list[str] | str:
        is_nobodys = table.name in NOBODYS or (table.name, column.name) in _NAMES_NOBODY
        word = self.mark().replace(MARK, "x") if is_nobodys else self.mark()
        if isinstance(column.type, JSON):
            return [word]
        longest: int | None = getattr(column.type, "length", None)
        return word[:longest]

    def _target(self, column: Column[Any]) -> Any:  # noqa: ANN401
        """The row that a foreign key points at: the person's own where there is one."""
        target = next(iter(column.foreign_keys)).column.table
        if target.name not in self.ids:
            key = next(iter(target.primary_key.columns))
            self.ids[target.name] = session.scalar(select(func.min(key)))
        return self.ids[target.name]


def _counts_itself(column: Column[Any]) -> bool:
    return isinstance(column.type, Integer) and not column.foreign_keys


def _least(column: Column[Any]) -> Any:  # noqa: ANN401
    if column.nullable or column.default is not None:
        return None
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, UTCDateTime):
        return clock.now()
    if isinstance(column.type, Date):
        return clock.today()
    return 1


def hanging(person_id: int) -> dict[str, set[Any]]:
    """By table, the keys of all rows that point at the person, or at a row that does, and so on."""
    found: dict[str, set[Any]] = defaultdict(set, {"person": {person_id}})
    count = 0
    while count < (count := sum(map(len, found.values()))):
        for table in every_table().values():
            if table.name not in {"person", "account"}:
                found[table.name] |= _pointing(table, found)
    return found


def _pointing(table: Table, at: Mapping[str, set[Any]]) -> set[Any]:
    """The keys of the rows of a table that point at any of these rows."""
    key = next(iter(table.primary_key.columns))
    keys: set[Any] = set()
    for foreign in table.foreign_keys:
        above = at.get(foreign.column.table.name)
        if above:
            keys |= set(session.scalars(select(key).where(foreign.parent.in_(above))))
    return keys


def found_in_the_database(*words: str) -> set[tuple[str, str]]:
    """Table and column of every place in which any of these words stands, whatever the column holds."""
    session.rollback()
    places = set()
    for name, table in every_table().items():
        for row in session.execute(select(table)):
            for column, value in row._mapping.items():
                said = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                if any(word.lower() in said.lower() for word in words):
                    places.add((name, str(column)))
    return places
