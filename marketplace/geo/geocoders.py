"""Geocoders an operator may switch on with the setting GEOCODER. None is on by default: no text leaves the site.

A geocoder is asked only for what the site's own tables do not hold. When it does not answer, the place is simply not
known: a search never fails because of somebody else's server.
"""

from urllib.parse import urlsplit

from marketplace.config import BadSetting
from marketplace.geo.places import Geocoder


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
    from marketplace.geo.nominatim import Nominatim  # noqa: PLC0415 - loaded where an operator has switched it on

    return Nominatim(address, agent=agent)
