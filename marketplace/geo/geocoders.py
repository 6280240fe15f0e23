"""Geocoders an operator may switch on with the setting GEOCODER. None is on by default: no text leaves the site.

A geocoder is asked only for what the site's own tables do not hold. When it does not answer, the place is simply not
known: a search never fails because of somebody else's server.
"""

import logging
from urllib.parse import urlsplit

from geopy.exc import GeopyError
from geopy.geocoders import Nominatim as NominatimClient
from geopy.location import Location

from marketplace.config import BadSetting
from marketplace.geo.places import Geocoder, Place, PlaceKind
from marketplace.geo.points import Point

TIMEOUT_SECONDS = 3
SCOTLAND = "GB-SCT"

log = logging.getLogger(__name__)


def geocoder_for(setting: str, *, agent: str) -> Geocoder | None:
    """The geocoder of a setting such as ``nominatim:https://geo.example``; None when nothing is set.

    ``agent`` names the site to that server, as its rules ask. Raises BadSetting for anything else.
    """
    if not setting:
        return None
    kind, _, address = setting.partition(":")
    parts = urlsplit(address)
    if kind != "nominatim" or parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise BadSetting("GEOCODER must be empty or nominatim:https://HOST")
    return Nominatim(address, agent=agent)


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
