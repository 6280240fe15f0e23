"""As one family every address of another family's people is not there: each route is walked, also those to come."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import AuditRecord, Look
from marketplace.db import session
from marketplace.people.models import Duty
from marketplace.people.services.caring import say_who_cares
from marketplace.people.services.support_plans import PlanTerms, add_outcome, make_support_plan
from tests import families
from tests.checked_client import CheckedClient

TERMS = PlanTerms(Duty.PERSONS_SUPPORT, date(2026, 4, 2), date(2026, 4, 6), date(2027, 4, 5))


@pytest.fixture
def theirs(app: Flask) -> dict[str, str]:
    """Everything of family B that an address can name."""
    owner, mhairi = families.viewer("Family B"), families.officer()
    ref = families.person("Of Family B", council=families.BORDERS)
    helping = families.acts_for(owner, ref)
    plan = make_support_plan(ref, terms=TERMS, by=mhairi)
    carer = families.person("Carer Of Family B")
    families.acts_for(owner, carer)
    say_who_cares(ref, carer_ref=carer, by=owner)
    outcome = add_outcome(ref, plan, words="To be left in peace", by=mhairi)
    return {
        "ref": ref,
        "representation_ref": helping,
        "plan_ref": plan,
        "outcome_ref": outcome,
        "name": "hoist",
        "capacity": "helper",
        "carer_ref": carer,
    }


@pytest.fixture
def family(app: Flask) -> Viewer:
    return families.viewer("Family A", RoleName.CARER)


def addresses(app: Flask, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each method and address about one person, with these things in it."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("people.") and "ref" in rule.arguments:
            with app.test_request_context():
                values: dict[str, Any] = {name: names[name] for name in rule.arguments}
                address = url_for(rule.endpoint, **values)
            yield from ((method, address) for method in (rule.methods or set()) & {"GET", "POST"})


def counted() -> tuple[int, int]:
    session.rollback()
    records, looks = (session.scalar(select(func.count()).select_from(table)) or 0 for table in (AuditRecord, Look))
    return records, looks


def test_every_address_of_another_family_is_not_there(
    client: CheckedClient, app: Flask, family: Viewer, theirs: dict[str, str]
) -> None:
    own = families.person("Of Family A")
    families.acts_for(family, own)
    families.sign_in(client, family)
    before = counted()
    walked = list(addresses(app, theirs))
    assert len(walked) >= 25
    for method, address in walked:
        answer = client.open(address, method=method)
        # A page for officers alone is refused to families by role, their own people's as well.
        if answer.status_code == 403:
            assert client.open(address.replace(theirs["ref"], own), method=method).status_code == 403, address
        else:
            assert answer.status_code == 404, (method, address)
        assert "Of Family B" not in answer.text
    assert counted() == before


def test_an_officer_of_another_council_finds_none_of_them(
    client: CheckedClient, app: Flask, theirs: dict[str, str]
) -> None:
    families.sign_in(client, families.officer("Rab Gow", families.FIFE))
    for method, address in addresses(app, theirs):
        assert client.open(address, method=method).status_code == 404, (method, address)


def test_nothing_of_another_family_is_reached_through_ones_own_person(
    client: CheckedClient, app: Flask, family: Viewer, theirs: dict[str, str]
) -> None:
    mhairi = families.officer()
    for who, own in (
        (family, families.person("Of Family A")),
        (mhairi, families.person("One", council=families.BORDERS)),
    ):
        families.acts_for(who, own)
        families.sign_in(client, who)
        for method, address in addresses(app, {**theirs, "ref": own}):
            if any(theirs[name] in address for name in ("representation_ref", "plan_ref", "outcome_ref", "carer_ref")):
                assert client.open(address, method=method).status_code in {403, 404}, (method, address)


def test_a_visitor_is_asked_to_sign_in_first(client: CheckedClient, app: Flask, theirs: dict[str, str]) -> None:
    for method, address in addresses(app, theirs):
        answer = client.open(address, method=method)
        assert answer.status_code == 302, (method, address)
        assert answer.location.startswith("/sign-in"), (method, address)


@pytest.mark.parametrize("odd", ["%00", "%F0%9F%98%80", "..%2F..", "a" * 3000, "'%20OR%201=1"])
def test_an_odd_reference_is_not_there(client: CheckedClient, family: Viewer, odd: str) -> None:
    families.sign_in(client, family)
    assert client.get(f"/people/{odd}").status_code == 404
    assert client.get(f"/people/{odd}/needs").status_code == 404
