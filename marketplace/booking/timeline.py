"""A break hour by hour: days from 08:00 to 08:00, with a lane for each sort of thing. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from marketplace.booking.cover import Cover, Gap, days_of, whole_day
from marketplace.clock import in_london
from marketplace.periods import Period

DAY_MINUTES = 24 * 60
MOST_ROWS = 4
STAY, SUPPORT, PLANS = "Stay", "Support", "Getting there, things to do"


class PieceKind(StrEnum):
    """How a piece is drawn."""

    STAY = "stay"
    ONE = "one"
    TWO = "two"
    NIGHT = "night"
    GAP = "gap"
    PART_GAP = "part-gap"
    OFF = "off"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One segment as the timeline needs it. ``who``: the PA, for the colour.

    ``words``: what it says; blank for hours of support, which are counted day by day. ``line_ref`` and ``run``: which
    stretch of which part it is, where it may be moved.
    """

    period: Period
    lane: str
    words: str = ""
    who: str = ""
    is_night: bool = False
    line_ref: str = ""
    run: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a lane: minutes after 08:00, and what it says. ``row``: below so many others of the same time.

    ``is_whole``: all of it is on this day.
    """

    starts: int
    ends: int
    at: str
    words: str
    kind: PieceKind
    strong: str = ""
    sign: str = ""
    row: int = 0
    line_ref: str = ""
    run: int = 0
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Lane:
    """One sort of thing over a day. The main one has the gaps."""

    name: str
    is_main: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """One row: 08:00 to 08:00. ``words``: "Cover 16 h of 16"; blank where no cover is needed."""

    day: date
    name: str
    words: str
    lanes: tuple[Lane, ...]


def timeline(whole: Period, stretches: Iterable[Stretch], cover: Cover | None) -> tuple[TimelineDay, ...]:
    """The days of a break with everything in them, in order. Days touched only by a lane are there, too.

    Days beside the break on which nothing is are left out: a part may be weeks away from it.
    """
    several = sorted(_joined(sorted(stretches, key=_period)), key=_period)
    colours = _colours(several)
    ends = [whole, *(one.period for one in several)]
    span = Period(min(one.starts_at for one in ends), max(one.ends_at for one in ends))
    days = (_day(day, several, colours, cover) for day, _ in days_of(span))
    return tuple(found for one in days if (found := _beside(one, whole)))


def _beside(one: TimelineDay, whole: Period) -> TimelineDay | None:
    """A day of the break as it is; one beside it where anything is on, with its month where that is another one."""
    if whole_day(one.day).overlaps(whole):
        return one
    is_far = one.day.month != in_london(whole.starts_at).month
    name = f"{one.name} {one.day:%B}" if is_far else one.name
    return replace(one, name=name) if one.lanes else None


def _period(one: Stretch) -> Period:
    return one.period


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Hours of one PA that follow on each other as one, such as a shift whose price changes at midnight."""
    open_: dict[str, Stretch] = {}
    for one in stretches:
        if one.lane != SUPPORT or one.is_night:
            yield one
            continue
        before = open_.get(one.who)
        if before and before.period.ends_at == one.period.starts_at:
            open_[one.who] = replace(before, period=Period(before.period.starts_at, one.period.ends_at), line_ref="")
        else:
            if before:
                yield before
            open_[one.who] = one
    yield from open_.values()


def cover_words(minutes: int) -> str:
    """``66 h``, ``60 min``, ``1 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    if not hours or minutes == 60:
        return f"{minutes} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def _day(day: date, stretches: Sequence[Stretch], colours: dict[str, PieceKind], cover: Cover | None) -> TimelineDay:
    bounds = whole_day(day)
    lanes = []
    for name in (STAY, SUPPORT, PLANS):
        pieces = [_piece(one, bounds, colours) for one in stretches if one.lane == name and _is_shown(one, bounds)]
        if name == SUPPORT and cover:
            pieces += [_gap(one, bounds) for one in cover.gaps if one.period.overlaps(bounds)]
        if pieces:
            lanes.append(Lane(name, name == SUPPORT, tuple(_in_rows(pieces))))
    return TimelineDay(day, f"{day:%A} {day.day}", _day_words(day, cover), tuple(lanes))


def _is_shown(one: Stretch, bounds: Period) -> bool:
    """A plan stands on the day it begins: what is hired for the whole break need not be said each day."""
    if one.lane == PLANS:
        return bounds.starts_at <= one.period.starts_at < bounds.ends_at
    return one.period.overlaps(bounds)


def _colours(stretches: Iterable[Stretch]) -> dict[str, PieceKind]:
    """Two colours by turns, one for each PA."""
    names = dict.fromkeys(one.who for one in stretches if one.lane == SUPPORT)
    return {name: (PieceKind.ONE, PieceKind.TWO)[number % 2] for number, name in enumerate(names)}


def _piece(one: Stretch, bounds: Period, colours: dict[str, PieceKind]) -> Piece:
    match one.lane:
        case lane if lane == STAY:
            kind = PieceKind.STAY
        case lane if lane == PLANS:
            kind = PieceKind.PLAN
        case _:
            kind = PieceKind.NIGHT if one.is_night else colours[one.who]
    starts, ends = _minutes(one.period, bounds)
    words = one.words or cover_words(_clipped(one.period, bounds).minutes)
    return Piece(
        starts,
        ends,
        _at(one.period, bounds, is_plan=kind is PieceKind.PLAN),
        words,
        kind,
        one.who,
        line_ref=one.line_ref,
        run=one.run,
        is_whole=bounds.covers(one.period),
    )


def _gap(gap: Gap, bounds: Period) -> Piece:
    starts, ends = _minutes(gap.period, bounds)
    lasts = cover_words(_clipped(gap.period, bounds).minutes)
    words = lasts if gap.is_plain else f"{lasts}, {gap.words}"
    kind = PieceKind.PART_GAP if gap.there else PieceKind.GAP
    return Piece(starts, ends, _at(gap.period, bounds), words, kind, "Gap")


def _in_rows(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces in order; of those that are there at once each is a row below the other, gaps below all."""
    rows: list[list[Piece]] = [[] for _ in range(MOST_ROWS)]
    for piece in sorted(pieces, key=lambda one: (one.kind in _GAPS, one.starts, one.ends)):
        row = next((place for place, row in enumerate(rows) if not any(_meet(piece, one) for one in row)), -1)
        rows[row].append(replace(piece, row=row % MOST_ROWS))
    return iter(sorted((piece for row in rows for piece in row), key=lambda one: (one.starts, one.row)))


def _meet(one: Piece, other: Piece) -> bool:
    return one.starts < other.ends and other.starts < one.ends


_GAPS = frozenset({PieceKind.GAP, PieceKind.PART_GAP})


def _clipped(period: Period, bounds: Period) -> Period:
    return Period(max(period.starts_at, bounds.starts_at), min(period.ends_at, bounds.ends_at))


def _minutes(period: Period, bounds: Period) -> tuple[int, int]:
    """From when to when, in minutes after 08:00; on a night when the clocks change, of the longest day there is."""
    return _minute(period.starts_at, bounds), _minute(period.ends_at, bounds)


def _minute(at: datetime, bounds: Period) -> int:
    return min(max(int((at - bounds.starts_at) / timedelta(minutes=1)), 0), DAY_MINUTES)


def _at(period: Period, bounds: Period, *, is_plan: bool = False) -> str:
    start, end = f"{in_london(period.starts_at):%H:%M}", f"{in_london(period.ends_at):%H:%M}"
    begins_before, ends_after = period.starts_at < bounds.starts_at, period.ends_at > bounds.ends_at
    if is_plan:
        return start
    if begins_before and ends_after:
        return "all day"
    if begins_before:
        return f"until {end}"
    return f"from {start}" if ends_after else f"{start} to {end}"


def _day_words(day: date, cover: Cover | None) -> str:
    for one in cover.by_day if cover else ():
        if one.day == day:
            return f"Cover {_hours(one.arranged_minutes)} of {_hours(one.needed_minutes).removesuffix(' h')}"
    return ""


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def gap_sentences(gaps: Iterable[Gap]) -> Iterator[str]:
    """Each gap in a sentence: "Saturday 6 March, 08:00 to 09:00: nobody is there for 60 min"."""
    for gap in gaps:
        start, end = in_london(gap.period.starts_at), in_london(gap.period.ends_at)
        until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%A} {end.day} {end:%B}, {end:%H:%M}"
        when = f"{start:%A} {start.day} {start:%B}, {start:%H:%M} to {until}"
        yield f"{when}: {gap.words} for {cover_words(gap.minutes)}"
