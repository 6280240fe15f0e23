"""Everything that a search finds, with what puts it in order: what a list of results is a stretch of.

Hundreds are looked at for each page, so prices and the turn of the day are worked out only where they decide.
"""

import heapq
import math
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Row

from marketplace import clock
from marketplace.access_facts.match import MatchKind, order_key
from marketplace.access_facts.needs import Need, Strength
from marketplace.db import session
from marketplace.geo import Ruler
from marketplace.listings import list_price
from marketplace.listings.asked import Asked
from marketplace.listings.flexible import Window
from marketplace.listings.levies import LevyDays
from marketplace.listings.models import RateUnit
from marketplace.listings.pricing import PriceLine, total_pence
from marketplace.listings.queries import sieve
from marketplace.listings.queries.free_days import free_days
from marketplace.listings.queries.need_columns import ASK, NOT_ASKED, TRUE
from marketplace.listings.queries.night_prices import night_prices
from marketplace.listings.stay_prices import StayPrices
from marketplace.listings.terms import TimeAsked
from marketplace.rules.queries import settings_in_force

MOST_STAYS = 3
Place = tuple[bool, bool, float, float, float]


@dataclass(frozen=True, slots=True)
class PricedStay:
    """One stay that a listing is free for, and what it costs there."""

    arrive_on: date
    leave_on: date
    price_pence: int | None


@dataclass(frozen=True, slots=True)
class StartsIn:
    """On how many days of a month a stay may begin. ``month``: its first day."""

    month: date
    count: int


@dataclass(slots=True)  # made by the thousand: a frozen one takes three times as long
class Candidate:
    """One listing that is found. ``starts``: where dates can move, the days on which its stay may begin.

    ``place``: how it stands in the list before price and turn, smallest first. Where nights were asked for, all that is
    sold by the night comes before what goes with a stay.
    """

    row: Row[Any]
    is_unread: bool
    distance_km: float | None
    starts: int
    score: float
    place: Place

    @property
    def listing_id(self) -> int:
        """Whose it is."""
        return int(self.row[0])

    @property
    def is_ask(self) -> bool:
        """Whether something has to be asked first."""
        return self.place[0]


class Finder:
    """One search. ``also``: needs that nobody asked for, and of which each row is to say whether it meets them.

    ``among``: the ids of the only listings it is about; None where it is about all.
    """

    def __init__(self, asked: Asked, *, also: tuple[Need, ...] = (), among: Collection[int] | None = None) -> None:
        self.asked = asked
        self.also = also
        self._among = among
        self._firm = tuple(need for need in asked.needs if need.strength is not Strength.SHOULD)
        self._likes = tuple(need for need in asked.needs if need.strength is Strength.SHOULD)
        self._today = clock.today()
        self.window = Window(asked.flexible, self._today) if asked.flexible else None
        self._prices: dict[int, int | None] = {}
        self._nights: dict[int, tuple[PriceLine, ...]] = {}

    def candidates(self) -> list[Candidate]:
        """All that is found, in no order."""
        rows = self._rows()
        if self.window is None:
            found = list(self._in_time(self._in_reach((row, 0) for row in rows)))
        else:
            found = list(self._on_days(self._in_reach(free_days(rows, self.window))))
        if self.asked.is_night:
            self._price_nights([one.listing_id for one in found if not one.row.is_as_asked])
        return found if self.asked.most_pence is None else [one for one in found if self._is_paid_by(one)]

    def nights(self, candidate: Candidate) -> tuple[PriceLine, ...]:
        """What it is sold by where the hours asked for are had as nights of PAs alone; nothing elsewhere."""
        return self._nights.get(candidate.listing_id, ())

    def free(self) -> list[Candidate]:
        """Where dates can move, all that is free for a stay on any of the days, whether or not its terms take that."""
        return list(self._in_reach(free_days(self._rows(), self.window))) if self.window else []

    def starts_on(self, candidate: Candidate, days: int) -> int:
        """Of these days those on which its stay may begin there: all that are free where it can only be asked."""
        free = candidate.starts & days
        is_firm = candidate.row.is_firm and not self.asked.with_firm
        return self._usual(candidate.row, free) or (0 if is_firm else free)

    def cheapest(self, candidate: Candidate, starts: int) -> int | None:
        """What the cheapest of the stays costs that begin on these days."""
        return self._stays.of(candidate.row, self._stays.cheapest(candidate.row, starts)) if self._stays else None

    def price_at(self, asked: Asked) -> list_price.Price:
        """What rows of this search cost at another time, as far as they say it themselves."""
        stay = asked.stay
        return list_price.for_time(asked, lambda: self._levies.on(stay[0]) if stay else {})

    def standings(self, candidate: Candidate) -> Sequence[int]:
        """Where it stands with each need of ``also``."""
        first = sieve.FIXED + len(self._firm) + len(self._likes)
        return candidate.row[first : first + len(self.also)]

    def first(self, candidates: list[Candidate], count: int) -> list[Candidate]:
        """The first of them in order; equal ones take turns by the day (R49)."""
        if count < len(candidates):
            last = heapq.nsmallest(count, [one.place for one in candidates])[-1:]
            candidates = [one for one in candidates if [one.place] <= last]
        return sorted(candidates, key=self._key)[:count]

    def price(self, candidate: Candidate) -> int | None:
        """For all the time asked, or for the stay it is offered for."""
        listing_id = candidate.listing_id
        if listing_id not in self._prices:
            self._prices[listing_id] = (
                self._price(candidate.row)
                if self._stays is None
                else self._stays.of(candidate.row, self.start(candidate))
            )
        return self._prices[listing_id]

    def start(self, candidate: Candidate) -> int:
        """The day its stay begins on where dates can move: the cheapest, and of equal ones the first."""
        return self._stays.cheapest(candidate.row, candidate.starts) if self._stays else 0

    def stays(self, candidate: Candidate) -> tuple[PricedStay, ...]:
        """Where dates can move, some of those it is offered for: the cheapest, spread where many cost the same."""
        if self.window is None or self._stays is None:
            return ()
        chosen = self._stays.some(candidate.row, candidate.starts, MOST_STAYS)
        return tuple(PricedStay(*self.window.stay(start), self._stays.of(candidate.row, start)) for start in chosen)

    def starts(self, candidate: Candidate) -> tuple[StartsIn, ...]:
        """Where dates can move, on how many days of each month a stay may begin there."""
        if self.window is None:
            return ()
        return tuple(StartsIn(month, count) for month, count in self.window.by_month(candidate.starts).items())

    def time_of(self, candidate: Candidate) -> TimeAsked:
        """The time that it is found for, as its terms look at it."""
        if self.window is None:
            return self._time
        stay = self.window.stay(self.start(candidate))
        return TimeAsked.of(stay, stay[0], today=self._today)

    def _price_nights(self, listing_ids: list[int]) -> None:
        self._nights = night_prices(listing_ids, self.asked.stretches)
        self._prices |= {listing_id: total_pence(lines) for listing_id, lines in self._nights.items()}

    @cached_property
    def _time(self) -> TimeAsked:
        return self.asked.time_asked(today=self._today)

    @cached_property
    def _price(self) -> list_price.Price:
        return self.price_at(self.asked)

    @cached_property
    def _stays(self) -> StayPrices | None:
        return StayPrices(self.asked, self.window, lambda: self._levies) if self.window else None

    @cached_property
    def _levies(self) -> LevyDays:
        return LevyDays(settings_in_force(), booked_on=self._today)

    def _rows(self) -> Sequence[Row[Any]]:
        told, among = (*self._likes, *self.also), self._among
        statement = sieve.statement(self.asked, self._firm, told, is_among=among is not None)
        return session.connection().execute(statement, sieve.values(self.asked, among)).all()

    def _is_paid_by(self, candidate: Candidate) -> bool:
        price, most = self.price(candidate), self.asked.most_pence
        return price is not None and most is not None and price <= most

    def _key(self, candidate: Candidate) -> tuple[int, bool, float, float, float, float, int]:
        key = order_key(
            MatchKind.ASK_FIRST if candidate.is_ask else MatchKind.SUITS,
            candidate.score,
            evidence=candidate.row.evidence,
            distance_km=candidate.distance_km,
            price_pence=self.price(candidate),
            lot=zlib.crc32(f"{candidate.listing_id}:{self._today.toordinal()}".encode()),
        )
        return (key[0], candidate.place[1], *key[1:])

    def _in_reach(self, found: Iterator[tuple[Row[Any], int]] | list[tuple[Row[Any], int]]) -> Iterator[Candidate]:
        """Those near enough: as far as they travel, for those who come to people, else as far as was asked."""
        km = Ruler(self.asked.near).km if self.asked.near else None
        firm_from, likes_from = sieve.FIXED, sieve.FIXED + len(self._firm)
        also_from, asks_nights = likes_from + len(self._likes), self.asked.asks_nights
        within = self.asked.within_km
        for row, starts in found:
            latitude, longitude, travels_km, evidence = tuple(row)[3:7]
            distance = km(latitude, longitude) if km else None
            if distance is not None and distance > (within if travels_km is None else travels_km):
                continue
            is_unread = bool(row.is_unread)
            is_ask = is_unread or ASK in row[firm_from:likes_from]
            score = _score(row[likes_from:also_from]) if self._likes else 1.0
            is_beside = asks_nights and row.unit != RateUnit.NIGHT
            place = (is_ask, is_beside, -score, -evidence, math.inf if distance is None else distance)
            yield Candidate(row, is_unread, distance, starts, score, place)

    def _in_time(self, candidates: Iterator[Candidate]) -> Iterator[Candidate]:
        """Those that take such a time; whether they usually do is asked first."""
        time, known = self._time, dict[tuple[int | None, int | None, int, int], bool]()
        for one in candidates:
            row = one.row
            terms = (row.min_nights, row.max_nights, row.changeover_days, row.notice_days)
            if terms not in known:  # most have the same
                known[terms] = time.breaks(*terms)
            if known[terms]:
                if row.is_firm and not self.asked.with_firm:
                    continue
                one.place = (True, *one.place[1:])
            yield one

    def _usual(self, row: Row[Any], starts: int) -> int:
        """Of these days, where dates can move, those on which its terms let such a stay begin."""
        if self.window is None:
            return 0
        nights = self.window.flexible.nights
        takes = (row.min_nights or 0) <= nights <= (row.max_nights or nights)
        return starts & self.window.allowed(row.changeover_days, row.notice_days) if takes else 0

    def _on_days(self, candidates: Iterator[Candidate]) -> Iterator[Candidate]:
        """The same where dates can move, each with the days that its terms allow, if there are any."""
        for one in candidates:
            if usual := self._usual(one.row, one.starts):
                one.starts = usual
            elif one.row.is_firm and not self.asked.with_firm:
                continue
            else:
                one.place = (True, *one.place[1:])
            yield one


def _score(standings: Sequence[int]) -> float:
    asked = [one for one in standings if one != NOT_ASKED]
    return asked.count(TRUE) / len(asked) if asked else 1.0
