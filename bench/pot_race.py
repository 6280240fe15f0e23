"""The race for the last £100 of a committed pot: as the site asks for it, and the controls that show its guards."""

import re
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, insert
from sqlalchemy.exc import IntegrityError

from bench.racing import Ask, Ended
from marketplace import clock
from marketplace.audit import SITE
from marketplace.budgets.errors import NotEnoughMoney
from marketplace.budgets.models import AccountSort, Phase, Transfer
from marketplace.budgets.services import entries, ledger
from marketplace.budgets.services.entries import Entry
from marketplace.budgets.services.ledger import PotPays
from marketplace.db import session, transaction
from tests import families, pots

PENCE = 100_00
PAYEE = "provider:race"


def pots_with_the_last_money(rounds: int) -> list[int]:
    """The ids of committed pots with £100 in each, one for each round."""
    officer, person = families.officer(), families.person(council=families.BORDERS)
    with transaction():
        return [pots.pot(person=person, by=officer, pence=PENCE).id for _ in range(rounds)]


def ask_as_the_site_does(pot_ids: Sequence[int]) -> Ask:
    """Lock, look, write; in each round a pot of its own."""

    def ask(client: int, number: int) -> Ended:
        reference = f"race:{client}:{number}"
        wanted = [PotPays(pot_ids[number], PENCE, reference, PAYEE)]
        try:
            ledger.hold(wanted=wanted, until=None, key="race", by=SITE)
        except NotEnoughMoney as refused:
            return Ended.REFUSED if refused.shortfalls[0].free_pence == 0 else Ended.BROKE
        return Ended.WON

    return ask


def ask_without_the_lock(pot_ids: Sequence[int]) -> Ask:
    """Look, then write, as in a hurry. Whether the pot is overdrawn is up to the database's own guard."""

    def ask(client: int, number: int) -> Ended:
        pot = entries.sides([pot_ids[number]])[pot_ids[number]]
        if pot.available_pence < PENCE:
            return Ended.REFUSED
        try:
            _write(pot.account_id, f"race:{client}:{number}")
        except IntegrityError:
            return Ended.REFUSED
        return Ended.WON

    return ask


def drop_the_guard(engine: Engine) -> None:
    """Really take down the CHECK that refuses an overdraft. On SQLite later connections alone see it gone."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE ledger_account DROP CONSTRAINT ck_ledger_account_not_overdrawn")
        else:
            _rewrite_table(connection)
    engine.dispose()


def _rewrite_table(connection: Connection) -> None:
    """SQLite drops no constraint: the table's own words are changed."""
    made = "SELECT sql FROM sqlite_master WHERE name = 'ledger_account'"
    sql = str(connection.exec_driver_sql(made).scalar_one())
    without, gone = re.subn(r"CONSTRAINT ck_ledger_account_not_overdrawn CHECK \(.*\),?\s*\n", "", sql)
    if gone != 1:
        msg = "the guard was not found"
        raise RuntimeError(msg)
    version: int = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE name = 'ledger_account'", (without,))
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def _write(account_id: int, reference: str) -> None:
    with transaction():
        payee_id = entries.accounts_of(AccountSort.PAYEE, {PAYEE})[PAYEE]
        entry = Entry(account_id, payee_id, PENCE, Phase.PENDING, reference, reference)
        session.execute(insert(Transfer).values(vars(entry) | {"at": clock.now(), "by_account_id": None}))
