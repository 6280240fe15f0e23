"""A card payment that a bank took back for good: its payer is told, it is paid again, and it is no price of a swap."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

from marketplace.audit import SITE
from marketplace.booking import services
from marketplace.booking.models import Promise
from marketplace.booking.services.promising import add_transfer, write_books
from marketplace.booking.swaps import SwapState
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.services import proving
from marketplace.db import session, transaction
from marketplace.payments import services as cards
from tests import breaks, staged, swapped
from tests.cards import DISPUTED, PAYS, pay_at
from tests.charged import Firm, all_is_old_enough, work
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")

BOTH = pytest.mark.parametrize("pot", ["own", "direct"])


@pytest.fixture(autouse=True)
def _agree(database: Engine, firm: Firm) -> Iterator[None]:
    """Whatever a test does: the books are proved."""
    firm.begin()
    yield
    session.rollback()
    assert (proving.prove().flaws, ledger_is_off_by_pence()) == (0, 0)


def lost(firm: Firm, pot: str, *, price: int = 75_00) -> Golden:
    """A break of £260.00 that a card paid, until its bank took all of it back."""
    made = swapped.by_card(firm, pot, price=price, number=DISPUTED)
    firm.tell()
    firm.stand_in.decide(firm.stand_in.disputes()[0], "lost")
    firm.tell(times=2)
    assert (promise().kept_pence, promise().owed_pence, breaks.balance(made, pot).paid_pence) == (0, 260_00, 0)
    return made


def promise() -> Promise:
    session.rollback()
    return session.scalars(select(Promise)).one()


def pay_again(pence: int) -> None:
    """So much comes another way, and is written into the books."""
    found = promise()
    with transaction():
        add_transfer(found, pence)
        write_books(found, by=SITE)


def all_agrees() -> bool:
    """Whether the books have what the card firm has."""
    session.rollback()
    with all_is_old_enough():
        return cards.reconcile() == 0


@BOTH
def test_whoever_pays_is_told_once_what_the_bank_took_back_what_is_owed_and_whom_to_call(firm: Firm, pot: str) -> None:
    made = lost(firm, pot)
    assert staged.letters("break-card-lost") == [made.arranger.email]
    (said,) = staged.bodies("break-card-lost")
    assert "£260.00 was paid by card" in said
    assert "So £260.00 is owed to us for it now." in said
    assert "Or call us: " in said
    assert promise().payment_reference in said


def test_nobody_is_told_of_money_that_is_not_owed_any_more(firm: Firm) -> None:
    made = swapped.by_card(firm, number=DISPUTED)
    firm.tell()
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    firm.stand_in.decide(firm.stand_in.disputes()[0], "lost")
    firm.tell()
    assert staged.letters("break-card-lost") == []


@BOTH
def test_the_same_sum_is_paid_again_and_stands_in_the_books_once_however_often_it_is_written(
    firm: Firm, pot: str
) -> None:
    made = lost(firm, pot)
    pay_again(260_00)
    balance = breaks.balance(made, pot)
    assert (balance.paid_pence, balance.set_aside_pence, promise().owed_pence) == (260_00, 0, 0)
    pay_again(0)
    assert breaks.balance(made, pot).paid_pence == 260_00


@BOTH
def test_it_is_paid_again_in_parts_of_other_sums(firm: Firm, pot: str) -> None:
    made = lost(firm, pot)
    for pence, paid in ((35_00, 35_00), (100_00, 135_00), (125_00, 260_00)):
        pay_again(pence)
        assert breaks.balance(made, pot).paid_pence == paid
        assert ledger_is_off_by_pence() == 0
    assert breaks.balance(made, pot).set_aside_pence == 0


@pytest.mark.parametrize("price", [45_00, 60_00])
@BOTH
def test_a_part_that_costs_no_more_is_swapped_at_once_though_the_bank_took_the_money_back(
    firm: Firm, pot: str, price: int
) -> None:
    made = lost(firm, pot, price=price)
    assert swapped.swap(swapped.asked(made)).state is SwapState.DONE
    work()
    assert (promise().kept_pence, promise().owed_pence) == (0, 200_00 + price)
    assert breaks.balance(made, pot).paid_pence == 0
    assert all_agrees()


@BOTH
def test_a_dearer_part_asks_for_what_it_costs_more_and_not_for_what_the_bank_took_back(firm: Firm, pot: str) -> None:
    made = lost(firm, pot)
    ref = swapped.asked(made)
    assert swapped.swap(ref).state is SwapState.PAYS
    assert "Please pay £15.00 more" in staged.bodies("break-swap-pay")[0]
    pay_at(swapped.pay_more(made, ref), PAYS)
    firm.tell()
    work()
    assert swapped.swap(ref).state is SwapState.DONE
    assert (promise().kept_pence, promise().owed_pence) == (15_00, 260_00)
    assert breaks.balance(made, pot).paid_pence == 15_00
    assert all_agrees()


def test_what_is_lost_while_a_card_is_to_pay_more_changes_nothing_of_what_it_is_to_pay(firm: Firm) -> None:
    made = swapped.by_card(firm, number=DISPUTED)
    firm.tell()
    ref = swapped.asked(made)
    firm.stand_in.decide(firm.stand_in.disputes()[0], "lost")
    firm.tell()
    pay_at(swapped.pay_more(made, ref), PAYS)
    firm.tell()
    work()
    assert swapped.swap(ref).state is SwapState.DONE
    assert (promise().kept_pence, promise().owed_pence) == (15_00, 260_00)
    assert all_agrees()
