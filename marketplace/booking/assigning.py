"""Which free space each segment takes. Pure: it is told what is taken, and asks no diary.

Somebody who was chosen is taken, nobody else. Otherwise one space for a whole line where there is one that is free
throughout, so that one PA comes rather than four; else each segment takes the first that is free.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.listings.working_week import WorkingWeek
from marketplace.periods import Period


@dataclass(frozen=True, slots=True)
class Need:
    """One segment that needs a space for its period; ``chosen``: the only one it may take.

    ``sleeps_over``: the PA is there all night, which their weekly pattern says apart.
    """

    reference: str
    period: Period
    chosen: int | None = None
    sleeps_over: bool = False


@dataclass(slots=True)
class Diaries:
    """What is taken of each space so far, and the weekly pattern of those that are a PA's."""

    taken: dict[int, list[Period]] = field(default_factory=dict)
    weeks: Mapping[int, WorkingWeek] = field(default_factory=dict)

    @classmethod
    def of(cls, taken: Mapping[int, Sequence[Period]]) -> "Diaries":
        """Diaries with this in them."""
        return cls({space_id: list(periods) for space_id, periods in taken.items()})

    def is_free(self, space_id: int, need: Need) -> bool:
        """Whether nothing stands in the way, and the PA works then."""
        week = self.weeks.get(space_id)
        if week is not None and not week.allows(need.period, sleeps_over=need.sleeps_over):
            return False
        return not any(one.overlaps(need.period) for one in self.taken.get(space_id, ()))

    def copy(self) -> "Diaries":
        """The same, to be written in apart."""
        return Diaries({space_id: list(periods) for space_id, periods in self.taken.items()}, self.weeks)

    def take(self, space_id: int, period: Period) -> None:
        """Write a period down as taken."""
        self.taken.setdefault(space_id, []).append(period)


@dataclass(frozen=True, slots=True)
class LineNeeds:
    """The segments of one line that need a space, and the spaces that it offers, in order."""

    needs: tuple[Need, ...]
    space_ids: tuple[int, ...]


def assign(lines: Sequence[LineNeeds], diaries: Diaries) -> dict[str, int]:
    """The space that each segment takes, by reference. One that finds none is missing. ``diaries`` are written in."""
    found: dict[str, int] = {}
    for line in lines:
        for need in line.needs:
            if need.chosen is not None and _may_take(need.chosen, need, line, diaries):
                found[need.reference] = _taken(need.chosen, need.period, diaries)
    for line in lines:
        _assign_anybody([need for need in line.needs if need.chosen is None], line.space_ids, diaries, found)
    return found


def _may_take(space_id: int, need: Need, line: LineNeeds, diaries: Diaries) -> bool:
    return space_id in line.space_ids and diaries.is_free(space_id, need)


def _assign_anybody(needs: list[Need], space_ids: Sequence[int], diaries: Diaries, found: dict[str, int]) -> None:
    for_all = (one for one in space_ids if all(diaries.is_free(one, need) for need in needs))
    favourite = next(for_all, None)
    order = [favourite, *space_ids] if favourite is not None else list(space_ids)
    for need in needs:
        space_id = next((one for one in order if diaries.is_free(one, need)), None)
        if space_id is not None:
            found[need.reference] = _taken(space_id, need.period, diaries)


def _taken(space_id: int, period: Period, diaries: Diaries) -> int:
    diaries.take(space_id, period)
    return space_id
