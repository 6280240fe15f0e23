"""People who would have two places to sleep on one night. Two rooms of one place are no two places."""

from collections.abc import Iterable
from itertools import combinations

from marketplace.booking.models import Break, Line
from marketplace.booking.queries.quoting import stay_days
from marketplace.booking.quote import Wanted
from marketplace.listings.models import RateUnit
from marketplace.periods import Period
from marketplace.wording import from_to_words, listed


def beds_words(one: Break, lines: Iterable[Line]) -> tuple[str, ...]:
    """A sentence for each two places of a break in which somebody would sleep on the same night."""
    pairs = combinations([line for line in lines if _nights(line)], 2)
    found = (_pair_words(one, mine, theirs) for mine, theirs in pairs if not _is_one_place(mine, theirs))
    return tuple(words for words in found if words)


def _pair_words(one: Break, mine: Line, theirs: Line) -> str:
    """What is said of two places; blank where nobody is in both of them on one night."""
    theirs_for = one.people_for(theirs.for_whom)
    twice = [person.called for person in one.people_for(mine.for_whom) if person in theirs_for]
    shared = _first_shared(mine, theirs)
    if not twice or shared is None:
        return ""
    has = "has" if len(twice) == 1 else "have"
    when = from_to_words(*stay_days(Wanted(shared)))
    both = f"{mine.title} and {theirs.title}"
    return f"{listed(twice)} {has} two places to sleep, {when}: {both}. Take one out, if only one is needed"


def _first_shared(mine: Line, theirs: Line) -> Period | None:
    shared = (
        Period(max(here.starts_at, there.starts_at), min(here.ends_at, there.ends_at))
        for here in _nights(mine)
        for there in _nights(theirs)
        if here.overlaps(there)
    )
    return min(shared, default=None)


def _nights(line: Line) -> list[Period]:
    """When somebody sleeps there; nothing of what is no place to sleep."""
    if line.kind is None or not line.kind.is_stay:
        return []
    return [segment.period for segment in line.segments if segment.unit is RateUnit.NIGHT and segment.period]


def _is_one_place(mine: Line, theirs: Line) -> bool:
    if mine.listing_id is not None or theirs.listing_id is not None:
        return mine.listing_id == theirs.listing_id
    return _named(mine) == _named(theirs)


def _named(line: Line) -> str:
    return " ".join(line.provider_name.casefold().split())
