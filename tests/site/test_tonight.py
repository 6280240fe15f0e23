"""Tonight: an emergency break, officer first, the support plan after (R7)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.models import Break, Emergency
from marketplace.db import session, transaction
from marketplace.listings.models import Provider
from marketplace.notifications.models import Letter
from marketplace.people.models import Duty, Person
from marketplace.people.representation import Capacity
from marketplace.people.services.support_plans import PlanTerms, make_support_plan
from tests import breaks, families
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden

pytestmark = on_both


@pytest.fixture
def made(client: CheckedClient) -> Golden:
    """Callum with a pot, a free house whose owner answers at night, and his care manager, signed in."""
    made = breaks.family()
    made.offers["house"] = breaks.house()
    with transaction():
        session.scalars(select(Provider)).one().out_of_hours_telephone = "01361 810 099"
    families.acts_for(made.viewers["officer"], made.people["person"], capacity=Capacity.CARE_MANAGER)
    families.sign_in(client, made.viewers["officer"])
    return made


def asked(made: Golden) -> str:
    return f"person={made.people['person']}&near=Duns&first=tonight&nights=1"


def test_from_tonight_to_a_held_break_in_three_pages_with_the_officers_reason(
    client: CheckedClient, made: Golden
) -> None:
    page = client.get(f"/tonight?{asked(made)}").text
    for words in ("Whin Lodge", "Answers at night", "01361 810 099", "has to be asked"):
        assert words in page
    address = f"/tonight/{made.offers['house'].ref}?{asked(made)}"
    bare = client.post(address, data={"reason": "His mother is in hospital"})
    assert (bare.status_code, "Choose which pot pays" in bare.text) == (422, True)
    assert "His mother is in hospital" in bare.text
    assert session.scalars(select(Break)).all() == []
    held = client.post(address, data={"pays": f"{made.pots['virtual']}:3", "reason": "His mother is in hospital"})
    one = session.scalars(select(Break)).one()
    assert held.location == f"/breaks/{one.ref}"
    assert (one.state.value, one.is_emergency) == ("requested", True)
    assert session.scalars(select(Emergency.reason)).one() == "His mother is in hospital"
    assert "Support plans that follow" in client.get("/desk").text
    assert client.get(f"/tonight/{made.offers['house'].ref}?{asked(made)}").status_code == 404


def test_the_day_of_the_support_plan_stands_on_the_desk_and_goes_up_once_without_agreeing(
    client: CheckedClient, made: Golden
) -> None:
    approver = families.officer("Ann Approver", role=RoleName.APPROVER)
    with time_machine.travel(clock.now() + timedelta(days=40), tick=False) as later:
        breaks.planned(made, at=made.offers["house"])
        services.agree_emergency(made.ref, reason="Tonight", by=made.viewers["officer"])
        families.sign_in(client, made.viewers["officer"])
        page = client.get("/desk").text
        assert "Support plans that follow" in page
        assert "days left" in page
        later.shift(timedelta(days=40))
        assert (services.escalate_plans(), services.escalate_plans()) == (1, 0)
        to = session.scalars(select(Letter.to_address).where(Letter.name == "support-plan-over")).all()
        assert to == [approver.email]
        families.sign_in(client, made.viewers["officer"])
        assert "it went up" in client.get("/desk").text
        today = clock.today()
        terms = PlanTerms(Duty.PERSONS_SUPPORT, today, today, today + timedelta(days=300))
        carer = families.person("Anna Hume", council=families.BORDERS)
        with transaction():
            one = session.scalars(select(Break)).one()
            one.carer_id = session.scalars(select(Person.id).where(Person.ref == carer)).one()
        carers = PlanTerms(Duty.ADULT_CARER, today, today, today + timedelta(days=300))
        make_support_plan(carer, terms=carers, by=made.viewers["officer"])
        assert "Support plans that follow" in client.get("/desk").text
        make_support_plan(made.people["person"], terms=terms, by=made.viewers["officer"])
        assert "Support plans that follow" not in client.get("/desk").text


def test_an_adviser_holds_it_and_an_officer_alone_lets_it_go_first(client: CheckedClient, made: Golden) -> None:
    adviser = families.adviser()
    families.acts_for(adviser, made.people["person"], capacity=Capacity.ADVISER)
    families.sign_in(client, adviser)
    address = f"/tonight/{made.offers['house'].ref}?{asked(made)}"
    page = client.get(address).text
    assert ("Why can it not wait?" in page, "Ring them and say why" in page) == (False, True)
    client.post(address, data={"pays": f"{made.pots['virtual']}:3"})
    ref = session.scalars(select(Break.ref)).one()
    assert session.scalars(select(Emergency)).all() == []
    assert client.post(f"/breaks/{ref}/emergency", data={"reason": "x"}).status_code == 403
    families.sign_in(client, made.viewers["officer"])
    bare = client.post(f"/breaks/{ref}/emergency", data={"reason": ""})
    assert (bare.status_code, "Say why it cannot wait" in bare.text) == (422, True)
    assert client.post(f"/breaks/{ref}/emergency", data={"reason": "Nobody at home"}).status_code == 303
