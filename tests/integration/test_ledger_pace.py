"""What the ledger asks of the database while others wait for a pot, and by which way it finds what it asks for."""

import pytest
from sqlalchemy import Connection, Engine, event

from marketplace.audit import SITE
from marketplace.budgets.models import Pot
from marketplace.budgets.services import ledger
from marketplace.budgets.services.ledger import Portion
from tests import pots
from tests.databases import on_one
from tests.statements import statements


@pytest.fixture
def virtual(database: Engine) -> Pot:
    pots.payee_account()  # whoever is paid for the first time is given an account first
    return pots.pot(pence=100_00)


def _pay(reference: str) -> None:
    ledger.post(portions=[Portion(reference)], key=f"post:{reference}", by=SITE)


def _let_go(reference: str) -> None:
    ledger.void(references=[reference], by=SITE)


def _keep(reference: str) -> None:
    ledger.keep(references=[reference], by=SITE)


def _verbs(sent: list[str]) -> list[str]:
    """The first words of what was sent once a pot was locked, but for what every transaction ends with."""
    locked = next(number for number, one in enumerate(sent) if one.startswith("UPDATE pot "))
    return [one.split()[0] for one in sent[locked + 1 :] if "changed_nights" not in one]


def test_while_others_wait_for_a_pot_there_is_one_look_and_one_write(database: Engine, virtual: Pot) -> None:
    with statements(database) as held:
        pots.hold(virtual, 60_00)
    with statements(database) as paid:
        _pay("share:1")
    assert [_verbs(held), _verbs(paid)] == [["SELECT", "INSERT"]] * 2


def test_however_many_shares_are_set_aside_and_paid_it_is_asked_as_little(database: Engine, virtual: Pot) -> None:
    names = [f"share:{number}" for number in range(20)]
    wanted = [ledger.PotPays(virtual.id, 1_00, name, pots.BANK) for name in names]
    with statements(database) as held:
        ledger.hold(wanted=wanted, until=None, key="hold", by=SITE)
    with statements(database) as paid:
        ledger.post(portions=[Portion(name) for name in names], key="post", by=SITE)
    assert [_verbs(held), _verbs(paid)] == [["SELECT", "INSERT"]] * 2


@on_one
def test_no_verb_of_the_ledger_reads_all_transfers_or_all_holds(database: Engine, virtual: Pot) -> None:
    ways: list[str] = []

    def note(connection: Connection, _cursor: object, statement: str, values: tuple[object, ...], *_: object) -> None:
        if statement.startswith(("SELECT", "UPDATE")):
            driver = connection.connection.dbapi_connection
            assert driver is not None
            cursor = driver.cursor()
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            ways.extend(str(row[-1]) for row in cursor.fetchall())

    event.listen(database, "before_cursor_execute", note)
    try:
        for number, verb in enumerate((_pay, _let_go, _keep)):
            pots.hold(virtual, 1_00, f"share:{number}")
            verb(f"share:{number}")
    finally:
        event.remove(database, "before_cursor_execute", note)
    assert any("INDEX ix_transfer_reference" in way for way in ways)
    assert [way for way in ways if way.startswith(("SCAN transfer", "SCAN money_hold"))] == []
