"""A worker or a web process killed with -9 at each step of charging and refunding: charged once, refunded once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from marketplace import clock, jobs
from marketplace.audit import SITE
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.lifecycle import BreakState
from marketplace.budgets.services import proving
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session, transaction
from marketplace.jobs import Job
from marketplace.payments import services as cards
from marketplace.payments.gateway import KEY_IS_KNOWN, Cards
from marketplace.payments.models import CardPayment, CardRefund, Charge
from marketplace.payments.services import Back, charging, events
from tests import breaks, golden
from tests.cards import Letterbox, StandIn, card_stand_in, letterbox, pay_at
from tests.charged import all_is_old_enough
from tests.golden import Golden
from tests.killing import Step, killed_after


@dataclass(frozen=True)
class Firm:
    """The card firm and what it tells."""

    stand_in: StandIn
    box: Letterbox


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    state: Path = tmp_path_factory.mktemp("cards")
    with letterbox() as box, card_stand_in(state, webhook=box.url) as stand_in:
        yield Firm(stand_in, box)


@pytest.fixture
def firm(running: Firm) -> Iterator[Firm]:
    running.stand_in.forget()
    running.stand_in.post_to(running.box.url)
    running.box.taken.clear()
    cards.speak_to(running.stand_in.settings)
    cards.answer_to(services.CardPayer())
    with all_is_old_enough():
        yield running


def _charging(firm: Firm) -> Golden:
    """A break whose card is saved, and whose charge is owed."""
    made = breaks.planned(breaks.family("own"), pot="own")
    golden.ask(made)
    golden.answer(made, without={"own"})
    services.agree(made.ref, made.pots["own"], yes=PotYes(way=SettlesBy.CARD), by=made.arranger)
    back = Back(done="http://127.0.0.1/done", cancelled="http://127.0.0.1/cancelled")
    pay_at(services.ask_for_card(made.ref, made.pots["own"], back=back, by=made.arranger))
    assert services.look_at_card(made.ref, made.pots["own"], by=made.arranger)
    assert made.break_.state is BreakState.CONFIRMING
    return made


def _work_once() -> None:
    assert jobs.work(cards.DOERS)


def _take(told: list[tuple[bytes, str]]) -> None:
    for body, signature in told:
        cards.take_event(body, signature=signature)


def _let_leases_end_and_work() -> None:
    past = clock.now()
    with transaction():
        session.execute(update(Job).where(Job.done_at.is_(None)).values(leased_until=past, due_at=past))
    while jobs.work(cards.DOERS):
        pass


CHARGING: dict[str, Step] = {
    "the job is taken": (charging, "_by_ref"),
    "the card firm has charged": (Cards, "charge"),
    "the payment is written down": (charging, "_take_payment"),
    "the books are written": (charging, "take_answer"),
}


@pytest.mark.parametrize("step", CHARGING)
def test_a_worker_killed_while_it_charges_charges_once_and_the_break_is_confirmed(
    database: Engine, database_url: str, firm: Firm, step: str
) -> None:
    made = _charging(firm)
    killed_after(database, database_url, CHARGING[step], _work_once)
    assert made.break_.state is BreakState.CONFIRMING
    _let_leases_end_and_work()
    _is_confirmed_and_charged_once(made, firm)


TOLD: dict[str, Step] = {
    "it is written down and not committed": (events, "_apply"),
    "it is committed and not answered": (cards, "take_event"),
}


@pytest.mark.parametrize("step", TOLD)
def test_a_web_process_killed_while_it_is_told_is_told_again(
    database: Engine, database_url: str, firm: Firm, step: str
) -> None:
    made = _charging(firm)
    firm.stand_in.lose_answers(path="/v1/payment_intents", times=1)
    _work_once()
    firm.stand_in.settle()
    told = list(firm.box.taken)
    killed_after(database, database_url, TOLD[step], lambda: _take(told))
    _take(told)
    _let_leases_end_and_work()
    _is_confirmed_and_charged_once(made, firm)


def test_a_worker_killed_while_it_refunds_refunds_once(database: Engine, database_url: str, firm: Firm) -> None:
    made = _charging(firm)
    _let_leases_end_and_work()
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    killed_after(database, database_url, (Cards, "refund"), _work_once)
    _let_leases_end_and_work()
    assert [(one.pence, one.refunded_pence) for one in firm.stand_in.charges()] == [(breaks.PRICE, breaks.PRICE)]
    assert len(firm.stand_in.refunds()) == 1
    _both_agree()


def _a_day_later(monkeypatch: pytest.MonkeyPatch, verb: Callable[..., object]) -> None:
    """What was asked stays unanswered for longer than the card firm knows a key."""
    session.rollback()
    with transaction():
        for model in (Charge, CardRefund):
            session.execute(update(model).values(made_at=clock.now() - KEY_IS_KNOWN - timedelta(minutes=1)))

    def under_another_key(self: Cards, *, key: str, **about: object) -> object:
        return verb(self, key=f"a day later {key}", **about)

    monkeypatch.setattr(Cards, verb.__name__, under_another_key)
    _let_leases_end_and_work()


def test_an_answer_that_is_lost_for_longer_than_the_firm_knows_a_key_charges_nothing_twice(
    database: Engine, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _charging(firm)
    firm.stand_in.lose_answers(path="/v1/payment_intents", times=1)
    _work_once()
    _a_day_later(monkeypatch, Cards.charge)
    assert [(one.pence, one.refunded_pence) for one in firm.stand_in.charges()] == [(breaks.PRICE, 0)]
    _is_confirmed_and_charged_once(made, firm)


def test_an_answer_that_is_lost_for_longer_than_the_firm_knows_a_key_gives_nothing_back_twice(
    database: Engine, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    _charging(firm)
    _let_leases_end_and_work()
    reference = session.scalars(select(Charge.reference)).one()
    with transaction():
        cards.give_back(reference=reference, pence=breaks.PRICE // 4, by=SITE)
    firm.stand_in.lose_answers(path="/v1/refunds", times=1)
    _work_once()
    _a_day_later(monkeypatch, Cards.refund)
    assert [one.refunded_pence for one in firm.stand_in.charges()] == [breaks.PRICE // 4]
    ((refund,), row) = firm.stand_in.refunds(), session.scalars(select(CardRefund)).one()
    assert (row.refund_id, row.done_at is not None, row.refused_why) == (refund.refund_id, True, "")


def _is_confirmed_and_charged_once(made: Golden, firm: Firm) -> None:
    assert made.break_.state is BreakState.CONFIRMED
    assert [one.pence for one in firm.stand_in.charges()] == [breaks.PRICE]
    assert session.scalars(select(CardPayment.pence)).all() == [breaks.PRICE]
    assert breaks.balance(made, "own").paid_pence == breaks.PRICE
    _both_agree()


def _both_agree() -> None:
    """The ledger is right, and the card firm's list says the same as ours and as the books."""
    assert proving.prove().flaws == 0
    assert cards.reconcile() == 0
