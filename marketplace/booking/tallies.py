"""An allowance in nights or hours: what breaks have kept of it, what is planned, what is left. Pure.

Of a pot a night counts as far as the pot pays for it: two thirds of the price of three nights are two nights. Where a
stay goes on beyond the pot's last day, only its nights until then are the pot's: it may pay for them whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from marketplace.booking.lifecycle import KEPT, BreakState
from marketplace.clock import in_london
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period, nights_touched
from marketplace.wording import counted, number_words, plural

MOST_ALLOWED = 10_000
HAD = KEPT | {BreakState.CANCELLED}
"""States in which what a break takes is agreed: of one that was cancelled, what was had of it by then."""


class TimeUnit(StrEnum):
    """What an allowance is counted in."""

    NIGHTS = "nights"
    HOURS = "hours"

    @property
    def noun(self) -> str:
        """One of them."""
        return self.value.removesuffix("s")


@dataclass(frozen=True, slots=True)
class Stretch:
    """One segment as an allowance sees it. ``part``: how much of its price on the pot's days it pays, 0 to 1."""

    unit: RateUnit
    minutes: int
    period: Period | None
    part: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Used:
    """What one break takes of an allowance."""

    break_ref: str
    title: str
    period: Period
    state: BreakState
    amount: Fraction

    @property
    def is_kept(self) -> bool:
        """Whether all have agreed to it."""
        return self.state in HAD


@dataclass(frozen=True, slots=True)
class Tally:
    """An allowance, and what is left of it."""

    allowed: int
    unit: TimeUnit
    used: tuple[Used, ...] = ()

    @property
    def kept(self) -> Fraction:
        """What breaks that are confirmed, over or broken off take of it."""
        return sum((one.amount for one in self.used if one.is_kept), Fraction(0))

    @property
    def planned(self) -> Fraction:
        """What breaks that are planned or asked for would take."""
        return sum((one.amount for one in self.used if not one.is_kept), Fraction(0))

    @property
    def left(self) -> Fraction:
        """What is left when all that is planned comes true; below nought when it is too much."""
        return self.allowed - self.kept - self.planned

    @property
    def is_over(self) -> bool:
        """Whether more is planned than there is."""
        return self.left < 0

    @property
    def words(self) -> str:
        """``3 of 28 nights left``; ``2 nights more than the 28 allowed``."""
        of = f"{plural(self.allowed, self.unit.noun)}"
        if self.is_over:
            return f"{counted(-self.left, self.unit.noun)} more than the {self.allowed:,} allowed"
        return f"{number_words(self.left)} of {of} left"


def amount_of(stretches: Sequence[Stretch], whole: Period, unit: TimeUnit, *, first: date, last: date) -> Fraction:
    """How much of an allowance a break takes, of its days from ``first`` to ``last``.

    Nights are those of its stay; where nothing is there to stay in yet, those from its first to its last day.
    """
    inside = [one for one in stretches if one.period and first <= _day(one.period) <= last]
    if unit is TimeUnit.HOURS:
        return sum((Fraction(_minutes(one), 60) * one.part for one in inside), Fraction(0))
    stays = [one for one in stretches if one.unit is RateUnit.NIGHT and one.period]
    if not stays:
        return Fraction(sum(first <= day <= last for day in nights_between(whole)))
    return sum(parts_of_nights(stays, first=first, last=last).values(), Fraction(0))


def parts_of_nights(stretches: Iterable[Stretch], *, first: date, last: date) -> dict[date, Fraction]:
    """How much of each night of stays is paid, from ``first`` to ``last``: once, by the largest part of it."""
    parts: dict[date, Fraction] = {}
    for one in stretches:
        if one.unit is RateUnit.NIGHT and one.period:
            for day in nights_touched(one.period):
                parts[day] = max(one.part, parts.get(day, Fraction(0)))
    return {day: part for day, part in parts.items() if first <= day <= last}


def counts_nights(units: Iterable[RateUnit]) -> bool:
    """Whether a pot's nights are asked of a break with these: a plan that has no night in it yet buys none."""
    return any(unit is RateUnit.NIGHT or unit.is_at_night for unit in units)


def part_within(used: Sequence[Fraction], left: Fraction, wanted: Fraction) -> Fraction:
    """The largest part, up to ``wanted``, of nights of which so much is used already that takes no more than is left.

    A night counts once, by the largest part of it that is paid: one of which more is used already takes nothing.
    """
    levels = sorted(level for level in used if level < wanted)
    for count in range(len(levels), 0, -1):
        part = min((left + sum(levels[:count])) / count, wanted)
        if part >= levels[count - 1]:
            return part
    return wanted


def nights_between(whole: Period) -> Iterable[date]:
    """The days of a break after which a night of it follows."""
    start, end = in_london(whole.starts_at).date(), in_london(whole.ends_at).date()
    return (date.fromordinal(day) for day in range(start.toordinal(), end.toordinal()))


def _minutes(one: Stretch) -> int:
    """Hours as they are paid, and nights of PAs as long as they are."""
    if one.unit is RateUnit.HOUR:
        return one.minutes
    return one.period.minutes if one.unit.is_at_night and one.period else 0


def _day(period: Period) -> date:
    return in_london(period.starts_at).date()
