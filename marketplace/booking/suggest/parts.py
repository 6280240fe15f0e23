"""A plan as the parts of a break: one for each listing and each way in which its time is sold, at its price. Pure.

Prices are made by the same rules as every quote, so that a part costs to the penny what it costs when it is added.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from marketplace.booking.quote import Wanted, quote_hours, quote_items, quote_sleepovers, total_pence
from marketplace.booking.suggest.checking import joined
from marketplace.booking.suggest.problem import Plan, Problem, Slot
from marketplace.clock import in_london
from marketplace.holidays import sort_of_day
from marketplace.listings.pricing import RateTable, RateUnit
from marketplace.periods import Period, nights


class PartKind(StrEnum):
    """As what a part is added to a break."""

    STAY = "stay"
    HOURS = "hours"
    SLEEPOVERS = "sleepovers"
    WAKING_NIGHTS = "waking_nights"
    ITEMS = "items"

    @property
    def is_support(self) -> bool:
        """Whether it is PAs' time."""
        return self not in {PartKind.STAY, PartKind.ITEMS}

    @property
    def is_at_night(self) -> bool:
        """Whether it is whole nights of PAs' time."""
        return self in {PartKind.SLEEPOVERS, PartKind.WAKING_NIGHTS}

    @property
    def unit(self) -> RateUnit:
        """What it is priced by."""
        return _UNITS[self]


_UNITS = {
    PartKind.STAY: RateUnit.NIGHT,
    PartKind.HOURS: RateUnit.HOUR,
    PartKind.SLEEPOVERS: RateUnit.SLEEPOVER,
    PartKind.WAKING_NIGHTS: RateUnit.WAKING_NIGHT,
    PartKind.ITEMS: RateUnit.ITEM,
}
_BY_UNIT = {unit: kind for kind, unit in _UNITS.items()}


@dataclass(frozen=True, slots=True)
class Time:
    """A stretch of time, of the PA whose diary this is; blank: of whatever is free."""

    period: Period
    space_ref: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a suggested break, by the reference of its listing. A stay has no times of its own."""

    kind: PartKind
    listing_ref: str
    pence: int
    times: tuple[Time, ...] = ()

    @property
    def kept(self) -> dict[str, Any]:
        """It as a row keeps it."""
        times = [
            [one.period.starts_at.isoformat(), one.period.ends_at.isoformat(), one.space_ref] for one in self.times
        ]
        return {"kind": self.kind.value, "listing": self.listing_ref, "pence": self.pence, "times": times}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Part":
        """It from a row."""
        times = tuple(
            Time(Period(datetime.fromisoformat(starts), datetime.fromisoformat(ends)), ref)
            for starts, ends, ref in kept["times"]
        )
        return cls(PartKind(kept["kind"]), kept["listing"], kept["pence"], times)

    def taken(self, whole: Period) -> tuple[Time, ...]:
        """The time that it takes in a break of this period, and of whom."""
        return (Time(nights(*stay_days(whole))),) if self.kind is PartKind.STAY else self.times


def stay_days(whole: Period) -> tuple[date, date]:
    """The days of arriving and leaving of a break."""
    return in_london(whole.starts_at).date(), in_london(whole.ends_at).date()


@dataclass(frozen=True, slots=True)
class Offering:
    """What a choice of a problem stands for: a listing's reference and prices; of a place, which wishes it lacks."""

    ref: str
    prices: RateTable
    metres: int = 0
    unmet: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers of a problem stand for. ``spaces``: diaries of PAs; ``times``: when each thing is wanted."""

    offerings: Mapping[int, Offering] = field(default_factory=dict)
    spaces: Mapping[int, str] = field(default_factory=dict)
    times: Mapping[str, Sequence[Period]] = field(default_factory=dict)


def parts_of(plan: Plan, problem: Problem, names: Names) -> tuple[Part, ...]:
    """The parts of a plan: the place, support by listing, things."""
    stay = [
        Part(PartKind.STAY, names.offerings[one.id].ref, one.pence) for one in problem.places if one.id == plan.place_id
    ]
    return (*stay, *_support(plan, problem, names), *_things(plan, problem, names))


def _support(plan: Plan, problem: Problem, names: Names) -> Iterable[Part]:
    times: dict[tuple[int, RateUnit], list[tuple[Period, int]]] = {}
    for one in problem.pas:
        for period, unit in joined(_slots(one.id, plan, problem)):
            times.setdefault((one.listing_id, unit), []).append((period, one.id))
    for (listing_id, unit), several in times.items():
        offering = names.offerings[listing_id]
        ordered = sorted(several)
        pence = _price(offering.prices, unit, [Wanted(period) for period, _ in ordered])
        shifts = tuple(Time(period, names.spaces[space_id]) for period, space_id in ordered)
        yield Part(_BY_UNIT[unit], offering.ref, pence, shifts)


def _slots(pa_id: int, plan: Plan, problem: Problem) -> list[Slot]:
    return [slot for slot, turn in zip(problem.slots, plan.turns, strict=True) if pa_id in turn]


def _price(prices: RateTable, unit: RateUnit, wanted: Sequence[Wanted]) -> int:
    if unit is RateUnit.HOUR:
        return total_pence(quote_hours(wanted, prices, sort_of_day))
    return total_pence(quote_sleepovers(wanted, prices, sort_of_day, unit))


def _things(plan: Plan, problem: Problem, names: Names) -> Iterable[Part]:
    for thing, chosen in zip(problem.things, plan.thing_ids, strict=True):
        offering, periods = names.offerings[chosen], names.times[thing.id]
        pence = total_pence(quote_items(map(Wanted, periods), offering.prices, sort_of_day))
        times = tuple(map(Time, periods))
        yield Part(PartKind.ITEMS, offering.ref, pence, times)
