"""People named by hand who would be in two parts of a break at one time. PAs of this site have diaries for that."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.models import Line
from marketplace.listings.models import RateUnit
from marketplace.periods import Period, first_shared
from marketplace.wording import span_words

WORKED = frozenset({RateUnit.HOUR, RateUnit.SLEEPOVER, RateUnit.WAKING_NIGHT})
"""What somebody is there for themselves; a journey or an entrance may be paid beside their hours."""


def twice_words(lines: Iterable[Line]) -> tuple[str, ...]:
    """A sentence for each person and time: a PA arranged by name, in two parts whose times overlap, or in one."""
    named = [line for line in lines if _is_one_person(line)]
    alone = (
        f"{one.provider_name} is in {one.title} twice at the same time: {span_words(both.starts_at, both.ends_at)}. "
        "Change the times, or take it out"
        for one in named
        if (both := _in_itself(one))
    )
    return (*alone, *_in_two_words(named))


def _in_two_words(named: Sequence[Line]) -> tuple[str, ...]:
    return tuple(
        f"{one.provider_name} is in {one.title} and in {other.title} at the same time: "
        f"{span_words(both.starts_at, both.ends_at)}. Nobody can be in two places at once. "
        "Change the times of one part, or take it out"
        for one, other in combinations(named, 2)
        if _called(one) == _called(other) and (both := _in_both(one, other))
    )


def _is_one_person(line: Line) -> bool:
    """Whether it is given by one PA whom this site knows by name alone."""
    return line.listing is None and line.kind is ListingKind.SOLE_PA and bool(_called(line))


def _called(line: Line) -> str:
    return " ".join((line.provider_name or "").casefold().split())


def _in_both(one: Line, other: Line) -> Period | None:
    """The first time that two parts share."""
    shared = (
        Period(max(mine.starts_at, theirs.starts_at), min(mine.ends_at, theirs.ends_at))
        for mine in one.periods
        for theirs in other.periods
        if mine.overlaps(theirs)
    )
    return min(shared, default=None)


def _in_itself(one: Line) -> Period | None:
    """The first time that is in a part twice."""
    return first_shared(segment.period for segment in one.segments if segment.period and segment.unit in WORKED)
