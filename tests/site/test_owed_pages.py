"""What a family owes by bank transfer stands where they look: what waits, the break, who pays, the money, the pot."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace.booking.models import Promise
from marketplace.booking.services import mark_paid
from marketplace.db import session
from tests import families, paid_by_transfer
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.paper import words

pytestmark = on_both


@pytest.fixture
def owed(client: CheckedClient, traveller: time_machine.Traveller) -> Golden:
    made = paid_by_transfer.confirmed()
    families.sign_in(client, made.arranger)
    return made


def pages(made: Golden) -> list[str]:
    return ["/waiting", f"/breaks/{made.ref}", f"/breaks/{made.ref}/who-pays", "/money", f"/money/{made.pots['own']}"]


def test_what_is_owed_and_by_when_and_how_late_is_said_on_every_page_of_it_until_it_has_come(
    client: CheckedClient, owed: Golden, traveller: time_machine.Traveller
) -> None:
    promise = session.scalars(select(Promise)).one()
    assert promise.due_on is not None
    for page in pages(owed):
        said = words(client.get(page))
        assert ("£298.40" in said, "late" in said) == (True, False), page
    assert "pay the invoice, £298.40" in words(client.get("/waiting"))
    assert f"/breaks/{owed.ref}/pots/{owed.pots['own']}/invoice" in client.get(f"/breaks/{owed.ref}").text
    traveller.shift(promise.due_on - session.scalars(select(Promise)).one().made_at.date() + timedelta(days=3))
    families.sign_in(client, owed.arranger)
    for page in pages(owed):
        assert "days late" in words(client.get(page)), page
    mark_paid(promise.ref, by=paid_by_transfer.finance())
    session.rollback()
    assert "pay the invoice" not in words(client.get("/waiting"))
    for page in pages(owed):
        assert "late" not in words(client.get(page)), page


def test_nobody_who_may_not_pay_is_asked_for_it(client: CheckedClient, owed: Golden) -> None:
    families.sign_in(client, owed.viewers["officer"])
    assert "pay the invoice" not in words(client.get("/desk"))
