"""What is free tonight or tomorrow near a town, for somebody: what suits and answers tonight, the nearest first."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

from sqlalchemy import select

from marketplace import clock, geo
from marketplace.access_facts.kinds import STAY, ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking.first_night import night_of
from marketplace.budgets.models import PotSort
from marketplace.budgets.queries.pots import pots_of, sorts_for
from marketplace.budgets.sorts import AgreedBy, Control
from marketplace.db import session
from marketplace.listings.asked import Asked
from marketplace.listings.models import Listing, Provider
from marketplace.listings.queries.public import listing_for
from marketplace.listings.queries.search import Hit, search
from marketplace.people.queries.persons import Known, all_my_people, known
from marketplace.people.queries.profile import needs_to_match
from marketplace.wording import day, plural

MOST_LOOKED_AT = 120
MOST_SHOWN = 30
MOST_INSTEAD = 3
WITHIN_KM = 80.0


NOTICE = timedelta(minutes=15)
"""How soon after it is asked for somebody arrives at the earliest."""


def tonight() -> date:
    """The day whose night is under way or to come: on the day before until shortly before dawn."""
    return night_of(clock.now() + NOTICE)


@dataclass(frozen=True)
class Tonight:
    """What is wanted: for whom, near which town, from which night, how many."""

    person_ref: str
    near: str
    first_on: date
    nights: int

    @property
    def leave_on(self) -> date:
        """The day of leaving."""
        return self.first_on + timedelta(days=self.nights)

    @property
    def is_tonight(self) -> bool:
        """Whether it begins tonight."""
        return self.first_on == tonight()

    @property
    def when(self) -> str:
        """From which night, how many: after midnight it is still the day before's, and that is said."""
        from_night = f"tonight, the night of {day(self.first_on)}" if self.is_tonight else day(self.first_on)
        return f"{from_night}, {plural(self.nights, 'night')}"


@dataclass(frozen=True)
class Place:
    """One place that is free. ``at_once``: it says yes at once; ``telephone``: who answers at night, else by day."""

    ref: str
    title: str
    provider: str
    town: str
    distance_km: float | None
    pence: int | None
    suits: bool
    at_once: bool
    telephone: str
    answers_at_night: bool

    @property
    def answers_tonight(self) -> bool:
        """Whether a yes can be had tonight: it says yes at once, or somebody answers at night."""
        return self.at_once or self.answers_at_night


@dataclass(frozen=True)
class Places:
    """What was found, and who gives support and answers at night."""

    places: tuple[Place, ...]
    support: tuple[Place, ...]


def places_tonight(asked: Tonight, *, viewer: Viewer) -> Places:
    """Free for every night that is asked for. Raises NotFound for a person whom the viewer does not see."""
    return Places(_stays(asked, viewer)[:MOST_SHOWN], _support(asked))


def place_tonight(listing_ref: str, asked: Tonight, *, viewer: Viewer) -> tuple[Place, bool]:
    """One of them, and whether it is free for all of it still. Raises NotFound where it was never to be had."""
    for one in _stays(asked, viewer):
        if one.ref == listing_ref:
            return one, True
    return _gone(listing_for(listing_ref, viewer=viewer)), False


def places_instead(listing_ref: str, asked: Tonight, *, viewer: Viewer) -> tuple[Place, ...]:
    """The first few of the others, of those that suit where any do."""
    others = [one for one in _stays(asked, viewer) if one.ref != listing_ref]
    return tuple([one for one in others if one.suits] or others)[:MOST_INSTEAD]


def people_for_tonight(ref: str, *, viewer: Viewer) -> list[tuple[str, str]]:
    """Whom it may be for: the viewer's people, and whoever's page they came from; reference and name."""
    people = [one for one in all_my_people(viewer=viewer) if one.standing.may_plan and not one.person.stands_still]
    found = {one.person.ref: one.person.name for one in people}
    if ref and ref not in found and "\0" not in ref:
        who = known(ref, viewer=viewer)
        found[ref] = who.person.name
    return list(found.items())


def ways_to_pay(who: Known, *, viewer: Viewer) -> list[tuple[str, str]]:
    """Each open pot under each option that it may pay under, for a choice that nobody makes in silence (R1)."""
    ways = []
    for pot in pots_of(who, viewer=viewer):
        if pot.closed_at is None:
            named = [(f"{pot.ref}:{option}", f"{pot.name}, under option {option}") for option in sorted(pot.options)]
            ways += named or [(f"{pot.ref}:", pot.name)]
    return ways


def council_money_for(who: Known) -> PotSort | None:
    """The sort of council money that the viewer may make for a person and an officer then agrees (R18a)."""
    made = (sort for sort in sorts_for(who) if sort.control is Control.COMMITTED)
    return next((sort for sort in made if sort.agreed_by is AgreedBy.OFFICER), None)


def _stays(asked: Tonight, viewer: Viewer) -> tuple[Place, ...]:
    """Places to stay: those that suit first; of them those where a yes can be had tonight; the nearest first."""
    who = known(asked.person_ref, viewer=viewer)
    wanted = Asked(
        near=geo.find(asked.near).point,
        near_words=asked.near,
        within_km=WITHIN_KM,
        stay=(asked.first_on, asked.leave_on),
        needs=tuple(needs_to_match(who)),
    )
    hits = [hit for hit in search(wanted, limit=MOST_LOOKED_AT).hits if hit.offer.kind in STAY and not hit.broken]
    return tuple(sorted(_found(hits), key=_soonest))


def _soonest(one: Place) -> tuple[bool, bool, float, bool]:
    return (not one.suits, not one.answers_tonight, _km(one), not one.at_once)


def _km(one: Place) -> float:
    return inf if one.distance_km is None else one.distance_km


def _support(asked: Tonight) -> tuple[Place, ...]:
    wanted = Asked(near=geo.find(asked.near).point, near_words=asked.near, kind=ListingKind.PA_BANK)
    found = _found(search(wanted, limit=MOST_LOOKED_AT).hits)
    return tuple(sorted((one for one in found if one.answers_at_night), key=_km))[:MOST_SHOWN]


def _gone(listing: Listing) -> Place:
    """A place that was free, as far as it is still named: whose it is, and whom to ring."""
    provider = listing.provider
    return Place(
        ref=listing.ref,
        title=listing.title,
        provider=provider.name,
        town=listing.town,
        distance_km=None,
        pence=None,
        suits=False,
        at_once=False,
        telephone=provider.out_of_hours_telephone or provider.telephone or "",
        answers_at_night=bool(provider.out_of_hours_telephone),
    )


def _found(hits: list[Hit]) -> list[Place]:
    rows = session.execute(
        select(Listing, Provider)
        .join(Provider, Provider.id == Listing.provider_id)
        .where(Listing.ref.in_([hit.offer.ref for hit in hits]))
    )
    by_ref = {listing.ref: (listing, provider) for listing, provider in rows}
    return [_place(hit, *by_ref[hit.offer.ref]) for hit in hits]


def _place(hit: Hit, listing: Listing, provider: Provider) -> Place:
    return Place(
        ref=hit.offer.ref,
        title=hit.offer.title,
        provider=hit.offer.provider,
        town=hit.offer.town,
        distance_km=hit.distance_km,
        pence=hit.price_pence,
        suits=hit.suits,
        at_once=listing.accepts_at_once and not hit.is_unread,
        telephone=provider.out_of_hours_telephone or provider.telephone or "",
        answers_at_night=bool(provider.out_of_hours_telephone),
    )
