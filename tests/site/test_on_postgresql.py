"""Each page is opened on PostgreSQL by somebody it is for, so that its statements run there: all else is on SQLite.

Every address is walked, also those to come: one that opens to nobody while answers are waited for is named here.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from marketplace.accounts.models import Membership
from marketplace.accounts.roles import ROLES, RoleName
from marketplace.accounts.signing_in import viewer_in
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.web.access import access_of
from tests import families
from tests.site.test_strangers import addresses, of_b, url_of

__all__ = ["of_b"]

AT_ANOTHER_TIME = {
    "booking.add_hours",
    "booking.add_items",
    "booking.add_listed",
    "booking.add_sleepovers",
    "booking.add_waking_nights",
    "booking.answer_let_off",
    "booking.ask",
    "booking.ask_about",
    "booking.ask_let_off",
    "booking.asked_money_came",
    "booking.calendar",
    "booking.cancel_session",
    "booking.card",
    "booking.card_done",
    "booking.choose_swap",
    "booking.decide_standstill",
    "booking.emergency",
    "booking.first",
    "booking.funded",
    "booking.held",
    "booking.held_paper",
    "booking.hold_tonight",
    "booking.how_it_went",
    "booking.invoice",
    "booking.kept_card",
    "booking.later_day",
    "booking.left_back",
    "booking.left_talk",
    "booking.levy",
    "booking.levy_answered",
    "booking.levy_pdf",
    "booking.levy_sent",
    "booking.limit",
    "booking.lost",
    "booking.meet",
    "booking.new_invoice",
    "booking.offer_other_time",
    "booking.order_rest",
    "booking.paper",
    "booking.pass_on",
    "booking.pay",
    "booking.pay_done",
    "booking.prepare_levy",
    "booking.rate",
    "booking.receipt",
    "booking.receipt_pdf",
    "booking.relative",
    "booking.sign_off",
    "booking.standstill",
    "booking.stayed",
    "booking.type_in_invoice",
    "booking.want_after_all",
    "budgets.account_lines",
    "budgets.add_hand_line",
    "budgets.correct",
    "budgets.export_csv",
    "budgets.funder_pdf",
    "budgets.month_return",
    "budgets.return_file",
    "budgets.return_pdf",
    "budgets.send_month_return",
    "budgets.state",
    "budgets.take_in_account",
    "finding.new_wait",
    "invoices.typed_paper",
    "listings.offer_facts",
    "listings.pay",
    "listings.space",
    "people.compare",
    "people.easy_question",
    "people.notes",
    "people.powers",
    "quotes.answer",
    "web.colours",
}
"""Pages of a draft, of a confirmed break or of another sort of money, or that need more than an address: the tests of
these pages that are marked ``on_both`` open them."""

pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"])


def people() -> list[Viewer]:
    """Everybody of B's break, and one of each role that has none in it."""
    found = [viewer_in(one) for one in session.scalars(select(Membership).order_by(Membership.id))]
    return found + [families.viewer(role=role) for role in RoleName if role not in {one.role for one in found}]


def pages(app: Flask, refs: dict[str, str]) -> Iterator[tuple[str, Rule]]:
    """Each address that is read, with B's references where it names something."""
    for method, path, rule in addresses(app, refs):
        if method == "GET":
            yield path, rule
    for rule in app.url_map.iter_rules():
        if not rule.arguments and "GET" in (rule.methods or set()):
            yield url_of(app, rule, {}), rule


def test_every_page_opens_to_somebody_it_is_for(app: Flask, of_b: dict[str, str]) -> None:
    client = FlaskClient(app, app.response_class)  # what the pages say is held to their contract elsewhere
    closed = {rule.endpoint: path for path, rule in pages(app, of_b) if rule.endpoint not in AT_ANOTHER_TIME}
    for who in people():
        families.sign_in(client, who)
        may = ROLES[who.role].permissions if who.role else frozenset()
        for endpoint, path in list(closed.items()):
            access = access_of(app, endpoint)
            if access and (access.is_public or access.permissions & may):
                status = client.get(path).status_code
                assert status < 500, (who.name, path)
                if status < 400:
                    del closed[endpoint]
    assert closed == {}
