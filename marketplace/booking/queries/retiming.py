"""Which parts have times that can be moved, and what these are."""

from dataclasses import dataclass

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.drafts import Shift
from marketplace.booking.models import Line, Segment
from marketplace.booking.queries.words import runs, whole
from marketplace.booking.sorts import LineSort
from marketplace.listings.models import RateUnit
from marketplace.money import format_pence
from marketplace.wording import capital, plural

AT_A_TIME = frozenset({ListingKind.ACTIVITY, ListingKind.TRANSPORT})
"""Kinds whose items are sessions and journeys; other things, such as a mattress, are there for the whole break."""

_BY_TIME = frozenset({RateUnit.HOUR, RateUnit.SLEEPOVER, RateUnit.WAKING_NIGHT})
_ON_TOP = frozenset({RateUnit.EXTRA, RateUnit.MILE})


def may_be_retimed(line: Line) -> bool:
    """Whether a part has times that can be moved: hours, nights of PAs, journeys and sessions, but no stay."""
    sold = [one for one in line.segments if one.unit not in _ON_TOP]
    if line.is_fee or not sold or any(one.period is None for one in sold):
        return False
    is_at_a_time = line.sort is not LineSort.LISTED or line.kind in AT_A_TIME
    return all(one.unit in _BY_TIME or (one.unit is RateUnit.ITEM and is_at_a_time) for one in sold)


@dataclass(frozen=True, slots=True)
class AskedPrice:
    """What somebody who is not on this site asks for one of something. ``count``: none where hours are asked for."""

    unit: RateUnit
    noun: str
    rate_pence: int
    count: int | None

    @classmethod
    def of(cls, segment: Segment) -> "AskedPrice":
        """The price of one row."""
        count = None if segment.unit is RateUnit.HOUR else segment.quantity
        return cls(segment.unit, segment.noun, segment.rate_pence, count)

    @property
    def words(self) -> str:
        """``Hour at £15.00``, ``Sleepover at £60.00``, ``2 journeys at £12.00``."""
        what = plural(self.count, self.noun) if self.count and self.count > 1 else capital(self.noun)
        return f"{what} at {format_pence(self.rate_pence)}"


def prices_of(line: Line) -> tuple[AskedPrice, ...]:
    """The prices that a part which is not on this site has at its times, each once; none of what a listing prices."""
    if line.sort is LineSort.LISTED:
        return ()
    timed = sorted((one for one in line.segments if one.period), key=lambda one: one.id)
    return tuple(dict.fromkeys(map(AskedPrice.of, timed)))


def times_of(line: Line) -> tuple[Shift, ...]:
    """The stretches of a part as they are now, in order."""
    prices = prices_of(line)
    return tuple(
        Shift(
            whole(run),
            run[0].wanted_space.ref if run[0].wanted_space else "",
            prices.index(AskedPrice.of(run[0])) if prices else 0,
        )
        for run in runs(line.segments)
    )


def in_its_place(line: Line) -> Line | None:
    """The part that has the place of one that went out for other times; none where nobody can tell which it is.

    It is from the same provider, for the same people, has the same name, and was made later.
    """
    alike = [
        other
        for other in line.break_.lines_in
        if _what(other) == _what(line) and other.made_at > line.made_at and may_be_retimed(other)
    ]
    return alike[0] if len(alike) == 1 else None


def _what(line: Line) -> tuple[object, ...]:
    return line.sort, line.kind, line.listing_id, line.provider_name, line.title, line.for_whom
