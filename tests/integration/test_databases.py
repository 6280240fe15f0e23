"""The databases that tests get: migrated, guarded, empty but for what migrations put in, whatever a test before did."""

import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text, update

from marketplace import jobs, migrate
from marketplace.budgets.models import Pot
from marketplace.config import ROOT
from marketplace.db import lock, once_a_read, session, transaction
from marketplace.jobs import Job


def test_a_test_starts_on_a_database_that_lacks_nothing(database: Engine) -> None:
    assert migrate.problems(database) == []


def test_alembics_own_command_finds_nothing_left_to_do_on_the_database_of_the_settings(
    database: Engine, tmp_path: Path
) -> None:
    here = database.url.render_as_string(hide_password=False)
    settings = {**os.environ, "DATABASE_URL": here, "LULL_INSTANCE": str(tmp_path)}
    command = [str(Path(sys.executable).with_name("alembic")), "check"]
    done = subprocess.run(command, cwd=ROOT, env=settings, check=False, capture_output=True, text=True)
    assert "No new upgrade operations detected" in done.stdout, done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_writes_the_next_does_not_find(database: Engine, turn: str) -> None:
    with database.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM job")) == 0, turn
        connection.execute(
            text(
                "INSERT INTO job (kind, key, payload, due_at, attempts)"
                " VALUES ('write', 'one', '{}', '2026-01-01 00:00:00', 0)"
            )
        )


@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_rows_that_migrations_put_in_are_always_there(database: Engine, turn: str) -> None:
    with database.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM council")) == 32, turn
        connection.execute(text("DELETE FROM council"))


def test_what_is_read_once_is_read_again_after_a_write_or_a_lock_or_when_the_read_is_over(database: Engine) -> None:
    counted = count(1)

    def read() -> int:
        return once_a_read("number", lambda: next(counted))

    assert (read(), read()) == (1, 1)
    session.rollback()
    assert read() == 1  # nothing was asked of the database: no read began, so none is over
    session.scalar(select(Job.id))
    session.rollback()
    assert (read(), read()) == (2, 2)
    with transaction():
        before = read()
        session.execute(update(Job).values(attempts=1))
        between = read()
        jobs.owe("write", key="one", payload={})
        owed = read()
        lock((Pot, [1]))
        assert before < between < owed < read()
    after = read()
    assert after == read()
