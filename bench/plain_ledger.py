"""The rows of setting money aside and paying it as plain SQL, on the driver's own connection: nothing is looked up.

The pot is locked as the site locks it, and the database's triggers and CHECKs stand: they move the same sums.
"""

from collections.abc import Callable
from datetime import UTC

from sqlalchemy import select

from marketplace import clock
from marketplace.budgets.models import LedgerAccount
from marketplace.db import session, transaction
from tests import pots

COLUMNS = "from_id, to_id, pence, phase, pending_id, key, reference, at"


def ready() -> Callable[[int, str], None]:
    """A way to settle a penny of a pot, with the accounts looked up before."""
    payee = pots.payee_account()
    found = select(LedgerAccount.pot_id, LedgerAccount.id).where(LedgerAccount.pot_id.is_not(None))
    accounts = dict(session.execute(found).tuples().all())
    session.rollback()

    def settle(pot_id: int, reference: str) -> None:
        pending_id = _write(pot_id, (accounts[pot_id], payee, 1, "pending", None, f"raw:hold:{reference}", reference))
        _write(pot_id, (accounts[pot_id], payee, 1, "post", pending_id, f"raw:post:{reference}", reference))

    return settle


def _write(pot_id: int, row: tuple[object, ...]) -> int:
    """Lock the pot and add one row, in a transaction of its own; the row's id."""
    with transaction():
        connection = session.connection()
        is_postgresql = connection.dialect.name == "postgresql"
        mark = "%s" if is_postgresql else "?"
        at = clock.now() if is_postgresql else clock.now().astimezone(UTC).replace(tzinfo=None).isoformat(" ")
        connection.exec_driver_sql(f"UPDATE pot SET version = version + 1 WHERE id = {mark}", (pot_id,))  # noqa: S608
        marks = ", ".join([mark] * 8)
        insert = f"INSERT INTO transfer ({COLUMNS}) VALUES ({marks}) RETURNING id"  # noqa: S608
        return int(connection.exec_driver_sql(insert, (*row, at)).scalar_one())
