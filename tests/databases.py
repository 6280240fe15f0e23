"""Migrated databases for tests, made once for a whole run and then copied (SQLite) or emptied (PostgreSQL).

A run has one folder, named in LULL_TEST_RUN by the process that starts it; its workers share what is in it through
file locks. Copying a PostgreSQL database takes half a second, emptying one a hundredth: most tests get an emptied one,
and a test that drops guards, or wants several databases, takes one of its own.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, make_url

from marketplace import migrate
from tests import postgres

RUN = "LULL_TEST_RUN"

on_both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
"""Of a page that asks the database for what no other test asks it on both."""

on_one = pytest.mark.parametrize("engine_name", ["sqlite"])
"""Of what is refused before a database is asked to keep it."""


def run_folder() -> Path:
    """The folder of this test run."""
    return Path(os.environ[RUN])


def migrated_sqlite() -> Path:
    """A migrated SQLite file to copy; made once for the run."""
    file = run_folder() / "migrated.db"
    with only_one("sqlite"):
        if not file.exists():
            aside = run_folder() / "migrating.db"
            aside.unlink(missing_ok=True)
            migrate.upgrade(f"sqlite:///{aside}")
            aside.rename(file)
    return file


def server() -> postgres.Server:
    """The PostgreSQL server of the run, started once, with a migrated database to copy."""
    address, migrated = run_folder() / "postgresql.url", run_folder() / "postgresql.migrated"
    with only_one("postgresql"):
        if not address.exists():
            address.write_text(postgres.start(run_folder() / "pg").url)
        started = postgres.Server(address.read_text())
        if not migrated.exists():
            started.drop_database(named("migrated"))
            url = started.create_database(named("migrated"))
            migrate.upgrade(url)
            _keep_first_rows(url)
            migrated.touch()
    return started


def named(purpose: str) -> str:
    """A name for a database of this run, which no other run on the same server has."""
    return f"{run_folder().name}_{purpose}".replace("-", "_").lower()


def stop_server() -> None:
    """End of the run: stop our own server, or leave the one we were given as it was."""
    address = run_folder() / "postgresql.url"
    if address.exists():
        given = postgres.Server(address.read_text())
        for name in given.databases(like=named("")):
            given.drop_database(name)
    postgres.stop(run_folder() / "pg")


def put_back() -> str:
    """The address of this process's own SQLite file, migrated and with nothing in it, whatever was in it before.

    It is always the same: what SQLAlchemy compiles for one test, the next one finds.
    """
    file = run_folder() / f"own-{os.getpid()}.db"
    for each in (file, *(file.with_name(file.name + beside) for beside in ("-wal", "-shm"))):
        each.unlink(missing_ok=True)  # not written over: whoever still reads the old one keeps it
    shutil.copy(migrated_sqlite(), file)
    return f"sqlite:///{file}"


@contextmanager
def copy(engine_name: str, folder: Path) -> Iterator[str]:
    """The address of a migrated database that nothing else uses, gone afterwards."""
    if engine_name == "sqlite":
        yield f"sqlite:///{shutil.copy(migrated_sqlite(), folder / 'lull.db')}"
        return
    with copy_on_postgresql(named("migrated"), folder) as url:
        yield url


@contextmanager
def copy_on_postgresql(of: str, folder: Path) -> Iterator[str]:
    """The address of a copy of the database ``of``, gone afterwards."""
    name = named(f"copy_{os.getpid()}_{folder.name}")[-63:]
    url = server().create_database(name, like=of)
    try:
        yield url
    finally:
        server().drop_database(name)


@dataclass(frozen=True)
class Emptied:
    """One worker's own PostgreSQL database, and the connection by which it is emptied before each test."""

    url: str
    connection: psycopg.Connection

    def empty(self) -> None:
        """Put it back to what migrations left: every trigger off, all rows out, their first rows in.

        Whoever is still in a transaction is thrown out; connections that wait in a pool go on, with what they know of
        the tables: a new one takes longer to learn that than most tests do to run their statements.
        """
        with self.connection.transaction():
            self.connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
        self.put_back("first_rows")

    def keep(self, name: str) -> str:
        """Copy all rows aside, under that name; the name."""
        with self.connection.transaction():
            self.connection.execute("SELECT first_rows.keep(%s)", [name])
        return name

    def put_back(self, name: str) -> None:
        """Let the rows kept under that name be all there are. The triggers, which would refuse that, are off."""
        with self.connection.transaction():
            self.connection.execute("SET LOCAL session_replication_role = replica")
            self.connection.execute("SELECT first_rows.put_back(%s)", [name])

    def forget(self, name: str) -> None:
        """Keep them no longer."""
        with self.connection.transaction():
            self.connection.execute("DELETE FROM first_rows.kept WHERE name = %s", [name])


@contextmanager
def emptied(name: str) -> Iterator[Emptied]:
    """A PostgreSQL database to be emptied again and again, gone afterwards."""
    with copy_on_postgresql(named("migrated"), Path(name)) as url, psycopg.connect(_plain(url)) as connection:
        connection.execute("SET lock_timeout = '5s'")
        connection.commit()
        yield Emptied(url, connection)


def leave(engine: Engine) -> None:
    """End of a test: nobody may go on reading the SQLite file that is put back; PostgreSQL is emptied in its place."""
    if engine.dialect.name == "sqlite":
        engine.dispose()


KEEP_AND_PUT_BACK = """
CREATE SCHEMA first_rows;
CREATE TABLE first_rows.kept (name text, of_table name, rows text);
CREATE FUNCTION first_rows.used() RETURNS SETOF name LANGUAGE sql AS $$
    SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
$$;
CREATE FUNCTION first_rows.keep(kept text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE used name;
BEGIN
    FOR used IN SELECT first_rows.used() LOOP
        EXECUTE format(
            'INSERT INTO first_rows.kept SELECT $1, $2, array_agg(one)::text FROM public.%I one HAVING count(*) > 0',
            used
        ) USING kept, used;
    END LOOP;
END $$;
CREATE FUNCTION first_rows.put_back(wanted text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE used name; one first_rows.kept;
BEGIN
    FOR used IN SELECT first_rows.used() LOOP
        EXECUTE format('DELETE FROM public.%I', used);
    END LOOP;
    FOR one IN SELECT * FROM first_rows.kept WHERE name = wanted LOOP
        EXECUTE format('INSERT INTO public.%1$I SELECT * FROM unnest($1::public.%1$I[])', one.of_table) USING one.rows;
    END LOOP;
END $$;
"""
"""In the database itself, so that it takes one question and not one for each table; tables without a page are empty.

What is kept of a table is the text of all its rows: another table for them would take PostgreSQL ten times as long.
"""


def _keep_first_rows(url: str) -> None:
    """Copy the rows that migrations put in (councils, the version) to where `empty` finds them."""
    with psycopg.connect(_plain(url)) as connection:
        connection.execute(KEEP_AND_PUT_BACK)
        connection.execute("SELECT first_rows.keep('first_rows')")


def _plain(url: str) -> str:
    """The address as psycopg itself reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def only_one(purpose: str) -> Iterator[None]:
    """Let one worker of the run in at a time."""
    with (run_folder() / f"{purpose}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
