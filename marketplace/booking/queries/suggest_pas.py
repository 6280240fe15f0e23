"""The PAs that a suggestion may choose from: everybody in reach, what they lack, when they are free, what they ask.

A few statements however many they are. Nobody is told here why a PA is not free.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace import clock, geo
from marketplace.booking.lifecycle import IN, KEPT
from marketplace.booking.models import Break, Line, Segment
from marketplace.booking.queries.free_spaces import fits, town_of, travels_to
from marketplace.booking.queries.quoting import quote
from marketplace.booking.queries.terms import broken_by
from marketplace.booking.quote import Wanted, total_pence
from marketplace.booking.suggest.problem import Elsewhere, PAChoice, Slot
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.listings.answers import HoursAnswers
from marketplace.listings.models import PA, Cause, Listing, Occupancy, PASignOff, RateUnit, Space
from marketplace.listings.opening import Stretch, is_open
from marketplace.listings.pricing import NoRate
from marketplace.listings.proofs import worker_of
from marketplace.listings.queries.diary import standing
from marketplace.listings.queries.weeks import weeks_of
from marketplace.listings.skills import Skill
from marketplace.listings.working_week import WorkingWeek
from marketplace.people.models import Person
from marketplace.periods import Period
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import Settings
from marketplace.rules.workers import R13, R16, R17, works_with

AROUND = timedelta(days=8)
"""As much time about a break as the rules of working time look at: the weeks that it touches, and a day of rest."""

CARE, FAR, SIGNED, SKILL = "care", "far", "signed", "skill:"
"""Ids of what a PA may lack; that of a skill goes on with which."""

_LIVE = frozenset({Cause.HOLD, Cause.BOOKING})


@dataclass(frozen=True)
class Asked:
    """What is asked of every PA. ``skills`` are musts; ``before``: the ids of PAs who were there for these people."""

    of: Break
    slots: Sequence[Slot]
    skills: Sequence[Skill]
    people: Sequence[Person]
    before: Collection[int]
    only_signed: bool


@dataclass(frozen=True)
class _Records:
    """What is kept of all of them, read once; by the id of the PA or of the space."""

    works: Mapping[int, PA]
    weeks: Mapping[int, WorkingWeek]
    taken: Mapping[int, Sequence[Occupancy]]
    towns: Mapping[str, tuple[RateUnit, float | None]]
    signed: Mapping[int, Collection[str]]
    settings: Settings


def pas_before(person_ids: Collection[int], *, before: datetime) -> tuple[frozenset[int], frozenset[int]]:
    """The PAs and the listings of confirmed breaks of these people that are over before an instant, by their ids.

    A part that was cancelled or did not come about made nobody known.
    """
    rows = session.execute(
        select(Space.pa_id, Line.listing_id)
        .select_from(Line)
        .join(Break, Break.id == Line.break_id)
        .join(Segment, Segment.line_id == Line.id)
        .outerjoin(Space, Space.id == Segment.space_id)
        .where(Break.person_id.in_(person_ids), Break.state.in_(KEPT), Line.listing_id.is_not(None))
        .where(Line.state.in_(IN), Break.ends_at <= before)
        .distinct()
    ).all()
    return frozenset(pa_id for pa_id, _ in rows if pa_id), frozenset(one for _, one in rows if one)


def pa_choices(listings: Sequence[Listing], asked: Asked) -> tuple[PAChoice, ...]:
    """Each PA of these listings who may be sent at all, with what they lack and what their time costs."""
    spaces = [space for listing in listings for space in listing.spaces if space.closed_at is None and space.pa_id]
    if not spaces or not asked.slots:
        return ()
    records, town = _records(spaces, asked), town_of(asked.of)
    by_listing = {listing.id: (listing, _prices(listing, asked.slots)) for listing in listings}
    found = []
    for space in spaces:
        pa = records.works[space.pa_id or 0]
        listing, pence = by_listing[space.listing_id]
        if any(one is not None for one in pence) and not _is_barred(pa, asked, records.settings):
            found.append(_choice(space, pa, listing, pence, asked, records, town))
    return tuple(found)


def _choice(
    space: Space,
    pa: PA,
    listing: Listing,
    pence: tuple[int | None, ...],
    asked: Asked,
    records: _Records,
    town: geo.Point | None,
) -> PAChoice:
    rows = records.taken.get(space.id, ())
    clinical = {skill.id for skill in asked.skills if skill.is_clinical}
    is_signed = clinical <= set(records.signed.get(pa.id, ()))
    return PAChoice(
        id=space.id,
        listing_id=listing.id,
        pence=pence,
        name=pa.name,
        week=records.weeks[pa.id],
        taken=tuple(row.period for row in rows),
        elsewhere=tuple(_elsewhere(row, records) for row in rows if row.cause in _LIVE),
        is_known=pa.id in asked.before,
        is_signed=is_signed,
        opts_out=pa.work is not None and pa.work.opts_out,
        lacks=frozenset(_lacks(pa, listing, asked, town, is_signed=is_signed)),
    )


def _lacks(pa: PA, listing: Listing, asked: Asked, town: geo.Point | None, *, is_signed: bool) -> Iterable[str]:
    last = _last_day(asked)
    trained = {row.skill for row in pa.trainings if row.value.counts_on(last)}
    yield from (f"{SKILL}{skill.id}" for skill in asked.skills if skill.id not in trained)
    wished = {person.care_wish.by for person in asked.people if person.care_wish}
    if listing.includes_personal_care and not fits(pa, wished):
        yield CARE
    if town is not None and not travels_to(pa, town):
        yield FAR
    if asked.only_signed and not is_signed:
        yield SIGNED


def _last_day(asked: Asked) -> date:
    return in_london(asked.of.ends_at).date()


def _is_barred(pa: PA, asked: Asked, settings: Settings) -> bool:
    """Whether a rule keeps a PA from any of it (R13, R16, R17), or they have left."""
    if pa.left_at is not None:
        return True
    is_at_night = any(slot.unit.is_at_night for slot in asked.slots)
    on = _last_day(asked)
    with_whom = works_with((person.born_on for person in asked.people), on=on)
    worker = worker_of(pa, on=on, is_at_night=is_at_night, works_with=with_whom)
    results = (rule.result(worker, settings, on=clock.today()) for rule in (R13, R16, R17))
    return any(result is not None and result.stops for result in results)


def _prices(listing: Listing, slots: Sequence[Slot]) -> tuple[int | None, ...]:
    """What each slot costs from a listing; None where it has no price for it, is closed, or does not take such time."""
    week = HoursAnswers.of(listing).week
    if broken_by(listing, RateUnit.HOUR, [slot.period for slot in slots]):
        return (None,) * len(slots)
    return tuple(_price(listing, slot, week) for slot in slots)


def _price(listing: Listing, slot: Slot, week: Sequence[Stretch]) -> int | None:
    if slot.unit is RateUnit.HOUR and not is_open(slot.period, week):
        return None
    try:
        return total_pence(quote(listing, slot.unit, [Wanted(slot.period)]))
    except NoRate:
        return None


def _records(spaces: Sequence[Space], asked: Asked) -> _Records:
    ids = sorted({space.pa_id for space in spaces if space.pa_id})
    several = session.scalars(
        select(PA).where(PA.id.in_(ids)).options(selectinload(PA.trainings), selectinload(PA.work))
    ).all()
    first, last = asked.slots[0].period.starts_at, asked.slots[-1].period.ends_at
    taken: defaultdict[int, list[Occupancy]] = defaultdict(list)
    for row in standing(spaces, Period(first - AROUND, last + AROUND)):
        taken[row.space_id].append(row)
    return _Records(
        works={pa.id: pa for pa in several},
        weeks=weeks_of(ids),
        taken=taken,
        towns=_towns([row for rows in taken.values() for row in rows if row.cause in _LIVE], town_of(asked.of)),
        signed=_signed(ids, asked),
        settings=settings_in_force(),
    )


def _towns(rows: Iterable[Occupancy], here: geo.Point | None) -> dict[str, tuple[RateUnit, float | None]]:
    """Of each visit in these diaries, by its reference: as what it is sold, and how far from here it is."""
    refs = [row.reference.removeprefix("segment:") for row in rows]
    found = session.execute(
        select(Segment.ref, Segment.unit, Break.town)
        .join(Line, Line.id == Segment.line_id)
        .join(Break, Break.id == Line.break_id)
        .where(Segment.ref.in_(refs))
    ).all()
    km = {town: _km(town, here) for _, _, town in found}
    return {f"segment:{ref}": (unit, km[town]) for ref, unit, town in found}


def _km(town: str, here: geo.Point | None) -> float | None:
    if here is None or not town:
        return None
    try:
        return geo.distance_km(geo.find(town).point, here)
    except geo.UnknownPlace:
        return None


def _elsewhere(row: Occupancy, records: _Records) -> Elsewhere:
    unit, km = records.towns.get(row.reference, (RateUnit.HOUR, None))
    return Elsewhere(row.period, unit is RateUnit.SLEEPOVER, km)


def _signed(pa_ids: Collection[int], asked: Asked) -> dict[int, set[str]]:
    """The tasks that each PA is signed off for, for all of these people, all through the break."""
    by_pa: defaultdict[int, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    rows = session.scalars(
        select(PASignOff).where(
            PASignOff.pa_id.in_(pa_ids),
            PASignOff.person_id.in_([one.id for one in asked.people]),
            PASignOff.ended_at.is_(None),
        )
    )
    for row in rows:
        if row.counts_on(_last_day(asked)):
            by_pa[row.pa_id][row.skill].add(row.person_id)
    everybody = {one.id for one in asked.people}
    return {pa_id: {skill for skill, who in skills.items() if who == everybody} for pa_id, skills in by_pa.items()}
