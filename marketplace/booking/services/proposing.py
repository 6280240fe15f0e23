"""What a break would be on other days: each part at today's price, what is no longer offered or taken, who would pay.

Reads alone; ``copying`` makes a break of it. Asked for several days at once it reads each diary once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.again import moved, moved_charges
from marketplace.booking.assigning import Diaries, LineNeeds, Need, assign
from marketplace.booking.drafts import Added, Charge
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.on_costs import of_nouns
from marketplace.booking.queries.free_spaces import diaries_of, pas_of, reaching
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.queries.own_cost import cost_rates, council_of
from marketplace.booking.queries.quoting import added_to, quote
from marketplace.booking.queries.retiming import AT_A_TIME
from marketplace.booking.queries.words import runs, time_words, whole
from marketplace.booking.quote import Quoted, Wanted, quote_charges, quote_on_costs, quoted_words
from marketplace.booking.services.lines import refuse_closed, refuse_firm, refuse_not_working
from marketplace.booking.sorts import LineSort
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import Listing, RateUnit, Space
from marketplace.listings.pricing import NoRate
from marketplace.listings.queries.public import listing_for, may_read
from marketplace.periods import Period


@dataclass(frozen=True, kw_only=True)
class PartThen:
    """One part on days to come. ``pence`` is none where ``why_not`` says why it cannot be in it.

    ``is_free``: whether its time is free as things stand; of what is not on this site nobody knows. ``changed``: what
    is not as it was, though the part is there. ``was_pence``: its price before, where there is one; ``provider``: who
    gave it, where it is asked for by telephone.
    """

    title: str
    sort: LineSort
    unit: RateUnit
    listing: Listing | None
    periods: tuple[Period, ...]
    quoted: tuple[Quoted, ...] = ()
    why_not: str = ""
    is_free: bool = True
    changed: tuple[str, ...] = ()
    provider: str = ""
    was_pence: int | None = None

    @property
    def pence(self) -> int | None:
        """Its price now."""
        return None if self.why_not else sum(one.pence for one in self.quoted)

    @property
    def words(self) -> str:
        """What it is made of and costs now."""
        return quoted_words(self.quoted)

    @property
    def times(self) -> tuple[str, ...]:
        """When it would be."""
        return tuple(time_words(self.unit, period) for period in self.periods)


@dataclass(frozen=True, kw_only=True)
class PartAgain(PartThen):
    """A part of a break once more, on its new days."""

    line: Line


PART = TypeVar("PART", bound=PartThen)


@dataclass(frozen=True)
class Proposal(Generic[PART]):
    """A whole break on its new days, from its first day on."""

    first_on: date
    period: Period
    parts: tuple[PART, ...]

    @property
    def good(self) -> tuple[PART, ...]:
        """The parts that would be in it."""
        return tuple(one for one in self.parts if not one.why_not)

    @property
    def left_out(self) -> tuple[PART, ...]:
        """The parts that would not."""
        return tuple(one for one in self.parts if one.why_not)

    @property
    def taken(self) -> tuple[PART, ...]:
        """The parts whose time somebody else has now."""
        return tuple(one for one in self.good if not one.is_free)

    @property
    def was_pence(self) -> int:
        """What these parts cost before."""
        return sum(one.was_pence or 0 for one in self.parts)

    @property
    def pence(self) -> int:
        """What it would cost."""
        return sum(one.pence or 0 for one in self.good)


@dataclass(frozen=True)
class Offer:
    """What a listing answers when stretches of one unit are asked of it: its price, or why not; whether it is free."""

    quoted: tuple[Quoted, ...] = ()
    why_not: str = ""
    is_free: bool = True


def propose_again(
    ref: str, *, firsts: Sequence[date], by: Viewer
) -> tuple[KnownBreak, tuple[Proposal[PartAgain], ...]]:
    """A break that ``by`` may arrange, and what it would be from each of these days. Raises NotFound, NotAllowed."""
    known = known_break(ref, viewer=by)
    known.require_planner()
    one = known.break_
    ahead = [(first - first_day_of(one)).days for first in firsts]
    lines = lines_of(one)
    asked, diaries = _asked_again(lines, ahead, by)
    by_line = [_line_again(line, ahead, asked.get(line.id), diaries) for line in lines]
    return known, tuple(
        Proposal(first, moved(one.period, days), tuple(parts[days] for parts in by_line))
        for first, days in zip(firsts, ahead, strict=True)
    )


def first_day_of(one: Break) -> date:
    """The London day on which a break starts."""
    return in_london(one.starts_at).date()


def lines_of(one: Break) -> list[Line]:
    """The parts that make a break up: those in it, of a cancelled one those that went with it. No fees."""
    is_off = one.state is BreakState.CANCELLED
    lines = [line for line in one.lines if line.state is LineState.CANCELLED] if is_off else one.lines_in
    return [line for line in lines if not line.is_fee]


def charges_of(line: Line) -> tuple[Charge, ...]:
    """What somebody who is not on the site asked for, row by row; what goes on top is worked out anew."""
    rows = (one for one in line.segments if one.unit is not RateUnit.EXTRA)
    return tuple(Charge(one.unit, one.quantity, one.rate_pence, one.period) for one in rows)


def listed_at(line: Line, wanted: Sequence[Wanted], by: Viewer) -> PartAgain:
    """A listed line as it would be at other times, as if it let its own go. Raises NotFound."""
    spaces, listing = _spaces(line, by)
    mine = frozenset(segment.reference for segment in line.segments)
    diaries = diaries_of(spaces, [one.period for one in wanted], without=mine)
    return _listed_again(line, listing, wanted, diaries, tuple(space.id for space in spaces))


def off_site_at(line: Line, charges: Sequence[Charge]) -> PartAgain:
    """A line that is not from our listings as it would be for what is asked; what goes on top is worked out anew."""
    periods = tuple(one.period for one in charges if one.period)
    wages = quote_charges(charges)
    on_top = of_nouns({one.noun for one in line.segments if one.unit is RateUnit.EXTRA})
    first_on = in_london(min(periods).starts_at).date() if periods else clock.today()
    rates = cost_rates(first_on, council=council_of(line.break_))
    return _part(line, None, periods, Offer((*wages, *quote_on_costs(wages, on_top, rates))))


@dataclass(frozen=True)
class _Asked:
    """A listed line as it would be asked for again. ``wanted``: its stretches, for each number of days on."""

    listing: Listing
    space_ids: tuple[int, ...]
    wanted: Mapping[int, list[Wanted]]


def _asked_again(lines: Sequence[Line], ahead: Sequence[int], by: Viewer) -> tuple[dict[int, _Asked], Diaries]:
    """Those lines whose listings are still offered, by their ids, and all their diaries: read once for all of them."""
    offered = {line.listing_id: line.listing for line in lines if line.listing and _is_offered(line.listing, by)}
    pas_of([space for listing in offered.values() for space in listing.spaces if space.closed_at is None])
    with_hours = select(Listing).where(Listing.id.in_(offered)).options(selectinload(Listing.opening_hours))
    session.scalars(with_hours).all()
    asked: dict[int, _Asked] = {}
    spaces: dict[int, Space] = {}
    for line in lines:
        listing = offered.get(line.listing_id)
        if listing is not None:
            serving = {space.id: space for space in reaching(listing, line)}
            spaces |= serving
            ids = tuple(serving)
            asked[line.id] = _Asked(listing, ids, {days: _wanted(_stretches(line), days, ids) for days in ahead})
    periods = [one.period for each in asked.values() for several in each.wanted.values() for one in several]
    return asked, diaries_of(list(spaces.values()), periods)


def _line_again(line: Line, ahead: Sequence[int], asked: _Asked | None, diaries: Diaries) -> Mapping[int, PartAgain]:
    """One line, so many days on, for each number of days."""
    if line.sort is not LineSort.LISTED or line.listing is None:
        return {days: off_site_at(line, moved_charges(charges_of(line), days)) for days in ahead}
    if asked is None:
        return {days: _gone(line, days, f"{line.title} is no longer offered here") for days in ahead}
    return {days: _listed_again(line, asked.listing, asked.wanted[days], diaries, asked.space_ids) for days in ahead}


def _stretches(line: Line) -> list[tuple[Period, int | None]]:
    """Its stretches of time, each with the space that was wanted for it."""
    return [(whole(run), run[0].wanted_space_id) for run in runs(line.segments)]


def _spaces(line: Line, by: Viewer) -> tuple[list[Space], Listing]:
    """The spaces that may serve a line now, and its listing. Raises NotFound when it is no longer offered."""
    if line.listing is None:
        raise NotFound
    listing = still_offered(line.listing.ref, by=by)
    return reaching(listing, line), listing


def _is_offered(listing: Listing, by: Viewer) -> bool:
    return listing.proofs_in and may_read(listing, by)


def still_offered(listing_ref: str, *, by: Viewer) -> Listing:
    """A listing that may still be booked. Raises NotFound."""
    listing = listing_for(listing_ref, viewer=by)
    if not listing.proofs_in:
        raise NotFound
    return listing


def _wanted(stretches: Sequence[tuple[Period, int | None]], days: int, open_ids: Collection[int]) -> list[Wanted]:
    return [Wanted(moved(period, days), space_id if space_id in open_ids else None) for period, space_id in stretches]


def _gone(line: Line, days: int, why: str) -> PartAgain:
    return _part(line, None, tuple(moved(period, days) for period, _ in _stretches(line)), Offer(why_not=why))


def _listed_again(
    line: Line, listing: Listing, wanted: Sequence[Wanted], diaries: Diaries, space_ids: tuple[int, ...]
) -> PartAgain:
    unit, added = line.segments[0].unit, added_to(line, listing)
    offer = offer_of(listing, unit, wanted, diaries, space_ids, people=line.guests or 1, added=added)
    changed = () if offer.why_not else tuple(_changes(line, wanted, offer.quoted))
    return _part(line, listing, tuple(one.period for one in wanted), offer, changed)


def _part(
    line: Line, listing: Listing | None, periods: tuple[Period, ...], offer: Offer, changed: tuple[str, ...] = ()
) -> PartAgain:
    has_its_name = listing is not None and line.listing is not None and line.title == line.listing.title
    return PartAgain(
        line=line,
        title=listing.title if listing and has_its_name else line.title,
        sort=line.sort,
        unit=line.segments[0].unit,
        listing=listing,
        periods=periods,
        changed=changed,
        provider=line.provider,
        was_pence=line.pence,
        **vars(offer),
    )


def offer_of(
    listing: Listing,
    unit: RateUnit,
    wanted: Sequence[Wanted],
    diaries: Diaries,
    space_ids: tuple[int, ...],
    *,
    people: int,
    added: Added,
) -> Offer:
    """What a listing answers when so much of it is asked for now, as when a part is added by hand."""
    try:
        quoted = quote(listing, unit, wanted, people=people, added=added)
        _refuse_unfit(listing, unit, wanted)
    except NoRate:
        return Offer(why_not=f"{listing.title} has no price for this now")
    except Refused as refusal:
        why = " ".join((refusal.fields or {"": refusal.message}).values())
        return Offer(why_not=why if why.startswith(listing.title) else f"{listing.title}: {why}")
    return Offer(quoted, is_free=_is_free(unit, wanted, diaries, space_ids))


def _refuse_unfit(listing: Listing, unit: RateUnit, wanted: Sequence[Wanted]) -> None:
    """As when it is added by hand: opening hours, firm terms, and the weeks of PAs. Raises Refused."""
    periods = [one.period for one in wanted]
    if unit is RateUnit.HOUR or (unit is RateUnit.ITEM and listing.kind in AT_A_TIME):
        refuse_closed(listing, periods)
    if unit is RateUnit.HOUR or unit.is_at_night:
        refuse_not_working(listing, unit, wanted)
    refuse_firm(listing, unit, periods)


def _is_free(unit: RateUnit, wanted: Sequence[Wanted], diaries: Diaries, space_ids: tuple[int, ...]) -> bool:
    needs = tuple(
        Need(str(place), one.period, one.space_id, sleeps_over=unit.is_at_night) for place, one in enumerate(wanted)
    )
    return len(assign([LineNeeds(needs, space_ids)], diaries.copy())) == len(needs)


def _changes(line: Line, wanted: Sequence[Wanted], quoted: Sequence[Quoted]) -> list[str]:
    """Extras that are no longer there, and somebody who was chosen and cannot be."""
    before = {one.noun for one in line.segments if one.unit in {RateUnit.EXTRA, RateUnit.MILE}}
    after = {one.noun for one in quoted if one.unit in {RateUnit.EXTRA, RateUnit.MILE}}
    lost = [f"{noun} is no longer offered" for noun in sorted(before - after)]
    chosen = {one.wanted_space.name for one in line.segments if one.wanted_space}
    if chosen and not any(one.space_id for one in wanted):
        lost.append(f"{' and '.join(sorted(chosen))} cannot be chosen now, so anybody comes")
    return lost
