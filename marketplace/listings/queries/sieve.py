"""The one statement of a search: the wide search row and the diaries, sieved by place, time and each must.

Where a listing stands with each need comes back with it, as a number: FALSE, TRUE, ASK or NOT_ASKED.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
    union_all,
)

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need
from marketplace.clock import in_london
from marketplace.geo import Box, Point, bounding_box, degrees_on_the_way, shortest_degrees
from marketplace.listings.asked import Asked
from marketplace.listings.models import (
    PA,
    ChangedNights,
    Occupancy,
    PAWork,
    PVGSort,
    Rate,
    Space,
    TakenNights,
    band_of,
    search_row,
)
from marketplace.listings.pricing import AT_NIGHT
from marketplace.listings.queries.feeds import is_unread_listing
from marketplace.listings.queries.need_columns import is_not_failed, standing
from marketplace.listings.queries.working_times import Minutes, is_open, minutes_of, sleeps_over, works

FARTHEST_TRAVELLED_KM = 200.0

SIEVED = 1.001
"""A little more than what is asked for, squared: the sieve's sums are of floats."""

_Statement = CompoundSelect[Any]
_Instant = datetime | BindParameter[datetime]

_row = search_row.c

_COLUMNS: tuple[ColumnElement[Any], ...] = (
    _row.listing_id,
    _row.kind,
    _row.sleeps,
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
    _row.stay_pence,
    _row.person_pence,
    _row.seasons,
    _row.levied,
    is_unread_listing(_row.listing_id).label("is_unread"),
)
FIXED = len(_COLUMNS)
"""How many columns come before where it stands with each need."""

_NIGHTS = (Space.id, TakenNights.first_day, TakenNights.nights)
OF_SPACE = len(_NIGHTS) + 1
"""How many columns come last, where dates can move: of one space, and whether its occupancies have to be looked at."""


@dataclass(frozen=True)
class _Shape:
    """What a search asks about, without the point, the time and the number that differ from one to the next.

    ``pieces`` are, for each stretch of time asked for, the parts of London days it must be open for: weekday, first
    minute and last; ``nights``, where they are whole nights, the weekdays on which these begin. ``bands``: in how many
    of them it looks; none without a point.
    """

    firm: tuple[Need, ...]
    told: tuple[Need, ...]
    kind: ListingKind | None
    bands: int
    is_timed: bool
    is_by_nights: bool
    is_flexible: bool
    is_sized: bool
    is_among: bool
    is_with_child: bool
    pieces: tuple[tuple[Minutes, ...], ...]
    nights: tuple[int, ...]


def statement(asked: Asked, firm: tuple[Need, ...], told: tuple[Need, ...], *, is_among: bool) -> _Statement:
    """What finds the listings, to be asked with ``values``. ``firm`` have to hold; of ``told`` is only said whether.

    ``is_among``: only some are looked at, by their ids. Where dates can move there is a row for each open space, with
    the nights taken of it. Of whole nights each row says last whether it ``is_as_asked``, or had as nights of PAs only.
    """
    return _sieve(
        _Shape(
            firm,
            told,
            asked.kind,
            bands=len(_bands(bounding_box(asked.near, asked.within_km))) if asked.near is not None else 0,
            is_timed=bool(asked.periods),
            is_by_nights=_is_by_nights(asked),
            is_flexible=asked.flexible is not None,
            is_sized=asked.sleeps is not None,
            is_among=is_among,
            is_with_child=asked.with_child,
            pieces=tuple(tuple(map(minutes_of, one.days())) for one in asked.stretches),
            nights=tuple(in_london(one.starts_at).weekday() for one in asked.stretches) if asked.is_night else (),
        )
    )


def values(asked: Asked, among: Collection[int] | None) -> dict[str, object]:
    """What the statement of a search is asked with."""
    found: dict[str, object] = {} if among is None else {"among": list(among)}
    if asked.sleeps is not None:
        found["sleeps"] = asked.sleeps
    for place, period in enumerate(asked.periods):
        found |= {_starts_name(place): period.starts_at, _ends_name(place): period.ends_at}
    if asked.stay is not None and _is_by_nights(asked):
        found |= {"night": asked.stay[0].toordinal(), "nights": (asked.stay[1] - asked.stay[0]).days}
    if asked.near is not None:
        here, far = bounding_box(asked.near, asked.within_km), bounding_box(asked.near, FARTHEST_TRAVELLED_KM)
        east, north = shortest_degrees(here)
        found |= {_band_name(number): band for number, band in enumerate(_bands(here))}
        found |= {"west": here.west, "east": here.east}
        found |= {"here_north": asked.near.lat, "here_east": asked.near.lon}
        found["sieved"] = asked.within_km**2 * SIEVED
        found |= {"km_east": east, "km_north": north}
        if not _is_of_a_stay(asked.kind):
            found |= {
                "first_band": _bands(far)[0],
                "last_band": _bands(far)[-1],
                "far_west": far.west,
                "far_east": far.east,
                **way_to(asked.near),
            }
    return found


def way_to(near: Point) -> dict[str, float]:
    """What ``comes`` is asked with."""
    east, north, grows = degrees_on_the_way(near)
    return {"way_lat": near.lat, "way_lon": near.lon, "way_east": east, "way_north": north, "way_grows": grows}


def _is_by_nights(asked: Asked) -> bool:
    """Whether the nights that are taken say what is free: what is over is not among them."""
    return asked.hours is None and asked.stay is not None and asked.stay[0] >= clock.today()


def _bands(box: Box) -> range:
    return range(band_of(box.south), band_of(box.north) + 1)


def _band_name(number: int) -> str:
    return f"band_{number}"


def _starts_name(place: int) -> str:
    return f"starts_at_{place}"


def _ends_name(place: int) -> str:
    return f"ends_at_{place}"


def _is_of_a_stay(kind: ListingKind | None) -> bool:
    """Whether all that is looked for stands where it is: nobody who travels."""
    return kind is not None and kind.is_stay


@lru_cache(maxsize=512)
def _sieve(shape: _Shape) -> _Statement:
    """Built once for each shape: building one takes longer than either database takes to answer it."""
    standings = [standing(need) for need in (*shape.firm, *shape.told)]
    statement = select(*_COLUMNS, *standings)
    if shape.is_flexible:
        statement = _with_spaces(statement).where(*_serves(shape))
    statement = statement.where(*map(is_not_failed, shape.firm))
    if shape.kind is not None:
        statement = statement.where(_row.kind == shape.kind.value)
    if shape.is_sized:
        statement = statement.where(_row.sleeps >= bindparam("sleeps"))
    if shape.is_among:
        statement = statement.where(_row.listing_id.in_(bindparam("among", expanding=True)))
    if shape.is_with_child:
        statement = statement.where(_has_pa_for_children())
    if shape.is_timed:
        statement = _in_time(statement, shape)
    return union_all(*(statement.where(place) for place in _places(shape)))


def _in_time(statement: Select[Any], shape: _Shape) -> Select[Any]:
    """Those that are free, and open, for all the time asked."""
    days = dict.fromkeys(piece for stretch in shape.pieces for piece in stretch)
    is_free = and_(*_has_free_spaces(shape), *map(is_open, days))
    if not shape.nights:
        return statement.where(is_free)
    is_as_asked = and_(is_free, or_(_row.unit.is_(None), _row.unit.not_in(AT_NIGHT))).label("is_as_asked")
    return statement.add_columns(is_as_asked).where(or_(is_as_asked, _has_free_nights(shape)))


def _with_spaces(statement: Select[Any]) -> Select[Any]:
    """A row for each open space; whether a hold or a change has its occupancies looked at comes last."""
    is_held = exists().where(
        Occupancy.space_id == Space.id, Occupancy.released_at.is_(None), Occupancy.expires_at.is_not(None)
    )
    is_changed = Space.id.in_(select(ChangedNights.space_id))
    return (
        statement.add_columns(*_NIGHTS, or_(is_held, is_changed))
        .join(Space, and_(Space.listing_id == _row.listing_id, Space.closed_at.is_(None)))
        .outerjoin(TakenNights, TakenNights.space_id == Space.id)
    )


def _places(shape: _Shape) -> list[ColumnElement[bool]]:
    """Where to look: around the point, and among those who travel to it from further off.

    Each a half of the statement, because one half with OR between them could use no index. Few travel, so the far half
    goes by a stretch of bands; the near one by each band, which the index answers sooner among many.
    """
    if not shape.bands:
        return [true()]
    # Named one by one: an expanding parameter has the whole statement written anew each time.
    bands: list[BindParameter[int]] = [bindparam(_band_name(number)) for number in range(shape.bands)]
    here = and_(_row.band.in_(bands), _is_between("west", "east"), _is_perhaps_in_reach())
    if _is_of_a_stay(shape.kind):
        return [here]
    further = _row.band.between(bindparam("first_band"), bindparam("last_band"))
    comes = and_(_row.travels_km.is_not(None), further, _is_between("far_west", "far_east"))
    return [and_(here, _row.travels_km.is_(None)), comes]


def _is_perhaps_in_reach() -> ColumnElement[bool]:
    """Leaves out the corners of the box, which are a quarter of it; what is far enough is measured afterwards."""
    north = (_row.latitude - bindparam("here_north")) * bindparam("km_north")
    east = (_row.longitude - bindparam("here_east")) * bindparam("km_east")
    return north * north + east * east <= bindparam("sieved")


def _is_between(west: str, east: str) -> ColumnElement[bool]:
    return _row.longitude.between(bindparam(west), bindparam(east))


def takes(starts_at: _Instant, ends_at: _Instant) -> ColumnElement[bool]:
    """Whether an occupancy takes some of the time of its space."""
    return and_(
        _stands_within(starts_at, ends_at),
        or_(Occupancy.expires_at.is_(None), Occupancy.expires_at > _now()),
    )


def _stands_within(starts_at: _Instant, ends_at: _Instant) -> ColumnElement[bool]:
    return and_(
        Occupancy.space_id == Space.id,
        Occupancy.released_at.is_(None),
        Occupancy.starts_at < ends_at,
        Occupancy.ends_at > starts_at,
    )


def _now() -> BindParameter[datetime]:
    return bindparam("now", type_=Occupancy.expires_at.type, callable_=clock.now)


def _is_taken(place: int = 0) -> ColumnElement[bool]:
    return exists().where(takes(bindparam(_starts_name(place)), bindparam(_ends_name(place))))


def _is_any_night_taken() -> ColumnElement[bool]:
    """The same of whole nights to come, by the row that says which are taken, and the holds that are open.

    Where that row is still to be written the occupancies speak.
    """
    is_changed = Space.id.in_(select(ChangedNights.space_id))
    asked = func.substr(TakenNights.nights, bindparam("night") - TakenNights.first_day + 1, bindparam("nights"))
    is_written = exists().where(TakenNights.space_id == Space.id, func.rtrim(asked, "0") != "")
    held = _stands_within(bindparam(_starts_name(0)), bindparam(_ends_name(0)))
    is_held = exists().where(held, Occupancy.expires_at.is_not(None), Occupancy.expires_at > _now())
    return or_(and_(~is_changed, is_written), is_held, and_(is_changed, _is_taken()))


def _has_free_spaces(shape: _Shape) -> list[ColumnElement[bool]]:
    """For each time asked for a space that is free: on another day it may be another PA's."""
    if not shape.pieces:
        return [_has_free_space(shape, _is_any_night_taken() if shape.is_by_nights else _is_taken(), [])]
    stretches = enumerate(shape.pieces)
    return [_has_free_space(shape, _is_taken(place), list(map(works, pieces))) for place, pieces in stretches]


def _has_free_nights(shape: _Shape) -> ColumnElement[bool]:
    """The same of whole nights as they are sold of PAs: by the evenings on which those sleep over, at no opening hours.

    A part of a break is sold by one unit: all of the nights are had so, or none.
    """
    sells = exists().where(Rate.listing_id == _row.listing_id, Rate.unit.in_(AT_NIGHT))
    nights = enumerate(shape.nights)
    return and_(sells, *(_has_free_space(shape, _is_taken(place), [sleeps_over(day)]) for place, day in nights))


def _has_free_space(
    shape: _Shape, taken: ColumnElement[bool], working: list[ColumnElement[bool]]
) -> ColumnElement[bool]:
    is_kept = and_(Space.listing_id == _row.listing_id, Space.closed_at.is_(None))
    return exists().where(is_kept, ~taken, *working, *_serves(shape))


def _serves(shape: _Shape) -> list[ColumnElement[bool]]:
    """What has to hold of the PA whose diary a space is, if it is one's, at whatever time."""
    far = [comes()] if shape.bands and not _is_of_a_stay(shape.kind) else []
    child = [or_(Space.pa_id.is_(None), _is_pa_for_children())] if shape.is_with_child else []
    return [*far, *child]


def _has_pa_for_children() -> ColumnElement[bool]:
    """Whether any PA of a listing is a member of the PVG scheme for children, if it is of PAs (R17)."""
    is_open = and_(Space.listing_id == _row.listing_id, Space.closed_at.is_(None))
    return or_(~exists().where(is_open, Space.pa_id.is_not(None)), exists().where(is_open, _is_pa_for_children()))


def _is_pa_for_children() -> ColumnElement[bool]:
    return exists().where(PA.id == Space.pa_id, PA.pvg_sort.in_((PVGSort.CHILDREN, PVGSort.BOTH)))


def comes() -> ColumnElement[bool]:
    """Whether the PA of a space, if it has one, travels to a point; one who has not said how far, as the listing does.

    It is asked with ``way_to`` that point.
    """
    up = PAWork.latitude - bindparam("way_lat")
    north = up * bindparam("way_north")
    east = (PAWork.longitude - bindparam("way_lon")) * (bindparam("way_east") + up * bindparam("way_grows"))
    is_too_far = north * north + east * east > PAWork.travels_km * PAWork.travels_km
    return or_(Space.pa_id.is_(None), ~exists().where(PAWork.pa_id == Space.pa_id, is_too_far))
