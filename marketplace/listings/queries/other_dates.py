"""The same search on other days, where it finds nothing on those asked for: as many are told as such a search finds.

One search without the days, or over a longer stretch of them, tells all of the others: each is counted from its rows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row

from marketplace import clock
from marketplace.holidays import sort_of_day
from marketplace.listings.asked import AHEAD, Asked
from marketplace.listings.flexible import Flexible, Window
from marketplace.listings.pricing import RateTable, price_nights, total_pence
from marketplace.listings.queries.candidates import Candidate, Finder
from marketplace.listings.queries.free_then import Free, free_ways
from marketplace.listings.queries.night_prices import night_tables
from marketplace.listings.terms import TimeAsked

SHIFTS = tuple(sign * days for days in range(1, 15) for sign in (-1, 1))
"""By how many days the time asked for is moved, the nearest first."""

WINDOW_SHIFTS = (-1, 1, -2, 2)
"""The same of days between which dates can move: by how many such stretches, or months."""


@dataclass(frozen=True)
class OtherDates:
    """The same search on other days, and how many it finds. Of hours they are the first day and the last.

    Where dates can move, between which days they can then.
    """

    arrive_on: date
    leave_on: date
    found: int


def other_dates(asked: Asked) -> Iterator[OtherDates]:
    """All days on which something is found, the nearest first; nothing where no time is asked for."""
    found = _other_windows(asked, asked.flexible) if asked.flexible else _other_days(asked)
    return (one for one in found if one.found)


def _other_days(asked: Asked) -> Iterator[OtherDates]:
    """Nights or hours so many days earlier or later."""
    today = clock.today()
    moved = [one for one in map(asked.moved, SHIFTS) if one and one.days and one.days[0] >= today]
    if not moved:
        return
    # No limit yet: without a time what is sold by the night or the hour has no price to hold against it.
    finder = Finder(replace(asked, stay=None, hours=None, most_pence=None))
    rows = {one.listing_id: one.row for one in finder.candidates()}
    free = free_ways(list(rows), moved, near=asked.near)
    nights = _night_tables(free) if asked.is_night and asked.most_pence is not None else {}
    for one, then in zip(moved, free, strict=True):
        pence, time = _prices(finder, one, then, rows, nights), one.time_asked(today=today)
        takes = (listing_id for listing_id in then.ids if not _is_refused(rows[listing_id], time))
        if one.days:
            yield OtherDates(*one.days, sum(_is_within(asked.most_pence, listing_id, pence) for listing_id in takes))


def _night_tables(free: Sequence[Free]) -> Mapping[int, RateTable]:
    """What nights cost of those that have some of the times as nights of PAs alone."""
    return night_tables(list(set().union(*(then.at_night - then.as_asked for then in free))))


def _prices(
    finder: Finder, asked: Asked, free: Free, rows: Mapping[int, Row[Any]], nights: Mapping[int, RateTable]
) -> Callable[[int], int | None]:
    """What a time costs at each listing, by its id, in the way in which it is free then."""
    price = finder.price_at(asked)

    def pence(listing_id: int) -> int | None:
        if listing_id in free.as_asked:
            return price(rows[listing_id])
        return total_pence(price_nights(asked.stretches, nights[listing_id], sort_of_day))

    return pence


def _is_refused(row: Row[Any], time: TimeAsked) -> bool:
    """Whether its terms never take such a time."""
    return row.is_firm and time.breaks(row.min_nights, row.max_nights, row.changeover_days, row.notice_days)


def _is_within(most_pence: int | None, listing_id: int, pence: Callable[[int], int | None]) -> bool:
    """Whether a price is no more than may be paid; what has none is left out where there is a limit."""
    return most_pence is None or ((price := pence(listing_id)) is not None and price <= most_pence)


def _other_windows(asked: Asked, flexible: Flexible) -> Iterator[OtherDates]:
    """Nights that can move, in the stretches of days before and after: all of them in one look."""
    today = clock.today()
    moved = [one for by in WINDOW_SHIFTS if (one := flexible.moved(by, today=today)) and one.last_on <= today + AHEAD]
    if not moved:
        return
    first_on, last_on = min(one.first_on for one in moved), max(one.last_on for one in moved)
    whole = replace(flexible, first_on=first_on, last_on=last_on)
    finder, window = Finder(replace(asked, flexible=whole)), Window(whole, today)
    free = finder.free()
    for one in moved:
        days = window.within(one)
        yield OtherDates(one.first_on, one.last_on, sum(_is_offered(finder, each, days) for each in free))


def _is_offered(finder: Finder, candidate: Candidate, days: int) -> bool:
    """Whether a stay may begin there on any of these days, at a price that may be paid."""
    starts = finder.starts_on(candidate, days)
    return bool(starts) and _is_within(
        finder.asked.most_pence, candidate.listing_id, lambda _: finder.cheapest(candidate, starts)
    )
