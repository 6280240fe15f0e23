"""What the database itself refuses of the ledger, on both engines, when something writes to it beside the code."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from bench import pot_race
from marketplace import clock, guards
from marketplace.audit import SITE
from marketplace.budgets.models import LedgerAccount, MoneyHold, Phase, Pot, Transfer
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.services import ledger
from marketplace.budgets.services.entries import Entry
from marketplace.budgets.services.ledger import Portion
from marketplace.db import make_engine, session, transaction
from tests import pots


@pytest.fixture
def pot(database: Engine) -> Pot:
    return pots.pot(pence=100_00)


def _write(entry: Entry) -> None:
    """A row straight into the table."""
    with transaction():
        session.execute(insert(Transfer).values(vars(entry) | {"at": clock.now(), "by_account_id": None}))


def _of(pot: Pot) -> LedgerAccount:
    return session.scalars(select(LedgerAccount).where(LedgerAccount.pot_id == pot.id)).one()


def _row(key: str) -> Transfer:
    return session.scalars(select(Transfer).where(Transfer.key == key)).one()


def _held(pot: Pot, pence: int = 60_00) -> Entry:
    """Money set aside by the code, and the row that would pay all of it."""
    pots.hold(pot, pence)
    held = _row("hold:share:1:share:1")
    return Entry(held.from_id, held.to_id, pence, Phase.POST, "beside", "share:1", pending_id=held.id)


def _paid(pot: Pot) -> Entry:
    """A payment by the code, and the row that would bring all of it back."""
    pots.hold(pot, 60_00)
    ledger.post(portions=[Portion("share:1")], key="post", by=SITE)
    paid = _row("post:share:1")
    return Entry(paid.to_id, paid.from_id, 60_00, Phase.POSTED, "beside", "share:1", corrects_id=paid.id)


@pytest.mark.parametrize("phase", [Phase.PENDING, Phase.POSTED])
def test_a_committed_pot_is_not_overdrawn(pot: Pot, phase: Phase) -> None:
    payee = pots.payee_account()
    with pytest.raises(IntegrityError, match="not_overdrawn"):
        _write(Entry(_of(pot).id, payee, 100_01, phase, "beside", "x"))
    _write(Entry(_of(pot).id, payee, 100_00, phase, "beside", "x"))
    assert _of(pot).available_pence == 0


def test_a_stated_pot_may_be(database: Engine) -> None:
    pot = pots.pot("direct_payment", pence=100_00)
    _write(Entry(_of(pot).id, pots.payee_account(), 200_00, Phase.PENDING, "beside", "x"))
    assert pots.balance(pot).free_pence == -100_00


def test_no_more_is_paid_than_is_set_aside(pot: Pot) -> None:
    pay = _held(pot)
    with pytest.raises(IntegrityError, match="not_below_nought"):
        _write(replace(pay, pence=60_01))
    _write(pay)


@pytest.mark.parametrize("phase", [Phase.POST, Phase.VOID])
def test_what_was_paid_is_neither_paid_nor_let_go_again(pot: Pot, phase: Phase) -> None:
    pay = _held(pot)
    _write(pay)
    with pytest.raises(IntegrityError, match="not_below_nought"):
        _write(replace(pay, phase=phase, pence=1, key="again"))


def test_what_was_let_go_is_not_paid(pot: Pot) -> None:
    pay = _held(pot)
    _write(replace(pay, phase=Phase.VOID))
    with pytest.raises(IntegrityError, match="not_below_nought"):
        _write(replace(pay, key="again"))


def test_a_payment_is_of_a_pending_row_between_the_same_two_for_the_same_thing(pot: Pot) -> None:
    pay = _held(pot)
    other = _of(pots.pot(pence=100_00)).id
    added = session.scalars(select(Transfer.id).where(Transfer.phase == Phase.POSTED).limit(1)).one()
    for wrong in (
        replace(pay, from_id=other),
        replace(pay, to_id=other),
        replace(pay, reference="share:2"),
        replace(pay, pending_id=added),
    ):
        with pytest.raises(IntegrityError, match="transfer_of_a_pending_one"):
            _write(wrong)
    with pytest.raises(IntegrityError, match="of_a_pending_one"):
        _write(replace(pay, pending_id=None))


def test_no_more_comes_back_than_was_paid(pot: Pot) -> None:
    back = _paid(pot)
    with pytest.raises(IntegrityError, match="transfer_within_what_it_corrects"):
        _write(replace(back, pence=60_01))
    _write(replace(back, pence=40_00))
    with pytest.raises(IntegrityError, match="transfer_within_what_it_corrects"):
        _write(replace(back, pence=20_01, key="again"))
    _write(replace(back, pence=20_00, key="again"))


def test_money_comes_back_to_the_pot_that_paid_and_no_other(pot: Pot) -> None:
    back = _paid(pot)
    with pytest.raises(IntegrityError, match="transfer_within_what_it_corrects"):
        _write(replace(back, to_id=_of(pots.pot()).id))


def test_a_correction_is_not_corrected(pot: Pot) -> None:
    back = _paid(pot)
    _write(back)
    again = Entry(back.to_id, back.from_id, 1, Phase.POSTED, "again", "share:1", corrects_id=_row("beside").id)
    with pytest.raises(IntegrityError, match="transfer_within_what_it_corrects"):
        _write(again)


def test_a_key_is_used_once(pot: Pot) -> None:
    entry = Entry(_of(pot).id, pots.payee_account(), 1, Phase.PENDING, "same", "x")
    _write(entry)
    with pytest.raises(IntegrityError):
        _write(replace(entry, reference="y"))


@pytest.mark.parametrize("pence", [0, -1])
def test_a_row_moves_something(pot: Pot, pence: int) -> None:
    with pytest.raises(IntegrityError, match="above_nought"):
        _write(Entry(_of(pot).id, pots.payee_account(), pence, Phase.PENDING, "beside", "x"))


def test_a_row_of_the_ledger_is_never_changed_or_taken_out(pot: Pot) -> None:
    for change in (update(Transfer).values(pence=1), delete(Transfer)):
        with pytest.raises(IntegrityError, match="append-only"), transaction():
            session.execute(change)
    if session.get_bind().dialect.name == "postgresql":
        with pytest.raises(IntegrityError, match="append-only"), transaction():
            session.execute(text("TRUNCATE transfer CASCADE"))
    assert pots.balance(pot).left_pence == 100_00


def test_a_hold_without_its_row_is_found(pot: Pot) -> None:
    _held(pot)
    with transaction():
        session.execute(update(MoneyHold).values(open_pence=50_00))
    assert ledger_is_off_by_pence() == 10_00


def test_a_guard_that_is_gone_is_missed(own_database_url: str) -> None:
    engine = make_engine(own_database_url)
    pot_race.drop_the_guard(engine)
    with engine.connect() as connection:
        missing = [guard.name for guard in guards.missing(connection)]
    engine.dispose()
    assert missing == ["ck_ledger_account_not_overdrawn"]
