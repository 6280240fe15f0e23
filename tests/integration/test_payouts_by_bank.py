"""What families pay by bank transfer is paid out to providers by finance, on a list for the bank: once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from marketplace import clock
from marketplace.audit import SITE
from marketplace.booking import services
from marketplace.booking.queries.due_to_providers import due_to_providers
from marketplace.booking.queries.earnings import earnings
from marketplace.budgets.queries.passed_on import passed_on
from marketplace.budgets.services import proving
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.payments.bank_lists.bank_file import as_csv
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.lifecycle import PayoutState
from marketplace.payments.payouts.models import Payout
from marketplace.payments.payouts.queries.payouts import my_payouts, payout_desk
from marketplace.payments.payouts.queries.to_pay_out import (
    bank_payments,
    count_to_pay_out,
    known_payout_run,
    owed_providers,
    payout_runs,
    pence_without_details,
)
from marketplace.rules.models import Setting
from marketplace.rules.settings import SettingName
from marketplace.wording import day
from tests import staged
from tests.charged import letters
from tests.golden import Golden
from tests.integration.test_cancel_costs import before
from tests.paid_by_transfer import HOUSE, SUPPORT, come, confirmed, finance, known, listed, owed_to
from tests.paid_over import complete, standing

pytestmark = pytest.mark.usefixtures("database")


def done(*, pot: str = "own") -> Golden:
    """A break that was paid by transfer before it began, and is over."""
    made = confirmed(pot)
    come()
    complete(made)
    return made


def owed() -> dict[str, int]:
    """What waits for a list, by provider."""
    session.rollback()
    return {one.name: one.net_pence for one in owed_providers(viewer=finance())}


def in_books(made: Golden, name: str) -> int:
    """What the ledger says that the provider of a part has."""
    session.rollback()
    mine = [one.reference for one in standing() if one.part == made.line(name).about]
    return sum(passed_on(mine).values())


@pytest.mark.parametrize("pot", ["own", "direct"])
def test_what_came_by_transfer_is_due_when_the_break_is_over_and_not_before(pot: str) -> None:
    made = confirmed(pot)
    come()
    assert owed() == {}
    complete(made)
    assert sorted(owed().values()) == [SUPPORT, HOUSE]
    assert owed_providers(viewer=made.arranger) == ()
    assert proving.prove().flaws == 0


def test_what_comes_once_the_break_is_over_is_due_when_it_came() -> None:
    made = confirmed("direct", way=SettlesBy.AFTERWARDS)
    complete(made)
    assert owed() == {}
    come()
    assert sorted(owed().values()) == [SUPPORT, HOUSE]


def test_what_is_kept_of_a_cancelled_part_is_due_and_the_rest_is_not() -> None:
    made = confirmed()
    come()
    with transaction():
        made.line("house").cancellation_steps = "7:50"
    with before(made, timedelta(days=3)):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    assert list(owed().values()) == [HOUSE // 2]
    assert standing()[0].words.startswith("Kept when it was cancelled")


def test_a_list_pays_each_provider_once_and_each_reads_what_for() -> None:
    made = done()
    house, bank = made.offers["house"].by, made.offers["bank"].by
    known(house, bank)
    ref = listed()
    assert owed() == {}
    run = known_payout_run(ref, viewer=finance())
    file = as_csv(bank_payments(run)).splitlines()
    assert [row.split(",")[:2] + row.split(",")[3:4] for row in sorted(file[1:], key=len)] == [
        ["830608", "01234567", "98.40"],
        ["830608", "01234567", "200.00"],
    ]
    assert file[1].split(",")[4].startswith("PAY-")
    assert (in_books(made, "house"), letters("payout-paid")) == (0, [])
    payouts.LISTS.mark_paid(ref, by=finance())
    assert (in_books(made, "house"), in_books(made, "support")) == (HOUSE, SUPPORT)
    assert sorted(letters("payout-paid")) == sorted([house.email, bank.email])
    assert any("£200.00" in body and "ends in 4567" in body and "Whin Lodge" in body for body in bodies())
    with pytest.raises(Conflict):
        payouts.LISTS.mark_paid(ref, by=finance())
    with pytest.raises(Conflict):
        payouts.LISTS.undo(ref, by=finance())
    assert in_books(made, "house") == HOUSE
    assert [run.ref for run in payout_runs(viewer=finance())] == [ref]
    assert proving.prove().flaws == 0


def bodies() -> list[str]:
    return staged.bodies("payout-paid")


def test_who_has_not_said_where_they_are_paid_is_left_out_and_asked() -> None:
    made = done()
    house, bank = made.offers["house"].by, made.offers["bank"].by
    known(bank)
    assert letters("payout-where") == [house.email, bank.email]
    assert (pence_without_details(viewer=house), pence_without_details(viewer=bank)) == (HOUSE, 0)
    assert count_to_pay_out(viewer=finance()) == 1
    with pytest.raises(Conflict):
        payouts.LISTS.make(owed_to(house), by=finance())
    listed()
    assert list(owed().values()) == [HOUSE]
    known(house)
    assert pence_without_details(viewer=house) == 0
    listed()
    assert owed() == {}


def test_one_part_of_a_provider_is_paid_and_another_waits() -> None:
    made = done()
    bank = made.offers["bank"].by
    known(bank)
    again = confirmed(bank=made.offers["bank"])
    come()
    complete(again)
    first, second = owed_to(bank)
    ref = payouts.LISTS.make([second], by=finance())
    assert owed_to(bank) == [first]
    payouts.LISTS.mark_paid(ref, by=finance())
    assert (in_books(made, "support"), in_books(again, "support")) == (0, SUPPORT)
    with pytest.raises(Conflict):
        payouts.LISTS.make([first, second], by=finance())
    payouts.LISTS.mark_paid(payouts.LISTS.make([first], by=finance()), by=finance())
    assert (in_books(made, "support"), in_books(again, "support")) == (SUPPORT, SUPPORT)
    assert proving.prove().flaws == 0


def test_a_list_that_is_taken_apart_leaves_all_of_it_to_be_listed_again() -> None:
    made = done()
    known(made.offers["house"].by, made.offers["bank"].by)
    ref = listed()
    payouts.LISTS.undo(ref, by=finance())
    assert sorted(owed().values()) == [SUPPORT, HOUSE]
    with pytest.raises(NotFound):
        known_payout_run(ref, viewer=finance())
    payouts.LISTS.mark_paid(listed(), by=finance())
    assert in_books(made, "house") == HOUSE


def test_the_fee_of_the_brokerage_is_taken_off_and_stands_in_the_books() -> None:
    name = SettingName.BROKERAGE_FEE_PER_TEN_THOUSAND.value
    with transaction():
        session.add(Setting(name=name, value=250, from_on=date(2026, 1, 1), source="test", made_at=clock.now()))
    made = done()
    by = made.offers["house"].by
    known(by)
    run = known_payout_run(listed(), viewer=finance())
    assert [one.pence for one in bank_payments(run)] == [195_00]
    payouts.LISTS.mark_paid(run.ref, by=finance())
    assert in_books(made, "house") == 195_00
    (row,) = my_payouts(viewer=by).rows
    assert (row.pence, row.fee_pence, row.has_pence) == (200_00, 5_00, 195_00)
    assert any("fee of £5.00" in body for body in bodies())


def test_what_is_due_no_more_is_owed_less_before_it_is_listed_and_asked_back_after() -> None:
    made = done()
    known(made.offers["house"].by)
    take_less(made, 150_00)
    assert owed()["Owners of Whin Lodge"] == 150_00
    ref = listed()
    take_less(made, 120_00)
    assert [one.pence for one in bank_payments(known_payout_run(ref, viewer=finance()))] == [150_00], "it may be paid"
    payouts.LISTS.mark_paid(ref, by=finance())
    session.rollback()
    (stuck,) = payout_desk(viewer=finance()).reversals
    assert stuck.pence == 30_00
    payouts.settle_reversal(stuck.ref, words="They sent it back", came_back=True, by=finance())
    assert in_books(made, "house") == 120_00
    assert proving.prove().flaws == 0


def test_what_is_due_no_more_while_a_list_is_taken_apart_is_not_on_the_next() -> None:
    made = done()
    known(made.offers["house"].by)
    ref = listed()
    take_less(made, 120_00)
    payouts.LISTS.undo(ref, by=finance())
    assert owed()["Owners of Whin Lodge"] == 120_00


def take_less(made: Golden, pence: int) -> None:
    """So much and no more of the house is due by now."""
    session.rollback()
    house = made.line("house").about
    with transaction():
        dues = [due for due in due_to_providers(made.break_) if due.part == house]
        payouts.settle([replace(due, pence=pence) for due in dues], by=SITE)


def test_only_finance_makes_lists_and_each_names_somebody() -> None:
    made = done()
    known(made.offers["house"].by)
    with pytest.raises(NotFound):
        payouts.LISTS.make(owed_to(made.offers["house"].by), by=made.offers["house"].by)
    with pytest.raises(Refused):
        payouts.LISTS.make([], by=finance())
    ref = listed()
    with pytest.raises(NotFound):
        payouts.LISTS.mark_paid(ref, by=made.offers["house"].by)


def test_the_card_firm_is_asked_for_nothing_that_came_by_transfer() -> None:
    made = done()
    payouts.look_again()
    assert [one.state for one in standing()] == [PayoutState.OWED] * 2
    assert [one.turns for one in standing()] == [0, 0]
    assert payout_desk(viewer=finance()).waiting == ()
    assert made.ref


@pytest.mark.parametrize("values", [{"payment_id": 1}, {"nth": None}, {"state": "sent", "sent_at": clock.now()}])
def test_the_database_lets_no_payout_by_bank_be_one_by_card_or_sent_without_a_list(values: dict[str, object]) -> None:
    done()
    with pytest.raises(IntegrityError):
        session.execute(update(Payout).values(values))
    session.rollback()


def test_the_database_lets_nothing_be_owed_twice_for_one_part() -> None:
    done()
    one = standing()[0]
    twin = {name: getattr(one, name) for name in ("part", "charged", "nth")}
    other = standing()[1]
    with pytest.raises(IntegrityError):
        session.execute(update(Payout).where(Payout.id == other.id).values(twin))
    session.rollback()


def test_what_was_over_before_such_money_was_paid_out_here_is_owed_by_the_worker_once() -> None:
    done()
    with transaction():
        session.execute(delete(Payout))
    assert owed() == {}
    assert services.owe_transfers() == 1
    assert sorted(owed().values()) == [SUPPORT, HOUSE]
    assert services.owe_transfers() == 0
    assert sorted(owed().values()) == [SUPPORT, HOUSE]


def test_earnings_say_where_the_money_is_at_each_step() -> None:
    made = confirmed()
    by = made.offers["house"].by
    known(by)

    def where() -> tuple[tuple[int, str], ...]:
        session.rollback()
        (one,) = earnings(viewer=by).earned
        return one.where

    assert where() == ((HOUSE, "not paid yet"),)
    come()
    assert where() == ((HOUSE, "paid to us, kept until it is done"),)
    complete(made)
    assert where() == ((HOUSE, "paid to us, on its way to you"),)
    ref = listed()
    assert where() == ((HOUSE, "paid to us, on its way to you"),)
    payouts.LISTS.mark_paid(ref, by=finance())
    assert where() == ((HOUSE, f"sent to you on {day(clock.today())}"),)
    session.rollback()
    total = earnings(viewer=by).total
    assert (total.paid_pence, total.with_us_pence, total.owed_pence) == (HOUSE, 0, 0)
