"""What a page of a break says where something cannot be done now, or was said on the way already."""

from fractions import Fraction
from typing import Any

import pytest
from flask import Flask, url_for

from marketplace.booking import services
from marketplace.booking.drafts import SharePart
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import words


@pytest.fixture
def weekend(app: Flask) -> Golden:
    return golden.a_long_weekend()


def href(app: Flask, page: str, **values: Any) -> str:
    with app.test_request_context():
        return url_for(f"booking.{page}", **values)


def test_the_time_chosen_on_the_way_stands_in_the_first_row(client: CheckedClient, app: Flask, weekend: Golden) -> None:
    page = href(app, "add_items", ref=weekend.ref, listing_ref=weekend.offers["taxi"].ref)
    on = golden.friday()
    families.sign_in(client, weekend.arranger)
    asked = client.get(f"{page}?from={on}&start=17:00&end=18:00")
    for kept in ('value="17:00"', 'value="18:00"', f'value="{on}" selected'):
        assert kept in asked.text


def test_what_cannot_be_done_now_leads_to_where_it_says_what_can(
    client: CheckedClient, app: Flask, weekend: Golden
) -> None:
    families.sign_in(client, weekend.arranger)
    early = client.get(href(app, "ask_all", ref=weekend.ref))
    assert early.location == href(app, "break_page", ref=weekend.ref)
    assert "It is asked for while it is held." in words(client.get(early.location))
    line = weekend.lines["taxi"]
    uncancelled = client.get(href(app, "cancel_part", ref=weekend.ref, line_ref=line))
    assert uncancelled.location == href(app, "part", ref=weekend.ref, line_ref=line)
    assert "This part cannot be cancelled now." in words(client.get(uncancelled.location))


def test_what_would_stop_a_hold_stands_where_it_is_said_who_pays(client: CheckedClient, app: Flask) -> None:
    made = breaks.planned(breaks.family(), pot="virtual")
    page = href(app, "who_pays", ref=made.ref)
    families.sign_in(client, made.arranger)
    assert "A rule says no" not in words(client.get(page))
    for_nothing = SharePart(made.pots["virtual"], per_cent=Fraction(100), option=3)
    services.set_shares(made.ref, made.lines["house"], parts=[for_nothing], by=made.arranger)
    said = words(client.get(page))
    assert "Say which thing in the support plan this is for." in said
    assert "Hold all of it" not in said


def test_what_would_stop_a_hold_stands_on_its_page_before_it_is_pressed(client: CheckedClient, app: Flask) -> None:
    made = breaks.planned(breaks.family(), pot="virtual")
    page = href(app, "hold", ref=made.ref)
    families.sign_in(client, made.arranger)
    assert "A rule says no" not in words(client.get(page))
    for_nothing = SharePart(made.pots["virtual"], per_cent=Fraction(100), option=3)
    services.set_shares(made.ref, made.lines["house"], parts=[for_nothing], by=made.arranger)
    said = words(client.get(page))
    assert "A rule says no" in said
    assert said.index("Say which thing in the support plan this is for.") < said.index("We hold it for 30 minutes")
