"""Where a provider starts, what it earns, and the sessions it may cancel, over HTTP."""

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.drafts import Item, LineTerms
from marketplace.booking.lifecycle import LineState
from marketplace.listings.models import RateUnit
from tests import breaks, families, golden, offered
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden, stretch
from tests.paper import links

pytestmark = on_both

WIND = "Too much wind for the boats"


@pytest.fixture
def sailing(client: CheckedClient) -> Golden:
    """A confirmed break with a seat in a session, the activity's provider signed in."""
    made = breaks.planned()
    made.offers["boats"] = offered.offered(
        "Boats at Duns", ListingKind.ACTIVITY, {RateUnit.ITEM: 60_00}, provider="Boats", spaces=4
    )
    made.lines["boats"] = services.add_listed_items(
        made.ref,
        listing_ref=made.offers["boats"].ref,
        items=[Item(period=stretch(golden.friday(), 17, 18))],
        terms=LineTerms(),
        by=made.arranger,
    )
    breaks.pay(made, "boats", "virtual")
    golden.ask(made)
    golden.answer(made)
    families.sign_in(client, made.offers["boats"].by)
    return made


def session_address(client: CheckedClient) -> str:
    page = client.get("/sessions").text
    return next(part.split('"')[0] for part in page.split('href="') if part.startswith("/sessions/"))


def test_a_provider_starts_at_today_with_what_comes_what_lapses_and_what_it_brings(
    client: CheckedClient, sailing: Golden
) -> None:
    page = client.get("/today").text
    for words in ("Nothing waits for your answer", "The next two weeks", "What lapses soon", "Cancel a session"):
        assert words in page
    assert f'href="/requests/{sailing.lines["boats"]}"' in client.get("/requests").text


def test_earnings_have_a_chart_its_table_and_the_purchase_order(client: CheckedClient, sailing: Golden) -> None:
    page = client.get("/earnings").text
    order = client.get(f"/requests/{sailing.lines['boats']}").text
    for words in ("Month by month", "Boats at Duns", "£60.00", "Not paid yet"):
        assert words in page
    number = order.split("<dt>Purchase order</dt><dd>")[1].split("<")[0]
    assert number
    assert number in page


def test_finance_reads_each_booking_without_a_link_to_a_page_that_it_may_not_open(
    client: CheckedClient, sailing: Golden
) -> None:
    assert f'href="/requests/{sailing.lines["boats"]}"' in client.get("/earnings").text
    families.sign_in(client, families.teammate(sailing.offers["boats"].by, RoleName.PROVIDER_FINANCE))
    page = client.get("/earnings")
    assert "Boats at Duns" in page.text
    for href in links(page).values():
        assert href.startswith(("#", "tel:", "mailto:")) or client.get(href).status_code in {200, 302}, href


def test_every_booking_is_in_the_spreadsheet_with_its_purchase_order(client: CheckedClient, sailing: Golden) -> None:
    answer = client.get("/earnings.csv")
    assert answer.mimetype == "text/csv"
    head, row = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert head.endswith("Purchase order")
    assert "Boats at Duns" in row
    assert ",60.00,0.00,60.00," in row
    assert sailing.lines["house"] not in row


def test_a_session_is_cancelled_for_all_with_a_reason(client: CheckedClient, sailing: Golden) -> None:
    address = session_address(client)
    assert "1 seat, 1 family, £60.00" in client.get(address).text
    empty = client.post(address, data={"reason": " "})
    assert (empty.status_code, "Say why" in empty.text) == (422, True)
    assert client.post(address, data={"reason": WIND}).location == "/sessions"
    assert "No session is booked" in client.get("/sessions").text
    assert sailing.line("boats").state is LineState.CANCELLED
    assert client.get(address).status_code == 404
    families.sign_in(client, sailing.arranger)
    assert WIND in client.get(f"/breaks/{sailing.ref}").text


def test_another_provider_sees_and_cancels_none_of_it(client: CheckedClient, sailing: Golden) -> None:
    address = session_address(client)
    families.sign_in(client, families.viewer("Other Office", RoleName.PROVIDER))
    assert client.get(address).status_code == 404
    assert client.post(address, data={"reason": WIND}).status_code == 404
    for page in ("/sessions", "/earnings", "/earnings.csv", "/requests"):
        assert "Boats at Duns" not in client.get(page).text, page
    assert client.get("/sessions/abc/never").status_code == 404


def test_a_family_has_none_of_these_pages(client: CheckedClient, sailing: Golden) -> None:
    families.sign_in(client, sailing.arranger)
    for page in ("/today", "/sessions", "/earnings", "/earnings.csv"):
        assert client.get(page).status_code in {403, 404}, page
