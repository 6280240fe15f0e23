"""Which spaces a line may take, and what stands in their diaries: closed time, leave and weekly patterns of PAs."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace import geo
from marketplace.booking.assigning import Diaries
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.at_home import where_of
from marketplace.booking.queries.pvg import to_choose_in
from marketplace.db import once_a_read, session
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import PA, Listing, Space
from marketplace.listings.queries.diary import standing
from marketplace.listings.queries.weeks import weeks_of
from marketplace.people.models import Person
from marketplace.periods import Period
from marketplace.rules.intimate_care import CarerSex, CareWish


def spaces_of(line: Line) -> list[Space]:
    """The spaces that a line may take; none when its listing is not offered any more."""
    listing = line.listing
    if listing is None or listing.state is not ListingState.PUBLISHED or not listing.proofs_in:
        return []
    return reaching(listing, line)


def reaching(listing: Listing, line: Line) -> list[Space]:
    """The open spaces of a listing that may serve a line.

    Of PAs only those who travel as far as the town where it is, and where somebody has asked that a woman, or a man,
    helps them wash, only those (CARE). Those who may work with whoever it is for come first: anybody is one of them.
    """
    found = serving(listing, care_wished(line), where_of(line))
    covered = {space.id for space in to_choose_in(line, found)}
    return sorted(found, key=lambda space: space.id not in covered)


def serving(listing: Listing, wished: Collection[CarerSex], town_words: str) -> list[Space]:
    """The same for somebody who wishes this of whoever washes them, in a town; blank: wherever that is."""
    open_ones = [space for space in listing.spaces if space.closed_at is None]
    pas = pas_of(open_ones)
    town = point_of(town_words) if pas else None
    return [
        space
        for space in open_ones
        if space.pa is None or ((town is None or travels_to(space.pa, town)) and fits(space.pa, wished))
    ]


def care_wished(line: Line) -> frozenset[CarerSex]:
    """Who is to give the personal care of a line; empty where it does not matter."""
    return frozenset(wish.by for wish in care_wishes(line))


def care_wishes(line: Line) -> tuple[CareWish, ...]:
    """What those ask, of the personal care of a line, whom it is for."""
    return wishes_of(line.break_.people_for(line.for_whom)) if line.includes_personal_care else ()


def wishes_of(people: Iterable[Person]) -> tuple[CareWish, ...]:
    """Who these people ask to be washed by."""
    return tuple(wish for one in people if (wish := one.care_wish))


def fits(pa: PA, wished: Collection[CarerSex]) -> bool:
    """Whether a PA is all that is asked for: nobody is both, so two people who differ need a part each."""
    return all(pa.work is not None and pa.work.care_as is one for one in wished)


def pas_of(spaces: Sequence[Space]) -> Sequence[PA]:
    """The PAs whose time these spaces are, with what they do: none is asked for alone, nor again for the same page."""
    ids = {space.pa_id for space in spaces if space.pa_id is not None}
    kept = once_a_read("pas", dict[int, PA])
    missing = ids - kept.keys()
    if missing:
        found = session.scalars(select(PA).where(PA.id.in_(missing)).options(selectinload(PA.work)))
        kept |= {one.id: one for one in found}
    return [kept[pa_id] for pa_id in sorted(ids)]


def travels_to(pa: PA, town: geo.Point) -> bool:
    """Whether a PA comes there; one who has not said how far goes as far as the listing does."""
    work = pa.work
    if work is None or work.travels_km is None or work.latitude is None or work.longitude is None:
        return True
    return geo.distance_km(geo.Point(work.latitude, work.longitude), town) <= work.travels_km


def town_of(one: Break) -> geo.Point | None:
    """Where a break is, as far as its town says."""
    return point_of(one.town)


def point_of(town: str) -> geo.Point | None:
    """Where a town is; none where it is blank or not known."""
    try:
        return geo.find(town).point if town else None
    except geo.UnknownPlace:
        return None


def diaries_of(spaces: Sequence[Space], periods: Sequence[Period], *, without: Collection[str] = ()) -> Diaries:
    """What is taken of these spaces in the time that is wanted, and when their PAs work.

    ``without``: references that count as free, since they go when this is taken.
    """
    weeks = weeks_of({space.pa_id for space in spaces if space.pa_id is not None})
    diaries = Diaries(weeks={space.id: weeks[space.pa_id] for space in spaces if space.pa_id is not None})
    if periods:
        span = Period(min(one.starts_at for one in periods), max(one.ends_at for one in periods))
        for row in standing(spaces, span):
            if row.reference not in without:
                diaries.take(row.space_id, row.period)
    return diaries
