"""Entries are sealed while others write and seal: none is left out, and no two chains are begun."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, func, insert, select

from bench.racing import Ended, race
from marketplace import clock
from marketplace.audit import SITE
from marketplace.budgets.models import LedgerAccount, Phase, Transfer
from marketplace.budgets.models.proofs import LedgerSeal
from marketplace.budgets.services import ledger, proving
from marketplace.budgets.services.entries import Entry
from marketplace.db import session, transaction
from tests import pots

SECONDS = 20


def _write(connection: Connection, account_id: int, payee_id: int, key: str) -> None:
    row = vars(Entry(account_id, payee_id, 1, Phase.POSTED, key, key)) | {"at": clock.now(), "by_account_id": None}
    connection.execute(insert(Transfer).values(row))


def _sealed_while_a_lower_number_is_written_late(engine: Engine, seal: Callable[[], str]) -> int:
    """Another pot's entry has its number before the last one that is sealed, and is committed after; flaws found."""
    made = [pots.pot("direct_payment").id for _ in range(2)]
    slow_id, quick_id = session.scalars(
        select(LedgerAccount.id).where(LedgerAccount.pot_id.in_(made)).order_by(LedgerAccount.id)
    )
    payee = pots.payee_account()
    session.rollback()
    sealing = threading.Thread(target=_seal_in_a_thread, args=(seal,))
    with engine.connect() as slow, engine.connect() as quick:
        _write(slow, slow_id, payee, "slow")
        _write(quick, quick_id, payee, "quick")
        quick.commit()
        sealing.start()
        sealing.join(0.5)
        slow.commit()
    sealing.join(SECONDS)
    return proving.prove().flaws


def _seal_in_a_thread(seal: Callable[[], str]) -> None:
    seal()
    session.remove()


@pytest.mark.parametrize("engine_name", ["postgresql"])  # on SQLite there is one writer, and no number comes late
class TestWhereManyWrite:
    """Numbers are given before they are committed."""

    def test_an_entry_that_is_committed_late_is_waited_for_and_sealed(self, database: Engine) -> None:
        assert _sealed_while_a_lower_number_is_written_late(database, proving.seal) == 0
        assert session.scalars(select(func.sum(LedgerSeal.entries))).one() == 2

    def test_without_the_wait_it_would_be_taken_for_one_put_in_from_outside(
        self, database: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def as_it_looks() -> int:
            with transaction():
                return session.scalars(select(func.coalesce(func.max(Transfer.id), 0))).one()

        monkeypatch.setattr(proving, "_all_written_up_to", as_it_looks)
        assert _sealed_while_a_lower_number_is_written_late(database, proving.seal) == 1


def test_of_several_who_seal_at_once_all_go_on_from_the_same_chain(database: Engine, database_url: str) -> None:
    pot_id = pots.pot(pence=100_00).id
    session.remove()
    database.dispose()  # processes that are forked must not share a connection

    def ask(client: int, number: int) -> Ended:
        wanted = [ledger.PotPays(pot_id, 1, f"share:{client}:{number}", pots.BANK)]
        ledger.hold(wanted=wanted, until=None, key="race", by=SITE)
        proving.seal()
        return Ended.WON

    rounds = race(database_url, ask, rounds=8, clients=4)
    assert (rounds.broken, proving.prove().flaws) == (0, 0)
    assert session.scalars(select(func.sum(LedgerSeal.entries))).one() == 1 + 4 * 8
