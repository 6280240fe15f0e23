"""Cover and the timeline of a break, from its lines."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.cover import Cover, Gap, There, cover
from marketplace.booking.models import Break, Line, Segment
from marketplace.booking.needed import DayPart
from marketplace.booking.queries.retiming import may_be_retimed
from marketplace.booking.queries.stay_times import in_house, stretches
from marketplace.booking.queries.words import runs
from marketplace.booking.quote import Quoted
from marketplace.booking.timeline import PLANS, STAY, SUPPORT, Stretch, TimelineDay, timeline
from marketplace.clock import in_london
from marketplace.listings.models import RateUnit
from marketplace.periods import Period

_PLAN_KINDS = frozenset({ListingKind.ACTIVITY, ListingKind.TRANSPORT, ListingKind.EQUIPMENT, ListingKind.OTHER})


def cover_of(one: Break, *, without: Collection[str] = ()) -> Cover | None:
    """Cover needed and arranged; none where nobody needs any. ``without``: lines that cannot be had."""
    if not one.needs_cover:
        return None
    return cover(one.period, there_in(line for line in one.lines_in if line.ref not in without), parts_of(one))


def gaps_with(one: Break, line: Line, quoted: Iterable[Quoted]) -> tuple[tuple[Gap, ...], tuple[Gap, ...]]:
    """The gaps of a break as it is, and with a line made of this instead; none where nobody needs to be there."""
    if not one.needs_cover:
        return (), ()
    others = there_in(other for other in one.lines_in if other is not line)
    fresh = (
        [There(one.period, is_asleep=one.unit is RateUnit.SLEEPOVER) for one in quoted if one.period]
        if line.counts_as_cover and not line.is_for_carer_alone
        else []
    )
    before = cover(one.period, there_in(one.lines_in), parts_of(one))
    return before.gaps, cover(one.period, [*others, *fresh], parts_of(one)).gaps


def there_in(lines: Iterable[Line]) -> list[There]:
    """When somebody is there in these lines; in a place to stay, from when people may come until they have gone."""
    return [
        There(in_house(several), is_asleep=several[0].unit is RateUnit.SLEEPOVER)
        for line in lines
        for several in stretches(segment for segment in line.segments if segment.covers)
    ]


def parts_of(one: Break) -> tuple[DayPart, ...]:
    """Who must be there, part of the day by part of the day, as far as somebody has said."""
    return tuple(need.part for need in one.cover_needs)


def timeline_of(one: Break, lines: Iterable[Line], found: Cover | None) -> tuple[TimelineDay, ...]:
    """The days of a break with these of its lines in them."""
    return timeline(one.period, [stretch for line in lines for stretch in _stretches(line, one)], found)


def _stretches(line: Line, one: Break) -> list[Stretch]:
    lane = _lane(line)
    return [
        Stretch(
            period=_shown(several, one),
            lane=lane,
            words=_words(line, several[0], lane),
            who=_who(line, several[0]) if lane == SUPPORT else "",
            is_night=several[0].unit.is_at_night,
            line_ref=line.ref if may_be_retimed(line) else "",
            run=number,
        )
        for number, several in enumerate(runs(line.segments))
    ]


def _lane(line: Line) -> str:
    if line.kind is not None and line.kind in _PLAN_KINDS and not line.counts_as_cover:
        return PLANS
    is_stay = any(segment.unit is RateUnit.NIGHT for segment in line.segments)
    return STAY if is_stay else SUPPORT


def _shown(several: Sequence[Segment], one: Break) -> Period:
    """A stay is taken from noon to noon, and shown from when people come until they go, on the days of the break."""
    period = in_house(several)
    if several[0].unit is not RateUnit.NIGHT:
        return period
    comes, goes = period.starts_at, period.ends_at
    starts = max(comes, one.starts_at) if _is_one_day(comes, one.starts_at) else comes
    ends = min(goes, one.ends_at) if _is_one_day(goes, one.ends_at) else goes
    return Period(starts, ends) if starts < ends else period


def _is_one_day(one: datetime, other: datetime) -> bool:
    return in_london(one).date() == in_london(other).date()


def _words(line: Line, segment: Segment, lane: str) -> str:
    if lane != SUPPORT:
        return line.title
    return _NIGHT_WORDS.get(segment.unit, "")


_NIGHT_WORDS = {RateUnit.SLEEPOVER: "sleeps over", RateUnit.WAKING_NIGHT: "awake all night"}


def _who(line: Line, segment: Segment) -> str:
    space = segment.space or segment.wanted_space
    return space.name if space else line.provider or line.title
