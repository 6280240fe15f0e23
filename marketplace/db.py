"""The database: base class, session, ``transaction()`` and ``lock()``. The same code on SQLite and PostgreSQL.

Reads happen outside ``transaction()``, writes inside it. Reads run without BEGIN. On SQLite a writer takes a fair file
lock, then BEGIN IMMEDIATE, then reads again (DATA_MODEL 8): a session that has read and then writes would otherwise
fail at once with "database is locked". On PostgreSQL rows competed for are locked by ``lock()``; and a read that ended
with ROLLBACK would have its driver forget every statement that it had the server prepare.
"""

import fcntl
import re
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Update,
    bindparam,
    create_engine,
    event,
    select,
    update,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    scoped_session,
    sessionmaker,
)
from sqlalchemy.types import TypeDecorator

SQLITE_WAIT_SECONDS = 30
SQLITE_MAPPED_BYTES = 2**30
"""So much of the file is read as memory: a page at a time through the system takes a search twice as long."""

READS = "AUTOCOMMIT"
WRITES = "READ COMMITTED"
"""How sessions work on PostgreSQL. On SQLite they are always without BEGIN, until one is said."""

T = TypeVar("T")


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. A naive one is a mistake and raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC, without a zone where the engine keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"{value} has no time zone"
            raise ValueError(msg)
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table. Constraints have predictable names, so that migrations and ``db check`` can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime()}  # noqa: RUF012 - SQLAlchemy reads it from the class


def new_ref() -> str:
    """An opaque reference for the outside: says nothing of how many there are or of who it is."""
    return secrets.token_urlsafe(9)


def one_of(kinds: type[StrEnum], *, name: str = "") -> Enum:
    """A column that holds one value of ``kinds`` by its text, with a CHECK behind it.

    ``name``: of the CHECK, where a table has two such columns.
    """
    return Enum(
        kinds,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name or re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", kinds.__name__).lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class HasRef:
    """A table whose rows are spoken of outside by an opaque reference; integer keys stay inside."""

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), unique=True, default=new_ref)


class HasVersion:
    """A table whose rows are competed for: ``lock()`` bumps ``version``."""

    version: Mapped[int] = mapped_column(Integer, default=0)


_maker = sessionmaker(autoflush=False, expire_on_commit=True)
session = scoped_session(_maker)
"""The session of this thread. The web, the worker and each command remove it when their piece of work ends."""


_KEPT = "kept_for_this_read"


def once_a_read(name: str, read: Callable[[], T]) -> T:
    """What ``read`` gives, read once until the transaction that is open ends or anything is written or locked."""
    current = session()
    kept: dict[str, Any] = current.info.setdefault(_KEPT, {})
    if name not in kept:
        kept[name] = read()
    return cast("T", kept[name])


def _forget(current: Session, *_: object) -> None:
    current.info.pop(_KEPT, None)


def _forget_when_written(executed: ORMExecuteState) -> None:
    if not executed.is_select:
        _forget(executed.session)


for _end in ("after_commit", "after_rollback", "after_soft_rollback", "after_flush"):
    event.listen(_maker, _end, _forget)
event.listen(_maker, "do_orm_execute", _forget_when_written)


def connect(url: str) -> Engine:
    """Make the engine for ``url`` and let this process's sessions use it."""
    engine = make_engine(url)
    session.remove()
    is_sqlite = engine.dialect.name == "sqlite"
    _maker.configure(bind=engine if is_sqlite else engine.execution_options(isolation_level=READS))
    return engine


def make_engine(url: str) -> Engine:
    """An engine set up as this project needs it, for either database."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(url, connect_args={"timeout": SQLITE_WAIT_SECONDS, "isolation_level": None})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's own connection
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=NORMAL",
        "recursive_triggers=ON",
        f"mmap_size={SQLITE_MAPPED_BYTES}",
    ):
        connection.execute(f"PRAGMA {pragma}")


_last_writes: list[Callable[[], None]] = []


def before_commit(write: Callable[[], None]) -> None:
    """Let every transaction end with this: what is worked out from whatever it wrote, and has to be true with it."""
    _last_writes.append(write)


@contextmanager
def transaction() -> Iterator[Session]:
    """One write, all of it or nothing. What was read before is read again inside.

    A service called by another joins the transaction that is open; the outermost commits.
    """
    current = session()
    if current.info.get("in_transaction"):
        yield current
        return
    with _only_writer(current):
        current.info |= {"in_transaction": True, "locked": set()}
        try:
            yield current
            current.flush()
            for write in _last_writes:
                write()
            current.commit()
        except BaseException:
            current.rollback()
            raise
        finally:
            current.info["in_transaction"] = False


@contextmanager
def snapshot() -> Iterator[Session]:
    """Reads that all see the database as it is at one instant, whatever is written meanwhile, and hold nobody up."""
    current = session()
    current.rollback()
    if current.get_bind().dialect.name == "sqlite":
        current.connection().exec_driver_sql("BEGIN")
    else:
        current.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield current
    finally:
        current.rollback()


@contextmanager
def _only_writer(current: Session) -> Iterator[None]:
    """End the read that is open; on SQLite wait for the file lock and begin as the only writer."""
    current.rollback()
    bind = current.get_bind()
    if bind.dialect.name != "sqlite":
        current.connection(execution_options={"isolation_level": WRITES})
        yield
        return
    database = bind.engine.url.database
    if not database:
        msg = "a SQLite database must be a file"
        raise RuntimeError(msg)
    with Path(f"{database}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        current.connection().exec_driver_sql("BEGIN IMMEDIATE")
        yield


def lock(*competed: tuple[type[HasVersion], Collection[int]]) -> None:
    """Take the rows competed for: one statement for each table, ids sorted, tables in the order given.

    Inside ``transaction()`` only. Whoever comes second waits here until the first is done, then sees what it left. Rows
    that this transaction holds already are not taken again, and nothing is read anew for them.
    """
    current = session()
    if not current.info.get("in_transaction"):
        msg = "lock() outside a transaction holds nothing"
        raise RuntimeError(msg)
    held: set[tuple[type[HasVersion], int]] = current.info["locked"]
    wanted = [(model, sorted({one for one in ids if (model, one) not in held})) for model, ids in competed]
    for model, ids in wanted:
        if ids:
            _bump(current, model, ids)
            held.update((model, one) for one in ids)
    if any(ids for _, ids in wanted):
        current.expire_all()
        _forget(current)


def _bump(current: Session, model: type[HasVersion], ids: list[int]) -> None:
    table = cast("Table", cast("Any", model).__table__)
    in_order, bump = _locking(table)
    if current.get_bind().dialect.name == "postgresql" and len(ids) > 1:
        # An UPDATE alone would take its rows in whatever order the plan finds them, and two of them could deadlock.
        current.connection().execute(in_order, {"ids": ids})
    current.connection().execute(bump, {"ids": ids})


@cache
def _locking(table: Table) -> tuple[Select[Any], Update]:
    """The statements that lock rows of a table, built once: others wait behind them."""
    is_wanted = table.c.id.in_(bindparam("ids", expanding=True))
    in_order = select(table.c.id).where(is_wanted).order_by(table.c.id).with_for_update()
    return in_order, update(table).where(is_wanted).values(version=table.c.version + 1)
