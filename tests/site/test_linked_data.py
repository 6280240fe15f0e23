"""What the page of a listing tells search engines, in the words of schema.org."""

import json
import re
from typing import Any

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.db import session, transaction
from marketplace.listings.extras import ExtraPer
from marketplace.listings.models import Extra, Listing, ListingState
from tests import families, open_listings
from tests.checked_client import CheckedClient
from tests.open_listings import SECRETS

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])


def linked(client: CheckedClient, ref: str) -> Any:  # noqa: ANN401 - JSON
    (block,) = BLOCK.findall(client.get(f"/listings/{ref}").text)
    return json.loads(block)


def test_a_place_to_stay_says_what_it_is_roughly_where_for_how_much_and_what_is_there(client: CheckedClient) -> None:
    made = open_listings.listing(title="Orchard House")
    said = linked(client, made.ref)
    assert (said["@type"], said["name"]) == ("LodgingBusiness", "Orchard House")
    assert said["url"].endswith(f"/listings/{made.ref}")
    assert said["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Duns",
        "postalCode": "TD11",
        "addressCountry": "GB",
    }
    assert said["geo"] == {"@type": "GeoCoordinates", "latitude": 55.78, "longitude": -2.34}
    assert said["makesOffer"][0]["priceSpecification"] == {
        "@type": "UnitPriceSpecification",
        "minPrice": "135.50",
        "priceCurrency": "GBP",
        "unitText": "night",
    }
    features = {one["name"]: one["value"] for one in said["amenityFeature"]}
    assert features["Narrowest door inside"] == "820 mm"
    assert features["Pets"] is False


@pytest.mark.parametrize("kind", list(ListingKind))
def test_no_kind_of_listing_tells_more_than_its_page(client: CheckedClient, kind: ListingKind) -> None:
    said = linked(client, open_listings.listing(kind).ref)
    assert [secret for secret in SECRETS if secret in json.dumps(said)] == []
    if said["@type"] == "Service":
        is_alone = kind is ListingKind.SOLE_PA
        assert said["provider"] == {"@type": "Person" if is_alone else "Organization", "name": "Merse Housing"}


def test_words_that_would_end_the_block_do_not(client: CheckedClient) -> None:
    made = open_listings.listing(title="House</script><script>alert(1)</script>")
    assert linked(client, made.ref)["name"] == made.title


def test_what_is_not_public_yet_tells_search_engines_nothing(client: CheckedClient) -> None:
    made = open_listings.listing()
    with transaction():
        session.get_one(Listing, made.id).state = ListingState.WAITING
    families.sign_in(client, families.viewer(role=RoleName.BROKERAGE))
    page = client.get(f"/listings/{made.ref}")
    assert page.status_code == 200
    assert BLOCK.findall(page.text) == []
    assert "a11y.json" not in page.text


def test_what_must_be_paid_stands_beside_the_price_of_a_night(client: CheckedClient) -> None:
    made = open_listings.listing()
    with transaction():
        session.get_one(Listing, made.id).extras = [Extra(name="Cleaning", pence=4_500, per=ExtraPer.STAY)]
    night, cleaning = linked(client, made.ref)["makesOffer"][0]["priceSpecification"]
    assert (night["unitText"], cleaning["name"], cleaning["price"]) == ("night", "Cleaning", "45.00")
