"""A bank transfer that comes in parts waits until all of it is there: then it is paid, and not before."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.models import Promise
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.matching import lines_to_match
from marketplace.booking.queries.promises import promises_due
from marketplace.booking.services.matching import Matched
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session
from marketplace.errors import Conflict
from marketplace.files import Upload
from marketplace.listings.cancelling import Cancellation
from marketplace.payments.bank.services import take_in
from tests import breaks, golden, staged, swapped
from tests.golden import Golden
from tests.integration.test_booking_cancelling import finance
from tests.integration.test_cancel_costs import before, house
from tests.integration.test_cancel_costs import confirmed as confirmed_with_support

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def made() -> Golden:
    """Two nights for £200.00 of own money, by bank transfer, confirmed."""
    found = breaks.planned(pot="own")
    golden.ask(found)
    golden.answer(found)
    return found


def promise() -> Promise:
    session.rollback()
    return session.scalars(select(Promise)).one()


def came(amount: str, day: int = 5) -> str:
    """A line of a statement with so much; its reference."""
    row = f"Date,Description,Amount\n{day:02}/03/2026,HUME {promise().payment_reference},{amount}\n"
    take_in(Upload(f"{day}.csv", row.encode()), by=finance())
    session.rollback()
    return next(line.ref for line in lines_to_match(viewer=finance()) if line.on.day == day)


def match(ref: str) -> Matched:
    reference = promise().payment_reference
    return services.match_line(ref, payment_reference=reference, by=finance())


def sums() -> tuple[int, int, int]:
    """What has come, what is still to come, and what is to be sent back."""
    one = promise()
    return one.come_pence, one.to_come_pence, one.owed_back_pence


def test_a_part_waits_in_no_book_until_the_rest_of_it_has_come(made: Golden) -> None:
    assert match(came("120.00")) == Matched(120_00, 120_00, 80_00, 0)
    (due,) = promises_due(viewer=finance())
    assert (due.pence, due.come_pence, due.owed_pence, due.owed_back_pence) == (200_00, 120_00, 80_00, 0)
    assert (promise().paid_at, breaks.balance(made, "own").paid_pence) == (None, 0)
    line = came("80.00", day=9)
    (waits,) = lines_to_match(viewer=finance())
    assert waits.proposal
    assert waits.proposal.likeness.words == "Same reference and amount"
    assert match(line) == Matched(80_00, 200_00, 0, 0)
    assert (sums(), promises_due(viewer=finance())) == ((200_00, 0, 0), ())
    assert promise().paid_at is not None
    assert breaks.balance(made, "own").paid_pence == 200_00
    assert ledger_is_off_by_pence() == 0


def test_its_payer_reads_what_has_come_and_what_is_still_to_come(made: Golden) -> None:
    match(came("0.01"))
    (pot,) = break_for(made.ref, viewer=made.arranger).pots
    assert pot.settling
    assert (pot.settling.paid_pence, pot.settling.pence) == (1, 200_00)


def test_what_comes_too_much_with_the_second_part_is_owed_back(made: Golden) -> None:
    match(came("150.00"))
    assert match(came("150.00", day=9)) == Matched(150_00, 300_00, 0, 100_00)
    assert sums() == (300_00, 0, 100_00)
    assert breaks.balance(made, "own").paid_pence == 200_00
    services.mark_sent_back(promise().ref, by=finance())
    assert sums() == (200_00, 0, 0)
    assert ledger_is_off_by_pence() == 0


def test_the_same_line_counts_once(made: Golden) -> None:
    line = came("150.00")
    match(line)
    with pytest.raises(Conflict):
        match(line)
    assert (sums(), breaks.balance(made, "own").paid_pence) == ((150_00, 50_00, 0), 0)


def test_finance_can_mark_the_rest_as_come_by_hand(made: Golden) -> None:
    match(came("150.00"))
    services.mark_paid(promise().ref, by=finance())
    assert (sums(), breaks.balance(made, "own").paid_pence) == ((200_00, 0, 0), 200_00)
    with pytest.raises(Conflict):
        services.mark_paid(promise().ref, by=finance())


def test_a_part_of_a_break_that_is_cancelled_in_between_is_to_be_sent_back_and_so_is_what_comes_after(
    made: Golden,
) -> None:
    match(came("150.00"))
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    (due,) = promises_due(viewer=finance())
    assert (due.pence, due.owed_pence, due.owed_back_pence) == (0, 0, 150_00)
    assert match(came("50.00", day=9)) == Matched(50_00, 200_00, 0, 50_00)
    assert sums() == (200_00, 0, 200_00)
    assert breaks.balance(made, "own").paid_pence == 0
    services.mark_sent_back(promise().ref, by=finance())
    assert (sums(), promises_due(viewer=finance())) == ((0, 0, 0), ())
    assert ledger_is_off_by_pence() == 0


def test_a_part_is_to_be_sent_back_when_the_provider_cannot_give_what_it_was_for(made: Golden) -> None:
    match(came("199.99"))
    services.cancel_as_provider(made.lines["house"], reason="The roof leaks", by=made.offers["house"].by)
    assert (sums(), breaks.balance(made, "own").paid_pence) == ((199_99, 0, 199_99), 0)


@pytest.mark.parametrize(
    ("part", "after", "paid"),
    [("90.00", (90_00, 10_00, 0), 0), ("100.00", (100_00, 0, 0), 100_00), ("130.00", (130_00, 0, 30_00), 100_00)],
)
def test_a_part_pays_what_cancelling_costs_once_it_is_enough_for_that(
    part: str, after: tuple[int, int, int], paid: int
) -> None:
    made = confirmed_with_support(house(Cancellation.WEEK), "own")
    match(came(part))
    with before(made, timedelta(days=3)):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        assert (sums(), breaks.balance(made, "own").paid_pence) == (after, paid)
        told = staged.bodies("break-cost-owed")
        assert ["Please pay £10.00 by bank transfer" in body for body in told] == ([True] if not paid else [])
    assert ledger_is_off_by_pence() == 0


@pytest.mark.parametrize(("part", "paid", "back"), [("240.00", 0, 0), ("245.00", 245_00, 0), ("255.00", 245_00, 10_00)])
def test_a_part_that_is_enough_for_a_break_with_a_cheaper_part_pays_all_of_it_once(
    part: str, paid: int, back: int
) -> None:
    made = swapped.confirmed("own", is_instant=True)
    match(came(part))
    invoices = len(staged.letters("break-invoice"))
    swapped.asked(made)
    assert (breaks.balance(made, "own").paid_pence, promise().owed_back_pence) == (paid, back)
    assert len(staged.letters("break-invoice")) == invoices + (not paid)
    assert ledger_is_off_by_pence() == 0


def test_a_direct_payment_stays_set_aside_until_every_part_of_its_transfer_has_come() -> None:
    made = breaks.planned(breaks.family("direct"), pot="direct")
    golden.ask(made)
    golden.answer(made, without=("direct",))
    services.agree(made.ref, made.pots["direct"], yes=PotYes(way=SettlesBy.AFTERWARDS), by=made.arranger)
    with time_machine.travel(made.break_.ends_at + timedelta(hours=1), tick=False):
        services.complete(made.ref, by=made.arranger)
        for amount, day, paid in (("120.00", 5, 0), ("79.99", 6, 0), ("0.01", 7, 200_00)):
            match(came(amount, day))
            balance = breaks.balance(made, "direct")
            assert (balance.paid_pence, balance.set_aside_pence) == (paid, 200_00 - paid)
    assert ledger_is_off_by_pence() == 0


@pytest.mark.parametrize("pence", [-1, 200_00, 200_01])
def test_the_database_lets_no_part_wait_that_is_enough(made: Golden, pence: int) -> None:
    found = promise()
    with pytest.raises(IntegrityError, match="parts"):
        session.execute(update(Promise).where(Promise.id == found.id).values(part_pence=pence))
    session.rollback()
