"""What went out of the client account is read from statements, and each payment of ours is seen there once."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError

from bench.racing import Ended, race
from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.bank_beside import BankBeside
from marketplace.booking.outgoing import Likeness, Sort
from marketplace.booking.queries.bank_beside import bank_beside
from marketplace.booking.queries.client_account import client_account, client_desk
from marketplace.booking.queries.outgoing import WentOut, ours, outgoing_desk
from marketplace.booking.services.elsewhere import mark_paid_elsewhere
from marketplace.booking.services.outgoing import see_line
from marketplace.budgets.services import proving
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.files import Upload
from marketplace.payments.bank.models import BankLine, OutgoingLine, SeenPayment
from marketplace.payments.bank.queries import count_outgoing, latest_balance, statement_of
from marketplace.payments.bank.services import put_outgoing_aside, take_in
from marketplace.payments.payouts import services as payouts
from marketplace.payments.payouts.queries.to_pay_out import known_payout_run
from tests import families
from tests.done_elsewhere import done_by_the_hub, waits
from tests.integration.test_cancel_costs import before
from tests.integration.test_payouts_by_bank import done
from tests.integration.test_transfers_in_parts import promise
from tests.paid_by_transfer import HOUSE, SUPPORT, come, confirmed, finance, known, listed

pytestmark = pytest.mark.usefixtures("database")
BACS = "BACS BULK PAYMENT"


def bank(*rows: tuple[str, int], name: str = "march.csv", left: int | None = None) -> str:
    """Take in a statement of today in which so much went out (or, above nought, came in); its reference."""
    day = f"{clock.today():%d/%m/%Y}"
    lines = [f"{day},{words},{pence / 100:.2f},{left / 100 if left is not None else ''}" for words, pence in rows]
    text_ = "\n".join(("Date,Description,Amount,Balance", *lines))
    return take_in(Upload(name, text_.encode()), by=finance())


def lines() -> tuple[WentOut, ...]:
    session.rollback()
    return outgoing_desk(viewer=finance()).lines


def beside() -> BankBeside:
    session.rollback()
    by = finance()
    found = bank_beside(client_desk(viewer=by), latest_balance(viewer=by), viewer=by)
    assert found is not None
    return found


def paid() -> str:
    """A list to two providers that is marked as paid; its reference."""
    made = done()
    known(made.offers["house"].by, made.offers["bank"].by)
    ref = listed()
    payouts.LISTS.mark_paid(ref, by=finance())
    return ref


def accept(line: WentOut) -> None:
    assert line.proposal
    see_line(line.ref, key=line.proposal.ours.key, by=finance())


def test_a_list_that_went_out_as_one_sum_is_seen_at_the_bank_once_and_nothing_moves() -> None:
    paid()
    held = client_account(viewer=finance()).moved.held_pence
    bank((BACS, -(HOUSE + SUPPORT)))
    (line,) = lines()
    assert line.proposal
    assert (line.proposal.likeness, line.proposal.ours.sort) == (Likeness.LIST_TOTAL, Sort.PAYOUTS)
    accept(line)
    assert (lines(), count_outgoing(viewer=finance())) == ((), 0)
    assert outgoing_desk(viewer=finance()).not_seen == ()
    assert client_account(viewer=finance()).moved.held_pence == held
    with pytest.raises(Conflict):
        accept(line)
    bank((BACS, -(HOUSE + SUPPORT)), (BACS, -(HOUSE + SUPPORT)), name="april.csv")
    (again,) = lines()
    assert (again.proposal, again.alike) == (None, ()), "it was seen: a second such sum is nothing that we know"


def test_each_payment_of_a_list_can_be_seen_alone_and_then_the_rest_as_one_sum() -> None:
    run = known_payout_run(paid(), viewer=finance())
    first, second = run.payees
    bank((f"FP {first.words}", -first.net_pence), (BACS, -second.net_pence))
    one, rest = lines()
    assert one.proposal
    assert one.proposal.likeness is Likeness.REFERENCE_AND_AMOUNT
    accept(one)
    (rest,) = lines()
    assert [each.key for each in rest.alike] == [f"payee:{second.id}"]
    see_line(rest.ref, key=f"payee:{second.id}", by=finance())
    assert {row.key for row in session.scalars(select(SeenPayment))} == {f"payee:{one.id}" for one in run.payees}


def test_a_list_that_nobody_marked_is_marked_as_paid_with_its_line_and_both_or_neither() -> None:
    made = done()
    known(made.offers["house"].by, made.offers["bank"].by)
    ref = listed()
    bank((BACS, -(HOUSE + SUPPORT)))
    (line,) = lines()
    accept(line)
    assert known_payout_run(ref, viewer=finance()).paid_at is not None
    found = client_account(viewer=finance())
    assert (found.moved.paid_out_pence, found.off_by_pence) == (HOUSE + SUPPORT, 0)
    assert proving.prove().flaws == 0


def test_another_amount_under_the_same_reference_is_said_and_cannot_be_confirmed() -> None:
    first = known_payout_run(paid(), viewer=finance()).payees[0]
    bank((f"FP {first.words}", -first.net_pence - 1))
    (line,) = lines()
    assert line.proposal
    assert (line.proposal.likeness, line.proposal.is_exact) == (Likeness.REFERENCE, False)
    with pytest.raises(Conflict):
        accept(line)
    assert session.scalars(select(SeenPayment)).all() == []


@pytest.mark.parametrize("marked", ["by hand", "with its line"])
def test_what_went_back_to_a_family_is_seen_and_marked_if_it_was_not(marked: str) -> None:
    made = confirmed()
    come()
    with transaction():
        made.line("house").cancellation_steps = "7:50"
    with before(made, timedelta(days=3)):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    back, ref, words = promise().owed_back_pence, promise().ref, promise().payment_reference
    if marked == "by hand":
        services.mark_sent_back(ref, by=finance())
    bank((f"REFUND {words}", -back))
    (line,) = lines()
    accept(line)
    found = client_account(viewer=finance())
    assert (found.moved.sent_back_pence, found.whose.owed_back_pence, found.off_by_pence) == (back, 0, 0)
    assert [row.reference for row in session.scalars(select(SeenPayment))] == [promise().reference]
    assert (lines(), outgoing_desk(viewer=finance()).not_seen) == ((), ())


def test_a_payment_outside_this_site_is_seen_by_its_reference() -> None:
    done_by_the_hub()
    mark_paid_elsewhere(waits()[0].key, reference="FP 2210 HUB", on=clock.today(), by=finance())
    (one,) = ours(viewer=finance())
    bank(("FASTER PAYMENT FP 2210 HUB", -one.pence))
    (line,) = lines()
    accept(line)
    assert ours(viewer=finance()) == ()


def test_a_file_is_taken_in_whole_or_not_and_twice_changes_nothing_and_bad_rows_are_named() -> None:
    rows = ("A,-1.00", "A,-1.00", "C,5.00")
    content = "Date,Description,Amount\n" + "\n".join(f"05/03/2026,{row}" for row in rows)
    with pytest.raises(Refused) as refused:
        take_in(Upload("m.csv", f"{content}\n05/03/2026,B,-x".encode()), by=finance())
    assert "Row 5: “-x” is not an amount" in refused.value.fields["file"]
    ref = take_in(Upload("m.csv", content.encode()), by=finance())
    assert take_in(Upload("again.csv", content.encode()), by=finance()) == ref
    found = statement_of(ref, viewer=finance())
    assert (found.lines, found.went, found.went_known, found.refused) == (1, 2, 0, [])
    more = take_in(Upload("n.csv", f"{content}\n06/03/2026,D,-2.00".encode()), by=finance())
    again = statement_of(more, viewer=finance())
    assert (again.went, again.went_known) == (3, 2)
    assert len(session.scalars(select(OutgoingLine)).all()) == 3


def test_a_file_that_came_before_what_went_out_was_read_brings_it_when_it_comes_again() -> None:
    ref = bank(("A", -1_00), ("B", 2_00))
    with transaction():
        session.execute(text("DELETE FROM bank_line_out"))
        statement_of(ref, viewer=finance()).went = 0
    assert bank(("A", -1_00), ("B", 2_00)) == ref
    assert (len(lines()), statement_of(ref, viewer=finance()).went) == (1, 1)


def test_the_bank_s_sum_is_compared_with_ours_and_what_lies_between_is_named() -> None:
    run = known_payout_run(paid(), viewer=finance())
    bank(("HUME", HOUSE + SUPPORT), ("ODD", -7_00), left=HOUSE + SUPPORT - 7_00)
    found = beside()
    # what came was marked by hand, and its line waits: it is in a statement, and counted once
    rows = {"Paid by us, in no statement yet": HOUSE + SUPPORT, "Went out, and nobody has said what it is": -7_00}
    assert (dict(found.rows), found.off_by_pence) == (rows, 0)
    first, second = run.payees
    odd = lines()[0]
    put_outgoing_aside(odd.ref, by=finance())
    bank((f"FP {first.words}", -first.net_pence), (f"FP {second.words}", -second.net_pence), name="b.csv", left=-7_00)
    for line in lines():
        accept(line)
    found = beside()
    assert dict(found.rows)["Went out, and has nothing to do with breaks"] == -7_00
    assert "Paid by us, in no statement yet" not in dict(found.rows)
    assert (found.ours_pence, found.marked_pence, found.off_by_pence) == (0, 0, 0)


def test_what_was_marked_and_a_later_statement_does_not_show_is_late() -> None:
    paid()
    assert [one.is_late for one in outgoing_desk(viewer=finance()).not_seen] == [False, False]
    bank(("ODD", -7_00))
    assert outgoing_desk(viewer=finance()).late == ()
    with transaction():
        session.execute(text("UPDATE bank_line_out SET on_day = :day"), {"day": date(2099, 1, 1)})
    assert len(outgoing_desk(viewer=finance()).late) == 2
    bank((BACS, -(HOUSE + SUPPORT)), name="list.csv")
    assert outgoing_desk(viewer=finance()).late == (), "a line that waits seems to be all of the list"


def test_nobody_but_the_brokerage_s_finance_sees_or_says_anything() -> None:
    paid()
    bank((BACS, -(HOUSE + SUPPORT)))
    (line,) = lines()
    for who in (families.officer(role=RoleName.COUNCIL_FINANCE), families.viewer("Office", RoleName.BROKERAGE)):
        assert ours(viewer=who) == ()
        with pytest.raises(NotFound):
            outgoing_desk(viewer=who)
        with pytest.raises(NotFound):
            see_line(line.ref, key="payee:1", by=who)
        with pytest.raises(NotFound):
            put_outgoing_aside(line.ref, by=who)


@pytest.mark.parametrize("change", ["UPDATE seen_payment SET pence = 1", "DELETE FROM seen_payment"])
def test_what_was_seen_is_never_changed_or_taken_out(change: str) -> None:
    paid()
    bank((BACS, -(HOUSE + SUPPORT)))
    accept(lines()[0])
    with pytest.raises(IntegrityError, match="append-only"), transaction():
        session.execute(text(change))


def test_of_several_who_confirm_one_payment_for_two_lines_at_once_one_has_it(
    database: Engine, database_url: str
) -> None:
    paid()
    bank((BACS, -(HOUSE + SUPPORT)), (f"{BACS} AGAIN", -(HOUSE + SUPPORT)))
    refs = [line.ref for line in lines()]
    key = next(one.key for one in ours(viewer=finance()) if one.sort is Sort.PAYOUTS)
    by = finance()

    def confirms(client: int, _number: int) -> Ended:
        try:
            see_line(refs[client % 2], key=key, by=by)
        except Conflict:
            return Ended.REFUSED
        return Ended.WON

    session.remove()
    database.dispose()
    found = race(database_url, confirms, rounds=1, clients=4)
    assert found.broken == 0
    assert sum(row.pence for row in session.scalars(select(SeenPayment))) == HOUSE + SUPPORT
    assert count_outgoing(viewer=by) == 1


def test_a_row_of_a_day_that_was_still_to_come_is_taken_in_when_its_file_comes_again(
    traveller: time_machine.Traveller,
) -> None:
    first = clock.today()
    content = f"Date,Description,Amount\n{first:%d/%m/%Y},A,1.00\n{first + timedelta(days=1):%d/%m/%Y},B,2.00"
    upload = Upload("early.csv", content.encode())
    ref = take_in(upload, by=finance())
    found = statement_of(ref, viewer=finance())
    assert (found.lines, len(found.refused)) == (1, 1)
    traveller.shift(timedelta(days=1))
    assert take_in(upload, by=finance()) == ref
    session.expire_all()
    found = statement_of(ref, viewer=finance())
    assert (found.lines, found.known, found.refused) == (2, 0, [])
    assert len(session.scalars(select(BankLine)).all()) == 2


def test_a_line_just_like_one_that_was_seen_is_said_to_be_perhaps_paid_twice() -> None:
    paid()
    bank((BACS, -(HOUSE + SUPPORT)))
    (line,) = lines()
    assert line.seen_on is None
    accept(line)
    bank(
        (BACS, -(HOUSE + SUPPORT)),
        (BACS, -(HOUSE + SUPPORT)),
        ("OTHER", -(HOUSE + SUPPORT)),
        (BACS, -1),
        name="april.csv",
    )
    known = {(one.words, one.pence): one for one in lines()}
    twice = known[BACS, HOUSE + SUPPORT]
    assert (twice.proposal, twice.seen_on) == (None, clock.today())
    assert [one.seen_on for at, one in known.items() if at != (BACS, HOUSE + SUPPORT)] == [None, None]
