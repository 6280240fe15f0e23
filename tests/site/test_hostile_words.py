"""Words in addresses and forms that no page of ours would send: taken as words or refused, never obeyed."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from marketplace import clock
from marketplace.accounts.roles import RoleName
from marketplace.web import once, paging
from marketplace.web.paging import PageLink, asked_page
from tests import families, supply
from tests.checked_client import CheckedClient
from tests.paper import links

ORDERS = ("_external=1", "_scheme=javascript", "_method=FOO", "_anchor=x", "endpoint=x", "ref=other")
"""What ``url_for`` would obey."""

FAR_PAGES = ("0", "-1", "1" + "0" * 30, "00000000019999999999", "9" * 5000, "\u0663", "x", "")


@pytest.mark.parametrize("order", ORDERS)
def test_links_to_other_pages_of_a_list_lead_to_the_same_list(app: Flask, order: str) -> None:
    with app.test_request_context(f"/search?near=Duns&{order}"):
        shown = paging.pages(1, 50, 10)
    assert [link.number for link in shown.links] == [1, 2, 3, None, 5]
    for link in (one for one in shown.links if one != PageLink(None)):
        parts = urlsplit(link.href)
        assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("", "", "/search", "")
        assert parse_qs(parts.query) == {"near": ["Duns"], **parse_qs(order), "page": [str(link.number)]}


@pytest.mark.parametrize("order", ORDERS)
def test_links_to_other_months_lead_to_the_same_listing(client: CheckedClient, order: str) -> None:
    ref = supply.listing("Orchard House").ref
    page = client.get(f"/listings/{ref}?{order}")
    assert page.status_code == 200
    shown = clock.today() + timedelta(days=7)  # in the last week of a month the next one is shown
    ahead = shown.replace(day=1) + timedelta(days=32)
    href = [href for href in links(page).values() if href.endswith("#free")][-1]
    assert href == f"/listings/{ref}?{order}&month={ahead:%Y-%m}#free"


@pytest.mark.parametrize("number", FAR_PAGES)
def test_a_page_that_no_list_has_is_the_first(app: Flask, number: str) -> None:
    with app.test_request_context("/search", query_string={"page": number}):
        assert asked_page() == 1


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/account/act-as", "role"),
        ("/account/act-as", once.FIELD),
        ("/sign-in/demo", "person"),
        ("/password", "email"),
    ],
)
def test_a_zero_byte_in_a_form_is_refused_and_no_fault_of_ours(client: CheckedClient, path: str, name: str) -> None:
    families.sign_in(client, families.viewer(role=RoleName.CARER))
    assert client.post(path, data={"role": "x", name: "a\0b"}).status_code in {400, 404, 422}
