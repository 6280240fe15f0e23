"""Reads for open data: published listings and nothing else, a statement for each table however long the page is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.access_facts.facts import Value
from marketplace.access_facts.needs import Need, Operator
from marketplace.api.asked import Asked, Filters
from marketplace.api.identity import id_of
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import MarketplaceError, NotFound
from marketplace.geo import Box, Point, Ruler, bounding_box
from marketplace.listings.models import (
    Listing,
    ListingCheck,
    ListingState,
    OpeningHours,
    Provider,
    Registration,
    fact_column_name,
    search_row,
)
from marketplace.listings.whereabouts import HOMES, Whereabouts, rough_point, whereabouts

ROUNDING_KM = 1.0
"""No rounded point is further than this from the exact one."""


class Gone(MarketplaceError):
    """It was published here once, and is not now."""

    status = 410


@dataclass(frozen=True, slots=True)
class Found:
    """A published listing with what its entry needs beside it. ``checked_on``: when our office last looked at it."""

    listing: Listing
    place: Whereabouts
    registration: Registration | None
    checked_on: date | None

    @property
    def modified_at(self) -> datetime:
        """When the listing, or its row in the public register, last changed."""
        changed = [self.listing.changed_at, *([self.registration.changed_at] if self.registration else [])]
        return max(changed)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A listing that is or was published, and when that last changed."""

    id: str
    state: ListingState
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and how many there are in all."""

    total: int
    found: tuple[Found, ...]


_modified_at = func.coalesce(
    select(func.max(Registration.changed_at))
    .where(Registration.number == Listing.registration_number, Registration.changed_at > Listing.changed_at)
    .correlate(Listing)
    .scalar_subquery(),
    Listing.changed_at,
)
_WAS_PUBLISHED = Listing.published_at.is_not(None)


def services(asked: Asked) -> Page:
    """The services asked for, in an order that stays."""
    total, ids = _ids(asked)
    return Page(total, tuple(_found(ids, is_full=asked.is_full)))


def stamps(asked: Asked) -> tuple[int, list[Stamp]]:
    """The same, only the id of each and when it last changed."""
    total, ids = _ids(asked)
    stretch = Listing.id.between(min(ids, default=0), max(ids, default=0))  # there may be more ids than one IN may hold
    published = _stamps().where(Listing.state == ListingState.PUBLISHED, stretch)
    rows = {row.id: row for row in session.execute(published)}
    return total, [_stamp(rows[one]) for one in ids if one in rows]


def changes(asked: Asked) -> tuple[int, list[Stamp]]:
    """All that is or was published and has changed, the oldest change first: what a copy has to fetch or take out."""
    statement = _stamps().where(_WAS_PUBLISHED)
    if asked.filters.modified_after is not None:
        statement = statement.where(_modified_at >= asked.filters.modified_after)
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = session.execute(statement.order_by(_modified_at, Listing.id).offset(asked.first).limit(asked.per_page))
    return total, [_stamp(row) for row in rows]


def service(ref: str) -> Found:
    """The published listing of this reference. Raises Gone or NotFound."""
    row = session.execute(select(Listing.id, Listing.state, Listing.published_at).where(Listing.ref == ref)).first()
    if row is None or (row.state is not ListingState.PUBLISHED and row.published_at is None):
        raise NotFound
    if row.state is not ListingState.PUBLISHED:
        raise Gone("It was published here and is not now. Please take it out of your copy.")
    return next(_found([row.id], is_full=True))


def ref_of(sort: str, wanted: str) -> str:
    """The reference of the listing that has this id in open data. Raises NotFound."""
    refs = session.scalars(select(Listing.ref).where(_WAS_PUBLISHED))
    found = next((ref for ref in refs if id_of(sort, ref) == wanted), None)
    if found is None:
        raise NotFound
    return found


def last_modified() -> datetime | None:
    """When anything that is or was published last changed."""
    newest: datetime | None = session.scalar(select(func.max(_modified_at)).where(_WAS_PUBLISHED))
    return newest


def _stamps() -> Select[*tuple[Any, ...]]:
    return select(Listing.id, Listing.ref, Listing.state, _modified_at.label("modified_at"))


def _stamp(row: Any) -> Stamp:  # noqa: ANN401 - a row of columns
    return Stamp(id_of("service", row.ref), row.state, row.modified_at)


def _ids(asked: Asked) -> tuple[int, Sequence[int]]:
    filters = asked.filters
    if filters.centre is not None:
        near = _near(filters, filters.centre)
        return len(near), near[asked.first : asked.first + asked.per_page]
    statement = _filtered(select(Listing.id), filters)
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    page = statement.order_by(Listing.id).offset(asked.first).limit(asked.per_page)
    return total, session.scalars(page).all()


_WHERE = (
    Listing.id,
    Listing.kind,
    Listing.town,
    Listing.postcode,
    Listing.latitude,
    Listing.longitude,
    Listing.travels_km,
    Provider.is_individual,
)


def _near(filters: Filters, centre: Point) -> list[int]:
    """Those near the point, measured from the rough place that is published and never from the exact one."""
    statement = _filtered(select(*_WHERE), filters).order_by(Listing.id)
    if filters.within_m is not None:
        statement = statement.where(_may_be_in(bounding_box(centre, filters.within_m / 1000 + ROUNDING_KM)))
    ruler = Ruler(centre)
    return [row.id for row in session.execute(statement) if _reaches(row, ruler, filters.within_m)]


def _may_be_in(box: Box) -> ColumnElement[bool]:
    """A sieve that lets through too many, never too few: where a home is said to be is not kept in the database."""
    exact = and_(Listing.latitude.between(box.south, box.north), Listing.longitude.between(box.west, box.east))
    return or_(exact, Listing.kind.in_(HOMES), Provider.is_individual)


def _reaches(row: Any, ruler: Ruler, within_m: int | None) -> bool:  # noqa: ANN401 - a row of columns
    point = rough_point(
        kind=row.kind,
        is_individual=row.is_individual,
        town=row.town,
        postcode=row.postcode,
        latitude=row.latitude,
        longitude=row.longitude,
    )
    if point is None:
        return False
    km = ruler.km(point.lat, point.lon)
    return (within_m is None or km * 1000 <= within_m) and (row.travels_km is None or km <= row.travels_km)


def _filtered(statement: Select[*tuple[Any, ...]], filters: Filters) -> Select[*tuple[Any, ...]]:
    published = Listing.state == ListingState.PUBLISHED
    statement = statement.join(Listing.provider).where(published, *(_says(word) for word in filters.words))
    if filters.modified_after is not None:
        statement = statement.where(_modified_at >= filters.modified_after)
    if filters.asks_age:
        statement = statement.where(false())  # no listing states ages, and what is not known is never a yes
    if filters.organization_id is not None:
        statement = statement.where(Provider.id.in_(_providers(filters.organization_id)))
    if filters.terms is not None:
        statement = statement.where(_in_any(filters))
    if filters.asks_hours:
        statement = statement.where(_has_hours(filters))
    return statement


def _says(word: str) -> ColumnElement[bool]:
    said = (Listing.title, Listing.summary, Listing.description, Listing.town, Provider.name)
    return or_(*(column.icontains(word, autoescape=True) for column in said))


def _providers(organization_id: str) -> list[int]:
    rows = session.execute(select(Provider.id, Provider.ref))
    return [row.id for row in rows if id_of("organization", row.ref) == organization_id]


def _in_any(filters: Filters) -> ColumnElement[bool]:
    """In any of the categories. A fact is looked up in the search row, where what is disputed is left out."""
    terms = filters.terms or ()
    kinds = {kind for term in terms for kind in term.kinds}
    facts = [_proves(need) for term in terms for need in term.facts]
    proven = exists().where(search_row.c.listing_id == Listing.id, or_(false(), *facts))
    return or_(Listing.kind.in_(kinds), proven)


def _proves(need: Need) -> ColumnElement[bool]:
    column: ColumnElement[Any] = search_row.c[fact_column_name(need.kind)]
    wanted = _stored(need.values[0])
    match need.operator:
        case Operator.AT_LEAST:
            return column >= wanted
        case Operator.AT_MOST:
            return and_(column <= wanted, column >= 0)  # below nought stands for "on request"
        case _:
            return column == wanted


def _stored(value: Value) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _has_hours(filters: Filters) -> ColumnElement[bool]:
    wanted = [OpeningHours.listing_id == Listing.id]
    if filters.opens_from is not None:
        wanted.append(OpeningHours.opens_minute >= filters.opens_from)
    if filters.closes_by is not None:
        wanted.append(OpeningHours.closes_minute <= filters.closes_by)
    if filters.weekday is not None:
        wanted.append(OpeningHours.weekday == filters.weekday)
    return exists().where(*wanted)


def _found(ids: Sequence[int], *, is_full: bool) -> Iterator[Found]:
    more = (Listing.facts, Listing.rates, Listing.seasons, Listing.extras, Listing.opening_hours) if is_full else ()
    loading = (joinedload(Listing.provider), *(selectinload(rows) for rows in more))
    listings = session.scalars(select(Listing).where(Listing.id.in_(ids)).options(*loading).order_by(Listing.id)).all()
    registrations = _registrations(listing.registration_number for listing in listings)
    checks = _checks(ids)
    for listing in listings:
        yield Found(
            listing,
            whereabouts(listing),
            registrations.get(listing.registration_number or ""),
            checks.get(listing.id) if listing.proofs_in else None,
        )


def _registrations(numbers: Iterable[str | None]) -> dict[str, Registration]:
    wanted = {number for number in numbers if number}
    rows = session.scalars(select(Registration).where(Registration.number.in_(wanted))) if wanted else ()
    return {row.number: row for row in rows}


def _checks(ids: Sequence[int]) -> dict[int, date]:
    rows = session.execute(
        select(ListingCheck.listing_id, func.max(ListingCheck.decided_at).label("at"))
        .where(ListingCheck.listing_id.in_(ids), ListingCheck.is_accepted.is_(True))
        .group_by(ListingCheck.listing_id)
    )
    return {row.listing_id: in_london(row.at).date() for row in rows}
