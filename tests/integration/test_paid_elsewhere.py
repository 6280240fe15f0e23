"""What came for a part of somebody who is not on this site is marked as paid to them outside it, with its day, once."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import IntegrityError

from bench.racing import Ended, race
from marketplace import clock
from marketplace.booking.models import PaidElsewhere, Promise
from marketplace.booking.queries.client_account import client_account, client_desk, movements_of
from marketplace.booking.queries.elsewhere import owed_elsewhere
from marketplace.booking.services.elsewhere import mark_paid_elsewhere
from marketplace.budgets.queries.passed_on import passed_on
from marketplace.budgets.services import proving
from marketplace.db import session, transaction
from marketplace.errors import Conflict, NotFound, Refused
from tests.done_elsewhere import HUB, confirmed_at_the_hub, done_by_the_hub, short_by_a_dearer_part, waits
from tests.paid_by_transfer import HOUSE, come, finance
from tests.paid_over import complete

pytestmark = pytest.mark.usefixtures("database")
REFERENCE = "FP 2210 HUB"


def pay(key: str = "") -> None:
    mark_paid_elsewhere(key or waits()[0].key, reference=REFERENCE, on=clock.today(), by=finance())


def rows() -> list[PaidElsewhere]:
    session.rollback()
    return list(session.scalars(select(PaidElsewhere)))


def test_it_waits_once_its_part_is_done_and_its_money_is_there() -> None:
    made = confirmed_at_the_hub()
    assert waits() == ()
    come()
    assert waits() == ()
    complete(made)
    (one,) = waits()
    assert (one.who, one.pence, one.line.break_.ref) == ("The Hub", HUB, made.ref)
    ages = {row.who: row.pence for row in client_desk(viewer=finance()).ages}
    assert ages == {"Owed to people who are not on this site": HUB, "Owed to providers": HOUSE}


def test_marked_as_paid_it_is_gone_from_the_account_and_stands_in_the_books_and_the_month() -> None:
    done_by_the_hub()
    pay()
    assert waits() == ()
    found = client_account(viewer=finance())
    assert (found.moved.elsewhere_pence, found.whose.elsewhere_pence) == (HUB, 0)
    assert (found.moved.held_pence, found.off_by_pence) == (HOUSE, 0)
    (row,) = rows()
    assert passed_on([row.about]) == {row.about: HUB}
    assert proving.prove().flaws == 0
    paid = [one for one in movements_of(clock.today(), viewer=finance()) if one.what == "Paid outside this site"]
    assert [(one.who, one.reference, one.pence) for one in paid] == [("The Hub", REFERENCE, -HUB)]


def test_it_waits_too_while_its_family_owes_something_beside_it() -> None:
    made = short_by_a_dearer_part()
    complete(made)
    (one,) = waits()
    assert (one.who, one.pence, one.promise.owed_pence) == ("The Hub", HUB, 15_00)
    assert whose() == (HUB, 0)
    ages = {row.who: row.pence for row in client_desk(viewer=finance()).ages}
    assert ages["Owed to people who are not on this site"] == HUB
    pay()
    assert (waits(), whose()) == ((), (0, 0))
    come()
    assert (waits(), whose()) == ((), (0, 0))
    assert proving.prove().flaws == 0


def test_of_a_part_that_has_not_come_whole_nothing_waits_until_the_rest_has() -> None:
    made = short_by_a_dearer_part()
    with transaction():
        (share,) = made.line("hub").shares
        share.pence += 5_00
        session.scalars(select(Promise)).one().pence += 5_00
    complete(made)
    assert (waits(), whose()) == ((), (0, HUB))
    come()
    (one,) = waits()
    assert (one.pence, whose()) == (HUB + 5_00, (HUB + 5_00, 0))


def whose() -> tuple[int, int]:
    """What of the account is theirs, and what is there of invoices that are not paid whole; it adds up."""
    session.rollback()
    found = client_account(viewer=finance())
    assert found.off_by_pence == 0
    return found.whose.elsewhere_pence, found.whose.parts_pence


def test_it_is_marked_once() -> None:
    done_by_the_hub()
    (one,) = waits()
    pay(one.key)
    with pytest.raises(Conflict):
        pay(one.key)
    assert [row.pence for row in rows()] == [HUB]


def test_of_several_who_mark_it_at_once_one_does(database: Engine, database_url: str) -> None:
    done_by_the_hub()
    (one,) = waits()
    key, tam = one.key, finance()

    def marks(_client: int, _number: int) -> Ended:
        try:
            mark_paid_elsewhere(key, reference=REFERENCE, on=clock.today(), by=tam)
        except Conflict:
            return Ended.REFUSED
        return Ended.WON

    session.remove()
    database.dispose()  # processes that are forked must not share a connection
    rounds = race(database_url, marks, rounds=1, clients=5)
    assert (rounds.broken, rounds.winners) == (0, (1,))
    assert [row.pence for row in rows()] == [HUB]


def test_the_database_has_each_payment_once_and_never_another() -> None:
    done_by_the_hub()
    pay()
    (row,) = rows()
    again = {name: getattr(row, name) for name in ("promise_id", "line_id", "pence", "reference", "on", "at")}
    with pytest.raises(IntegrityError), transaction():
        session.execute(insert(PaidElsewhere).values(again))
    for change in ("UPDATE paid_elsewhere SET pence = 1", "DELETE FROM paid_elsewhere"):
        with pytest.raises(IntegrityError, match="append-only"), transaction():
            session.execute(text(change))
    assert [row.pence for row in rows()] == [HUB]


def test_it_is_said_with_a_reference_and_a_day_by_finance_alone() -> None:
    made = done_by_the_hub()
    (one,) = waits()
    key, today = one.key, clock.today()
    for reference, on in (("", today), (" ", today), ("x" * 61, today), (REFERENCE, today + timedelta(days=1))):
        with pytest.raises(Refused):
            mark_paid_elsewhere(key, reference=reference, on=on, by=finance())
    for other in (made.arranger, made.offers["house"].by):
        with pytest.raises(NotFound):
            mark_paid_elsewhere(key, reference=REFERENCE, on=today, by=other)
        with pytest.raises(NotFound):
            owed_elsewhere(viewer=other)
    with pytest.raises(NotFound):
        mark_paid_elsewhere("nobody:nothing", reference=REFERENCE, on=today, by=finance())
    assert rows() == []
