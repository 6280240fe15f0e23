"""Adding parts to a break from our listings, and taking parts out. What a line is never changes: another one is added.

Lines are quoted as they are added, and that price is kept (R41).
"""

from collections.abc import Iterable, Sequence
from datetime import date

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_ASKS, LONGEST_TITLE, MOST_CHARGES, MOST_QUANTITY, Item, LineTerms, Shift
from marketplace.booking.lifecycle import LOST, BreakState, LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.quoting import first_day, line_from, quote, quote_again, segment_from
from marketplace.booking.queries.retiming import AT_A_TIME
from marketplace.booking.queries.terms import broken_by
from marketplace.booking.quote import Quoted, Wanted, total_pence
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.expiring import begin_anew
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.knowing import locked_to_plan, refuse_after_death
from marketplace.booking.services.letters import tell_provider_of_end
from marketplace.booking.services.letting_go import let_go
from marketplace.booking.services.moving import begin_line, move_break, move_line
from marketplace.booking.services.staging import end_if_empty, refuse_kept
from marketplace.booking.sorts import Why
from marketplace.clock import in_london
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.answers import HoursAnswers
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.opening import is_open, open_words
from marketplace.listings.queries.public import listing_for
from marketplace.listings.queries.vat import vat_rate
from marketplace.periods import Period, nights
from marketplace.wording import short_day

MOST_LINES = 60
MOST_NIGHTS = 92

_WAITING = frozenset({BreakState.HELD, BreakState.REQUESTED})


def add_listed_stay(
    ref: str,
    *,
    listing_ref: str,
    arrive_on: date,
    leave_on: date,
    guests: int | None = None,
    space_ref: str = "",
    terms: LineTerms,
    by: Viewer,
) -> str:
    """Nights in a place from our listings; the line's reference. ``guests``: who sleeps there, PAs apart.

    Raises Refused by field, NotFound.
    """
    if not 0 < (leave_on - arrive_on).days <= MOST_NIGHTS:
        raise Refused(fields={"leave_on": "Leave after the day you arrive, at most three months on"})
    if guests is not None and guests < 1:
        raise Refused(fields={"guests": "Somebody has to sleep there"})
    with transaction():
        one, listing = start_listed(ref, listing_ref, RateUnit.NIGHT, by)
        stay = nights(arrive_on, leave_on)
        refuse_firm(listing, RateUnit.NIGHT, [stay], field="arrive_on")
        guests = guests or max(1, len(one.people_for(terms.for_whom)))
        wanted = [Wanted(stay, space_id(listing, space_ref))]
        segments = quote(listing, RateUnit.NIGHT, wanted, people=guests, added=terms.added)
        line = listed_line(one, listing, terms, segments, by=by)
        line.guests = guests
        return kept(line, by)


def add_listed_hours(ref: str, *, listing_ref: str, shifts: Sequence[Shift], terms: LineTerms, by: Viewer) -> str:
    """Hours of support or of anything else that is sold by the hour; the line's reference. Raises Refused, NotFound."""
    return _add_shifts(ref, listing_ref, RateUnit.HOUR, shifts, terms, by)


def add_listed_sleepovers(
    ref: str, *, listing_ref: str, sleepovers: Sequence[Shift], terms: LineTerms, by: Viewer
) -> str:
    """Nights for which a PA sleeps there; the line's reference. Raises Refused by field, NotFound."""
    return _add_shifts(ref, listing_ref, RateUnit.SLEEPOVER, sleepovers, terms, by)


def add_listed_waking_nights(
    ref: str, *, listing_ref: str, nights: Sequence[Shift], terms: LineTerms, by: Viewer
) -> str:
    """Nights through which a PA is awake; the line's reference. Raises Refused by field, NotFound."""
    return _add_shifts(ref, listing_ref, RateUnit.WAKING_NIGHT, nights, terms, by)


def add_listed_items(ref: str, *, listing_ref: str, items: Sequence[Item], terms: LineTerms, by: Viewer) -> str:
    """Journeys, sessions or things; the line's reference. Each takes a space for its time.

    Raises Refused by field, NotFound.
    """
    if not items or any(not 1 <= item.quantity <= MOST_QUANTITY for item in items):
        raise Refused(fields={"quantity": "Enter how many, 1 or more"})
    with transaction():
        one, listing = start_listed(ref, listing_ref, RateUnit.ITEM, by)
        wanted = [
            Wanted(item.period or one.period, space_id(listing, item.space_ref))
            for item in items
            for _ in range(item.quantity)
        ]
        refuse_many(wanted)
        if listing.kind in AT_A_TIME and not all(item.period for item in items):
            raise Refused(fields={"shifts": f"Say when: {listing.title} is for a time, so give the day and the hours"})
        refuse_closed(listing, [item.period for item in items if item.period])
        refuse_firm(listing, RateUnit.ITEM, [one.period for one in wanted])
        segments = quote(listing, RateUnit.ITEM, wanted, added=terms.added)
        return kept(listed_line(one, listing, terms, segments, by=by), by)


def remove_line(ref: str, line_ref: str, *, by: Viewer) -> None:
    """Take a part out before all have agreed: its space and money go at once, the rest stays. Raises NotNow.

    With its last part a break that waited for answers is a draft again.
    """
    with transaction():
        known = locked_to_plan(ref, by=by)
        line = known.line(line_ref)
        if line.is_fee:
            raise Refused("The fee goes with what it is the fee for. Change who pays instead")
        refuse_kept(line)
        take_out(line, LineState.TAKEN_OUT, Why.TAKEN_OUT, by=by)
        if known.break_.state in _WAITING and _is_empty(known.break_):
            begin_anew(known.break_, Why.TAKEN_OUT, by=by.actor)
            move_break(known.break_, BreakState.DRAFT, Why.TAKEN_OUT, by=by.actor)
        else:
            confirm_if_all_agreed(known.break_, by=by.actor)


def _is_empty(one: Break) -> bool:
    """Whether nothing is left that anybody could be waited for, or that something else is chosen for."""
    return all(line.is_fee for line in one.lines_in) and not any(line.state in LOST for line in one.lines)


def take_new_price(ref: str, line_ref: str, *, by: Viewer) -> None:
    """Take today's price of a listing for a line quoted before. Who pays has to be said again (R41).

    Where it is dearer, whoever said yes to the line is asked again.
    """
    with transaction():
        line = locked_to_plan(ref, by=by).line(line_ref)
        if line.state is not LineState.PROPOSED:
            raise Refused("This part has been asked for at its price, so the price stays")
        fresh = quote_again(line)
        if not fresh:
            raise Refused("This part has no listed price")
        let_go([line], by=by.actor)
        if total_pence(fresh) > line.pence:
            line.dearer_since = clock.now()
        line.shares.clear()
        line.segments[:] = [segment_from(one, is_cover=line.counts_as_cover) for one in fresh]
        session.flush()
        refigure_fees(line.break_, by=by.actor)
        audit.record("line-new-price", about=line.about, by=by.actor)


def take_out(line: Line, to: LineState, why: Why, *, by: Viewer) -> None:
    """Let a line leave the break: its space and money go, fees follow, and its provider is told."""
    was_asked = line.state is not LineState.PROPOSED
    let_go([line], by=by.actor)
    move_line(line, to, why, by=by.actor)
    refigure_fees(line.break_, by=by.actor)
    if was_asked:
        tell_provider_of_end(line)
    end_if_empty(line.break_, by=by.actor)


def begin(one: Break, line: Line, terms: LineTerms, segments: Iterable[Quoted], *, by: Viewer) -> Line:
    """Give a line its terms and segments, and write it down. Raises Refused by field, or after a death."""
    refuse_after_death(one)
    tidy = terms.tidy()
    title = tidy.title or line.title
    wrong = drafts.text_problems({"asks": (tidy.asks, LONGEST_ASKS), "title": (title, LONGEST_TITLE)})
    if not one.people_for(tidy.for_whom) or len(one.lines_in) >= MOST_LINES:
        wrong["for_whom"] = "Choose somebody whose break it is" if one.lines_in else "Choose whom it is for"
    if wrong:
        raise Refused(fields=wrong)
    line.break_ = one
    line.title, line.asks, line.for_whom = title, tidy.asks, tidy.for_whom
    line.duty = tidy.duty or one.duty
    line.comes_later = one.rest_by is not None
    line.made_at = clock.now()
    line.segments = [segment_from(quoted, is_cover=line.counts_as_cover) for quoted in segments]
    begin_line(line, by=by.actor)
    return line


def _add_shifts(
    ref: str, listing_ref: str, unit: RateUnit, shifts: Sequence[Shift], terms: LineTerms, by: Viewer
) -> str:
    if not shifts:
        raise Refused(fields={"shifts": "Say when: at least one stretch of time"})
    with transaction():
        one, listing = start_listed(ref, listing_ref, unit, by)
        wanted = [Wanted(shift.period, space_id(listing, shift.space_ref)) for shift in shifts]
        refuse_many(wanted)
        if unit is RateUnit.HOUR:
            refuse_closed(listing, [shift.period for shift in shifts])
        refuse_not_working(listing, unit, wanted)
        refuse_firm(listing, unit, [shift.period for shift in shifts])
        segments = quote(listing, unit, wanted, added=terms.added)
        return kept(listed_line(one, listing, terms, segments, by=by), by)


def start_listed(ref: str, listing_ref: str, unit: RateUnit, by: Viewer) -> tuple[Break, Listing]:
    """The break, locked to be planned, and a listing that may be booked by this unit. Raises NotFound, Refused."""
    one = locked_to_plan(ref, by=by).break_
    listing = listing_for(listing_ref, viewer=by)
    if not listing.proofs_in:
        raise Refused(f"{listing.title} cannot be booked yet: its papers are not checked")
    if not any(rate.unit is unit for rate in listing.rates):
        raise Refused(f"{listing.title} has no price for one {unit.noun}")
    return one, listing


def listed_line(one: Break, listing: Listing, terms: LineTerms, segments: Iterable[Quoted], *, by: Viewer) -> Line:
    """A new line from a listing: what it covers, and who employs whoever gives support."""
    line = line_from(listing)
    begin(one, line, terms, segments, by=by)
    line.vat_per_ten_thousand = vat_rate(listing.vat, on=first_day(line) or clock.today())
    return line


def kept(line: Line, by: Viewer) -> str:
    """Write down that a line was added; its reference."""
    line.break_.changed_at = clock.now()
    audit.record("line-added", about=line.about, by=by.actor)
    session.flush()
    return line.ref


def space_id(listing: Listing, ref: str) -> int | None:
    """The space that was chosen; none where none was. Raises Refused by field."""
    if not ref:
        return None
    for space in listing.spaces:
        if space.ref == ref and space.closed_at is None:
            return space.id
    raise Refused(fields={"space": "Choose one that is offered"})


def refuse_many(wanted: Sequence[Wanted]) -> None:
    """Nor too many stretches for one part, nor any that is over."""
    if len(wanted) > MOST_CHARGES:
        raise Refused(fields={"quantity": f"Use {MOST_CHARGES} or fewer in one part, and add another part"})
    if any(one.period.ends_at <= clock.now() for one in wanted):
        raise Refused(fields={"shifts": "This time is over"})


def refuse_closed(listing: Listing, periods: Sequence[Period]) -> None:
    """Nothing is booked outside the opening hours; who sleeps over is there when all is closed."""
    week = HoursAnswers.of(listing).week
    closed = next((period for period in periods if not is_open(period, week)), None)
    if closed is not None:
        starts = in_london(closed.starts_at)
        then = f"{short_day(starts.date())} at {starts:%H:%M}"
        raise Refused(fields={"shifts": f"{listing.title} is not open then ({then}). It is open {open_words(week)}"})


def refuse_firm(listing: Listing, unit: RateUnit, periods: Sequence[Period], *, field: str = "shifts") -> None:
    """Who takes nothing outside its terms is not asked for it."""
    broken = broken_by(listing, unit, periods) if listing.terms.is_firm else {}
    if broken:
        raise Refused(fields={field: " ".join((*broken.values(), "Choose other days"))})


def refuse_not_working(listing: Listing, unit: RateUnit, wanted: Iterable[Wanted]) -> None:
    """Nobody is asked for outside their weekly pattern: not somebody who was chosen, nor anybody where nobody works."""
    sleeps_over = unit.is_at_night
    pas = {space.id: space.pa for space in listing.spaces if space.pa is not None and space.closed_at is None}
    for one in wanted:
        asked = [pas[one.space_id]] if one.space_id in pas else list(pas.values())
        if asked and not any(pa.week.allows(one.period, sleeps_over=sleeps_over) for pa in asked):
            starts = in_london(one.period.starts_at)
            when = f"({short_day(starts.date())} at {starts:%H:%M})"
            verb = ("sleep over", "sleeps over") if unit is RateUnit.SLEEPOVER else ("work", "works")
            nobody = f"Nobody of {listing.title} {verb[1]} then {when}. Choose another time"
            named = f"{asked[0].name} does not {verb[0]} then {when}. Choose another time or another PA"
            raise Refused(fields={"shifts": named if one.space_id else nobody})
