"""What comes nearest when nothing is found: the same nights earlier or later, or the same dates further away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from marketplace import clock
from marketplace.listings.asked import Asked
from marketplace.listings.queries.search import count

SHIFTS = (-1, 1, -2, 2, -7, 7, -14, 14)
MOST = 3


@dataclass(frozen=True)
class OtherDates:
    """The same search on other days, and how many it finds."""

    arrive_on: date
    leave_on: date
    found: int


@dataclass(frozen=True)
class FurtherAway:
    """The same search within more kilometres, and how many it finds."""

    within_km: float
    found: int


@dataclass(frozen=True)
class Nearest:
    """What can be done instead of the search that found nothing; either may be empty."""

    dates: tuple[OtherDates, ...]
    further: FurtherAway | None


def nearest(asked: Asked, *, wider_km: Sequence[float]) -> Nearest:
    """The nearest in dates, and in distance of those allowed, that something is found for."""
    return Nearest(dates=tuple(_other_dates(asked)), further=_further(asked, wider_km))


def _other_dates(asked: Asked) -> list[OtherDates]:
    found: list[OtherDates] = []
    if asked.stay is None:
        return found
    for days in SHIFTS:
        moved = asked.moved(days)
        if moved.stay and moved.stay[0] >= clock.today() and (number := count(moved)):
            found.append(OtherDates(*moved.stay, number))
        if len(found) == MOST:
            break
    return found


def _further(asked: Asked, wider_km: Sequence[float]) -> FurtherAway | None:
    for km in wider_km if asked.near else ():
        wider = replace(asked, within_km=km)
        if number := count(wider):
            return FurtherAway(wider.within_km, number)
    return None
