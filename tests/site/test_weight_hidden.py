"""A weight that was stated as a need is for those who may see health notes, and stays when others save."""

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.access_facts.needs import parse_need
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.people.models import PersonNeed, ProfileVersion
from marketplace.people.needs import MEASURED_BY_WEIGHT
from marketplace.people.representation import Scope
from marketplace.people.services.profile import keep_needs
from tests import families
from tests.checked_client import CheckedClient

HEAVY = {"hoist_load_kg", "vehicle_ramp_load_kg", "shower_trolley_load_kg", "changing_bench_load_kg", "lift_load_kg"}


@pytest.fixture
def callum(app: Flask) -> Viewer:
    return families.viewer("Callum Hume", RoleName.PERSON)


@pytest.fixture
def ref(callum: Viewer) -> str:
    made = families.person("Callum Hume", account=callum)
    for load in (113, 117):  # two versions
        facts = {*HEAVY, "hoist"}
        needs = [parse_need(f"{fact}>={load}") for fact in sorted(HEAVY)] + [parse_need("hoist=mobile")]
        keep_needs(made, asked=facts, needs=needs, by=callum)
    return made


def planner(ref: str) -> Viewer:
    ewan = families.viewer("Ewan Bell")
    families.acts_for(ewan, ref, Scope.SEE, Scope.PLAN)
    return ewan


def pages(ref: str) -> list[str]:
    versions = session.scalars(
        select(ProfileVersion.ref).where(ProfileVersion.part == "hoist").order_by(ProfileVersion.id)
    ).all()
    compare = f"/versions/compare?first={versions[0]}&second={versions[-1]}"
    parts = ("hoist", "vehicle", "wet_room", "entrance", "inside")
    return ["", "/needs", "/versions", compare, *(f"/needs/{part}" for part in parts)]


def loads() -> dict[str, str]:
    session.rollback()
    kept = session.scalars(select(PersonNeed).where(PersonNeed.fact_id.in_(MEASURED_BY_WEIGHT)))
    return {one.fact_id: one.value for one in kept}


def test_no_page_of_the_profile_tells_it_to_a_helper_without_health_notes(client: CheckedClient, ref: str) -> None:
    families.sign_in(client, planner(ref))
    for path in pages(ref):
        page = client.get(f"/people/{ref}{path}")
        assert page.status_code == 200, path
        shown = page.text.split("<main", 1)[1].split("</main>")[0]
        assert "113" not in shown, path
        assert "117" not in shown, path
        assert "load_kg" not in shown, path


def test_the_person_reads_it_on_the_same_pages(client: CheckedClient, ref: str, callum: Viewer) -> None:
    families.sign_in(client, callum)
    for path in ("", "/needs", "/versions", "/needs/hoist"):
        assert "117" in client.get(f"/people/{ref}{path}").text, path


def test_what_a_helper_without_health_notes_saves_leaves_it_as_it_is(client: CheckedClient, ref: str) -> None:
    before = loads()
    assert set(before) == HEAVY == MEASURED_BY_WEIGHT
    families.sign_in(client, planner(ref))
    typed = {"hoist": "must", "hoist-value": ["mobile"], "hoist_load_kg": "must", "hoist_load_kg-value": "50"}
    assert client.post(f"/people/{ref}/needs/hoist", data=typed).status_code == 303
    drop = {"fact": "hoist_load_kg", "strength": "must"}
    assert client.post(f"/people/{ref}/needs/drop", data=drop).status_code == 404
    assert loads() == before


def test_nor_does_the_service_take_an_answer_about_it_from_them(ref: str) -> None:
    before = loads()
    keep_needs(ref, asked=HEAVY, needs=[parse_need("hoist_load_kg>=90")], by=planner(ref))
    assert loads() == before
