"""A payer is told once that the day of an invoice is over; whoever pays for it reads what it is sent."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, select

from marketplace import jobs
from marketplace.accounts.roles import RoleName
from marketplace.db import session, transaction
from marketplace.notifications.models import Letter
from marketplace.payments.invoices import services
from marketplace.payments.invoices.models import PayerAddress
from tests import families, invoiced, led
from tests.invoiced import Billed, booked, over

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def billed(traveller: time_machine.Traveller) -> Billed:
    """A stay of £200.00 that is over, its invoice sent to the council."""
    found = over(booked(), traveller)
    found.send()
    return found


def letters(name: str) -> list[tuple[str, str]]:
    """To whom letters of this sort went, and what they say."""
    session.rollback()
    rows = session.scalars(select(Letter).where(Letter.name == name).order_by(Letter.id))
    return [(one.to_address, " ".join(one.body.split())) for one in rows]


def wait(traveller: time_machine.Traveller, days: int) -> None:
    """So many days on, do all that is due by then."""
    traveller.shift(timedelta(days=days))
    session.rollback()
    while jobs.work({services.REMIND: services.remind_late}):
        pass


def accepted(billed: Billed) -> None:
    services.accept(billed.sent[-1], by=billed.payer)


def listed(billed: Billed) -> None:
    accepted(billed)
    services.LISTS.make([billed.sent[-1]], by=billed.payer)


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (lambda _billed: None, "Nobody has accepted it yet."),
        (accepted, "It is accepted, and on no list of payments yet."),
        (listed, "It is on a list of payments."),
    ],
)
def test_a_payer_is_told_once_when_the_day_is_over_and_how_far_it_is(
    billed: Billed, traveller: time_machine.Traveller, moved: Callable[[Billed], None], said: str
) -> None:
    moved(billed)
    wait(traveller, 30)
    assert letters("invoice-late") == []
    wait(traveller, 1)
    wait(traveller, 30)
    services.remind_late({"invoice": billed.sent[-1]})
    ((to, body),) = letters("invoice-late")
    assert to == invoiced.COUNCIL.email
    assert said in body
    assert "Amount: £200.00" in body


@pytest.mark.parametrize("is_paid", [True, False])
def test_of_what_is_paid_or_disputed_nobody_is_told(
    billed: Billed,
    traveller: time_machine.Traveller,
    is_paid: bool,  # noqa: FBT001 - of a table
) -> None:
    if is_paid:
        billed.pay()
    else:
        services.dispute(billed.sent[-1], reason="Only one night", by=billed.payer)
    wait(traveller, 40)
    assert letters("invoice-late") == []


def test_a_council_without_an_address_for_invoices_is_told_through_those_who_pay_for_it(
    traveller: time_machine.Traveller,
) -> None:
    billed = over(booked(), traveller)
    families.officer("Far Ance", council=families.FIFE, role=RoleName.COUNCIL_FINANCE)
    with transaction():
        session.execute(delete(PayerAddress))
    billed.send()
    assert [to for to, _ in letters("invoice-sent")] == [billed.payer.email]
    wait(traveller, 31)
    assert [to for to, _ in letters("invoice-late")] == [billed.payer.email]


def test_of_a_funder_who_has_nobody_here_the_brokerages_finance_is_told(traveller: time_machine.Traveller) -> None:
    weekend = led.over(led.booked(), traveller)
    weekend.send()
    assert [to for to, _ in letters("invoice-sent")] == [weekend.lead.email]
