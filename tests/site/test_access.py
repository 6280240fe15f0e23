"""Every address says who may open it: nobody gets in by an address that nobody thought of."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask, Response
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from marketplace.accounts import services
from marketplace.accounts.roles import ROLES, Permission, RoleName
from marketplace.web.access import Access, access_of, public, requires
from tests import families
from tests.checked_client import CheckedClient

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # who may open an address is decided in code

ASKED = ("GET", "POST")


@dataclass(frozen=True)
class Address:
    """One address as it may be asked for."""

    method: str
    path: str
    access: Access


def addresses(app: Flask) -> Iterator[Address]:
    """Each rule of the site with each method it answers to, with something in place of what varies."""
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        assert access is not None, f"{rule.rule} ({rule.endpoint}) declares no access"
        for method in ASKED:
            if method in (rule.methods or ()):
                yield Address(method, path_of(app, rule), access)


def path_of(app: Flask, rule: Rule) -> str:
    """An address that matches the rule."""
    values = {name: _value(converter) for name, converter in rule._converters.items()}
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or ())))


def _value(converter: BaseConverter) -> object:
    """Something that may stand in an address there."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "x"


def ask(client: CheckedClient, address: Address) -> int:
    return client.open(address.path, method=address.method).status_code


def test_every_address_declares_who_may_open_it(app: Flask) -> None:
    found = list(addresses(app))
    assert len(found) > 30
    assert all(address.access.is_public or address.access.permissions for address in found)


def test_every_permission_asked_for_is_one_that_some_role_has(app: Flask) -> None:
    asked = {permission for address in addresses(app) for permission in address.access.permissions}
    had = {permission for role in ROLES.values() for permission in role.permissions}
    assert asked <= had <= set(Permission)


def test_a_visitor_is_asked_to_sign_in_wherever_it_is_not_public(app: Flask, client: CheckedClient) -> None:
    for address in addresses(app):
        if not address.access.is_public:
            answer = client.open(address.path, method=address.method)
            assert answer.status_code == 302, address
            assert answer.location.partition("?")[0] == "/sign-in", address


@pytest.mark.usefixtures("no_counts")
@pytest.mark.parametrize("role", list(RoleName))
def test_a_role_opens_nothing_that_it_has_no_permission_for(app: Flask, client: CheckedClient, role: RoleName) -> None:
    families.sign_in(client, families.viewer(role=role))
    may = ROLES[role].permissions
    closed = [one for one in addresses(app) if not one.access.is_public and not one.access.permissions & may]
    assert closed
    assert {address: ask(client, address) for address in closed} == dict.fromkeys(closed, 403)


def test_whoever_has_no_role_left_keeps_their_account_and_nothing_else(app: Flask, client: CheckedClient) -> None:
    leaver = families.viewer(role=RoleName.CARER)
    families.sign_in(client, leaver)
    assert client.get("/people").status_code == 200
    services.end_membership(ref=leaver.membership_ref or "", by=leaver)
    assert client.get("/people").status_code == 403
    assert client.get("/account").status_code == 200


def test_a_view_that_declares_nothing_is_refused_to_everybody(app: Flask, client: CheckedClient) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: Response("secret", mimetype="text/plain"))
    assert client.get("/forgotten").status_code == 403
    families.sign_in(client, families.viewer(role=RoleName.BROKERAGE))
    answer = client.get("/forgotten")
    assert answer.status_code == 403
    assert "secret" not in answer.text


def test_a_view_opens_to_any_one_of_its_permissions(app: Flask, client: CheckedClient) -> None:
    view = requires(Permission.KEEP_LISTINGS, Permission.CHECK_LISTINGS)(
        lambda: Response("open", mimetype="text/plain")
    )
    app.add_url_rule("/either", "either", view)
    for role, status in ((RoleName.PROVIDER, 200), (RoleName.BROKERAGE, 200), (RoleName.CARER, 403)):
        families.sign_in(client, families.viewer(role=role))
        assert client.get("/either").status_code == status


def test_a_public_view_is_open_to_all(app: Flask, client: CheckedClient) -> None:
    app.add_url_rule("/open", "open", public(lambda: Response("open", mimetype="text/plain")))
    assert client.get("/open").text == "open"


def test_what_is_not_public_is_kept_by_no_cache(app: Flask, client: CheckedClient) -> None:
    families.sign_in(client, families.viewer(role=RoleName.CARER))
    assert client.get("/account").headers["Cache-Control"] == "no-store"
