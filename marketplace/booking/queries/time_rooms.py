"""What the nights and hours of pots leave for a break, used up part by part, as ``Room`` does with their caps."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketplace.booking.models import Break, Line, TimeAllowance
from marketplace.booking.queries.sharing import most_of
from marketplace.booking.queries.tallies import FIRST, LAST, days_of, of_line
from marketplace.booking.queries.time_limits import taken_without, time_allowances
from marketplace.booking.time_parts import NONE, WHOLE, TimeParts
from marketplace.budgets.models import Pot


@dataclass(frozen=True)
class TimeRoom:
    """The nights or hours of a pot that are left for one break, and how much of them its parts use."""

    pot: Pot
    time: TimeParts

    def keep(self, line: Line, pence: int) -> None:
        """Let the pot pay so much of a part: it is gone for the others."""
        whole = most_of(self.pot, line)
        self.time.paid[line.ref] = min(Fraction(pence, whole), WHOLE) if whole > 0 else NONE

    def most(self, line: Line, pence: int) -> int:
        """The most of so much of a part that is left for it beside what is paid of others."""
        whole = most_of(self.pot, line)
        if pence <= 0 or whole <= 0:
            return max(pence, 0)
        wanted = min(Fraction(pence, whole), WHOLE)
        part = self.time.most(line.ref, wanted)
        return pence if part >= wanted else int(part * whole)

    @property
    def words(self) -> str:
        """Why the pot pays no more."""
        return self.time.words(self.pot.name)


@dataclass(frozen=True)
class TimesLeft:
    """The nights and hours of pots, and what other breaks take of each of them, by its id."""

    allowances: Sequence[TimeAllowance]
    taken: Mapping[int, Fraction]

    def rooms(self, one: Break, pot: Pot, lines: Sequence[Line]) -> list[TimeRoom]:
        """Those of a pot for a break with these parts, none of them paid by it. Nothing is read for it."""
        stretches = {line.ref: of_line(line, NONE) for line in lines}
        found = []
        for each in (each for each in self.allowances if each.pot_id == pot.id):
            first, last = days_of(each)
            left = max(each.allowed - self.taken[each.id], NONE)
            time = TimeParts(each.unit, each.allowed, left, first or FIRST, last or LAST, one.period, stretches)
            found.append(TimeRoom(pot, time))
        return found


def times_left(one: Break, pots: Collection[Pot]) -> TimesLeft:
    """What is left for a break of the nights and hours of pots, without what it takes itself; a few statements."""
    allowances = time_allowances([pot.id for pot in pots])
    return TimesLeft(allowances, taken_without(one, allowances))
