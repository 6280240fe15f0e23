"""The stretches of time that a line is made of, as another time for it is named: each begins elsewhere, none is longer.

Pure: what a line wants is handed in, and who is free then is for others.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketplace.clock import in_london, london_instant
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period, merged, nights, nights_touched


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a line, ``count`` times; ``space_id``: of the space that was chosen for it."""

    period: Period
    count: int = 1
    space_id: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One segment of a line: its time, and the space that was chosen."""

    period: Period
    space_id: int | None = None


def stretches(unit: RateUnit, pieces: Iterable[Piece]) -> tuple[Stretch, ...]:
    """What was asked for, before it was cut for its price: a stay in one piece, a shift over midnight in one piece."""
    several = sorted(pieces, key=lambda piece: piece.period)
    if not several:
        return ()
    if unit is RateUnit.NIGHT:
        whole = Period(several[0].period.starts_at, max(piece.period.ends_at for piece in several))
        return (Stretch(whole, space_id=several[0].space_id),)
    if unit is RateUnit.HOUR:
        chosen = dict.fromkeys(piece.space_id for piece in several)
        cut = {one: merged(piece.period for piece in several if piece.space_id == one) for one in chosen}
        return tuple(Stretch(period, space_id=one) for one, periods in cut.items() for period in periods)
    return tuple(Stretch(piece.period, count, piece.space_id) for piece, count in Counter(several).items())


def begun_at(stretch: Stretch, starts_at: datetime, *, by_nights: bool) -> Period:
    """The same stretch from another moment on; of a stay, as many nights from that day on."""
    if not by_nights:
        return Period(starts_at, starts_at + (stretch.period.ends_at - stretch.period.starts_at))
    first = in_london(starts_at).date()
    return nights(first, first + timedelta(days=len(nights_touched(stretch.period))))


def is_within(period: Period, whole: Period) -> bool:
    """Whether it is on days of the whole: nights begin at noon, whenever people arrive."""
    (starts, ends), (first, last) = _days(period), _days(whole)
    return first <= starts and ends <= last


def days_with(whole: Period, *, before: Period, after: Period, is_alone: bool) -> Period:
    """When a break is once a part of it is at another time: it goes along with its only part, else it reaches to it.

    It begins and ends at the same hours as before.
    """
    if is_within(after, whole):
        return whole
    first, last = _days(whole)
    if is_alone:
        later = _days(after)[0] - _days(before)[0]
        first, last = first + later, last + later
    starts, ends = _days(after)
    return Period(_on(min(first, starts), whole.starts_at), _on(max(last, ends), whole.ends_at))


def _days(period: Period) -> tuple[date, date]:
    return in_london(period.starts_at).date(), in_london(period.ends_at).date()


def _on(day: date, at: datetime) -> datetime:
    """The same hour on another day."""
    return london_instant(day, in_london(at).time())
