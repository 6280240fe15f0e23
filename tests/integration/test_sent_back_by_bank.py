"""Money that providers send back by bank is counted once beside the bank's statements, before and after its line."""

import pytest
from sqlalchemy import Engine, select

from marketplace.booking.bank_beside import BankBeside
from marketplace.booking.queries.client_account import client_account
from marketplace.booking.queries.unseen_lists import unseen_payouts
from marketplace.booking.services.outgoing import see_line
from marketplace.budgets.services import proving
from marketplace.db import session
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments.bank.models import BankLine, OutgoingLine
from marketplace.payments.bank.queries import outgoing_waiting
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.queries.payouts import payout_desk
from marketplace.payments.payouts.queries.sent_back import may_be_sent_back
from tests.golden import Golden
from tests.integration.test_outgoing import bank, beside
from tests.integration.test_payouts_by_bank import done, take_less
from tests.paid_by_transfer import HOUSE, SUPPORT, finance, known, listed

pytestmark = pytest.mark.usefixtures("database")
BACK = 30_00


@pytest.fixture
def made(database: Engine) -> Golden:
    """The house was paid on a list, seen at the bank, and £30.00 of it is due no more."""
    made = done()
    known(made.offers["house"].by)
    ref = listed()
    take_less(made, HOUSE - BACK)
    session.rollback()
    payouts.LISTS.mark_paid(ref, by=finance())
    (run,) = unseen_payouts()
    (payee,) = run.payees
    key = f"payee:{payee.id}"
    bank(("HUME", HOUSE + SUPPORT), ("PAID", -HOUSE), name="first.csv", left=SUPPORT)
    (line,) = outgoing_waiting(viewer=finance())
    see_line(line.ref, key=key, by=finance())
    return made


def came(pence: int, *, name: str = "back.csv", words: str = "FP OWNERS OF WHIN LODGE", left: int) -> str:
    """A line of money that came in; its reference."""
    bank((words, pence), name=name, left=left)
    return session.scalars(select(BankLine.ref).where(BankLine.words == words, BankLine.pence == pence)).one()


def case() -> str:
    (stuck,) = payout_desk(viewer=finance()).reversals
    return stuck.ref


def keys() -> list[str]:
    session.rollback()
    return [one.key for one in may_be_sent_back(viewer=finance())]


def said() -> tuple[BankBeside, int]:
    """Beside the bank, and what the client account is said to hold."""
    found = beside()
    account = client_account(viewer=finance())
    assert account.off_by_pence == 0
    assert found.ours_pence == account.moved.held_pence
    return found, account.moved.held_pence


@pytest.mark.usefixtures("made")
def test_a_line_closes_the_case_of_the_money_that_a_provider_sent_back() -> None:
    assert said()[0].off_by_pence == 0
    line = came(BACK, left=SUPPORT + BACK)
    assert (said()[0].off_by_pence, said()[1]) == (0, SUPPORT + BACK)
    payouts.say_sent_back(line, keys=keys(), by=finance())
    found, held = said()
    assert (found.rows, found.off_by_pence, held) == ((), 0, SUPPORT + BACK)
    assert (keys(), payout_desk(viewer=finance()).reversals) == ([], ())
    assert proving.prove().flaws == 0


@pytest.mark.usefixtures("made")
def test_what_was_marked_as_sent_back_before_its_line_came_is_counted_once_all_the_time() -> None:
    payouts.settle_reversal(case(), words="They sent it", came_back=True, by=finance())
    found, held = said()
    assert (dict(found.rows), found.off_by_pence) == ({"Sent back by providers, in no statement yet": -BACK}, 0)
    assert held == SUPPORT + BACK
    line = came(BACK, left=SUPPORT + BACK)
    found, held = said()
    assert (found.rows, found.off_by_pence, held) == ((), 0, SUPPORT + BACK), "its line waits, and seems to be it"
    payouts.say_sent_back(line, keys=keys(), by=finance())
    found, held = said()
    assert (found.rows, found.off_by_pence, held) == ((), 0, SUPPORT + BACK)
    assert keys() == []


@pytest.mark.usefixtures("made")
def test_what_was_marked_can_come_in_two_lines_and_no_more_than_it() -> None:
    payouts.settle_reversal(case(), words="They sent it", came_back=True, by=finance())
    first, second, third = (
        came(pence, name=f"{pence}.csv", words=f"FP {pence}", left=SUPPORT + BACK) for pence in (10_00, 20_00, 1)
    )
    payouts.say_sent_back(first, keys=keys(), by=finance())
    assert [one.pence for one in may_be_sent_back(viewer=finance())] == [20_00]
    payouts.say_sent_back(second, keys=keys(), by=finance())
    with pytest.raises(Refused):
        payouts.say_sent_back(third, keys=keys(), by=finance())


def test_one_line_is_a_case_that_waits_and_one_that_was_marked(made: Golden) -> None:
    payouts.settle_reversal(case(), words="They sent it", came_back=True, by=finance())
    take_less(made, HOUSE - BACK - 5_00)
    session.rollback()
    line = came(BACK + 5_00, left=SUPPORT + BACK + 5_00)
    open_case = case()
    with pytest.raises(Refused) as refusal:
        payouts.say_sent_back(line, keys=[open_case], by=finance())
    assert refusal.value.fields == {"cases": "What you chose comes to £5.00, and £35.00 came"}
    assert len(keys()) == 2
    payouts.say_sent_back(line, keys=keys(), by=finance())
    found, _ = said()
    assert (found.rows, found.off_by_pence, keys()) == ((), 0, [])
    assert proving.prove().flaws == 0


def test_another_amount_nothing_and_what_is_gone_are_refused_and_only_finance_says_anything(made: Golden) -> None:
    line = came(BACK + 1, left=SUPPORT + BACK + 1)
    waits = keys()
    for several in (waits, [], ["gone"], [*waits, "gone"]):
        with pytest.raises(Refused):
            payouts.say_sent_back(line, keys=several, by=finance())
    assert keys() == waits
    other = made.offers["house"].by
    assert may_be_sent_back(viewer=other) == ()
    with pytest.raises(NotFound):
        payouts.say_sent_back(line, keys=waits, by=other)
    right = came(BACK, name="right.csv", left=SUPPORT + BACK)
    payouts.say_sent_back(right, keys=waits, by=finance())
    with pytest.raises(Conflict):
        payouts.say_sent_back(right, keys=waits, by=finance())
    assert len(session.scalars(select(OutgoingLine)).all()) == 1
