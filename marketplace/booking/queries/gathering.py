"""All that a suggestion may choose from, read for one break as it stands, as a question for the optimiser.

A few statements however much there is; more only where no place suits at all, to say which need stands in the way.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need, Strength
from marketplace.booking.models import Break
from marketplace.booking.queries import suggest_pas
from marketplace.booking.queries.cover import parts_of, there_in
from marketplace.booking.queries.free_spaces import town_of
from marketplace.booking.queries.suggest_hired import brought_by, in_break
from marketplace.booking.queries.suggest_pas import pa_choices, pas_before
from marketplace.booking.queries.suggest_places import (
    NEED,
    SUPPORT,
    Places,
    apart,
    hands,
    is_firm,
    need_id,
    places_for,
    suiting,
    thing,
)
from marketplace.booking.sorts import ForWhom, Whose
from marketplace.booking.suggest.parts import Names, Offering
from marketplace.booking.suggest.problem import (
    DAY,
    GUESTS,
    MONEY,
    NIGHTS,
    REST,
    THING,
    TWO,
    Demand,
    Limits,
    PlaceChoice,
    Problem,
    Slot,
    Thing,
    day_of,
)
from marketplace.booking.suggest.wish import Wish, slots_of
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.geo import kilometres
from marketplace.listings.asked import Asked
from marketplace.listings.models import Listing, RateUnit
from marketplace.listings.skills import SKILLS, Skill, skills_for
from marketplace.people.models import Person
from marketplace.people.needs import MEASURED_BY_WEIGHT
from marketplace.people.queries.persons import Known
from marketplace.people.queries.profile import needs_to_match
from marketplace.people.representation import Standing
from marketplace.periods import Period
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName
from marketplace.wording import plural, short_day

JOURNEYS = "journeys"
JOURNEY = timedelta(hours=1)
"""The first journey of a break is in the hour before it starts, the last one in the hour after its end."""

HIRED_BY = frozenset({"hour", "half-day", "day", "night", "weekend", "week"})

_OF_PAS = frozenset(skill.fact_id for skill in SKILLS if skill.fact_id)
"""Facts of a team that are known of each PA, and asked of each."""


@dataclass(frozen=True)
class Gathered:
    """The question, and what its numbers stand for: values alone, which outlive the session they were read in.

    ``for_place`` and ``for_pas`` are the searches behind it: what is counted where one of them stands in the way.
    """

    problem: Problem
    names: Names
    for_place: Asked
    for_pas: Asked

    def missing(self, named: Iterable[Demand]) -> Asked:
        """The search for what is not to be had, by what stands in the way.

        Of money nothing that is needed is missing: it counts as a search without any.
        """
        ids = {one.id for one in named}
        has_no_place = self.problem.wants_place and not self.problem.places
        if has_no_place or any(one == GUESTS or one.startswith(NEED) for one in ids):
            return self.for_place
        if f"{THING}{JOURNEYS}" in ids:
            return self._of_kind(ListingKind.TRANSPORT)
        if any(one.startswith(THING) for one in ids):
            return self._of_kind(ListingKind.EQUIPMENT)
        usual = self.for_pas if self.problem.slots else self.for_place
        return replace(usual, needs=()) if ids == {MONEY} else usual

    def _of_kind(self, kind: ListingKind) -> Asked:
        """The search for such a thing, with what is needed of it."""
        needs = dict.fromkeys((*self.for_place.needs, *self.for_pas.needs))
        return replace(self.for_pas, kind=kind, needs=tuple(need for need in needs if need.kind.applies_to(kind)))


def gather(one: Break, wish: Wish) -> Gathered:
    """The question for a break and a wish, as all stands now."""
    town, period = town_of(one), one.period
    base = Asked(near=town, near_words=one.town, within_km=kilometres(wish.within_miles))
    slots = slots_of(period, wish, there_in(one.lines_in), parts_of(one))
    supported = one.people_for(ForWhom.PERSON)
    known_pas, known_places = pas_before([person.id for person in one.everyone], before=one.starts_at)
    support, journeys = _others(base, _needs(supported), wish, has_slots=bool(slots))
    listings = _listings([*support, *journeys, *wish.equipment])
    skills = _skills(supported)
    asked = suggest_pas.Asked(one, slots, skills, supported, known_pas, wish.only_signed)
    own = [listing for listing in listings if listing.ref in support and listing.proofs_in]
    pas = pa_choices(own, asked)
    whole = _asked_place(base, one, wish)
    hired = brought_by(wish.equipment, whole.needs)
    things = tuple(_things(listings, journeys, wish, period, hired))
    for_place = replace(whole, needs=_but(whole.needs, in_break(one, whole.needs)))
    brings = _hired_for(things, hired)
    of_place = replace(for_place, needs=_but(for_place.needs, brings))
    places = _places(of_place, known_places, wish, brings & set(for_place.needs))
    problem = Problem(
        slots=slots,
        pas=pas,
        places=places.choices,
        wants_place=wish.wants_place,
        things=things,
        apart=_apart(places.choices, own),
        most_pence=wish.most_pence,
        limits=_limits(),
        demands=tuple(_demands(for_place.needs, skills, slots, wish, places)),
    )
    return Gathered(
        problem=problem,
        names=Names(
            offerings={**places.offerings, **{one.id: Offering(one.ref, one.prices) for one in listings}},
            spaces={space.id: space.ref for listing in own for space in listing.spaces},
            times={JOURNEYS: journey_times(period), **{ref: [period] for ref in wish.equipment}},
        ),
        for_place=of_place,
        for_pas=replace(base, kind=ListingKind.PA_BANK, hours=period, needs=_needs(supported)),
    )


def _asked_place(base: Asked, one: Break, wish: Wish) -> Asked:
    """The search for a place: for everybody who goes, PAs who sleep there counted in (R38)."""
    going = one.people_for(ForWhom.BOTH if one.whose is Whose.TOGETHER else ForWhom.PERSON)
    days = in_london(one.starts_at).date(), in_london(one.ends_at).date()
    return replace(
        base,
        kind=ListingKind.ACCOMMODATION,
        stay=days if days[0] < days[1] else None,
        sleeps=wish.guests + wish.sleepers,
        needs=_needs(going),
    )


def _places(asked: Asked, before: Collection[int], wish: Wish, hired: Collection[Need]) -> Places:
    return places_for(asked, before, guests=wish.guests, hired=hired) if wish.wants_place else Places()


def _hired_for(things: Iterable[Thing], hired: Mapping[str, frozenset[Need]]) -> frozenset[Need]:
    """What is brought by those things that are to be had."""
    return frozenset[Need]().union(*(hired.get(one.id, ()) for one in things if one.choices))


def _but(needs: Iterable[Need], others: Collection[Need]) -> tuple[Need, ...]:
    return tuple(one for one in needs if one not in others)


def _needs(people: Iterable[Person]) -> tuple[Need, ...]:
    """What these people need, each need once."""
    return tuple(dict.fromkeys(need for one in people for need in needs_to_match(Known(one, Standing()))))


def _skills(people: Iterable[Person]) -> tuple[Skill, ...]:
    """What a PA must be able to do for these people."""
    return skills_for(need.kind.id for need in _needs(people) if need.strength is Strength.MUST)


def _others(base: Asked, needs: Sequence[Need], wish: Wish, *, has_slots: bool) -> tuple[set[str], set[str]]:
    """The references of support and of journeys that suit."""
    of_teams = tuple(need for need in needs if need.kind.id not in _OF_PAS)
    support = [hit for kind in SUPPORT if has_slots for hit in suiting(replace(base, kind=kind, needs=of_teams))]
    wanted = replace(base, kind=ListingKind.TRANSPORT, needs=tuple(needs))
    journeys = suiting(wanted) if wish.journeys else []
    return {hit.offer.ref for hit in support}, {hit.offer.ref for hit in journeys}


def _listings(refs: Iterable[str]) -> Sequence[Listing]:
    """These listings with their prices, hours and open diaries, in a statement for each table."""
    return session.scalars(
        select(Listing)
        .where(Listing.ref.in_(sorted(set(refs))))
        .options(
            joinedload(Listing.provider),
            selectinload(Listing.rates),
            selectinload(Listing.seasons),
            selectinload(Listing.extras),
            selectinload(Listing.opening_hours),
            selectinload(Listing.spaces),
        )
        .order_by(Listing.id)
    ).all()


def _things(
    listings: Sequence[Listing],
    journeys: set[str],
    wish: Wish,
    period: Period,
    hired: Mapping[str, frozenset[Need]],
) -> Iterator[Thing]:
    if wish.journeys:
        taxis = [one for one in listings if one.ref in journeys and _is_by_journey(one)]
        yield thing(JOURNEYS, taxis, journey_times(period))
    for ref in wish.equipment:
        brings = frozenset(map(need_id, hired.get(ref, ())))
        yield replace(thing(ref, [one for one in listings if one.ref == ref], [period]), brings=brings)


def _is_by_journey(listing: Listing) -> bool:
    """Whether it takes somebody somewhere. What is sold by the day is hired: nobody said who drives it."""
    words = [rate.words.lower().split() for rate in listing.rates if rate.unit is RateUnit.ITEM]
    return not any(one and one[0].removesuffix("s") in HIRED_BY for one in words)


def journey_times(period: Period) -> list[Period]:
    """There and back."""
    return [Period(period.starts_at - JOURNEY, period.starts_at), Period(period.ends_at, period.ends_at + JOURNEY)]


def _apart(places: Sequence[PlaceChoice], support: Sequence[Listing]) -> frozenset[tuple[int, int]]:
    care = [listing.id for listing in support if listing.includes_personal_care]
    if not places or not care:
        return frozenset()
    found = {one.listing_id: one for one in hands({*care, *(one.id for one in places)})}
    return apart([found[one] for one in {one.id for one in places}], [found[one] for one in care])


def _limits() -> Limits:
    from_settings, today = settings_in_force(), clock.today()
    return Limits(
        rest=timedelta(hours=from_settings.number(SettingName.REST_HOURS, on=today)),
        week=timedelta(hours=from_settings.number(SettingName.WEEK_HOURS, on=today)),
        km_an_hour=from_settings.number(SettingName.TRAVEL_KM_AN_HOUR, on=today),
    )


def _demands(
    needs: Sequence[Need], skills: Sequence[Skill], slots: Sequence[Slot], wish: Wish, places: Places
) -> Iterator[Demand]:
    """What could be left out, what is asked first: the likeliest to be given up."""
    if wish.wants_place:
        firm = (need for need in needs if is_firm(need) and need.is_asked_of(ListingKind.ACCOMMODATION))
        yield from (Demand(need_id(need), _need_words(need)) for need in firm)
        if places.most_sleep is not None:
            yield Demand(GUESTS, _guests_words(wish, places.most_sleep))
    if wish.most_pence is not None:
        yield Demand(MONEY, "the most it may cost")
    if wish.journeys:
        yield Demand(f"{THING}{JOURNEYS}", "the journeys there and back")
    yield from (Demand(f"{THING}{ref}", "the equipment to hire") for ref in wish.equipment)
    if slots:
        yield from _demands_of_support(skills, slots, wish)


def _guests_words(wish: Wish, most_sleep: int) -> str:
    """How many sleep there, and how many do in what there is."""
    pas = f" and {plural(wish.sleepers, 'PA')}" if wish.sleepers else ""
    asked = plural(wish.guests, "person", "people")
    return f"how many sleep there, {asked}{pas}: the largest place sleeps {most_sleep}"


def _demands_of_support(skills: Sequence[Skill], slots: Sequence[Slot], wish: Wish) -> Iterator[Demand]:
    if wish.only_signed:
        yield Demand(suggest_pas.SIGNED, "only PAs who are signed off already")
    yield from (Demand(f"{suggest_pas.SKILL}{skill.id}", f"PAs who are trained in {skill.name}") for skill in skills)
    yield Demand(suggest_pas.CARE, "who helps with washing and dressing")
    yield Demand(suggest_pas.FAR, "how far the PAs have to come")
    if any(slot.needs > 1 for slot in slots):
        yield Demand(TWO, "more than one PA at once")
    for day in dict.fromkeys(map(day_of, slots)):
        yield Demand(f"{DAY}{day}", f"the support on {short_day(date.fromisoformat(day))}")
    if any(slot.unit.is_at_night for slot in slots):
        yield Demand(NIGHTS, "a PA at night")
    yield Demand(REST, "the rest and the way that PAs must have between their shifts")


def _need_words(need: Need) -> str:
    """A need as it is said of a place to everybody who plans: what tells a weight is not."""
    words = replace(need, is_private=need.kind.id in MEASURED_BY_WEIGHT).words
    return f"without {words}" if need.strength is Strength.AVOID else words
