"""Reads hold nothing open and nobody up, on either database; a server that was started anew is spoken to again."""

import pytest
from sqlalchemy import Engine, insert, select, text

from marketplace import clock, db
from marketplace.accounts.models import Organisation
from marketplace.accounts.roles import OrganisationKind
from marketplace.db import session, transaction

pytestmark = pytest.mark.usefixtures("database")

PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM organisation%'")


on_postgresql = pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
"""SQLite has no server, and keeps no statement of a connection that is at rest."""


def _a_new_one(name: str) -> Organisation:
    return Organisation(kind=OrganisationKind.PROVIDER, name=name, made_at=clock.now())


def _names() -> list[str]:
    return list(session.scalars(select(Organisation.name)))


def _write_and_fail(name: str) -> None:
    with transaction() as writing:
        writing.add(_a_new_one(name))
        writing.flush()
        assert name in _names()
        raise ZeroDivisionError


def test_what_is_read_twice_is_what_others_wrote_meanwhile(database: Engine) -> None:
    before = _names()
    with database.begin() as other:
        values = {"kind": OrganisationKind.PROVIDER, "name": "Written by another", "made_at": clock.now()}
        other.execute(insert(Organisation).values(values))
    assert set(_names()) - set(before) == {"Written by another"}


def test_a_write_that_fails_leaves_nothing_and_what_was_read_before_it_holds_no_part_of_it(database: Engine) -> None:
    before = _names()
    with pytest.raises(ZeroDivisionError):
        _write_and_fail("Never written")
    assert _names() == before
    with database.connect() as other:
        assert "Never written" not in other.scalars(select(Organisation.name)).all()


@on_postgresql
def test_a_read_waits_in_no_transaction_and_its_statement_stays_prepared(database: Engine) -> None:
    for _ in range(10):  # its driver has one prepared that comes again and again
        _names()
        session.rollback()
    waiting = text("SELECT state FROM pg_stat_activity WHERE pid = :pid")
    pid = session.scalar(text("SELECT pg_backend_pid()"))
    with database.connect() as other:
        assert other.scalar(waiting, {"pid": pid}) == "idle"
    assert session.scalar(PREPARED) == 1
    session.remove()


@on_postgresql
def test_a_connection_that_was_ended_while_it_rested_is_made_anew(database: Engine) -> None:
    pid = session.scalar(text("SELECT pg_backend_pid()"))
    session.remove()
    other = db.make_engine(database.url.render_as_string(hide_password=False))
    with other.begin() as ending:
        ending.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    other.dispose()
    assert session.scalar(text("SELECT pg_backend_pid()")) != pid
    session.remove()
