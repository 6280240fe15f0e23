"""What many tests begin with is made once by each worker; later its rows are put back as they were.

A maker marked ``beginning`` makes what follows from its arguments, the day (where a test has stopped the clock, the
instant), and what stands in the database, and leaves nothing elsewhere. What stands there is known while it is nothing,
or the rows that a maker left and nobody has written since: a statement that is no SELECT, or a process that is forked,
ends that, and makers make as if nothing was kept.
"""

import os
import pickle
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from itertools import count
from typing import Any, ParamSpec, Protocol, TypeVar, cast

import time_machine
from sqlalchemy import Engine, event, make_url

from marketplace import clock
from marketplace.db import session
from tests.databases import Emptied

P = ParamSpec("P")
R = TypeVar("R")

MOST = 100
"""So many are kept of each database, a megabyte each; the one not asked for longest goes."""

NOTHING = 0
"""What stands in a database that migrations alone have written."""


class Rows(Protocol):
    """All rows of one database, kept aside and put back."""

    def keep(self) -> Any:  # noqa: ANN401 - each database's own way to name them
        """Copy all there are."""

    def put_back(self, rows: Any) -> None:  # noqa: ANN401
        """Let these be all there are."""

    def forget(self, rows: Any) -> None:  # noqa: ANN401
        """They are wanted no more."""


class OfSQLite:
    """In memory, page for page: it takes no longer than a statement."""

    def keep(self) -> sqlite3.Connection:
        aside = sqlite3.connect(":memory:")
        self._connection.backup(aside)
        return aside

    def put_back(self, rows: sqlite3.Connection) -> None:
        rows.backup(self._connection)

    def forget(self, rows: sqlite3.Connection) -> None:
        rows.close()

    @property
    def _connection(self) -> sqlite3.Connection:
        return cast("sqlite3.Connection", session.connection().connection.dbapi_connection)


@dataclass
class OfPostgreSQL:
    """In a table of their own beside the others. Sequences go on: no number is given twice."""

    emptied: Emptied

    def keep(self) -> str:
        return self.emptied.keep(f"kept_{next(_numbers)}")

    def put_back(self, rows: str) -> None:
        self.emptied.put_back(rows)

    def forget(self, rows: str) -> None:
        self.emptied.forget(rows)


@dataclass(frozen=True)
class Made:
    """What a maker left: its rows, and as a pickle its arguments afterwards and what it gave."""

    number: int
    rows: Any
    said: bytes


class Kept:
    """What is kept of one database, and the number of what stands in it now; None when nobody can say."""

    def __init__(self, url: str, rows: Rows) -> None:
        self.database = make_url(url).database
        self.stands: int | None = None
        self.rows = rows
        self._made: OrderedDict[tuple[object, ...], Made] = OrderedDict()

    def make(self, maker: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any]) -> R:
        """What the maker makes: put back when it is kept, else made and kept."""
        words, when = repr((args, kwargs)), _when()
        if self.stands is None or when is None or " at 0x" in words:
            return maker(*args, **kwargs)
        key = (self.stands, maker.__module__, maker.__qualname__, words, when)
        if key in self._made:
            self._made.move_to_end(key)
            return cast("R", self._again(self._made[key], args))
        result = maker(*args, **kwargs)
        self._keep(key, args, result)
        return result

    def _again(self, made: Made, args: tuple[Any, ...]) -> object:
        """Put its rows back; what it did to its arguments is done to these."""
        session.rollback()
        self.rows.put_back(made.rows)
        session.rollback()
        self.stands = made.number
        then, result = pickle.loads(made.said)  # noqa: S301 - our own
        for given, left in zip(args, then, strict=True):
            vars(given).update(vars(left)) if hasattr(given, "__dict__") else None
        return next((given for given, left in zip(args, then, strict=True) if left is result), result)

    def _keep(self, key: tuple[object, ...], args: tuple[Any, ...], result: object) -> None:
        session.rollback()
        made = Made(next(_numbers), self.rows.keep(), pickle.dumps((args, result)))
        session.rollback()
        self._made[key] = made
        self.stands = made.number
        if len(self._made) > MOST:
            _, longest = self._made.popitem(last=False)
            self.rows.forget(longest.rows)

    def forget(self) -> None:
        """End of the run of this worker."""
        for made in self._made.values():
            self.rows.forget(made.rows)
        self._made.clear()


def _when() -> date | None:
    """The day; where a test has stopped the clock, its very instant; where it has set one going elsewhere, None."""
    if not time_machine.traveller_stack:
        return clock.today()
    return None if time_machine.traveller_stack[-1]._tick else clock.now()


_numbers = count(1)
_of_test: list[Kept] = []
"""That of the database of the test that runs, if it has one that is emptied and used again."""


@contextmanager
def used_by_a_test(of: Kept) -> Iterator[None]:
    """While a test runs: its database has nothing in it yet."""
    of.stands = NOTHING
    _of_test.append(of)
    yield
    _of_test.remove(of)
    of.stands = None


def beginning(maker: Callable[P, R]) -> Callable[P, R]:
    """Let what a maker made be put back where nothing else stands in the database than when it was made."""

    @wraps(maker)
    def make(*args: P.args, **kwargs: P.kwargs) -> R:
        bound = session.get_bind()
        database = bound.engine.url.database
        of = next((one for one in _of_test if one.database == database), None)
        return of.make(maker, args, kwargs) if of else maker(*args, **kwargs)

    return make


def _nobody_can_say() -> None:
    for one in _of_test:
        one.stands = None


@event.listens_for(Engine, "before_cursor_execute")
def _see_writes(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    if _of_test and not statement.startswith("SELECT"):
        _nobody_can_say()


os.register_at_fork(before=_nobody_can_say)
