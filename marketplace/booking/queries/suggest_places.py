"""The places, journeys and things that a suggestion may choose from: those that suit, as the site's own search says."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.match import Verdict
from marketplace.access_facts.needs import Need, Strength
from marketplace.booking.assigning import Diaries, LineNeeds, assign
from marketplace.booking.assigning import Need as Taking
from marketplace.booking.queries.quoting import quote
from marketplace.booking.queries.terms import broken_by
from marketplace.booking.quote import Wanted, total_pence
from marketplace.booking.suggest.parts import Offering
from marketplace.booking.suggest.problem import GUESTS, PlaceChoice, Thing, ThingChoice
from marketplace.db import session
from marketplace.holidays import sort_of_day
from marketplace.listings.answers import HoursAnswers
from marketplace.listings.asked import Asked
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import LinkedEntity, Listing, Provider, RateUnit, Space
from marketplace.listings.models.linked import key_of
from marketplace.listings.opening import is_open
from marketplace.listings.pricing import NoRate, price_stay
from marketplace.listings.queries.diary import standing
from marketplace.listings.queries.levies import stay_must_pay
from marketplace.listings.queries.search import Hit, search
from marketplace.periods import Period, nights, nights_touched

MOST_PLACES = 600
MOST_OTHERS = 300
SUPPORT = (ListingKind.PA_BANK, ListingKind.SOLE_PA, ListingKind.CARE_AT_HOME)
"""Kinds whose PAs come to where a break is."""

NEED = "need:"
"""How the id of a need begins that a place does not meet."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose a listing is, as it is asked whether bed and care come from one hand (R10)."""

    listing_id: int
    provider_id: int
    key: str


def suiting(asked: Asked, *, most: int = MOST_OTHERS) -> list[Hit]:
    """What suits, in the order of the search."""
    return [hit for hit in search(asked, limit=most).hits if hit.suits]


@dataclass(frozen=True, slots=True)
class Places:
    """Places to choose from, and by their ids what they stand for.

    ``most_sleep``: where all of them are too small for those who go, how many sleep in the largest; else none.
    """

    choices: tuple[PlaceChoice, ...] = ()
    offerings: Mapping[int, Offering] = field(default_factory=dict)
    most_sleep: int | None = None


def places_for(asked: Asked, before: Collection[int], *, guests: int, hired: Collection[Need] = frozenset()) -> Places:
    """Each place that suits and can be booked, at the price of the whole stay for so many guests, PAs apart.

    ``before``: where they have been. ``hired``: needs beside those asked that something hired brings; a place that does
    not meet one of them lacks it, and suits all the same.

    Where there is none, those that would suit without one of the needs, or for fewer people, each with what it lacks.
    """
    asked = replace(asked, needs=(*asked.needs, *map(_as_wish, hired)))
    found = _places(asked, before, guests, hired)
    if found.choices:
        return replace(found, most_sleep=None)
    small = _places(replace(asked, sleeps=None), before, guests, hired)
    firm = [need for need in asked.needs if is_firm(need) and need.is_asked_of(asked.kind)]
    without = {
        need_id(need): _places(replace(asked, needs=_but(asked.needs, need)), before, guests, hired) for need in firm
    }
    if small.choices:
        without[GUESTS] = small
    return Places(
        tuple(
            replace(place, lacks=place.lacks | {lack}) for lack, places in without.items() for place in places.choices
        ),
        {listing_id: one for places in without.values() for listing_id, one in places.offerings.items()},
        small.most_sleep,
    )


def _but(needs: Iterable[Need], need: Need) -> tuple[Need, ...]:
    return tuple(one for one in needs if one != need)


def is_firm(need: Need) -> bool:
    """Whether a need decides, rather than a wish."""
    return need.strength is not Strength.SHOULD


def need_id(need: Need) -> str:
    """How a demand names a need."""
    return f"{NEED}{need.strength.value} {need.text}"


def _places(asked: Asked, before: Collection[int], guests: int, hired: Collection[Need]) -> Places:
    hits = suiting(asked, most=MOST_PLACES)
    ids = _bookable([hit.offer.ref for hit in hits])
    bookable = [(ids[hit.offer.ref], hit) for hit in hits if hit.offer.ref in ids and _is_by_night(hit)]
    return Places(
        tuple(_choice(place_id, hit, before, _pence(hit, asked, guests), hired) for place_id, hit in bookable),
        {place_id: _offering(hit, hired) for place_id, hit in bookable},
        max((hit.offer.sleeps for _, hit in bookable if hit.offer.sleeps is not None), default=None),
    )


def _choice(place_id: int, hit: Hit, before: Collection[int], pence: int, hired: Collection[Need]) -> PlaceChoice:
    return PlaceChoice(
        id=place_id,
        pence=pence,
        metres=_metres(hit),
        unmet=len(_unmet(hit, hired)),
        is_known=place_id in before,
        lacks=frozenset(need_id(need) for need in hired if _as_wish(need) in _open(hit)),
    )


def _pence(hit: Hit, asked: Asked, guests: int) -> int:
    """What the stay costs for those who go: the search counts the PAs who sleep there as well."""
    if asked.stay is None:
        return 0
    stay = nights(*asked.stay)
    paid = price_stay(stay, hit.offer.prices, sort_of_day)
    on_top = stay_must_pay(hit.offer.prices, nights_touched(stay), guests)
    return sum(line.pence for line in (*paid, *on_top))


def _offering(hit: Hit, hired: Collection[Need]) -> Offering:
    return Offering(hit.offer.ref, hit.offer.prices, _metres(hit), _unmet(hit, hired))


def _metres(hit: Hit) -> int:
    return round((hit.distance_km or 0) * 1000)


def _unmet(hit: Hit, hired: Collection[Need]) -> tuple[str, ...]:
    """The wishes that it does not meet, or not for certain, and that nothing hired brings."""
    brought = {_as_wish(need) for need in hired}
    return tuple(need.words for need in _open(hit) if need not in brought)


def _open(hit: Hit) -> tuple[Need, ...]:
    likes = (one for one in hit.match.reasons if one.need.strength is Strength.SHOULD)
    return tuple(one.need for one in likes if one.verdict is not Verdict.MET)


def _as_wish(need: Need) -> Need:
    """A need that decides nothing about a place, asked of it all the same."""
    return replace(need, strength=Strength.SHOULD)


def _is_by_night(hit: Hit) -> bool:
    main = hit.offer.main_rate
    return hit.price_pence is not None and main is not None and main.unit is RateUnit.NIGHT


def _bookable(refs: Collection[str]) -> dict[str, int]:
    """The ids of those listings that may be booked, by reference."""
    rows = select(Listing.ref, Listing.id).where(
        Listing.ref.in_(refs), Listing.proofs_in, Listing.state == ListingState.PUBLISHED
    )
    return {row.ref: row.id for row in session.execute(rows)}


def hands(listing_ids: Collection[int]) -> list[Hand]:
    """Whose these listings are."""
    rows = session.execute(
        select(Listing.id, Provider.id, Provider.legal_name, Provider.name)
        .join(Provider, Provider.id == Listing.provider_id)
        .where(Listing.id.in_(listing_ids))
    )
    return [Hand(listing_id, provider_id, key_of(legal or name)) for listing_id, provider_id, legal, name in rows]


def apart(beds: Sequence[Hand], care: Sequence[Hand]) -> frozenset[tuple[int, int]]:
    """The pairs of a place and a listing of care that are of one hand, or always sold together (R10)."""
    ids = {one.provider_id for one in (*beds, *care)}
    said = session.execute(
        select(LinkedEntity.provider_id, LinkedEntity.key).where(
            LinkedEntity.provider_id.in_(ids), LinkedEntity.ended_at.is_(None)
        )
    )
    linked = {(provider_id, key) for provider_id, key in said}
    return frozenset(
        (bed.listing_id, giver.listing_id) for bed in beds for giver in care if _are_tied(bed, giver, linked)
    )


def _are_tied(one: Hand, other: Hand, linked: Collection[tuple[int, str]]) -> bool:
    return one.key == other.key or (one.provider_id, other.key) in linked or (other.provider_id, one.key) in linked


def thing(name: str, listings: Iterable[Listing], periods: Sequence[Period]) -> Thing:
    """What is sold by the item, at these times, from whichever of these listings is free for all of them."""
    several = [one for one in listings if _sells(one, periods)]
    spaces = [space for one in several for space in one.spaces if space.closed_at is None]
    span = Period(min(periods).starts_at, max(one.ends_at for one in periods))
    diaries = Diaries()
    for row in standing(spaces, span) if spaces else ():
        diaries.take(row.space_id, row.period)
    return Thing(name, tuple(_things(several, spaces, periods, diaries)))


def _things(
    listings: Iterable[Listing],
    spaces: Sequence[Space],
    periods: Sequence[Period],
    diaries: Diaries,
) -> Iterator[ThingChoice]:
    needs = tuple(Taking(str(number), period) for number, period in enumerate(periods))
    for listing in listings:
        own = tuple(space.id for space in spaces if space.listing_id == listing.id)
        if len(assign([LineNeeds(needs, own)], diaries)) < len(needs):
            continue
        try:
            quoted = quote(listing, RateUnit.ITEM, [Wanted(period) for period in periods])
        except NoRate:
            continue
        yield ThingChoice(listing.id, total_pence(quoted))


def _sells(listing: Listing, periods: Sequence[Period]) -> bool:
    """Whether a listing takes such times at all: it may be booked, is open then, and its terms are kept."""
    is_sold = listing.state is ListingState.PUBLISHED and listing.proofs_in
    week = HoursAnswers.of(listing).week if len(periods) > 1 else ()
    return (
        is_sold and all(is_open(period, week) for period in periods) and not broken_by(listing, RateUnit.ITEM, periods)
    )
