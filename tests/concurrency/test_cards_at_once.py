"""All that says a card was charged, at once, and a family that cancels meanwhile: paid once, or all of it back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select, update

from marketplace import clock, jobs
from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session, transaction
from marketplace.jobs import Job
from marketplace.payments import services as cards
from marketplace.payments.models import CardPayment
from tests import breaks
from tests.cards import card_stand_in, letterbox
from tests.charged import Firm, charging, work
from tests.golden import Golden


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    with letterbox() as box, card_stand_in(tmp_path_factory.mktemp("cards"), webhook=box.url) as stand_in:
        yield Firm(stand_in, box)


@pytest.fixture
def firm(running: Firm) -> Firm:
    running.begin()
    return running


def _charged_without_an_answer(firm: Firm) -> Golden:
    """A break whose card was charged; the answer was lost, what is told waits, and the worker will ask again."""
    made = charging(firm)
    firm.stand_in.lose_answers(path="/v1/payment_intents", times=1)
    assert jobs.work(cards.DOERS)
    firm.stand_in.settle()
    with transaction():
        session.execute(update(Job).where(Job.done_at.is_(None)).values(due_at=clock.now()))
    return made


def test_a_worker_and_two_who_are_told_the_same_write_one_payment(
    database: Engine, database_url: str, firm: Firm
) -> None:
    made = _charged_without_an_answer(firm)
    firm.at_once(database, database_url, work, firm.tell, firm.tell)
    work()
    assert (made.break_.state, firm.taken_pence) == (BreakState.CONFIRMED, [298_40])
    assert session.scalars(select(func.count()).select_from(CardPayment)).one() == 1
    assert breaks.balance(made, "own").paid_pence == 298_40
    assert ledger_is_off_by_pence() == 0


def test_a_family_that_cancels_while_the_charge_is_told_has_all_of_it_back(
    database: Engine, database_url: str, firm: Firm
) -> None:
    made = _charged_without_an_answer(firm)

    def cancel() -> None:
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)

    firm.at_once(database, database_url, work, firm.tell, cancel)
    firm.tell()
    work()
    assert (made.break_.state, firm.taken_pence, breaks.taken()) == (BreakState.CANCELLED, [0], [])
    assert breaks.balance(made, "own").paid_pence == 0
    assert ledger_is_off_by_pence() == 0
