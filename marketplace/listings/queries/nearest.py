"""What comes nearest when nothing is found: other days, further away, or one need less. Each is one search for all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from marketplace.access_facts.needs import Need, Strength
from marketplace.listings.asked import Asked
from marketplace.listings.queries.candidates import Finder
from marketplace.listings.queries.facets import Wishes, count
from marketplace.listings.queries.need_columns import FALSE, TRUE
from marketplace.listings.queries.offered import Offer, offers
from marketplace.listings.queries.other_dates import OtherDates, other_dates

MOST = 3


@dataclass(frozen=True)
class FurtherAway:
    """The same search within more kilometres, and how many it finds."""

    within_km: float
    found: int


@dataclass(frozen=True)
class FewerNeeds:
    """The same search without one of the needs, and how many it finds."""

    need: Need
    found: int


@dataclass(frozen=True)
class Closest:
    """The listing that is found nearest, however far that is."""

    offer: Offer
    distance_km: float


@dataclass(frozen=True)
class Nearest:
    """What can be done instead of the search that found nothing; any may be empty. ``wider``: the nearest first."""

    dates: tuple[OtherDates, ...]
    wider: tuple[FurtherAway, ...]
    closest: Closest | None

    @property
    def further(self) -> FurtherAway | None:
        """The first distance at which anything is found."""
        return self.wider[0] if self.wider else None


def nearest(asked: Asked, *, wider_km: Sequence[float]) -> Nearest:
    """The nearest in dates, and in distance of those allowed, that something is found for."""
    wider, closest = _further(asked, wider_km)
    return Nearest(dates=tuple(islice(other_dates(asked), MOST)), wider=wider, closest=closest)


def fewer_needs(asked: Asked) -> tuple[FewerNeeds, ...]:
    """Which one need, left out alone, lets the search find something; what finds most comes first."""
    firm = tuple(need for need in asked.needs if need.strength is not Strength.SHOULD)
    if not firm:
        return ()
    likes = tuple(need for need in asked.needs if need.strength is Strength.SHOULD)
    finder = Finder(replace(asked, needs=likes), also=firm)
    alone = Counter(
        failed[0] for one in finder.candidates() if len(failed := _failed(finder.standings(one), firm)) == 1
    )
    return tuple(FewerNeeds(firm[place], found) for place, found in alone.most_common(MOST))


def _failed(standings: Sequence[int], firm: Sequence[Need]) -> list[int]:
    """The needs, by their place, for which a listing is left out."""
    fails = (TRUE if need.strength is Strength.AVOID else FALSE for need in firm)
    return [place for place, (stands, out) in enumerate(zip(standings, fails, strict=True)) if stands == out]


def _further(asked: Asked, wider_km: Sequence[float]) -> tuple[tuple[FurtherAway, ...], Closest | None]:
    """The first distances at which more is found than nearer by, and what is nearest of all: from one search."""
    if not (asked.near and wider_km):
        return (), None
    finder = Finder(replace(asked, within_km=max(wider_km)))
    candidates = finder.candidates()
    if not candidates:
        return (), None
    counted = count(finder, candidates, Wishes(distances=tuple(sorted(wider_km)))).distances
    steps = pairwise([(asked.within_km, 0), *counted.items()])
    more = tuple(FurtherAway(km, found) for (_, before), (km, found) in steps if found > before)
    first = min(candidates, key=lambda one: (one.distance_km or 0, one.listing_id))
    return more[:MOST], Closest(offers([first.listing_id], set())[first.listing_id], first.distance_km or 0)
