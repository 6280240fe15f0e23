"""A statement that several read in at once is there once, and what several say of a line at once is said once."""

from sqlalchemy import Engine, func, select

from bench.racing import Ended, race
from marketplace import clock
from marketplace.budgets.models import HandLine
from marketplace.budgets.models.account_lines import AccountLine
from marketplace.budgets.services import account_lines
from marketplace.budgets.statement import Month
from marketplace.db import session
from marketplace.errors import Conflict
from tests.at_once import forget
from tests.integration.test_account_lines import WAGES, file
from tests.integration.test_month_returns import Family

CLIENTS = 5


def test_lines_are_taken_in_once_and_each_is_said_once(database: Engine, database_url: str) -> None:
    of = Family()
    today = clock.today()
    month = Month.of(today)
    statement = file(f"{today:%d/%m/%Y},JO WAGES,80.00,,900.00", f"{today:%d/%m/%Y},COUNCIL,,500.00,1400.00")

    def takes(_client: int, _number: int) -> Ended:
        account_lines.take_in(of.ref, month, upload=statement, is_turned_round=False, by=of.mother)
        return Ended.WON

    forget(database)
    assert race(database_url, takes, rounds=1, clients=CLIENTS).broken == 0
    wages = select(AccountLine.ref).where(AccountLine.pence < 0)
    (ref,) = session.scalars(wages)
    assert session.scalar(select(func.count()).select_from(AccountLine)) == 2

    def says(_client: int, _number: int) -> Ended:
        try:
            account_lines.say_lines(of.ref, month, said={ref: WAGES}, by=of.mother)
        except Conflict:
            return Ended.REFUSED
        return Ended.WON

    forget(database)
    rounds = race(database_url, says, rounds=1, clients=CLIENTS)
    assert (rounds.broken, rounds.winners) == (0, (1,))
    assert session.scalar(select(func.count()).select_from(HandLine)) == 1
