"""OpenStreetMap's geocoder, asked over the network. A module of its own: geopy is slow to load, and seldom wanted."""

import logging

from geopy.exc import GeopyError
from geopy.geocoders import Nominatim as NominatimClient
from geopy.location import Location

from marketplace.geo.places import Place, PlaceKind
from marketplace.geo.points import Point

TIMEOUT_SECONDS = 3
SCOTLAND = "GB-SCT"

log = logging.getLogger(__name__)


class Nominatim:
    """A server of OpenStreetMap's geocoder, at the address of the operator's choice. Takes answers in Scotland only."""

    def __init__(self, address: str, *, agent: str) -> None:
        scheme, _, domain = address.partition("://")
        self._client = NominatimClient(domain=domain, scheme=scheme, user_agent=agent, timeout=TIMEOUT_SECONDS)

    def __call__(self, text: str) -> Place | None:
        """The best answer in Scotland; None when there is none or the server does not answer as it should."""
        try:
            found = self._client.geocode(text, country_codes="gb", addressdetails=True, language="en")
            return _place(found) if found else None
        except (GeopyError, ValueError) as problem:
            log.warning("the geocoder did not answer: %s", type(problem).__name__)
            return None


def _place(found: Location) -> Place | None:
    """The answer as a place; None when it is not in Scotland."""
    address = found.raw.get("address", {})
    if address.get("ISO3166-2-lvl4") != SCOTLAND and address.get("state") != "Scotland":
        return None
    name = ", ".join(found.address.split(", ")[:2])
    point = Point(round(found.latitude, 5), round(found.longitude, 5))
    return Place(name, point, None, is_rough=True, kind=PlaceKind.OUTSIDE)
