"""Cover and the timeline of a break, from its lines."""

from collections.abc import Iterable

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.cover import Cover, cover
from marketplace.booking.models import Break, Line, Segment
from marketplace.booking.timeline import PLANS, STAY, SUPPORT, Stretch, TimelineDay, timeline
from marketplace.listings.models import RateUnit
from marketplace.periods import Period

_PLAN_KINDS = frozenset({ListingKind.ACTIVITY, ListingKind.TRANSPORT, ListingKind.EQUIPMENT, ListingKind.OTHER})


def cover_of(one: Break) -> Cover | None:
    """Cover needed and arranged; none where nobody needs any."""
    if not one.needs_cover:
        return None
    arranged = (
        segment.period for line in one.lines_in for segment in line.segments if segment.is_cover and segment.period
    )
    return cover(one.period, arranged)


def timeline_of(one: Break, lines: Iterable[Line], found: Cover | None) -> tuple[TimelineDay, ...]:
    """The days of a break with these of its lines in them."""
    return timeline(one.period, [stretch for line in lines for stretch in _stretches(line, one)], found)


def _stretches(line: Line, one: Break) -> list[Stretch]:
    lane = _lane(line)
    periods = [(segment, segment.period) for segment in line.segments if segment.period]
    return [
        Stretch(
            period=_shown(segment, period, one),
            lane=lane,
            words=_words(line, segment, lane),
            who=_who(line, segment) if lane == SUPPORT else "",
            is_night=segment.unit.is_at_night,
        )
        for segment, period in periods
    ]


def _lane(line: Line) -> str:
    if line.kind is not None and line.kind in _PLAN_KINDS and not line.counts_as_cover:
        return PLANS
    is_stay = any(segment.unit is RateUnit.NIGHT for segment in line.segments)
    return STAY if is_stay else SUPPORT


def _shown(segment: Segment, period: Period, one: Break) -> Period:
    """A stay is taken from noon to noon, and shown from when people come until they go."""
    if segment.unit is not RateUnit.NIGHT or not period.overlaps(one.period):
        return period
    starts = max(period.starts_at, one.starts_at)
    return Period(starts, max(min(period.ends_at, one.ends_at), starts)) if one.ends_at > starts else period


def _words(line: Line, segment: Segment, lane: str) -> str:
    if lane != SUPPORT:
        return line.title
    return _NIGHT_WORDS.get(segment.unit, "")


_NIGHT_WORDS = {RateUnit.SLEEPOVER: "sleeps over", RateUnit.WAKING_NIGHT: "awake all night"}


def _who(line: Line, segment: Segment) -> str:
    space = segment.space or segment.wanted_space
    return space.name if space else line.provider or line.title
