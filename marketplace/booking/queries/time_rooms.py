"""What the nights and hours of a pot leave for a break, used up part by part, as ``Room`` does with its caps."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from marketplace.booking.models import Break, Line
from marketplace.booking.queries.sharing import most_of
from marketplace.booking.queries.tallies import FIRST, LAST, days_of, of_line
from marketplace.booking.queries.time_limits import taken_without, time_allowances
from marketplace.booking.tallies import TimeUnit, amount_of, part_within
from marketplace.budgets.models import Pot
from marketplace.listings.pricing import RateUnit
from marketplace.periods import nights_touched

ONE = Fraction(1)


@dataclass
class TimeRoom:
    """The nights or hours of one allowance that are left for a break. ``first`` and ``last``: the days it is for.

    ``nights``: how much of each night is used up by parts before; a night that two parts share counts once.
    """

    pot: Pot
    unit: TimeUnit
    allowed: int
    left: Fraction
    first: date
    last: date
    nights: dict[date, Fraction] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Why nothing more is paid."""
        return f"{self.pot.name} pays for {self.allowed} {self.unit.value} in all, and none are left for this."

    def untouched(self) -> "TimeRoom":
        """The same, to be used up by itself."""
        return replace(self, nights=dict(self.nights))

    def take(self, line: Line, pence: int, *, has_stay: bool) -> int:
        """The most of so much of a part that is left; it is then gone for the parts after it.

        ``has_stay``: somebody sleeps in a place of the break, so that nights are those of its stays.
        """
        whole = most_of(self.pot, line)
        if pence <= 0 or whole <= 0:
            return max(pence, 0)
        wanted = min(Fraction(pence, whole), ONE)
        is_hours = self.unit is TimeUnit.HOURS
        part = self._hours(line, wanted) if is_hours else self._nights(line, wanted, has_stay=has_stay)
        return pence if part >= wanted else int(part * whole)

    def _hours(self, line: Line, wanted: Fraction) -> Fraction:
        hours = amount_of(of_line(line, ONE), line.break_.period, self.unit, first=self.first, last=self.last)
        if not hours:
            return wanted
        part = min(wanted, self.left / hours)
        self.left -= part * hours
        return part

    def _nights(self, line: Line, wanted: Fraction, *, has_stay: bool) -> Fraction:
        if not has_stay:
            each = amount_of((), line.break_.period, self.unit, first=self.first, last=self.last)
            return wanted if each <= self.left else Fraction(0)
        days = [day for day in _nights_of(line) if self.first <= day <= self.last]
        part = part_within([self.nights.get(day, Fraction(0)) for day in days], self.left, wanted)
        for day in days:
            before = self.nights.get(day, Fraction(0))
            self.left -= max(part - before, Fraction(0))
            self.nights[day] = max(part, before)
        return part


def time_rooms(one: Break, pots: Collection[Pot]) -> Mapping[int, Sequence[TimeRoom]]:
    """What is left for a break of the nights and hours of pots, without what it takes itself, by the pot's id."""
    found: dict[int, list[TimeRoom]] = {}
    allowances = time_allowances([pot.id for pot in pots])
    before = taken_without(one, allowances)
    for each in allowances:
        if each.pot is not None:
            first, last = days_of(each)
            left = max(each.allowed - before[each.id], Fraction(0))
            room = TimeRoom(each.pot, each.unit, each.allowed, left, first or FIRST, last or LAST)
            found.setdefault(each.pot.id, []).append(room)
    return found


def counts_nights(lines: Iterable[Line]) -> bool:
    """Whether nights are counted at all of a break with these lines: a plan that has no night in it buys none."""
    units = {segment.unit for line in lines for segment in line.segments}
    return any(unit is RateUnit.NIGHT or unit.is_at_night for unit in units)


def has_stay(lines: Iterable[Line]) -> bool:
    """Whether somebody sleeps in a place of these lines."""
    return any(segment.unit is RateUnit.NIGHT for line in lines for segment in line.segments)


def _nights_of(line: Line) -> list[date]:
    stays = (one.period for one in line.segments if one.unit is RateUnit.NIGHT and one.period)
    return [day for period in stays for day in nights_touched(period)]
