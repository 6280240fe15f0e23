"""Breaks that their owners pay by card, through the stand-in and the real library: asked for, saved, charged, told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from bench.racing import Ended, race
from marketplace import clock, jobs
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.money_rows import Settling
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session, transaction
from marketplace.errors import OutsideFailure
from marketplace.jobs import Job
from marketplace.notifications.models import Letter
from marketplace.payments import services as cards
from marketplace.payments.services import Back, reconciling
from tests import breaks, funded, golden
from tests.at_once import forget
from tests.beginnings import beginning
from tests.cards import PAYS, Letterbox, StandIn, pay_at
from tests.golden import Golden

BACK = Back(done="http://127.0.0.1:8000/done", cancelled="http://127.0.0.1:8000/cancelled")
BY_CARD = PotYes(way=SettlesBy.CARD)


class Firm:
    """The card firm, and what it tells us, told when a test says so."""

    def __init__(self, stand_in: StandIn, box: Letterbox) -> None:
        self.stand_in = stand_in
        self.box = box

    def begin(self) -> None:
        """As if nothing had been."""
        self.stand_in.forget()
        self.stand_in.post_to(self.box.url)
        self.box.taken.clear()
        cards.answer_to(services.CardPayer())
        self.connect()

    def connect(self) -> None:
        """Let this process speak to it on a connection of its own."""
        cards.speak_to(self.stand_in.settings)

    def at_once(self, engine: Engine, url: str, *acts: Callable[[], object]) -> None:
        """Let each act be done by a process of its own at the same moment; a firm that is busy is an answer."""

        def ask(client: int, _number: int) -> Ended:
            self.connect()
            try:
                acts[client]()
            except OutsideFailure:  # it works on the same key already: a worker asks again later
                session.rollback()
                return Ended.REFUSED
            return Ended.WON

        forget(engine)
        assert race(url, ask, rounds=1, clients=len(acts)).broken == 0

    def tell(self, *, times: int = 1) -> None:
        """Take everything that it has told so far, each so often, the latest first."""
        self.stand_in.settle()
        for body, signature in reversed(self.box.taken * times):
            cards.take_event(body, signature=signature)

    @property
    def taken_pence(self) -> list[int]:
        """What it took and kept of each charge."""
        return [charge.pence - charge.refunded_pence for charge in self.stand_in.charges()]


@contextmanager
def all_is_old_enough() -> Iterator[None]:
    """What happened just now counts at once where the books are compared with those of the firm."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reconciling, "YOUNG", -timedelta(hours=1))
        patch.setattr(reconciling, "EDGE", timedelta(0))
        yield


def work() -> None:
    """Do every job about cards that is owed, also those put back."""
    with transaction():
        session.execute(update(Job).where(Job.done_at.is_(None)).values(due_at=clock.now()))
    while jobs.work(cards.DOERS):
        pass


@beginning
def own_break(*pots: str) -> Golden:
    """Two nights in a house, and support; all of it or each of them from a pot that its owner pays from; asked for."""
    made = breaks.family(pots[0])
    for name in pots[1:]:
        person, officer = made.people["person"], made.viewers["officer"]
        pence = 0 if name == "own" else 500_00
        made.pots[name] = funded.pot(person, breaks.CODES[name], pence, plan_ref="", by=made.arranger, officer=officer)
    breaks.planned(made, pot=pots[0])
    breaks.add_support(made)
    breaks.pay(made, "support", pots[-1])
    golden.ask(made)
    golden.answer(made, without=pots)
    return made


def agree_by_card(made: Golden, pot: str) -> None:
    services.agree(made.ref, made.pots[pot], yes=BY_CARD, by=made.arranger)


def save_card(firm: Firm, made: Golden, pot: str = "own", number: str = PAYS) -> None:
    """Type a card on the card firm's page; it tells us."""
    pay_at(services.ask_for_card(made.ref, made.pots[pot], back=BACK, by=made.arranger), number)
    firm.tell()


def state(made: Golden) -> BreakState:
    return made.break_.state


def settling(made: Golden, pot: str = "own") -> Settling:
    session.rollback()
    found = break_for(made.ref, viewer=made.arranger)
    return next(one.settling for one in found.pots if one.pot_ref == made.pots[pot] and one.settling)


def letters(name: str) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Letter.to_address).where(Letter.name == name).order_by(Letter.id)))


def let_time_pass(made: Golden) -> None:
    """The time of the break is over, and it is swept."""
    past = clock.now() - timedelta(seconds=1)
    with transaction():
        session.execute(update(Break).where(Break.ref == made.ref).values(hold_until=past))
    services.expire_over()


def charging(firm: Firm, number: str = PAYS) -> Golden:
    """A break whose card is saved, which everybody has agreed to, and whose charge is owed."""
    made = own_break("own")
    agree_by_card(made, "own")
    save_card(firm, made, number=number)
    assert state(made) is BreakState.CONFIRMING
    return made
