"""What the pages of a swap print: old and new price, what cancelling costs, who pays, and what may take the place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Line, Promise, Swap, SwapPot
from marketplace.booking.queries.agreeing import way_in
from marketplace.booking.queries.alternatives import WITHIN_KM, needs_of
from marketplace.booking.queries.cancel_costs import CancelCost, cost_of
from marketplace.booking.queries.cases import LetterSeen
from marketplace.booking.queries.known import KnownBreak, break_as, known_break
from marketplace.booking.queries.papers import letters_seen
from marketplace.booking.queries.precedents import LikeCases, like_cases
from marketplace.booking.queries.promises import promises_of
from marketplace.booking.queries.pvg import to_choose_for
from marketplace.booking.queries.quoting import added_to, quote, same_times, stay_days
from marketplace.booking.queries.readiness import agreements_of
from marketplace.booking.queries.saying import way_to_say
from marketplace.booking.queries.swap_waiting import clock_of
from marketplace.booking.queries.swaps import (
    card_extras,
    card_pots,
    is_left_to,
    may_answer,
    may_swap,
    open_swaps,
    says_missing,
    state_of,
    swap_in,
)
from marketplace.booking.queries.words import line_words, when_words
from marketplace.booking.quote import Wanted
from marketplace.booking.sorts import AgreedHow, SaidHow
from marketplace.booking.swaps import PaidBy, SwapState, change_words, unit_between
from marketplace.budgets.queries.balances import balances
from marketplace.budgets.sorts import Control
from marketplace.db import session
from marketplace.errors import NotAllowed
from marketplace.listings.asked import Asked as SearchAsked
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.pricing import NoRate
from marketplace.listings.queries.search import Hit, search
from marketplace.listings.whereabouts import measured_point
from marketplace.payments.charges import FOR_CARDHOLDER
from marketplace.payments.queries import charge_of
from marketplace.periods import Period
from marketplace.rules.spending import R47

MOST_FOUND = 8
SWAPPED_FOR = (
    ListingKind.ACTIVITY,
    ListingKind.TRANSPORT,
    ListingKind.EQUIPMENT,
    ListingKind.ACCOMMODATION,
    ListingKind.OTHER,
)
"""What may take the place of a part that is not support."""

SUPPORT_SWAPPED_FOR = (
    ListingKind.PA_BANK,
    ListingKind.SOLE_PA,
    ListingKind.CARE_AT_HOME,
    ListingKind.SHARED_LIVES,
)
"""What may take the place of support, and of nothing else."""


def swapped_for(kind: ListingKind | None) -> tuple[ListingKind, ...]:
    """The kinds that may take the place of a part of this kind."""
    return SUPPORT_SWAPPED_FOR if kind is not None and kind.is_support else SWAPPED_FOR


@dataclass(frozen=True)
class SwapPart:
    """One of the two parts, as the viewer may know it: to who only pays, the sort of thing and no more (R54)."""

    title: str
    provider: str
    words: str
    when: tuple[str, ...]
    pence: int


@dataclass(frozen=True)
class SwapPotRow:
    """One pot. ``before_pence``, ``after_pence``: what is free in it without and with the swap; none: nobody counts.

    ``change``: what it pays more or less, and how.
    """

    name: str
    old_pence: int
    new_pence: int
    before_pence: int | None
    after_pence: int | None
    change: str
    why_asked: str
    is_yes: bool | None
    reason: str
    by_name: str


@dataclass(frozen=True)
class SwapSay:
    """Somebody whose yes to the new part is still to come."""

    person_ref: str
    called: str
    may_say: bool


@dataclass(frozen=True)
class SwapPay:
    """What a card is to pay before the parts are swapped. ``why``: the bank's words, where it said no."""

    pot: str
    pence: int
    may_pay: bool
    why: str


@dataclass(frozen=True)
class SwapPage:
    """A swap for one viewer. ``may_decide``: its money, or a rule, waits for them.

    ``clock``: when an officer's clock ends, and of how many working days it is (R47). ``is_seen``: they see its break.
    ``is_paid_first``: a card pays what it costs more before it is done. ``speaks_for``: others whose yes is written
    down with the yes of who asks (R52). ``letters``: of funders, for a brokerage that decides and sees no break (R54).
    """

    ref: str
    break_ref: str
    break_title: str
    state: SwapState
    old: SwapPart
    new: SwapPart
    cost: CancelCost | None
    kept_pence: int
    pots: tuple[SwapPotRow, ...]
    asks: tuple[str, ...]
    says: tuple[SwapSay, ...]
    speaks_for: tuple[str, ...]
    words: str
    until: datetime
    may_ask: bool
    may_take_back: bool
    may_decide: bool
    is_seen: bool
    letters: tuple[LetterSeen, ...] | None
    clock: tuple[datetime, int] | None
    like: LikeCases | None
    pay: SwapPay | None
    is_support: bool
    is_paid_first: bool

    @property
    def more_pence(self) -> int:
        """What the new part costs more; below nought: less."""
        return self.new.pence - self.old.pence

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Who or what it needs a yes of, beside its provider."""
        pots = tuple(row.why_asked for row in self.pots if row.why_asked and row.is_yes is None)
        return (*pots, *self.asks, *(f"{one.called} says yes or no first." for one in self.says))


@dataclass(frozen=True)
class SwapLink:
    """What the page of a part says of swapping it. ``swap_ref``: of the swap that is asked for; blank: none is."""

    may_swap: bool
    swap_ref: str


@dataclass(frozen=True)
class SwapUnderWay:
    """One swap that is not done yet, and what it waits for."""

    ref: str
    old: str
    new: str
    words: str


@dataclass(frozen=True)
class SwapChoice:
    """What may take the place of a part, and its price for all of the time."""

    listing_ref: str
    title: str
    provider: str
    town: str
    pence: int
    distance_km: float | None
    suits: bool


def swap_page(ref: str, swap_ref: str, *, viewer: Viewer) -> SwapPage:
    """A swap as the viewer may read it. Raises NotFound for whoever neither sees its break nor keeps money of it."""
    known = break_as(ref, viewer=viewer)
    one = known.break_
    swap = swap_in(known, swap_ref)
    state = state_of(swap)
    is_open = state is SwapState.PLANNED or state.is_open
    waits = state is SwapState.WAITS
    rows = [row for row in swap.pots if known.sees_money or may_answer(known, row.pot)]
    decides = [row for row in rows if row.is_waited_for and may_answer(known, row.pot)] if waits else []
    decides_rules = is_left_to(known, swap)
    asks = swap.asks if (known.sees_rules and is_open) or decides_rules else []
    return SwapPage(
        ref=swap.ref,
        break_ref=one.ref,
        break_title=one.title if known.is_seen else "A short break",
        state=state,
        old=_part(swap.old, known),
        new=_part(swap.fresh, known),
        cost=cost_of(known, swap.old.ref) if is_open and known.sees_money and swap.old.state.is_in else None,
        kept_pence=swap.old.kept_pence,
        pots=_pots(swap, rows, is_open=is_open),
        asks=tuple(sentence for *_, sentence in asks),
        says=_says(swap, known) if is_open and known.is_seen else (),
        speaks_for=_speaks_for(swap, known) if state is SwapState.PLANNED else (),
        words=swap.words,
        until=swap.until,
        may_ask=state is SwapState.PLANNED and may_swap(swap.old, known),
        may_take_back=is_open and known.is_planner,
        may_decide=bool(decides) or decides_rules,
        is_seen=known.is_seen,
        letters=letters_seen(one, agreements_of(one)) if decides_rules and not known.is_seen else None,
        clock=clock_of(swap) if waits else None,
        like=like_cases(R47.id, but=one.ref, viewer=viewer) if waits and known.may_decide else None,
        pay=_pay(swap, known) if state is SwapState.PAYS and known.sees_money else None,
        is_support=swap.fresh.kind is not None and swap.fresh.kind.is_support,
        is_paid_first=state is SwapState.PLANNED and known.sees_money and bool(card_extras(swap)),
    )


def swap_link(ref: str, line_ref: str, *, viewer: Viewer) -> SwapLink:
    """Whether the viewer may swap a part, and the swap that is asked for already."""
    known = known_break(ref, viewer=viewer)
    line = next((one for one in known.break_.lines_in if one.ref == line_ref), None)
    if line is None or not may_swap(line, known):
        return SwapLink(may_swap=False, swap_ref="")
    swap = open_swaps([line.id]).get(line.id)
    return SwapLink(may_swap=True, swap_ref=swap.ref if swap else "")


def swaps_under_way(lines: Collection[str]) -> tuple[SwapUnderWay, ...]:
    """The swaps of these parts, which the viewer sees, that wait for somebody, as the page of their break says them."""
    ids = session.scalars(select(Line.id).where(Line.ref.in_(lines))).all()
    found = open_swaps(ids).values()
    return tuple(SwapUnderWay(one.ref, one.old.title, one.fresh.title, state_of(one).label) for one in found)


def paid_by_cards(ref: str, line_ref: str, *, viewer: Viewer) -> tuple[str, ...]:
    """Which pots pay a part by card, by name to whoever sees the money. Raises NotFound."""
    known = known_break(ref, viewer=viewer)
    pots = card_pots(known.line(line_ref))
    return tuple(pot.name for pot in pots) if known.sees_money else ("one pot", "another")[: len(pots)]


def swap_choices(ref: str, line_ref: str, *, kind: ListingKind, at: Period | None, viewer: Viewer) -> list[SwapChoice]:
    """What of a kind is near and free for the time of a part, or ``at`` another. Raises NotFound, NotAllowed."""
    known = known_break(ref, viewer=viewer)
    line = known.line(line_ref)
    if not may_swap(line, known) or line.listing is None:
        raise NotAllowed("This part cannot be swapped now, or not by you.")
    wanted = (Wanted(at),) if at else same_times(line)
    if not wanted:
        return []
    is_stay = line.segments[0].unit is RateUnit.NIGHT
    asked = SearchAsked(
        near=measured_point(line.listing),
        near_words=line.listing.town,
        within_km=WITHIN_KM,
        stay=stay_days(wanted[0]) if is_stay else None,
        hours=None if is_stay else wanted[0].period,
        sleeps=line.guests,
        kind=kind,
        needs=needs_of(line, viewer),
    )
    hits = search(asked, limit=MOST_FOUND + 1).hits
    rows = select(Listing).where(Listing.ref.in_([hit.offer.ref for hit in hits]))
    listings = {one.ref: one for one in session.scalars(rows.options(selectinload(Listing.rates)))}
    found = (_choice(hit, listings[hit.offer.ref], line, wanted, has_time=at is not None) for hit in hits)
    return [one for one in found if one is not None][:MOST_FOUND]


def others_to_come(ref: str, line_ref: str, *, viewer: Viewer) -> list[tuple[str, str]]:
    """Who of the same provider may come instead, by the reference of their time and by name. Raises NotFound."""
    known = known_break(ref, viewer=viewer)
    line = known.line(line_ref)
    if line.listing is None or not line.listing.kind.is_support:
        return []
    coming = {segment.space_id for segment in line.segments}
    open_ones = [space for space in line.listing.spaces if space.closed_at is None and space.id not in coming]
    return [(space.ref, space.name) for space in to_choose_for(known.break_, open_ones)]


def _choice(hit: Hit, listing: Listing, line: Line, wanted: Sequence[Wanted], *, has_time: bool) -> SwapChoice | None:
    before = line.segments[0].unit
    unit = unit_between({rate.unit for rate in listing.rates}, before, has_time=has_time)
    if unit is None or not listing.proofs_in or (listing.id == line.listing_id and not has_time):
        return None
    try:
        quoted = quote(listing, unit, wanted, people=line.guests or 1, added=added_to(line, listing))
    except NoRate:
        return None
    return SwapChoice(
        listing_ref=listing.ref,
        title=listing.title,
        provider=hit.offer.provider,
        town=hit.offer.town,
        pence=sum(one.pence for one in quoted),
        distance_km=hit.distance_km,
        suits=hit.suits,
    )


def _part(line: Line, known: KnownBreak) -> SwapPart:
    if not known.is_seen:
        return SwapPart(line.kind.label if line.kind else "A part", line.provider, "", (), line.pence)
    return SwapPart(line.title, line.provider, line_words(line), tuple(when_words(line)), line.pence)


def _pots(swap: Swap, rows: Sequence[SwapPot], *, is_open: bool) -> tuple[SwapPotRow, ...]:
    now = balances([row.pot_id for row in rows])
    promises = {one.pot_id: one for one in promises_of(swap.break_)}
    return tuple(
        _pot(row, now[row.pot_id].free_pence if is_open else None, _paid_by(promises.get(row.pot_id))) for row in rows
    )


def _paid_by(promise: Promise | None) -> PaidBy:
    if promise is None:
        return PaidBy.SET_ASIDE
    if promise.is_by_card:
        return PaidBy.CARD
    return PaidBy.TRANSFER if promise.kept_pence else PaidBy.TRANSFER_TO_COME


def _pot(row: SwapPot, free_pence: int | None, paid_by: PaidBy) -> SwapPotRow:
    is_counted = free_pence is not None and row.pot.sort.control is not Control.OWN
    return SwapPotRow(
        name=row.pot.name,
        old_pence=row.old_pence,
        new_pence=row.new_pence,
        before_pence=free_pence if is_counted else None,
        after_pence=free_pence + row.old_pence - row.new_pence if is_counted and free_pence is not None else None,
        change=change_words(row.more_pence, paid_by),
        why_asked=row.why_asked,
        is_yes=row.is_yes,
        reason=row.reason,
        by_name=row.by_name,
    )


def _pay(swap: Swap, known: KnownBreak) -> SwapPay | None:
    for promise, pence in card_extras(swap):
        charge = charge_of(promise.reference)
        if charge is not None:
            may_pay = charge.state in FOR_CARDHOLDER and way_in(known, promise.pot) is AgreedHow.HOLDER
            return SwapPay(promise.pot.name, pence, may_pay, charge.why)
    return None


def _speaks_for(swap: Swap, known: KnownBreak) -> tuple[str, ...]:
    ways = ((person.called, way_to_say(known, person)) for person in says_missing(swap.fresh))
    return tuple(called for called, way in ways if way not in {None, SaidHow.SIGN_IN})


def _says(swap: Swap, known: KnownBreak) -> tuple[SwapSay, ...]:
    waits = state_of(swap) is SwapState.WAITS
    missing = says_missing(swap.fresh)
    if not waits:  # whoever asks says yes for those whom they may speak for
        missing = [person for person in missing if way_to_say(known, person) is None]
    return tuple(SwapSay(one.ref, one.called, may_say=waits and way_to_say(known, one) is not None) for one in missing)
