"""A bank statement is taken in once, and each of its lines pays a promise when a person says so, once."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.matching import Likeness
from marketplace.booking.models import Break, Promise
from marketplace.booking.queries.matching import LineToMatch, lines_to_match
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.files import Upload
from marketplace.payments.bank.models import BankLine, BankStatement
from marketplace.payments.bank.queries import statement_of
from marketplace.payments.bank.services import put_aside, take_in
from tests import breaks, families, golden

pytestmark = pytest.mark.usefixtures("database")
HEADING = "Date,Description,Amount\n"


@pytest.fixture
def promise() -> Promise:
    """£200.00 of own money, by bank transfer, of a break that is confirmed."""
    made = breaks.planned(breaks.family("own"), pot="own")
    golden.ask(made)
    golden.answer(made, without=("own",))
    services.agree(made.ref, made.pots["own"], yes=PotYes(), by=made.arranger)
    session.rollback()
    return session.scalars(select(Promise)).one()


@pytest.fixture
def tam() -> Viewer:
    return families.viewer("Tam", RoleName.BROKERAGE_FINANCE)


def file(*lines: str, name: str = "march.csv") -> Upload:
    return Upload(name, (HEADING + "\n".join(lines)).encode())


def waiting(tam: Viewer) -> tuple[LineToMatch, ...]:
    session.rollback()
    return lines_to_match(viewer=tam)


def test_a_line_with_the_reference_is_proposed_and_marks_nothing_until_it_is_confirmed(
    promise: Promise, tam: Viewer
) -> None:
    take_in(file(f"05/03/2026,HUME {promise.payment_reference},200.00", "05/03/2026,Cheese,3.00"), by=tam)
    first, second = waiting(tam)
    assert first.proposal
    assert first.proposal.likeness is Likeness.REFERENCE_AND_AMOUNT
    assert second.proposal is None
    assert session.scalars(select(Promise.paid_pence)).one() == 0
    services.match_line(first.ref, payment_reference=first.proposal.awaited.payment_reference, by=tam)
    assert session.scalars(select(Promise.paid_pence)).one() == 200_00
    assert [line.words for line in waiting(tam)] == ["Cheese"]
    with pytest.raises(Conflict):
        services.match_line(first.ref, payment_reference=promise.payment_reference, by=tam)
    put_aside(second.ref, by=tam)
    with pytest.raises(Conflict):
        put_aside(second.ref, by=tam)
    assert waiting(tam) == ()
    assert ledger_is_off_by_pence() == 0


def test_the_same_file_twice_changes_nothing_and_another_brings_only_what_is_new(tam: Viewer) -> None:
    lines = ("05/03/2026,A,1.00", "05/03/2026,A,1.00", "Total,,2.00")
    ref = take_in(file(*lines), by=tam)
    assert take_in(file(*lines, name="again.csv"), by=tam) == ref
    found = statement_of(ref, viewer=tam)
    assert (found.lines, found.known, found.refused) == (2, 0, [[4, "“Total” is not a day"]])
    other = take_in(file(*lines, "07/03/2026,C,2.00"), by=tam)
    again = statement_of(other, viewer=tam)
    assert (again.lines, again.known) == (3, 2)
    assert len(session.scalars(select(BankLine)).all()) == 3
    assert len(session.scalars(select(BankStatement)).all()) == 2


def test_a_file_with_rows_that_cannot_be_read_is_not_taken_in_and_names_every_one(tam: Viewer) -> None:
    rows = [f"05/03/2026,B,{'x' * (number + 1)}" for number in range(13)]
    with pytest.raises(Refused) as refused:
        take_in(file("05/03/2026,A,1.00", *rows), by=tam)
    said = refused.value.fields["file"]
    assert said.startswith("Nothing is taken in. Row 3: “x” is not an amount. Row 4: “xx” is not an amount.")
    assert said.endswith("Rows 13, 14 and 15 cannot be read either.")
    assert session.scalars(select(BankStatement)).all() == []


@pytest.mark.parametrize(("came", "paid", "back"), [("200.00", 200_00, 0), ("250.00", 250_00, 50_00)])
def test_what_came_too_much_is_owed_back(promise: Promise, tam: Viewer, came: str, paid: int, back: int) -> None:
    take_in(file(f"05/03/2026,HUME,{came}"), by=tam)
    (line,) = waiting(tam)
    services.match_line(line.ref, payment_reference=promise.payment_reference.lower(), by=tam)
    one = session.scalars(select(Promise)).one()
    assert (one.paid_pence, one.owed_back_pence) == (paid, back)


def test_what_comes_a_second_time_is_owed_back(promise: Promise, tam: Viewer) -> None:
    take_in(file("05/03/2026,HUME,200.00", "06/03/2026,HUME,200.00"), by=tam)
    for line in waiting(tam):
        services.match_line(line.ref, payment_reference=promise.payment_reference, by=tam)
    one = session.scalars(select(Promise)).one()
    assert (one.paid_pence, one.owed_pence, one.owed_back_pence) == (400_00, 0, 200_00)


def test_a_line_that_names_no_invoice_waits(promise: Promise, tam: Viewer) -> None:
    take_in(file("05/03/2026,HUME,199.99"), by=tam)
    (line,) = waiting(tam)
    with pytest.raises(Refused):
        services.match_line(line.ref, payment_reference="NOTHING1", by=tam)
    assert (len(waiting(tam)), session.scalars(select(Promise.paid_pence)).one()) == (1, 0)


def test_nobody_but_the_brokerages_finance_sees_or_says_anything(promise: Promise, tam: Viewer) -> None:
    ref = take_in(file("05/03/2026,HUME,200.00"), by=tam)
    (line,) = waiting(tam)
    for who in (families.officer(role=RoleName.COUNCIL_FINANCE), families.viewer("Office", RoleName.BROKERAGE)):
        assert waiting(who) == ()
        with pytest.raises(NotFound):
            statement_of(ref, viewer=who)
        with pytest.raises(NotFound):
            take_in(file("x"), by=who)
        with pytest.raises(NotFound):
            services.match_line(line.ref, payment_reference=promise.payment_reference, by=who)
        with pytest.raises(NotFound):
            put_aside(line.ref, by=who)


# Paid afterwards


@pytest.mark.parametrize(("days", "due_in"), [(40, 14), (15, 14), (14, 13), (2, 1), (1, 14)])
def test_a_transfer_is_due_before_the_break_begins_where_a_day_is_left_for_it(days: int, due_in: int) -> None:
    made = breaks.planned(breaks.family("own"), pot="own")
    golden.ask(made)
    golden.answer(made, without=("own",))
    starts_at = clock.now() + timedelta(days=days)
    with transaction():
        session.execute(update(Break).where(Break.ref == made.ref).values(starts_at=starts_at))
    services.agree(made.ref, made.pots["own"], yes=PotYes(way=SettlesBy.BANK_TRANSFER), by=made.arranger)
    session.rollback()
    assert session.scalars(select(Promise)).one().due_on == clock.today() + timedelta(days=due_in)


def test_a_direct_payment_that_is_paid_afterwards_is_due_after_the_break_and_stays_set_aside_until_it_is_paid(
    tam: Viewer,
) -> None:
    made = breaks.planned(breaks.family("direct"), pot="direct")
    golden.ask(made)
    golden.answer(made, without=("direct",))
    services.agree(made.ref, made.pots["direct"], yes=PotYes(way=SettlesBy.AFTERWARDS), by=made.arranger)
    ends_at = made.break_.ends_at
    session.rollback()
    promise = session.scalars(select(Promise)).one()
    assert promise.due_on == ends_at.date() + timedelta(days=14)
    with time_machine.travel(ends_at + timedelta(hours=1), tick=False):
        services.complete(made.ref, by=made.arranger)
        balance = breaks.balance(made, "direct")
        assert (balance.paid_pence, balance.set_aside_pence) == (0, 200_00)
        take_in(file(f"05/03/2026,{promise.payment_reference},200.00"), by=tam)
        (line,) = waiting(tam)
        services.match_line(line.ref, payment_reference=promise.payment_reference, by=tam)
        balance = breaks.balance(made, "direct")
        assert (balance.paid_pence, balance.set_aside_pence) == (200_00, 0)
    assert ledger_is_off_by_pence() == 0


def test_a_break_that_is_over_takes_nothing_from_a_direct_payment_before_its_transfer_has_come(tam: Viewer) -> None:
    made = breaks.planned(breaks.family("direct"), pot="direct")
    golden.ask(made)
    golden.answer(made, without=("direct",))
    services.agree(made.ref, made.pots["direct"], yes=PotYes(way=SettlesBy.BANK_TRANSFER), by=made.arranger)
    ends_at = made.break_.ends_at
    session.rollback()
    with time_machine.travel(ends_at + timedelta(hours=1), tick=False):
        services.complete(made.ref, by=made.arranger)
        balance = breaks.balance(made, "direct")
        assert (balance.paid_pence, balance.set_aside_pence) == (0, 200_00)
        services.mark_paid(session.scalars(select(Promise)).one().ref, by=tam)
        balance = breaks.balance(made, "direct")
        assert (balance.paid_pence, balance.set_aside_pence) == (200_00, 0)
    assert ledger_is_off_by_pence() == 0


def test_own_money_is_not_paid_afterwards() -> None:
    made = breaks.planned(breaks.family("own"), pot="own")
    golden.ask(made)
    golden.answer(made, without=("own",))
    with pytest.raises(Refused) as refused:
        services.agree(made.ref, made.pots["own"], yes=PotYes(way=SettlesBy.AFTERWARDS), by=made.arranger)
    assert set(refused.value.fields) == {"way"}
