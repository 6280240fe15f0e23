"""On every page of family B on which an amount is typed, what cannot be meant is refused at its field, nothing moved.

The pages are found by walking the addresses, also those to come, with fields that a page makes as it is drawn.
"""

from collections.abc import Iterable, Iterator
from itertools import cycle
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from marketplace import tables
from marketplace.accounts.roles import ROLES
from marketplace.accounts.viewer import Viewer
from marketplace.db import Base, session
from marketplace.web.access import access_of
from tests import families
from tests.databases import on_one
from tests.paper import errors, typed
from tests.site.markup import Page
from tests.site.test_on_postgresql import pages, people
from tests.site.test_strangers import of_b

__all__ = ["of_b"]
pytestmark = [on_one, pytest.mark.usefixtures("no_counts")]

BAD = ("-5", "0.005", "1e9", "€5", "5,00", "NaN", "10000000.01", "9" * 40)
SEEN_NOT_MOVED = {"audit_record", "look", "idempotency_key"}
"""Tables that say who looked."""

KNOWN = {"budgets.commit", "budgets.pot_dates", "budgets.pot_purchases", "budgets.pot_terms", "invoices.credit"}
"""Some of what the walk has to find, so that an empty walk proves nothing."""


def amounts(form: Element) -> list[str]:
    """The fields of a form in which pounds, or a part in per cent, are typed."""
    boxes = [one for one in form.iter("div") if "govuk-input__wrapper" in (one.get("class") or "")]
    pounds = [each for one in boxes if "£" in "".join(one.itertext()) for each in one.iter("input")]
    parts = [one for one in form.iter("input") if (one.get("name") or "").startswith("amount_")]
    return list(dict.fromkeys(one.get("name", "") for one in (*pounds, *parts)))


def money_forms(
    client: FlaskClient, app: Flask, refs: dict[str, str], everybody: Iterable[Viewer]
) -> Iterator[tuple[str, str, Element]]:
    """Each form with an amount, by its endpoint and address, as somebody whom the page is for sees it."""
    left = {rule.endpoint: path for path, rule in pages(app, refs) if not rule.rule.endswith(".pdf")}
    for who in everybody:
        families.sign_in(client, who)
        may = ROLES[who.role].permissions if who.role else frozenset()
        for endpoint, path in list(left.items()):
            access = access_of(app, endpoint)
            if access is None or not access.permissions & may:
                continue
            drawn = client.get(path)
            if drawn.status_code == 200 and drawn.mimetype == "text/html":
                del left[endpoint]
                page = Page.parsed(drawn.text)
                forms = [form for main in page.elements("main") for form in main.iter("form")]
                yield from ((endpoint, path, form) for form in forms if form.get("method") == "post" and amounts(form))


def standing() -> dict[str, int]:
    """How many rows each table has."""
    session.rollback()
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name not in SEEN_NOT_MOVED
    }


def test_what_cannot_be_meant_is_refused_at_its_field_and_nothing_moves(app: Flask, of_b: dict[str, str]) -> None:
    tables.load()
    client, found, bad, wrong = FlaskClient(app, app.response_class), set(), cycle(BAD), []
    everybody = people()
    before = standing()
    for endpoint, path, form in money_forms(client, app, of_b, everybody):
        values = typed(form)
        fields = dict(zip(amounts(form), bad, strict=False))
        for name, text in fields.items():
            values.setlist(name, [text])
        answer = client.post(form.get("action") or path, data=values)
        said = errors(answer)
        is_shown = all(text in answer.text for text in fields.values())
        if answer.status_code != 422 or not set(fields) <= set(said) or not is_shown:
            wrong.append((path, answer.status_code, fields, said))
        found.add(endpoint)
    assert wrong == []
    assert standing() == before
    assert found >= KNOWN, found
