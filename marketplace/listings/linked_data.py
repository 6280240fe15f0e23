"""A published listing in the words of schema.org, which search engines read from its page. Pure.

What is for sale, roughly where, for how much, and the access facts that are certain. A place to sleep is a lodging
business; all else is a service. Nothing is told that the page does not show.
"""

from collections.abc import Mapping

from marketplace.access_facts.catalogue import facts_for
from marketplace.access_facts.facts import FactValue
from marketplace.access_facts.kinds import ListingKind
from marketplace.holidays import DaySort
from marketplace.listings.models import Listing
from marketplace.listings.pricing import Rate, RateTable, RateUnit
from marketplace.listings.whereabouts import Whereabouts

Node = dict[str, object]

CONTEXT = "https://schema.org"


def linked_data(listing: Listing, place: Whereabouts, *, page: str) -> Node:
    """What the page at ``page`` is about."""
    is_lodging = listing.kind is ListingKind.ACCOMMODATION
    own = _lodging(listing, place) if is_lodging else _service(listing, place)
    return _said(
        {
            "@context": CONTEXT,
            "@type": "LodgingBusiness" if is_lodging else "Service",
            "@id": page,
            "url": page,
            "name": listing.title,
            "description": listing.summary or listing.description,
            **own,
        }
    )


def _lodging(listing: Listing, place: Whereabouts) -> Node:
    facts = listing.known_facts
    certain = [facts[kind.id] for kind in facts_for(listing.kind) if kind.id in facts and facts[kind.id].is_certain]
    return {
        **_place(place),
        "numberOfRooms": listing.bedrooms,
        "amenityFeature": [_feature(fact) for fact in certain],
        "makesOffer": _offers(listing.prices),
    }


def _service(listing: Listing, place: Whereabouts) -> Node:
    provider = listing.provider
    area: Node = {"@type": "Place", **_place(place)}
    if listing.travels_km and place.point:
        middle = _said(_place(place)).get("geo")
        area = {"@type": "GeoCircle", "geoMidpoint": middle, "geoRadius": listing.travels_km * 1000}
    return {
        "serviceType": listing.kind.label,
        "provider": {"@type": "Person" if provider.is_individual else "Organization", "name": provider.name},
        "areaServed": area,
        "offers": _offers(listing.prices),
    }


def _place(place: Whereabouts) -> Node:
    address = _said({"addressLocality": place.town, "postalCode": place.outward})
    point = place.point
    return _said(
        {
            "address": {"@type": "PostalAddress", **address, "addressCountry": "GB"},
            "geo": {"@type": "GeoCoordinates", "latitude": point.lat, "longitude": point.lon} if point else None,
        }
    )


def _feature(fact: FactValue) -> Node:
    value = fact.value if isinstance(fact.value, bool) else fact.words
    return {"@type": "LocationFeatureSpecification", "name": fact.kind.label, "value": value}


def _offers(prices: RateTable) -> list[Node]:
    return [{"@type": "Offer", "priceSpecification": _prices(rate, prices)} for rate in prices.rates]


def _prices(rate: Rate, prices: RateTable) -> Node | list[Node]:
    """The price of one unit, and of all that must be paid with it."""
    costs = {one.pence_on(sort) for one in prices.every(rate.unit) for sort in DaySort}
    name = "price" if len(costs) == 1 else "minPrice"
    price: Node = {**_PRICE, name: _pounds(min(costs)), "unitText": rate.words or rate.unit.noun}
    on_top: list[Node] = [
        {**_PRICE, "name": extra.name, "price": _pounds(extra.pence), "unitText": f"{extra.per}"}
        for extra in prices.extras
        if extra.per.must_be_paid and rate.unit is RateUnit.NIGHT
    ]
    return [price, *on_top] if on_top else price


_PRICE: Node = {"@type": "UnitPriceSpecification", "priceCurrency": "GBP"}


def _pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"


def _said(values: Mapping[str, object]) -> Node:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
