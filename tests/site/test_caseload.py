"""The caseload of an officer or adviser over HTTP, and how somebody said yes to their arranging."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.models import Break, OnBehalf
from marketplace.db import session, transaction
from marketplace.people.representation import Capacity
from tests import asking, breaks, families, golden
from tests.asking import Asked
from tests.checked_client import CheckedClient
from tests.paper import words
from tests.statements import statements

YES = {"how": "telephone", "words": "Yes, book it for me", "option_reason": "He wants the council to arrange it"}


@pytest.fixture(autouse=True)
def january() -> object:
    with time_machine.travel(asking.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def asked(client: CheckedClient) -> Asked:
    """Callum's break, asked for; his care manager, signed in."""
    made = asking.equipment(option_days=14)
    families.acts_for(made.officer, made.person_ref, capacity=Capacity.CARE_MANAGER)
    families.sign_in(client, made.officer)
    return made


def test_who_has_waited_longest_comes_first_with_whom_it_waits_for_and_the_number_to_ring(
    client: CheckedClient, asked: Asked, january: time_machine.Traveller
) -> None:
    late = families.person("Aileen Bain", council=families.BORDERS)
    families.acts_for(asked.officer, late, capacity=Capacity.CARE_MANAGER)
    january.shift(timedelta(days=8))
    page = client.get("/caseload").text
    assert page.index("Callum Hume") < page.index("Aileen Bain")
    for said in ("Waits 8 days", "held until", "accept Pressure mattress or not", "No break ahead"):
        assert said in page
    for show, is_there in (("long", True), ("waiting", True), ("soon", False), ("none", False)):
        assert ("Callum Hume" in client.get(f"/caseload?show={show}").text) is is_there, show
    assert "Callum Hume" not in client.get("/caseload?name=Aileen").text
    assert "Aileen Bain" in client.get("/caseload?show=no-such&name=aileen&page=x").text


def test_a_caseload_is_ones_own_people_or_those_of_the_council_and_never_anothers(
    client: CheckedClient, asked: Asked
) -> None:
    far = families.person("Far Away", council=families.FIFE)
    near = families.person("Near By", council=families.BORDERS)
    mine, councils = client.get("/caseload").text, client.get("/caseload?whose=council").text
    assert ("Near By" in mine, "Near By" in councils) == (False, True)
    assert far
    assert near
    assert "Far Away" not in mine + councils


def test_an_adviser_sees_who_said_yes_until_the_day_that_it_ends(client: CheckedClient, asked: Asked) -> None:
    adviser = families.adviser()
    families.sign_in(client, adviser)
    assert "Callum Hume" not in client.get("/caseload?whose=council").text
    families.acts_for(adviser, asked.person_ref, capacity=Capacity.ADVISER, until_on=clock.today())
    page = client.get("/caseload").text
    assert "Said yes in person or by telephone" in page
    assert "Stop helping" in page
    with time_machine.travel(asking.NOW + timedelta(days=1)):
        assert "Callum Hume" not in client.get("/caseload").text


def test_what_comes_next_is_there_while_nothing_waits(client: CheckedClient) -> None:
    made = breaks.planned(breaks.family())
    officer = made.viewers["officer"]
    families.acts_for(officer, made.people["person"], capacity=Capacity.CARE_MANAGER)
    families.sign_in(client, officer)
    page = client.get("/caseload")
    assert f"/breaks/{made.ref}" in page.text
    said = words(page)
    assert "Two nights away , Callum Hume, Fri 19 to Sun 21 February 2027 (1.1)" in said
    assert made.ref not in said
    assert made.people["person"] not in said


def test_how_they_said_yes_and_why_under_this_option_is_written_down(client: CheckedClient, asked: Asked) -> None:
    address = f"/breaks/{asked.ref}/on-behalf"
    with transaction():
        one = session.scalars(select(Break).where(Break.ref == asked.ref)).one()
        one.arranged_by_organisation_id = asked.officer.organisation_id
    assert "their yes is not written down" in client.get("/caseload").text
    bare = client.post(address, data={**YES, "option_reason": " "})
    assert (bare.status_code, "Say why the money is paid this way" in bare.text) == (422, True)
    assert "Yes, book it for me" in bare.text
    assert client.post(address, data=YES).status_code == 303
    page = client.get(f"/breaks/{asked.ref}").text
    assert "said yes by telephone" in page
    assert "option 3, the council arranges it" in page
    assert "their yes is not written down" not in client.get("/caseload").text
    assert session.scalars(select(OnBehalf.options)).one() == "3"
    families.sign_in(client, families.officer("Of Fife", families.FIFE))
    assert client.get(address).status_code == 404


def test_a_yes_to_every_part_is_a_yes_on_record_and_until_then_the_parts_without_one_are_named(
    client: CheckedClient,
) -> None:
    made = breaks.planned(breaks.family())
    breaks.add_house(made, "second")
    officer = made.viewers["officer"]
    families.acts_for(officer, made.people["person"], capacity=Capacity.CARE_MANAGER)
    title = made.line("house").title
    with transaction():
        one = session.scalars(select(Break).where(Break.ref == made.ref)).one()
        one.arranged_by_organisation_id = officer.organisation_id
        one.lines[-1].title = "The second house"
    families.sign_in(client, officer)
    on_record: list[str] = []
    for said_to in ("", "house", "second"):
        if said_to:
            services.say(made.ref, made.lines[said_to], is_yes=True, by=officer)
        on_record.append(words(client.get(f"/breaks/{made.ref}")))
        is_lacking = "their yes is not written down" in client.get("/caseload").text
        assert is_lacking is (said_to != "second"), said_to
    none, some, all_of_it = on_record
    assert "How Callum Hume said yes is not written down yet." in none
    assert "How Callum Hume said yes is not written down for The second house." in some
    assert title not in some.split("is not written down for")[1].split(".")[0]
    assert "is not written down" not in all_of_it.replace("Why is not written down yet", "")
    assert "Callum Hume said yes to every part: in person or by telephone." in all_of_it
    assert "On record for Callum Hume" in all_of_it
    with transaction():
        session.scalars(select(Break).where(Break.ref == made.ref)).one().arranged_by_account_id = officer.account_id
    assert "Arranged on behalf of Callum Hume" in client.get(f"/breaks/{made.ref}").text


def test_an_emergency_that_waits_comes_before_whoever_has_waited_longer(
    client: CheckedClient, asked: Asked, january: time_machine.Traveller
) -> None:
    january.shift(timedelta(days=1))
    made = breaks.planned()
    families.acts_for(asked.officer, made.people["person"], capacity=Capacity.CARE_MANAGER)
    golden.ask(made)
    page = client.get("/caseload").text
    assert page.index("Long weekend in Duns") < page.index("Two nights away")
    assert ">emergency<" not in page
    services.agree_emergency(made.ref, reason="Her mother is in hospital", by=made.viewers["officer"])
    page = client.get("/caseload").text
    assert page.index("Two nights away") < page.index("Long weekend in Duns")
    assert ">emergency<" in page


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_caseload_asks_as_little_for_many_people_as_for_few(client: CheckedClient) -> None:
    made = breaks.family(pence=100_000_00)
    families.acts_for(made.viewers["officer"], made.people["person"], capacity=Capacity.CARE_MANAGER)
    families.sign_in(client, made.viewers["officer"])
    counts = []
    for number in range(3):
        breaks.planned(made, at=breaks.house(title=f"House {number}"))
        golden.ask(made)
        other = families.person(f"Other {number}", council=families.BORDERS)
        families.acts_for(made.viewers["officer"], other, capacity=Capacity.CARE_MANAGER)
        client.get("/caseload")
        session.remove()
        with statements(client.application.extensions["engine"]) as sent:
            assert client.get("/caseload").status_code == 200
        counts.append(len(sent))
    assert counts[1] == counts[2] <= 37, counts


def test_an_officer_reads_before_a_yes_what_is_not_written_down_of_the_person(client: CheckedClient) -> None:
    made = golden.a_night_off()
    golden.ask(made)
    families.sign_in(client, made.viewers["officer"])
    page = words(client.get(f"/desk/{made.ref}/money/{made.pots['virtual']}"))
    assert "Not written down yet How Moira Elliot said yes" in page
    assert "Why the money is paid under option 3" in page
    mothers = golden.a_long_weekend()
    golden.ask(mothers)
    families.sign_in(client, mothers.viewers["officer"])
    assert "Not written down yet" not in client.get(f"/desk/{mothers.ref}/money/{mothers.pots['virtual']}").text
