"""Where a listing is, as anybody may copy it: never an address, never a whole postcode, never the exact point.

The home of one person (a PA who works alone, a Shared Lives family, anybody who trades in their own name) is said as
the town that its page names, as long as its postcode agrees, else as the middle of its outcode: neither tells more than
the page does. Every other point is rounded to about a kilometre. Whatever is open to all and measures
a distance has to measure it from here, or the exact place could be worked out from many answers.

The site's own searches show distances and a map too. They measure a home from ``measured_point``, the same town or
outcode, and it is that point which the search row keeps, so that no page, radius, order, map or suggestion can say
more. The price is that a PA's travelling distance is reckoned from there: a few kilometres more or less, which the PA
decides when asked. A house, a hotel or a centre is a place that people are sent to, and its page says which: those are
measured to the metre, as the searches that are answered beforehand want it.
"""

from dataclasses import dataclass

from marketplace import geo
from marketplace.access_facts.kinds import ListingKind
from marketplace.geo import Point
from marketplace.geo.postcodes import halves_of
from marketplace.listings.models import Listing

HOMES = frozenset({ListingKind.SOLE_PA, ListingKind.SHARED_LIVES})
DECIMALS = 2
DECIMALS_OF_HOME = 1


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place said roughly. ``outward`` is the first half of the postcode, ``point`` is never the exact one."""

    town: str
    outward: str
    council: str
    point: Point | None
    is_home: bool


def whereabouts(listing: Listing) -> Whereabouts:
    """What may be told of where a listing is."""
    is_individual = listing.provider.is_individual
    council = geo.council_of(listing.postcode or "")
    return Whereabouts(
        town=listing.town,
        outward=_outward(listing.postcode),
        council=council.name if council else "",
        point=rough_point(
            kind=listing.kind,
            is_individual=is_individual,
            town=listing.town,
            postcode=listing.postcode,
            latitude=listing.latitude,
            longitude=listing.longitude,
        ),
        is_home=is_home(listing.kind, is_individual=is_individual),
    )


def measured_point(listing: Listing) -> Point | None:
    """Where the site's own searches measure a listing from: roughly for a home, exactly for all else."""
    if listing.latitude is None or listing.longitude is None:
        return None
    if not is_home(listing.kind, is_individual=listing.provider.is_individual):
        return Point(listing.latitude, listing.longitude)
    said = _of_home(listing.town, _outward(listing.postcode))
    return said or Point(round(listing.latitude, DECIMALS_OF_HOME), round(listing.longitude, DECIMALS_OF_HOME))


def is_home(kind: ListingKind, *, is_individual: bool) -> bool:
    """Whether the place of such a listing may be where one person or family lives."""
    return kind in HOMES or is_individual


def rough_point(
    *,
    kind: ListingKind,
    is_individual: bool,
    town: str,
    postcode: str | None,
    latitude: float | None,
    longitude: float | None,
) -> Point | None:
    """The point that may be told; None where none is known roughly enough."""
    if is_home(kind, is_individual=is_individual):
        return _of_home(town, _outward(postcode))
    if latitude is None or longitude is None:
        return None
    return Point(round(latitude, DECIMALS), round(longitude, DECIMALS))


def _of_home(town: str, outward: str) -> Point | None:
    named, area = geo.town(town), geo.outcode(outward) if outward else None
    if area is None:
        return named.point if named else None
    is_there = named is not None and geo.distance_km(named.point, area.middle) <= area.reach_km
    return named.point if named and is_there else area.middle


def _outward(postcode: str | None) -> str:
    halves = halves_of(postcode or "")
    return halves[0] if halves else ""
