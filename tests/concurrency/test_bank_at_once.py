"""A bank statement that several take in at once is there once, and a line that several confirm at once pays once."""

import pytest
from sqlalchemy import Engine, select

from bench.racing import Ended, race
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.models import Promise
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
    file = Upload("march.csv", f"Date,Description,Amount\n05/03/2027,{reference},200.00\n".encode())

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
