"""Of what was told once, several officers at once ask no more back than was told."""

import time_machine
from sqlalchemy import Engine

from bench.racing import Ended, race
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.queries.surplus import surplus_of
from marketplace.booking.services.surplus import ask_back, tell_surplus, write_talk
from tests import pots
from tests.at_once import forget
from tests.integration.test_surplus import TALK, TOLD, made

CLIENTS = 5


def test_of_several_who_ask_the_same_money_back_at_once_one_has_it(database: Engine, database_url: str) -> None:
    of = made()
    with time_machine.travel(TOLD, tick=False):
        tell_surplus()
        write_talk(of.pot_ref, talk=TALK, by=of.officer)

    def asks(_client: int, _number: int) -> Ended:
        with time_machine.travel(TOLD, tick=False):
            try:
                ask_back(of.pot_ref, pence=500_00, reason="They agreed", by=of.officer)
            except RulesSayNo:
                return Ended.REFUSED
        return Ended.WON

    forget(database)
    rounds = race(database_url, asks, rounds=1, clients=CLIENTS)
    assert (rounds.broken, rounds.winners) == (0, (1,))
    assert pots.balance(of.pot).left_pence == 500_00
    with time_machine.travel(TOLD, tick=False):
        assert surplus_of(of.pot_ref, viewer=of.officer).left_to_ask_pence == 423_29
