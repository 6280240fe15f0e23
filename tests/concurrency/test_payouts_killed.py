"""A worker killed with -9 at each step of sending a payout and of taking it back, and two at once: done once."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, select, update

from marketplace import clock, jobs
from marketplace.audit import SITE
from marketplace.budgets.queries.passed_on import passed_on
from marketplace.budgets.services import proving
from marketplace.db import session, transaction
from marketplace.jobs import Job
from marketplace.payments import services as cards
from marketplace.payments.gateway import CardsNotReached
from marketplace.payments.payouts.gateway import Payouts
from marketplace.payments.payouts.lifecycle import PayoutState
from marketplace.payments.payouts.models import Payout, PayoutReversal
from marketplace.payments.payouts.services import sending, taking_back
from tests.cards import card_stand_in, letterbox
from tests.charged import Firm, all_is_old_enough
from tests.golden import Golden
from tests.killing import Step, killed_after
from tests.paid_over import HOUSE, connect, done, sent, standing


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    with letterbox() as box, card_stand_in(tmp_path_factory.mktemp("cards"), webhook=box.url) as stand_in:
        yield Firm(stand_in, box)


@pytest.fixture
def firm(running: Firm) -> Iterator[Firm]:
    running.begin()
    with all_is_old_enough():
        yield running


def _owed(firm: Firm) -> tuple[Golden, str, str]:
    """A break that is over, the account of its house, and the payout that is owed to it."""
    made = done(firm)
    account_id = connect(firm, made.offers["house"].by)
    return made, account_id, standing()[0].ref


def _send(ref: str) -> Callable[[], None]:
    turn = next(one.turns for one in standing() if one.ref == ref)
    return lambda: sending.do_send({"payout": ref, "turn": turn})


def _work_after_leases() -> None:
    past = clock.now()
    with transaction():
        session.execute(update(Job).where(Job.done_at.is_(None)).values(leased_until=past, due_at=past))
    while jobs.work(cards.DOERS):
        pass


def _is_sent_once(firm: Firm, account_id: str, pence: int = HOUSE) -> None:
    assert sent(firm) == {account_id: pence}
    (payout, _) = standing()
    assert (payout.state, passed_on([payout.reference])) == (PayoutState.SENT, {payout.reference: pence})
    assert proving.prove().flaws == 0
    assert cards.reconcile() == 0


SENDING: dict[str, Step] = {
    "it is written down that it is tried": (sending, "_begun"),
    "the card firm has sent it": (Payouts, "send"),
    "it is written down and not committed": (sending, "record_sent"),
    "it is committed and the job is not": (sending, "_sent"),
}


@pytest.mark.parametrize("step", SENDING)
def test_a_worker_killed_while_it_sends_a_payout_sends_it_once(
    database: Engine, database_url: str, firm: Firm, step: str
) -> None:
    _, account_id, ref = _owed(firm)
    killed_after(database, database_url, SENDING[step], _send(ref))
    _work_after_leases()
    _is_sent_once(firm, account_id)


def test_an_answer_that_is_lost_for_longer_than_the_firm_knows_a_key_sends_nothing_twice(
    database: Engine, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, account_id, ref = _owed(firm)
    firm.stand_in.lose_answers(path="/v1/transfers", times=1)
    with pytest.raises(CardsNotReached):
        _send(ref)()
    session.rollback()
    send = Payouts.send
    monkeypatch.setattr(Payouts, "send", lambda self, wanted, *, key: send(self, wanted, key=f"a day later {key}"))
    _work_after_leases()
    _is_sent_once(firm, account_id)


def test_two_workers_at_once_make_one_transfer_and_one_entry(database: Engine, database_url: str, firm: Firm) -> None:
    _, account_id, ref = _owed(firm)
    firm.stand_in.delay_answers(0.3, path="/v1/transfers", times=2)
    firm.at_once(database, database_url, _send(ref), _send(ref), _send(ref))
    _work_after_leases()
    _is_sent_once(firm, account_id)


def test_without_its_key_and_without_looking_for_it_a_payout_would_be_sent_twice(
    database: Engine, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what the key, and looking for what was sent, are for."""
    _, account_id, ref = _owed(firm)
    with transaction():
        session.execute(update(Payout).where(Payout.ref == ref).values(pence=HOUSE // 2))
    send = Payouts.send
    with monkeypatch.context() as dies:
        dies.setattr(sending, "_sent", lambda *_: None)
        _send(ref)()
    monkeypatch.setattr(Payouts, "send", lambda self, wanted, *, key: send(self, wanted, key=f"another {key}"))
    monkeypatch.setattr(Payouts, "sent", lambda _self, **_: "")
    _send(ref)()
    assert sent(firm) == {account_id: HOUSE}


TAKING_BACK: dict[str, Step] = {
    "the card firm has taken it back": (Payouts, "take_back"),
    "it is written down and not committed": (taking_back, "bring_back"),
    "it is committed and the job is not": (taking_back, "_done"),
}


@pytest.mark.parametrize("step", TAKING_BACK)
def test_a_worker_killed_while_it_takes_a_payout_back_does_so_once(
    database: Engine, database_url: str, firm: Firm, step: str
) -> None:
    _, account_id, _ = _owed(firm)
    _work_after_leases()
    _take_back(50_00)
    ref = session.scalars(select(PayoutReversal.ref)).one()
    killed_after(database, database_url, TAKING_BACK[step], lambda: taking_back.do_take_back({"reversal": ref}))
    _work_after_leases()
    _is_sent_once(firm, account_id, HOUSE - 50_00)


def test_what_is_taken_back_while_it_is_being_sent_comes_back_once_it_was(
    database: Engine, database_url: str, firm: Firm
) -> None:
    _, account_id, ref = _owed(firm)
    killed_after(database, database_url, (Payouts, "send"), _send(ref))
    _take_back(HOUSE)
    _work_after_leases()
    _is_sent_once(firm, account_id, 0)


def _take_back(pence: int) -> None:
    with transaction():
        several = session.scalars(select(Payout).order_by(Payout.id).limit(1).with_for_update()).all()
        taking_back.take_back(several, pence, by=SITE)
