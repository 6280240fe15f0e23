"""How the parts of a break stand to the terms of their listings today, and which are said yes to at once."""

from collections.abc import Mapping, Sequence

from marketplace import clock
from marketplace.booking.models import Line
from marketplace.booking.queries.providers import is_calendar_unread
from marketplace.booking.queries.quoting import stay_days
from marketplace.booking.quote import Wanted
from marketplace.clock import in_london
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.terms import TimeAsked
from marketplace.periods import Period


def broken_by(listing: Listing, unit: RateUnit, periods: Sequence[Period]) -> Mapping[str, str]:
    """Why such times are not what a listing usually takes: a sentence by the term's name."""
    if not periods:
        return {}
    whole = Period(min(periods).starts_at, max(one.ends_at for one in periods))
    is_stay = unit is RateUnit.NIGHT and listing.kind.is_stay
    stay = stay_days(Wanted(whole)) if is_stay else None
    first = stay[0] if stay else in_london(whole.starts_at).date()
    return TimeAsked.of(stay, first, today=clock.today()).broken(listing.terms)


def broken_terms(line: Line) -> Mapping[str, str]:
    """The same of a line; none of what is not one of our listings."""
    if line.listing is None or not line.segments:
        return {}
    return broken_by(line.listing, line.segments[0].unit, line.periods)


def has_standing_word(line: Line) -> bool:
    """Whether the provider has said yes beforehand to what is within its terms: never to support or personal care.

    Nor where the listing is no longer open to all: it may have been hidden since the line was held.
    """
    listing = line.listing
    if listing is None or not listing.accepts_at_once or line.includes_personal_care:
        return False
    return listing.state is ListingState.PUBLISHED and listing.proofs_in


def is_accepted_at_once(line: Line) -> bool:
    """Whether that word says yes to a line that is held.

    Not to what is outside its terms, nor where a calendar elsewhere was not read for a day, nor to a part that comes
    first: it would be kept for longer than the provider has said.
    """
    return (
        has_standing_word(line)
        and not line.break_.is_first_only
        and not broken_terms(line)
        and not is_calendar_unread(line)
    )
