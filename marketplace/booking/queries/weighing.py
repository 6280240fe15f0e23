"""What a provider weighs before it answers: needs beside its own facts, its diary around those days, and the way there.

Of the rest of the break it says which sorts of thing are in it, and no more (R54).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace import geo
from marketplace.access_facts.match import Reason, match
from marketplace.access_facts.needs import Need
from marketplace.booking.models import Line
from marketplace.booking.queries.free_spaces import town_of
from marketplace.clock import in_london, london_instant
from marketplace.listings.models import Occupancy, RateUnit, Space
from marketplace.listings.queries.calendar_rows import at_words, day_of
from marketplace.listings.queries.diary import NightState, standing, state_of
from marketplace.listings.whereabouts import measured_point
from marketplace.periods import Period, night

DAYS_BEFORE = DAYS_AFTER = 2
MOST_DAYS = 16


@dataclass(frozen=True)
class Taken:
    """What stands on one day. ``is_this``: it is the request itself; ``hours``: blank where it takes the night."""

    state: NightState
    hours: str
    space: str
    is_this: bool


@dataclass(frozen=True)
class DayAround:
    """One day of the provider's diary."""

    day: date
    taken: tuple[Taken, ...]


@dataclass(frozen=True)
class Weighed:
    """What helps to decide. ``reasons``: each need, and what the listing's facts say of it.

    ``others``: the sorts of the other parts of the break. ``far_km``: how far it is, for those who come; ``town``: to
    where. ``is_by_nights``: the days stand for nights.
    """

    reasons: tuple[Reason, ...]
    others: tuple[str, ...]
    days: tuple[DayAround, ...]
    is_by_nights: bool
    far_km: float | None
    town: str


def weighed(line: Line, needs: Iterable[Need]) -> Weighed:
    """All of it for a line that its provider was asked for; ``needs``: those that it may know."""
    far = _far_km(line)
    return Weighed(
        reasons=match(needs, line.listing.known_facts if line.listing else {}).reasons,
        others=_others(line),
        days=_days(line),
        is_by_nights=_is_by_nights(line),
        far_km=far,
        town=line.break_.town if far is not None else "",
    )


def _others(line: Line) -> tuple[str, ...]:
    others = (one for one in line.break_.lines_in if one.id != line.id and one.kind is not None)
    return tuple(dict.fromkeys(one.kind.label for one in others if one.kind))


def _far_km(line: Line) -> float | None:
    """From the listing's base to the town of the break; of what people travel to themselves, nothing."""
    if line.listing is None or line.listing.kind.is_stay:
        return None
    base, town = measured_point(line.listing), town_of(line.break_)
    return geo.distance_km(base, town) if base is not None and town is not None else None


def _days(line: Line) -> tuple[DayAround, ...]:
    """A few days before and after, of the spaces that the line has; nothing where it has none."""
    spaces = list({one.space.id: one.space for one in line.segments if one.space is not None}.values())
    periods = line.periods
    if not spaces or not periods:
        return ()
    first = in_london(periods[0].starts_at).date() - timedelta(days=DAYS_BEFORE)
    last = in_london(max(one.ends_at for one in periods)).date() + timedelta(days=DAYS_AFTER)
    days = [first + timedelta(days=number) for number in range(min((last - first).days + 1, MOST_DAYS))]
    rows = standing(spaces, Period(london_instant(days[0]), night(days[-1]).ends_at))
    mine = {segment.reference for segment in line.segments}
    by_nights = _is_by_nights(line)
    return tuple(DayAround(day, _taken(day, rows, spaces, mine, by_nights=by_nights)) for day in days)


def _taken(
    day: date, rows: Iterable[Occupancy], spaces: list[Space], mine: set[str], *, by_nights: bool
) -> tuple[Taken, ...]:
    whole = night(day) if by_nights else day_of(day)
    names = {space.id: space.name for space in spaces} if len(spaces) > 1 else {}
    return tuple(
        Taken(
            state=state_of(row),
            hours="" if by_nights else at_words(row.period, day),
            space=names.get(row.space_id, ""),
            is_this=row.reference in mine,
        )
        for row in sorted(rows, key=lambda row: row.starts_at)
        if row.period.overlaps(whole)
    )


def _is_by_nights(line: Line) -> bool:
    return any(segment.unit is RateUnit.NIGHT for segment in line.segments)
