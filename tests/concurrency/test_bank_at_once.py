"""A bank statement that several take in at once is there once, and a line that several confirm at once pays once."""

import pytest
from sqlalchemy import Engine, select

from bench.racing import Ended, race
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.models import Promise
from marketplace.budgets.queries.balances import balances, ledger_is_off_by_pence
from marketplace.db import session
from marketplace.errors import Conflict
from marketplace.files import Upload
from marketplace.payments.bank.models import BankLine, BankStatement
from marketplace.payments.bank.services import take_in
from tests import breaks, families, golden

CLIENTS = 5


@pytest.fixture
def tam(database: Engine) -> Viewer:
    made = breaks.planned(breaks.family("own"), pot="own")
    golden.ask(made)
    golden.answer(made, without=("own",))
    services.agree(made.ref, made.pots["own"], yes=PotYes(), by=made.arranger)
    return families.viewer("Tam", RoleName.BROKERAGE_FINANCE)


def alone(engine: Engine) -> None:
    session.remove()
    engine.dispose()  # processes that are forked must not share a connection


def test_a_file_is_taken_in_once_and_a_line_pays_once(database: Engine, database_url: str, tam: Viewer) -> None:
    reference = session.scalars(select(Promise.payment_reference)).one()
    file = Upload("march.csv", f"Date,Description,Amount\n05/03/2026,{reference},200.00\n".encode())

    def takes(_client: int, _number: int) -> Ended:
        try:
            take_in(file, by=tam)
        except Conflict:
            return Ended.REFUSED
        return Ended.WON

    alone(database)
    assert race(database_url, takes, rounds=1, clients=CLIENTS).broken == 0
    assert len(session.scalars(select(BankStatement)).all()) == 1
    line = session.scalars(select(BankLine.ref)).one()

    def confirms(_client: int, _number: int) -> Ended:
        try:
            services.match_line(line, payment_reference=reference, by=tam)
        except Conflict:
            return Ended.REFUSED
        return Ended.WON

    alone(database)
    rounds = race(database_url, confirms, rounds=1, clients=CLIENTS)
    assert (rounds.broken, rounds.winners) == (0, (1,))
    assert session.scalars(select(Promise.paid_pence)).one() == 200_00


def test_parts_that_several_confirm_at_once_are_all_counted_and_the_books_are_written_once(
    database: Engine, database_url: str, tam: Viewer
) -> None:
    reference = session.scalars(select(Promise.payment_reference)).one()
    rows = "".join(f"0{day}/03/2026,{reference},60.00\n" for day in range(1, CLIENTS + 1))
    take_in(Upload("march.csv", f"Date,Description,Amount\n{rows}".encode()), by=tam)
    lines = session.scalars(select(BankLine.ref).order_by(BankLine.id)).all()

    def confirms(client: int, _number: int) -> Ended:
        services.match_line(lines[client], payment_reference=reference, by=tam)
        return Ended.WON

    alone(database)
    assert race(database_url, confirms, rounds=1, clients=CLIENTS).broken == 0
    promise = session.scalars(select(Promise)).one()
    assert (promise.part_pence, promise.paid_pence, promise.owed_back_pence) == (0, 300_00, 100_00)
    (paid,) = [balance.paid_pence for balance in balances([promise.pot_id]).values()]
    assert (paid, ledger_is_off_by_pence()) == (200_00, 0)
