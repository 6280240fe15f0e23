"""What there is instead of a line that is no longer free: the nearest listings of its kind for the same time."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice

from sqlalchemy import select

from marketplace.access_facts import needs as access
from marketplace.accounts.viewer import Viewer
from marketplace.booking.assigning import LineNeeds, Need, assign
from marketplace.booking.errors import Alternative, LineClash, OtherDays
from marketplace.booking.models import Line, Segment
from marketplace.booking.queries.free_spaces import diaries_of, reaching
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.quoting import added_to, quote, same_times, stay_days
from marketplace.booking.queries.words import times_words
from marketplace.booking.quote import Wanted
from marketplace.db import session
from marketplace.listings.answers import HoursAnswers
from marketplace.listings.asked import Asked
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.opening import is_open
from marketplace.listings.pricing import NoRate
from marketplace.listings.queries.nearest import nearest
from marketplace.listings.queries.search import Hit, search
from marketplace.listings.whereabouts import measured_point
from marketplace.people.queries.persons import Known, standing_for
from marketplace.people.queries.profile import needs_to_match
from marketplace.periods import Period
from marketplace.wording import nights_words

MOST = 3
MOST_LOOKED_AT = 12
WITHIN_KM = 60.0
WIDER_KM = (120.0, 240.0)


def clash_of(line: Line, segments: Sequence[Segment], *, viewer: Viewer) -> LineClash:
    """A line that cannot be held, and what there is instead for the first of its segments that clash."""
    asked = _asked(line, segments[0], viewer)
    hits = search(asked, limit=MOST_LOOKED_AT).hits if asked else ()
    # One after the other, and no more than are told: whether one is free for all of a line is asked of the database.
    alternatives = tuple(islice((one for hit in hits if (one := _alternative(hit, line))), MOST))
    return LineClash(
        line_ref=line.ref,
        title=line.title,
        listing_ref=line.listing.ref if line.listing else "",
        when=tuple(times_words(segments)),
        price_pence=line.pence,
        alternatives=alternatives,
        other_days=_other_days(asked) if asked and not alternatives else (),
    )


def instead_of(ref: str, line_ref: str, *, viewer: Viewer) -> LineClash:
    """A line whose provider said no, and what there is instead of all of it. Raises NotFound."""
    line = known_break(ref, viewer=viewer).lost(line_ref)
    return clash_of(line, line.segments, viewer=viewer)


def _asked(line: Line, segment: Segment, viewer: Viewer) -> Asked | None:
    listing, period = line.listing, segment.period
    if listing is None or period is None:
        return None
    is_stay = segment.unit is RateUnit.NIGHT
    whole = Period(line.periods[0].starts_at, line.periods[-1].ends_at) if is_stay else period
    return Asked(
        near=measured_point(listing),
        near_words=listing.town,
        within_km=WITHIN_KM,
        stay=stay_days(Wanted(whole)) if is_stay else None,
        hours=None if is_stay else period,
        sleeps=line.guests if is_stay else None,
        kind=listing.kind,
        needs=needs_of(line, viewer),
    )


def needs_of(line: Line, viewer: Viewer) -> tuple[access.Need, ...]:
    """What those whom the line is for need, each need once."""
    people = line.break_.people_for(line.for_whom)
    needs = [need for one in people for need in needs_to_match(Known(one, standing_for(one, viewer=viewer)))]
    return tuple(dict.fromkeys(needs))


def _alternative(hit: Hit, line: Line) -> Alternative | None:
    """A listing that can be taken instead: another one, that is free for all of the line and has a price for it."""
    listing = session.scalar(select(Listing).where(Listing.ref == hit.offer.ref))
    if listing is None or listing.id == line.listing_id or not listing.proofs_in:
        return None
    price_pence = _price(listing, line)
    if price_pence is None or not _is_free(listing, line):
        return None
    return Alternative(
        listing_ref=hit.offer.ref,
        title=hit.offer.title,
        provider=hit.offer.provider,
        town=hit.offer.town,
        price_pence=price_pence,
        distance_km=hit.distance_km,
        suits=hit.suits,
    )


def _price(listing: Listing, line: Line) -> int | None:
    try:
        unit, wanted = line.segments[0].unit, same_times(line)
        added = added_to(line, listing)
        return sum(one.pence for one in quote(listing, unit, wanted, people=line.guests or 1, added=added))
    except NoRate:
        return None


def _is_free(listing: Listing, line: Line) -> bool:
    """Whether it is open, and its spaces, together, are free for every stretch of the line."""
    week = HoursAnswers.of(listing).week if line.segments[0].unit is RateUnit.HOUR else ()
    if not all(is_open(period, week) for period in line.periods):
        return False
    spaces = reaching(listing, line)
    sleeps_over = line.segments[0].unit.is_at_night
    needs = tuple(Need(str(place), one.period, sleeps_over=sleeps_over) for place, one in enumerate(same_times(line)))
    diaries = diaries_of(spaces, [one.period for one in needs])
    return len(assign([LineNeeds(needs, tuple(space.id for space in spaces))], diaries)) == len(needs)


def _other_days(asked: Asked) -> tuple[OtherDays, ...]:
    """The same nights earlier or later, as the search would say it."""
    if asked.stay is None:
        return ()
    first = asked.stay[0]
    return tuple(
        OtherDays(nights_words(one.arrive_on, one.leave_on), (one.arrive_on - first) // timedelta(days=1), one.found)
        for one in nearest(asked, wider_km=WIDER_KM).dates
    )
