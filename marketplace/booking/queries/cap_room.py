"""What the caps of a pot leave for one break, used up part by part: for a week, for a sort of thing, in all."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.by_days import by_week, monday
from marketplace.booking.models import Line
from marketplace.booking.queries.sharing import priced
from marketplace.budgets.fees import fee_pence
from marketplace.clock import in_london


@dataclass
class Room:
    """What a pot's caps leave for one break. ``whole_pence``: in all, none without such a cap.

    ``weeks`` and ``kinds``: what other breaks leave, in pence; a week that is not there has all of its cap.
    ``fee_basis_points``: what the pot's holder takes on top of what the pot pays, what it paid of cancelled parts
    (``kept_pence``) with it; the fee has no time of its own, so it is of the week in which the break begins.
    """

    whole_pence: int | None
    weeks: Mapping[date, int]
    week_cap_pence: int | None
    kinds: Mapping[ListingKind, int]
    fee_basis_points: int = 0
    kept_pence: int = 0
    _paid: dict[str, tuple[Line, int]] = field(default_factory=dict)

    def untouched(self, *, fee_basis_points: int = 0, kept_pence: int = 0) -> "Room":
        """The same, to be used up by itself, for a break with such a fee."""
        return replace(self, fee_basis_points=fee_basis_points, kept_pence=kept_pence, _paid={})

    def keep(self, line: Line, pence: int) -> None:
        """Let the pot pay so much of a part: it is gone for the others."""
        self._paid[line.ref] = line, pence

    def take(self, line: Line, pence: int) -> int:
        """The most of so much of a part that its weeks and its sort leave beside what is paid of others.

        It is then gone for the parts after it, as is what is paid of it already where that is more.
        """
        kept = self._paid.pop(line.ref, (line, 0))[1]
        most = min(pence, self._of_kind(line.kind)) if line.kind and line.kind in self.kinds else pence
        most = self._of_weeks(line, max(most, 0)) if self.week_cap_pence else max(most, 0)
        self.keep(line, max(most, kept))
        return most

    def _of_kind(self, kind: ListingKind) -> int:
        return self.kinds[kind] - sum(pence for line, pence in self._paid.values() if line.kind is kind)

    def _of_weeks(self, line: Line, pence: int) -> int:
        """The most of so much for which no week is over that it adds to: halved, as a fee is rounded on the sum."""
        used: dict[date, int] = defaultdict(int)
        for other, paid in self._paid.values():
            for week, part in _weeks(other, paid).items():
                used[week] += part
        if not self._is_over(line, pence, used):
            return pence
        fits, over = 0, pence
        while over - fits > 1:
            middle = (fits + over) // 2
            fits, over = (fits, middle) if self._is_over(line, middle, used) else (middle, over)
        return fits

    def _is_over(self, line: Line, pence: int, used: Mapping[date, int]) -> bool:
        """Whether so much of a part makes too much of any week; a week to which it adds nothing is left alone."""
        adds = dict(_weeks(line, pence))
        begins, before = monday(in_london(line.break_.starts_at).date()), self._fee(0)
        if more := self._fee(pence) - before:
            adds[begins] = adds.get(begins, 0) + more
        return any(
            part and part + used.get(week, 0) + (before if week == begins else 0) > self._left(week)
            for week, part in adds.items()
        )

    def _left(self, week: date) -> int:
        return self.weeks.get(week, self.week_cap_pence or 0)

    def _fee(self, pence: int) -> int:
        paid = self.kept_pence + sum(already for _, already in self._paid.values())
        return fee_pence(paid + pence, self.fee_basis_points)


def _weeks(line: Line, pence: int) -> Mapping[date, int]:
    return by_week(priced(line), pence, in_london(line.break_.starts_at).date())
