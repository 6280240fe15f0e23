"""On which days a stay may begin at each listing, where dates can move: told from the nights taken of its spaces."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, or_, select

from marketplace import clock
from marketplace.db import session
from marketplace.listings import taken_nights
from marketplace.listings.flexible import Window
from marketplace.listings.models import Occupancy
from marketplace.listings.queries.sieve import OF_SPACE
from marketplace.periods import Period, nights

AT_ONCE = 5_000

Found = tuple[Row[Any], int]


def free_days(rows: Sequence[Row[Any]], window: Window) -> list[Found]:
    """Each listing that is free for such a stay, with the days on which one may begin, as bits of the window."""
    looked_at = _looked_at([row[-OF_SPACE] for row in rows if row[-1]], window)
    found: dict[int, Found] = {}
    for row in rows:
        space_id, first_day, written, _ = row[-OF_SPACE:]
        taken = looked_at.get(space_id)
        if taken is None:
            taken = taken_nights.as_bits(written, first_day=first_day, of_day=window.first_day) if written else 0
        if starts := window.free(taken):
            before = found.get(row[0])
            found[row[0]] = (row, starts | before[1] if before else starts)
    return list(found.values())


def _looked_at(space_ids: Sequence[int], window: Window) -> dict[int, int]:
    """The nights taken of these spaces by their occupancies, open holds among them."""
    whole = nights(window.first_on, window.flexible.last_on)
    taken: dict[int, list[Period]] = {one: [] for one in space_ids}
    for first in range(0, len(space_ids), AT_ONCE):
        rows = session.execute(
            select(Occupancy.space_id, Occupancy.starts_at, Occupancy.ends_at)
            .where(Occupancy.space_id.in_(space_ids[first : first + AT_ONCE]), Occupancy.released_at.is_(None))
            .where(or_(Occupancy.expires_at.is_(None), Occupancy.expires_at > clock.now()))
            .where(Occupancy.starts_at < whole.ends_at, Occupancy.ends_at > whole.starts_at)
        )
        for row in rows:
            taken[row.space_id].append(Period(row.starts_at, row.ends_at))
    return {
        one: taken_nights.as_bits(
            taken_nights.written(periods, first_on=window.first_on), first_day=window.first_day, of_day=window.first_day
        )
        for one, periods in taken.items()
    }
