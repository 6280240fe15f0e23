"""A break to be suggested as a question of numbers: what has to be covered, who and what may be chosen, at what price.

Knows nothing of the database nor of any way to answer. A choice that lacks something that is asked for stands here too,
so that it can be said what would be possible without.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from marketplace.clock import in_london
from marketplace.listings.pricing import RateUnit
from marketplace.listings.working_week import WorkingWeek
from marketplace.periods import Period


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time in which so many PAs have to be there, and how their time is sold."""

    period: Period
    unit: RateUnit = RateUnit.HOUR
    needs: int = 1


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a PA has promised others: ``km`` from the town of the break, as far as that is known."""

    period: Period
    sleeps_over: bool = False
    km: float | None = None


@dataclass(frozen=True, slots=True)
class PAChoice:
    """A PA who may be chosen, by the id of their diary. ``pence``: for each slot, None where they have no price for it.

    ``taken`` is all that stands in the diary, ``elsewhere`` the work in it. ``is_known``: has been there for this
    person before. ``is_signed``: signed off for each clinical task that is asked for. ``lacks``: ids of demands.
    """

    id: int
    listing_id: int
    pence: tuple[int | None, ...]
    name: str = ""
    week: WorkingWeek = field(default_factory=WorkingWeek)
    taken: tuple[Period, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    is_known: bool = False
    is_signed: bool = True
    opts_out: bool = False
    lacks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place to stay, by the id of its listing, free for all the nights. ``unmet``: wishes that it does not meet.

    ``lacks``: ids of demands that it does not meet; it may be chosen only where something hired brings each of them.
    """

    id: int
    pence: int
    metres: int = 0
    unmet: int = 0
    is_known: bool = False
    lacks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ThingChoice:
    """Journeys or a thing to hire, by the id of its listing."""

    id: int
    pence: int


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that is wanted, such as the journeys, and what it may be chosen from.

    ``brings``: ids of demands of a place that every choice of it meets, such as a mattress that is hired.
    """

    id: str
    choices: tuple[ThingChoice, ...]
    brings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Demand:
    """Something that is asked for and could be left out to see whether it stands in the way; said in words."""

    id: str
    words: str


MONEY, TWO, NIGHTS, REST, GUESTS = "money", "two", "nights", "rest", "guests"
DAY, THING = "day:", "thing:"
"""Ids of demands that are no trait of a PA or place; those of a day or thing go on with which."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rules of working time allow: rest in each day, work in a week, and how fast people come."""

    rest: timedelta = timedelta(hours=11)
    week: timedelta = timedelta(hours=48)
    km_an_hour: int = 50
    counts: bool = True
    """False only when it is asked what would be possible without."""


@dataclass(frozen=True, slots=True)
class Problem:
    """All of it. ``slots`` follow each other in time and never overlap.

    ``apart``: pairs of a place and a listing of support that may not go together (R10). ``places`` counts only where
    one is wanted.
    """

    slots: tuple[Slot, ...] = ()
    pas: tuple[PAChoice, ...] = ()
    places: tuple[PlaceChoice, ...] = ()
    wants_place: bool = False
    things: tuple[Thing, ...] = ()
    apart: frozenset[tuple[int, int]] = frozenset()
    most_pence: int | None = None
    limits: Limits = Limits()
    demands: tuple[Demand, ...] = ()

    def without(self, dropped: Collection[str]) -> "Problem":
        """The same question without these demands."""
        days = {one.removeprefix(DAY) for one in dropped if one.startswith(DAY)}
        things = {one.removeprefix(THING) for one in dropped if one.startswith(THING)}
        kept = [
            place
            for place, slot in enumerate(self.slots)
            if day_of(slot) not in days and not (NIGHTS in dropped and slot.unit.is_at_night)
        ]
        return replace(
            self,
            slots=tuple(_eased(self.slots[place], alone=TWO in dropped) for place in kept),
            pas=tuple(_with(one, dropped, kept) for one in self.pas),
            places=tuple(replace(one, lacks=one.lacks.difference(dropped)) for one in self.places),
            things=tuple(one for one in self.things if one.id not in things),
            most_pence=None if MONEY in dropped else self.most_pence,
            limits=replace(self.limits, counts=self.limits.counts and REST not in dropped),
            demands=tuple(one for one in self.demands if one.id not in dropped),
        )

    @property
    def fit_places(self) -> tuple[PlaceChoice, ...]:
        """The places that lack nothing, or only what is hired in every answer."""
        brought = frozenset[str]().union(*(one.brings for one in self.things if one.choices))
        return tuple(one for one in self.places if one.lacks <= brought)

    def narrowed(self, each: int, able: Mapping[int, Sequence[int]]) -> "Problem":
        """The same with fewer PAs: about so many for each slot, known ones first, then those who could be there most.

        ``able``: who may take each slot, as ``able_for`` says it.
        """
        fit = {one.id: one for one in self.pas if not one.lacks}
        often = Counter(pa_id for ids in able.values() for pa_id in ids)
        chosen: dict[int, PAChoice] = {}
        for ids in sorted(able.values(), key=len):
            lacking = each - sum(pa_id in chosen for pa_id in ids)
            others = [fit[pa_id] for pa_id in ids if pa_id not in chosen]
            others.sort(key=lambda one: (not one.is_known, not one.is_signed, -often[one.id], one.id))
            chosen |= {one.id: one for one in others[: max(0, lacking)]}
        return replace(self, pas=tuple(chosen[pa_id] for pa_id in sorted(chosen)))


def able_for(problem: Problem) -> dict[int, list[int]]:
    """The ids of the PAs who lack nothing and may take each slot, by its place."""
    fit = [one for one in problem.pas if not one.lacks]
    return {place: [one.id for one in fit if can_come(one, place, problem)] for place in range(len(problem.slots))}


def day_of(slot: Slot) -> str:
    """The London day on which a slot begins, in the way that demands name it."""
    return in_london(slot.period.starts_at).date().isoformat()


def can_come(one: PAChoice, place: int, problem: Problem) -> bool:
    """Whether a PA may take the slot at this place: has a price for it, works then, is free, and has time for the way.

    Rest and the hours of a week depend on what else they take.
    """
    slot = problem.slots[place]
    return (
        one.pence[place] is not None
        and not any(taken.overlaps(slot.period) for taken in one.taken)
        and all(_has_time(slot.period, other, problem.limits) for other in one.elsewhere)
        and one.week.allows(slot.period, sleeps_over=slot.unit.is_at_night)
    )


def _has_time(period: Period, other: Elsewhere, limits: Limits) -> bool:
    """Whether there is time for the way between a slot and a promise elsewhere."""
    if not other.km or not limits.counts:
        return True
    way = timedelta(hours=other.km / limits.km_an_hour)
    return period.ends_at + way <= other.period.starts_at or other.period.ends_at + way <= period.starts_at


def _eased(slot: Slot, *, alone: bool) -> Slot:
    return replace(slot, needs=min(slot.needs, 1)) if alone else slot


def _with(one: PAChoice, dropped: Collection[str], kept: Iterable[int]) -> PAChoice:
    return replace(one, lacks=one.lacks.difference(dropped), pence=tuple(one.pence[place] for place in kept))


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer: a place (None where none is wanted), the PAs of each slot, and what each thing is from."""

    place_id: int | None
    turns: tuple[frozenset[int], ...]
    thing_ids: tuple[int, ...] = ()

    @property
    def pa_ids(self) -> frozenset[int]:
        """Everybody who comes."""
        return frozenset().union(*self.turns)

    @property
    def is_like(self) -> tuple[int | None, frozenset[int], tuple[int, ...]]:
        """What makes two plans the same to a family, where they cost the same: the place, who comes, and the things."""
        return self.place_id, self.pa_ids, self.thing_ids


class Aim(StrEnum):
    """What a suggestion is best at."""

    FACES = "faces"
    PRICE = "price"
    NEAR = "near"
    WISHES = "wishes"
    OTHER = "other"
    ANOTHER = "another"
    FURTHER = "further"

    def words(self, *, comes: int, known: int) -> str:
        """How pages say it of a break to which so many PAs come, ``known`` of whom were there before."""
        if self is not Aim.FACES:
            return _AIM_WORDS[self]
        if not comes:
            return "Price and distance together"
        return "Fewest and most familiar faces" if known else "Fewest faces"


_AIM_WORDS = {
    Aim.PRICE: "Lowest price",
    Aim.NEAR: "Nearest",
    Aim.WISHES: "Most of what you would like",
    Aim.OTHER: "Another place",
    Aim.ANOTHER: "Another place",
    Aim.FURTHER: "Another place",
}


@dataclass(frozen=True, slots=True)
class Weights:
    """What each thing counts, in pence: of two plans the one that counts less is better.

    ``turn`` is each time somebody comes; ``km`` each kilometre of the place from the town.
    """

    pence: int = 1
    pa: int = 60_00
    new_pa: int = 60_00
    turn: int = 8_00
    unsigned: int = 150_00
    unmet: int = 30_00
    km: int = 1_00


WEIGHTS: Mapping[Aim, Weights] = {
    Aim.FACES: Weights(),
    Aim.PRICE: Weights(pence=20, pa=10_00, new_pa=2_00, turn=2_00, unmet=2_00, km=5),
    Aim.NEAR: Weights(km=200_00),
    Aim.WISHES: Weights(unmet=2_000_00),
    Aim.OTHER: Weights(),
    Aim.ANOTHER: Weights(),
    Aim.FURTHER: Weights(),
}


def burden(plan: Plan, problem: Problem, weights: Weights) -> int:
    """What a plan counts, in pence."""
    place = next((one for one in problem.places if one.id == plan.place_id), PlaceChoice(0, 0))
    coming = [one for one in problem.pas if one.id in plan.pa_ids]
    return (
        weights.pence * pence_of(plan, problem)
        + sum(count_of(one, weights) for one in coming)
        + weights.turn * sum(turns_of(one.id, plan, problem) for one in coming)
        + weights.unmet * place.unmet
        + way_of(place.metres, weights)
    )


def way_of(metres: int, weights: Weights) -> int:
    """What it counts that a place is so far away."""
    return weights.km * metres // 1000


def count_of(one: PAChoice, weights: Weights) -> int:
    """What it counts that this PA comes at all."""
    return weights.pa + weights.new_pa * (not one.is_known) + weights.unsigned * (not one.is_signed)


def pence_of(plan: Plan, problem: Problem) -> int:
    """What a plan costs, slot by slot."""
    place = sum(one.pence for one in problem.places if one.id == plan.place_id)
    hours = sum(
        one.pence[number] or 0 for one in problem.pas for number, turn in enumerate(plan.turns) if one.id in turn
    )
    return place + hours + sum(one.pence for one in _chosen(plan, problem))


def turns_of(pa_id: int, plan: Plan, problem: Problem) -> int:
    """How often a PA comes: slots that follow on each other are one time."""
    mine = [slot.period for slot, turn in zip(problem.slots, plan.turns, strict=True) if pa_id in turn]
    return len(mine[:1]) + sum(before.ends_at != after.starts_at for before, after in pairwise(mine))


def _chosen(plan: Plan, problem: Problem) -> list[ThingChoice]:
    return [
        choice
        for thing, chosen in zip(problem.things, plan.thing_ids, strict=True)
        for choice in thing.choices
        if choice.id == chosen
    ]
