"""The site's own search: what is findable, near, free for all the time asked, and meets every must.

One statement sieves on the wide search row and the nights taken; order and distance are worked out here; only the
listings on the page asked for are loaded, and each is matched fact by fact for its reasons.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from marketplace.access_facts.match import Match, MatchKind, match
from marketplace.geo import distance_km
from marketplace.listings.asked import Asked
from marketplace.listings.pricing import PriceLine
from marketplace.listings.queries.candidates import Candidate, Finder, PricedStay, StartsIn
from marketplace.listings.queries.facets import Facets, Wishes, count
from marketplace.listings.queries.offered import Offer, offers

RULED_KM = 100.0
"""As far as the quick ruler is right to ten metres, which is more than people are shown."""

PAGE = 20


@dataclass(frozen=True)
class Hit:
    """One listing in a list of results. ``price_pence`` is for all the time asked, None when it cannot be said.

    ``broken``: why the time asked is not what it usually takes, by the term's name. ``is_unread``: a calendar elsewhere
    that decides whether it is free has not been read for a day. ``stays``: where dates can move, some of those it is
    offered for, the cheapest first; price and terms are for the first of them. ``starts``: how many there are in all.
    ``nights``: what is paid for where the hours asked for are had as nights of PAs alone.
    """

    offer: Offer
    distance_km: float | None
    price_pence: int | None
    match: Match
    broken: Mapping[str, str]
    is_unread: bool = False
    stays: tuple[PricedStay, ...] = ()
    starts: tuple[StartsIn, ...] = ()
    nights: tuple[PriceLine, ...] = ()

    @property
    def suits(self) -> bool:
        """Whether every must is met, and its terms, and it is known to be free."""
        return self.match.kind is MatchKind.SUITS and not self.broken and not self.is_unread

    @property
    def to_ask(self) -> list[str]:
        """Ids of facts, names of terms, or ``calendar``: what has to be asked about first."""
        return [*self.match.unknown, *self.broken, *(["calendar"] if self.is_unread else [])]


@dataclass(frozen=True)
class Results:
    """A page of results: how many there are in all, how many of them suit, those on the page in order, and wishes."""

    total: int
    suits: int
    hits: list[Hit]
    facets: Facets | None = None


def search(
    asked: Asked,
    *,
    first: int = 0,
    limit: int = PAGE,
    wishes: Wishes | None = None,
    among: Collection[int] | None = None,
) -> Results:
    """Those that suit, then those to ask first; within each by wishes met, evidence, distance, price.

    With ``wishes`` it is counted how many each of them would leave. ``among``: only listings of these ids.
    """
    finder = Finder(asked, also=wishes.needs if wishes else (), among=among)
    candidates = finder.candidates()
    shown = finder.first(candidates, first + limit)[first:]
    return Results(
        total=len(candidates),
        suits=sum(not one.is_ask for one in candidates),
        hits=_hits(finder, shown),
        facets=count(finder, candidates, wishes) if wishes else None,
    )


def found_ids(asked: Asked, *, among: Collection[int] | None = None) -> list[int]:
    """The listings that such a search finds, of all or ``among`` these, in no order."""
    return [one.listing_id for one in Finder(asked, among=among).candidates()]


def _hits(finder: Finder, candidates: list[Candidate]) -> list[Hit]:
    offered = offers([one.listing_id for one in candidates], {need.kind.id for need in finder.asked.needs})
    return [_hit(finder, one, offered[one.listing_id]) for one in candidates]


def _hit(finder: Finder, candidate: Candidate, offer: Offer) -> Hit:
    asked = finder.asked
    return Hit(
        offer=offer,
        distance_km=_shown_km(asked, candidate, offer),
        price_pence=finder.price(candidate),
        match=match(asked.needs, offer.facts, kind=offer.kind),
        broken=finder.time_of(candidate).broken(offer.terms),
        is_unread=candidate.is_unread,
        stays=finder.stays(candidate),
        starts=finder.starts(candidate),
        nights=finder.nights(candidate),
    )


def _shown_km(asked: Asked, candidate: Candidate, offer: Offer) -> float | None:
    """How far off it is, as people are shown it: the quick ruler's word, and further off the ellipsoid's own."""
    quick = candidate.distance_km
    if quick is None or quick <= RULED_KM or asked.near is None:
        return quick
    return distance_km(asked.near, offer.point)
