"""The site's own search: what is findable, near, free for all the time asked, and meets every must.

One statement sieves on the wide search row and the diaries; order and distance are worked out here; only the listings
on the page asked for are loaded, and each is matched fact by fact for its reasons.
"""

import heapq
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, exists, false, or_, select
from sqlalchemy.orm import aliased

from marketplace import clock
from marketplace.access_facts.catalogue import FactKind, FactType
from marketplace.access_facts.facts import FactState, Value
from marketplace.access_facts.match import REMOVABLE, Match, MatchKind, match, order_key
from marketplace.access_facts.needs import Need, Operator, Strength
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.geo import Box, Ruler, bounding_box, distance_km
from marketplace.listings import list_price
from marketplace.listings.asked import Asked
from marketplace.listings.models import (
    NUMBER_ON_REQUEST,
    Occupancy,
    OpeningHours,
    PAHours,
    PANight,
    RateUnit,
    Space,
    band_of,
    fact_column_name,
    search_row,
)
from marketplace.listings.queries.feeds import unread_listings
from marketplace.listings.queries.offered import Offer, offers
from marketplace.periods import Period

FALSE, TRUE, ASK, NOT_ASKED = 0, 1, 2, 3
FARTHEST_TRAVELLED_KM = 200.0
RULED_KM = 100.0
"""As far as the quick ruler is right to ten metres, which is more than people are shown."""

PAGE = 20

_row = search_row.c


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
    firm = [need for need in asked.needs if need.strength is not Strength.SHOULD]
    likes = [need for need in asked.needs if need.strength is Strength.SHOULD]
    ruler = Ruler(asked.near) if asked.near else None
    price = list_price.for_time(asked)
    time = asked.time_asked(today=clock.today())
    unread = unread_listings()
    sieve = _statement(asked, firm, likes)
    statements = [sieve if place is None else sieve.where(place) for place in _places(asked)]
    for row in (row for statement in statements for row in session.execute(statement)):
        distance = ruler.km(row.latitude, row.longitude) if ruler else None
        if distance is not None and distance > _reach(row, asked):
            continue
        is_beyond = time.breaks(row.min_nights, row.max_nights, row.changeover_days, row.notice_days)
        if is_beyond and row.is_firm and not asked.with_firm:
            continue
        standings = row[_FIXED:]
        yield _Candidate(
            listing_id=row.listing_id,
            is_ask=ASK in standings[: len(firm)] or row.listing_id in unread or is_beyond,
            score=_score(standings[len(firm) :]),
            evidence=row.evidence,
            distance_km=distance,
            price_pence=price(row.unit, row.weekday_pence, row.weekend_pence, row.bank_holiday_pence),
            is_beside=asked.stay is not None and row.unit != RateUnit.NIGHT,
            is_unread=row.listing_id in unread,
        )


_COLUMNS: tuple[ColumnElement[Any], ...] = (
    _row.listing_id,
    _row.latitude,
    _row.longitude,
    _row.travels_km,
    _row.evidence,
    _row.min_nights,
    _row.max_nights,
    _row.changeover_days,
    _row.notice_days,
    _row.is_firm,
    _row.unit,
    _row.weekday_pence,
    _row.weekend_pence,
    _row.bank_holiday_pence,
)
_FIXED = len(_COLUMNS)


def _reach(row: Row[Any], asked: Asked) -> float:
    """How far off it may be: as far as it travels, for those who come to people, else as far as was asked."""
    return float(row.travels_km) if row.travels_km is not None else asked.within_km


def _score(standings: Sequence[int]) -> float:
    asked = [one for one in standings if one != NOT_ASKED]
    return asked.count(TRUE) / len(asked) if asked else 1.0


def _statement(asked: Asked, firm: list[Need], likes: list[Need]) -> Any:  # noqa: ANN401 - columns vary with the needs
    standings = [_standing(need) for need in (*firm, *likes)]
    statement = select(*_COLUMNS, *standings)
    if asked.kind is not None:
        statement = statement.where(_row.kind == asked.kind.value)
    if asked.sleeps is not None:
        statement = statement.where(_row.sleeps >= asked.sleeps)
    statement = statement.where(*map(_is_not_failed, firm))
    if asked.period is not None:
        statement = statement.where(_has_free_space(asked.period, asked.hours))
    if asked.hours is not None:
        statement = statement.where(*(_is_open(piece) for piece in asked.hours.days()))
    return statement


def _places(asked: Asked) -> list[ColumnElement[bool] | None]:
    """Where to look, a statement for each: around the point, and among those who travel to it from further off.

    Two statements, because one with OR between them could use no index.
    """
    if asked.near is None:
        return [None]
    here = _in_box(bounding_box(asked.near, asked.within_km))
    if asked.kind is not None and asked.kind.is_stay:
        return [here]
    comes = and_(_row.travels_km.is_not(None), _in_box(bounding_box(asked.near, FARTHEST_TRAVELLED_KM)))
    return [and_(here, _row.travels_km.is_(None)), comes]


def _in_box(box: Box) -> ColumnElement[bool]:
    bands = range(band_of(box.south), band_of(box.north) + 1)
    return and_(_row.band.in_(bands), _row.longitude.between(box.west, box.east))


def takes(period: Period) -> ColumnElement[bool]:
    """Whether an occupancy takes some of the time of its space."""
    return and_(
        Occupancy.space_id == Space.id,
        Occupancy.released_at.is_(None),
        or_(Occupancy.expires_at.is_(None), Occupancy.expires_at > clock.now()),
        Occupancy.starts_at < period.ends_at,
        Occupancy.ends_at > period.starts_at,
    )


def _has_free_space(period: Period, hours: Period | None) -> ColumnElement[bool]:
    taken = exists().where(takes(period))
    works = [_works(piece) for piece in hours.days()] if hours is not None else []
    return exists().where(Space.listing_id == _row.listing_id, Space.closed_at.is_(None), ~taken, *works)


def _works(piece: Period) -> ColumnElement[bool]:
    """Whether the PA of a space, if it has one, works all through a stretch of a London day; without a pattern, yes."""
    has_week = or_(exists().where(PAHours.pa_id == Space.pa_id), exists().where(PANight.pa_id == Space.pa_id))
    mine = aliased(PAHours)
    return or_(Space.pa_id.is_(None), ~has_week, exists().where(mine.pa_id == Space.pa_id, *_covers(mine, piece)))


def _is_open(piece: Period) -> ColumnElement[bool]:
    """Whether the listing is open all through a stretch of one London day; one without opening hours always is."""
    hours = aliased(OpeningHours)
    has_any = exists().where(OpeningHours.listing_id == _row.listing_id)
    return or_(~has_any, exists().where(hours.listing_id == _row.listing_id, *_covers(hours, piece)))


def _covers(hours: type[OpeningHours | PAHours], piece: Period) -> tuple[ColumnElement[bool], ...]:
    """That a row of hours holds all of a stretch of one London day."""
    start, end = in_london(piece.starts_at), in_london(piece.ends_at)
    closes = end.hour * 60 + end.minute or 24 * 60
    return (
        hours.weekday == start.weekday(),
        hours.opens_minute <= start.hour * 60 + start.minute,
        hours.closes_minute >= closes,
    )


@lru_cache(maxsize=512)
def _is_not_failed(need: Need) -> ColumnElement[bool]:
    """Whether a listing meets a must, or may; said without ``_standing`` where a database answers that sooner."""
    if need.strength is Strength.AVOID:
        return _standing(need) != TRUE
    column: ColumnElement[Any] = _row[fact_column_name(need.kind)]
    return or_(column.is_(None), _is_on_request(need.kind, column), _holds(need, column))


@lru_cache(maxsize=512)
def _standing(need: Need) -> ColumnElement[int]:
    """What the search row says of a need, as ``match`` would say it of the facts; NOT_ASKED of other kinds."""
    column: ColumnElement[Any] = _row[fact_column_name(need.kind)]
    whens: list[tuple[ColumnElement[bool], int]] = [
        (column.is_(None), TRUE if need.accepts_unknown else ASK),
        (_is_on_request(need.kind, column), TRUE if need.accepts_on_request else ASK),
    ]
    if need.is_of_profile:
        whens.insert(0, (and_(column.is_(None), _row.kind.not_in(sorted(need.kind.kinds))), NOT_ASKED))
    if need.strength is Strength.AVOID and need.kind.type is FactType.CHOICE:
        whens.append((column == REMOVABLE, FALSE))
    return case(*whens, (_holds(need, column), TRUE), else_=FALSE)


def _is_on_request(kind: FactKind, column: ColumnElement[Any]) -> ColumnElement[bool]:
    match kind.type:
        case FactType.DATE:
            return false()
        case FactType.NUMBER:
            return column == NUMBER_ON_REQUEST
        case _:
            return column == FactState.ON_REQUEST.value


def _holds(need: Need, column: ColumnElement[Any]) -> ColumnElement[bool]:
    values = [_stored(value) for value in need.values]
    if not values:
        return false()
    match need.operator:
        case Operator.AT_LEAST:
            return column >= values[0]
        case Operator.AT_MOST:
            return column <= values[0]
        case _:
            return column.in_(values)


def _stored(value: Value) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


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
