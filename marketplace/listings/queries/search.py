"""The site's own search: what is findable, near, free for all the time asked, and meets every must.

One statement sieves on the wide search row and the diaries; order and distance are worked out here; only the listings
on the page asked for are loaded, and each is matched fact by fact for its reasons.
"""

import heapq
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from marketplace import clock
from marketplace.access_facts.match import Match, MatchKind, match, order_key
from marketplace.access_facts.needs import Strength
from marketplace.db import session
from marketplace.geo import Ruler, distance_km
from marketplace.listings import list_price
from marketplace.listings.asked import Asked
from marketplace.listings.models import RateUnit
from marketplace.listings.queries import sieve
from marketplace.listings.queries.offered import Offer, offers
from marketplace.listings.queries.sieve import ASK, NOT_ASKED, TRUE

RULED_KM = 100.0
"""As far as the quick ruler is right to ten metres, which is more than people are shown."""

PAGE = 20


@dataclass(frozen=True)
class Hit:
    """One listing in a list of results. ``price_pence`` is for all the time asked, None when it cannot be said.

    ``broken``: why the time asked is not what it usually takes, by the term's name. ``is_unread``: a calendar elsewhere
    that decides whether it is free has not been read for a day.
    """

    offer: Offer
    distance_km: float | None
    price_pence: int | None
    match: Match
    broken: Mapping[str, str]
    is_unread: bool = False

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
    """A page of results: how many there are in all, how many of them suit, and those on the page, in order."""

    total: int
    suits: int
    hits: list[Hit]


@dataclass(slots=True)  # made by the thousand: a frozen one takes three times as long
class _Candidate:
    listing_id: int
    is_ask: bool
    score: float
    evidence: float
    distance_km: float | None
    price_pence: int | None
    is_beside: bool
    is_unread: bool

    def place(self, day: int) -> tuple[int, bool, float, float, float, float, int]:
        """Its place in the list, smallest first. Equal ones take turns by the day (R49).

        Where nights were asked for, all that is sold by the night comes before what goes with a stay.
        """
        key = order_key(
            MatchKind.ASK_FIRST if self.is_ask else MatchKind.SUITS,
            self.score,
            evidence=self.evidence,
            distance_km=self.distance_km,
            price_pence=self.price_pence,
            lot=zlib.crc32(f"{self.listing_id}:{day}".encode()),
        )
        return (key[0], self.is_beside, *key[1:])


def search(asked: Asked, *, first: int = 0, limit: int = PAGE) -> Results:
    """Those that suit, then those to ask first; within each by wishes met, evidence, distance, price."""
    day = clock.today().toordinal()
    candidates = list(_candidates(asked))
    shown = heapq.nsmallest(first + limit, candidates, key=lambda one: one.place(day))[first:]
    return Results(
        total=len(candidates),
        suits=sum(not one.is_ask for one in candidates),
        hits=_hits(asked, shown),
    )


def found_ids(asked: Asked) -> list[int]:
    """The listings that such a search finds, in no order."""
    return [one.listing_id for one in _candidates(asked)]


def _candidates(asked: Asked) -> Iterator[_Candidate]:
    firm = tuple(need for need in asked.needs if need.strength is not Strength.SHOULD)
    likes = tuple(need for need in asked.needs if need.strength is Strength.SHOULD)
    ruler = Ruler(asked.near) if asked.near else None
    price = list_price.for_time(asked)
    time = asked.time_asked(today=clock.today())
    for row in session.execute(sieve.statement(asked, firm, likes), sieve.values(asked)):
        distance = ruler.km(row.latitude, row.longitude) if ruler else None
        if distance is not None and distance > _reach(row, asked):
            continue
        is_beyond = time.breaks(row.min_nights, row.max_nights, row.changeover_days, row.notice_days)
        if is_beyond and row.is_firm and not asked.with_firm:
            continue
        standings = row[sieve.FIXED :]
        yield _Candidate(
            listing_id=row.listing_id,
            is_ask=ASK in standings[: len(firm)] or row.is_unread or is_beyond,
            score=_score(standings[len(firm) :]),
            evidence=row.evidence,
            distance_km=distance,
            price_pence=price(row),
            is_beside=asked.stay is not None and row.unit != RateUnit.NIGHT,
            is_unread=row.is_unread,
        )


def _reach(row: Row[Any], asked: Asked) -> float:
    """How far off it may be: as far as it travels, for those who come to people, else as far as was asked."""
    return float(row.travels_km) if row.travels_km is not None else asked.within_km


def _score(standings: Sequence[int]) -> float:
    asked = [one for one in standings if one != NOT_ASKED]
    return asked.count(TRUE) / len(asked) if asked else 1.0


def _hits(asked: Asked, candidates: list[_Candidate]) -> list[Hit]:
    offered = offers([one.listing_id for one in candidates], {need.kind.id for need in asked.needs})
    return [_hit(asked, one, offered[one.listing_id]) for one in candidates]


def _hit(asked: Asked, candidate: _Candidate, offer: Offer) -> Hit:
    return Hit(
        offer=offer,
        distance_km=_shown_km(asked, candidate, offer),
        price_pence=candidate.price_pence,
        match=match(asked.needs, offer.facts, kind=offer.kind),
        broken=asked.time_asked(today=clock.today()).broken(offer.terms),
        is_unread=candidate.is_unread,
    )


def _shown_km(asked: Asked, candidate: _Candidate, offer: Offer) -> float | None:
    """How far off it is, as people are shown it: the quick ruler's word, and further off the ellipsoid's own."""
    quick = candidate.distance_km
    if quick is None or quick <= RULED_KM or asked.near is None:
        return quick
    return distance_km(asked.near, offer.point)
