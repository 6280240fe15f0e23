"""As another family, provider, council, holder or adviser, every address of B's that is not public is not there.

Each route is walked with B's own references in it, also those to come: one with a part that has no name here fails.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select
from werkzeug.routing import Rule

from marketplace.accounts.roles import ROLES, RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.audit import AuditRecord, Look
from marketplace.booking.models import (
    Agreement,
)
from marketplace.db import session
from marketplace.web.access import access_of
from tests import families
from tests.checked_client import CheckedClient
from tests.of_b import all_of_b

REF_IS = {
    "breaks": "break",
    "quotes": "quote",
    "choices": "choices",
    "comparisons": "comparison",
    "desk": "break",
    "requests": "line_ref",
    "offers": "listing_ref",
    "pas": "pa",
    "diary": "space_ref",
    "money": "pot_ref",
    "people": "person_ref",
    "letters": "letter",
    "calendar-conflicts": "conflict",
    "closures": "closure",
    "other-calendars": "calendar",
    "address-book": "entry",
    "shortlist": "kept",
    "searches": "search",
    "meetings": "meeting",
    "patterns": "pattern",
    "accounts": "export",
    "invoices": "invoice",
    "recharges": "recharge",
}
"""What ``<ref>`` stands for, by the first part of an address."""

OTHERWISE_DECIDED = (
    "/checks/",
    "/disputes/",
    "/not-given/",
    "/organisations/",
    "/council-numbers/",
    "/levies/",
    "/care-register/",
    "/payments/",
    "/people/add/",
    "/join/",
)
"""Addresses of the brokerage's own work, or of nobody yet: whoever's role opens them may see all there is."""

A_SECRET_IN_IT = ("/account/email/",)
"""Addresses that open to whoever was sent them."""


@pytest.fixture
def of_b(app: Flask) -> dict[str, str]:
    """Everything of family B and of its providers that an address can name, while a golden break waits for answers."""
    return all_of_b()


def addresses(app: Flask, refs: Mapping[str, str]) -> Iterator[tuple[str, str, Rule]]:
    """Each method and address that names something of B's."""
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        decided = rule.rule.startswith(OTHERWISE_DECIDED + A_SECRET_IN_IT)
        if not rule.arguments or access is None or access.is_public or decided:
            continue
        path = url_of(app, rule, {name: _value(rule, name, refs) for name in rule.arguments})
        yield from ((method, path, rule) for method in sorted((rule.methods or set()) & {"GET", "POST"}))


def url_of(app: Flask, rule: Rule, values: Mapping[str, str]) -> str:
    """The address of a rule with these parts."""
    named: dict[str, Any] = {name: values[name] for name in rule.arguments}
    with app.test_request_context():
        return url_for(rule.endpoint, **named)


def _value(rule: Rule, name: str, refs: Mapping[str, str]) -> str:
    first, *rest = rule.rule.strip("/").split("/")
    if name == "name":  # a page of a listing, or a need
        return "words" if first == "offers" else "hoist"
    if name == "ref" and first == "invoices-to-pay":
        return refs["invoice_list"]
    if name == "ref":
        return refs[rest[0] if first == "team" else "break" if "/breaks/<ref>" in rule.rule else REF_IS[first]]
    return refs[name]


def strangers() -> Iterator[Viewer]:
    """One of each sort whose role opens such addresses for what is their own; other roles may do no more than these."""
    yield families.viewer("Family A")
    yield families.viewer("Provider A", RoleName.PROVIDER)
    yield families.adviser("Adviser A")
    yield families.officer("Officer A", families.FIFE)
    yield families.officer("Finance A", families.FIFE, RoleName.COUNCIL_FINANCE)
    yield families.viewer("Holder A", RoleName.ISF_HOLDER)


def counted() -> tuple[int, ...]:
    session.rollback()
    return tuple(session.scalar(select(func.count()).select_from(one)) or 0 for one in (AuditRecord, Look, Agreement))


@pytest.mark.usefixtures("no_counts")
@pytest.mark.parametrize("engine_name", ["sqlite"])  # there are many addresses, and who may open one is decided in code
def test_what_is_not_theirs_is_not_there(client: CheckedClient, app: Flask, of_b: dict[str, str]) -> None:
    everybody = list(strangers())
    before = counted()
    walked = list(addresses(app, of_b))
    assert len(walked) >= 120
    for who in everybody:
        families.sign_in(client, who)
        may = ROLES[who.role].permissions if who.role else frozenset()
        for method, path, rule in walked:
            access = access_of(app, rule.endpoint)
            wanted = 404 if access and access.permissions & may else 403
            answer = client.open(path, method=method)
            if (answer.status_code, wanted) == (403, 404):  # refused before anything is looked for: B's or nobody's
                nobodys = url_of(app, rule, dict.fromkeys(rule.arguments, "x") | {"name": _value(rule, "name", of_b)})
                assert client.open(nobodys, method=method).status_code == 403, (who.name, method, path)
            else:
                assert answer.status_code == wanted, (who.name, method, path)
            assert "Callum" not in answer.text
    assert counted() == before
