"""What moved on the client account stays as it was written, on both engines, whatever writes to it beside the code."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from marketplace import guards
from marketplace.booking.queries.client_account import client_account
from marketplace.db import connect, session, transaction
from tests.paid_by_transfer import HOUSE, SUPPORT, come, confirmed, finance

CHANGES = ("UPDATE client_movement SET pence = 1", "DELETE FROM client_movement")


@pytest.fixture
def engine(own_database_url: str) -> Iterator[Engine]:
    """A database in which money has come."""
    engine = connect(own_database_url)
    confirmed()
    come()
    yield engine
    session.remove()
    engine.dispose()


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("change", CHANGES)
def test_what_moved_is_never_changed_or_taken_out(change: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction():
        session.execute(text(change))
    found = client_account(viewer=finance())
    assert (found.moved.came_in_pence, found.off_by_pence) == (HOUSE + SUPPORT, 0)


@pytest.mark.parametrize("change", CHANGES)
def test_without_its_guards_it_can_be_changed_and_both_the_account_and_the_check_say_so(
    engine: Engine, change: str
) -> None:
    drop_the_guards()
    with transaction():
        session.execute(text(change))
    assert client_account(viewer=finance()).off_by_pence != 0
    with engine.connect() as connection:
        assert {guard.table for guard in guards.missing(connection)} == {"client_movement"}


def drop_the_guards() -> None:
    names = [f"client_movement_no_{verb}" for verb in ("update", "delete")]
    if session.get_bind().dialect.name == "postgresql":
        names = ["client_movement_append_only ON client_movement"]
    with transaction():
        for name in names:
            session.execute(text(f"DROP TRIGGER {name}"))
