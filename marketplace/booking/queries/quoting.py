"""What a listing asks for a stretch of time, from its rates today, and the new line of a break that it makes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from marketplace.booking.drafts import NOTHING_ADDED, Added
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line, Segment
from marketplace.booking.quote import (
    Quoted,
    Wanted,
    quote_added,
    quote_hours,
    quote_items,
    quote_levy,
    quote_must_pay,
    quote_sleepovers,
    quote_stay,
)
from marketplace.booking.sorts import LineSort
from marketplace.clock import in_london
from marketplace.holidays import sort_of_day
from marketplace.listings.cancelling import steps_text
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.pricing import NoRate, RateTable
from marketplace.listings.queries.levies import levy_lines
from marketplace.periods import Period, nights_touched


def quote(
    listing: Listing, unit: RateUnit, wanted: Sequence[Wanted], *, people: int = 1, added: Added = NOTHING_ADDED
) -> tuple[Quoted, ...]:
    """So many stretches of one unit: nights as their stay, items as the time each takes. Raises NoRate.

    A stay of so many people comes with what must be paid beside its nights, once for all of its stretches, and with the
    visitor levy of its council; then comes what people add.
    """
    prices = listing.prices
    must_pay = (*quote_must_pay(prices, people), *_levy(prices, wanted)) if unit is RateUnit.NIGHT else ()
    return (*_stretches(prices, unit, wanted), *must_pay, *quote_added(prices, added))


def _levy(rates: RateTable, wanted: Iterable[Wanted]) -> tuple[Quoted, ...]:
    """The visitor levy on all the nights of a stay, where the council of its place asks one (R35)."""
    days = sorted(day for one in wanted for day in nights_touched(one.period))
    return quote_levy(levy_lines(rates, days), rates.levied.council) if rates.levied else ()


def _stretches(rates: RateTable, unit: RateUnit, wanted: Sequence[Wanted]) -> tuple[Quoted, ...]:
    match unit:
        case RateUnit.NIGHT:
            return tuple(segment for one in wanted for segment in _stay(one, rates))
        case RateUnit.HOUR:
            return quote_hours(wanted, rates, sort_of_day)
        case RateUnit.SLEEPOVER | RateUnit.WAKING_NIGHT:
            return quote_sleepovers(wanted, rates, sort_of_day, unit)
        case RateUnit.ITEM:
            return quote_items(wanted, rates, sort_of_day)
        case RateUnit.MILE | RateUnit.EXTRA:
            raise NoRate(unit)


def line_from(listing: Listing) -> Line:
    """A new line of a listing, in no break yet and without times or a price: what it covers, and its terms today."""
    return Line(
        sort=LineSort.LISTED,
        state=LineState.PROPOSED,
        listing_id=listing.id,
        kind=listing.kind,
        title=listing.title,
        counts_as_cover=listing.kind.is_support or (listing.kind.is_stay and listing.includes_personal_care),
        includes_personal_care=listing.includes_personal_care,
        cancellation=listing.cancellation,
        cancellation_steps=steps_text(listing.cancellation_steps),
        employer=listing.provider.legal_name or listing.provider.name if listing.kind.is_support else "",
        deposit_pence=listing.deposit_pence,
        deposit_back_days=listing.deposit_back_days,
        vat=listing.vat,
    )


def segment_from(quoted: Quoted, *, is_cover: bool) -> Segment:
    """A new segment as it was quoted."""
    return Segment(
        starts_at=quoted.period.starts_at if quoted.period else None,
        ends_at=quoted.period.ends_at if quoted.period else None,
        unit=quoted.unit,
        quantity=quoted.quantity,
        rate_pence=quoted.rate_pence,
        pence=quoted.pence,
        noun=quoted.noun,
        sort_words=quoted.sort_words,
        season=quoted.season,
        wanted_space_id=quoted.space_id,
        levy_council=quoted.levy_council,
        is_cover=is_cover and quoted.period is not None,
    )


def quote_again(line: Line) -> tuple[Quoted, ...]:
    """What a listed line would cost today: the same stretches at today's rates. Raises NoRate."""
    wanted = [Wanted(segment.period, segment.wanted_space_id) for segment in line.segments if segment.period]
    if line.listing is None or not wanted:
        return ()
    added = added_to(line, line.listing)
    return quote(line.listing, line.segments[0].unit, wanted, people=line.guests or 1, added=added)


def added_to(line: Line, listing: Listing) -> Added:
    """What was added to a line, as far as a listing (its own, or another instead) has a price for it today."""
    chosen = {segment.noun: segment.quantity for segment in line.segments if segment.unit is RateUnit.EXTRA}
    miles = sum(segment.quantity for segment in line.segments if segment.unit is RateUnit.MILE)
    return still_added(listing, chosen, miles)


def still_added(listing: Listing, chosen: Mapping[str, int], miles: int) -> Added:
    """So many of each of these extras, and miles, as far as a listing has a price for them today."""
    prices = listing.prices
    offered = {extra.name for extra in prices.extras if not extra.per.must_be_paid}
    has_miles = any(rate.unit is RateUnit.MILE for rate in prices.rates)
    extras = tuple((name, count) for name, count in chosen.items() if name in offered)
    return Added(extras, miles if has_miles else 0)


def same_times(line: Line) -> tuple[Wanted, ...]:
    """The stretches of a listed line as they would be wanted of another listing: a stay in one piece, of any space."""
    periods = line.periods
    if periods and line.segments[0].unit is RateUnit.NIGHT:
        return (Wanted(Period(periods[0].starts_at, periods[-1].ends_at)),)
    return tuple(map(Wanted, periods))


def _stay(one: Wanted, rates: RateTable) -> tuple[Quoted, ...]:
    first, last = stay_days(one)
    return quote_stay(first, last, rates, sort_of_day, space_id=one.space_id)


def stay_days(one: Wanted) -> tuple[date, date]:
    """The day of arriving and the day of leaving of a stay."""
    touched = nights_touched(one.period)
    return touched[0], touched[-1] + timedelta(days=1)


def first_day(line: Line) -> date | None:
    """The first London day of a line; none where it has no time of its own."""
    periods = line.periods
    return in_london(periods[0].starts_at).date() if periods else None


def last_day(line: Line) -> date | None:
    """The last London day that a line is paid for: of a stay the day of its last night."""
    if not line.periods:
        return None
    last = max(line.periods, key=lambda one: one.ends_at)
    if any(segment.unit is RateUnit.NIGHT for segment in line.segments):
        return nights_touched(last)[-1]
    return in_london(last.ends_at - timedelta(microseconds=1)).date()
