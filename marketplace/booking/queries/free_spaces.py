"""Which spaces a line may take, and what stands in their diaries: closed time, leave and weekly patterns of PAs."""

from collections.abc import Collection, Sequence

from marketplace import geo
from marketplace.booking.assigning import Diaries
from marketplace.booking.models import Break, Line
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import PA, Listing, Space
from marketplace.listings.queries.diary import standing
from marketplace.listings.queries.weeks import weeks_of
from marketplace.periods import Period


def spaces_of(line: Line) -> list[Space]:
    """The spaces that a line may take; none when its listing is not offered any more."""
    listing = line.listing
    if listing is None or listing.state is not ListingState.PUBLISHED or not listing.proofs_in:
        return []
    return reaching(listing, line.break_)


def reaching(listing: Listing, one: Break) -> list[Space]:
    """The open spaces of a listing, of PAs only those who travel as far as the town of the break."""
    open_ones = [space for space in listing.spaces if space.closed_at is None]
    town = town_of(one) if any(space.pa is not None for space in open_ones) else None
    return [space for space in open_ones if space.pa is None or town is None or travels_to(space.pa, town)]


def travels_to(pa: PA, town: geo.Point) -> bool:
    """Whether a PA comes there; one who has not said how far goes as far as the listing does."""
    work = pa.work
    if work is None or work.travels_km is None or work.latitude is None or work.longitude is None:
        return True
    return geo.distance_km(geo.Point(work.latitude, work.longitude), town) <= work.travels_km


def town_of(one: Break) -> geo.Point | None:
    """Where a break is, as far as its town says."""
    try:
        return geo.find(one.town).point if one.town else None
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
