"""How much of each part of a break a pot may pay before its nights or hours run out. Pure.

What it takes is counted as ``amount_of`` counts it: hours each; a night once, by the largest part of it that is paid;
where nobody has a stay by the night, all nights of the break as soon as the pot pays anything of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from marketplace.booking.tallies import Stretch, TimeUnit, amount_of, counts_nights, part_within, parts_of_nights
from marketplace.periods import Period
from marketplace.wording import counted, number_words

NONE, WHOLE = Fraction(0), Fraction(1)


@dataclass
class TimeParts:
    """The nights or hours that are left for one break, and how much of it their pot pays.

    ``stretches``: those of every part of the break, by its reference. ``left``: what other breaks leave. ``first`` and
    ``last``: the days they are for. ``paid``: how much of each part on those days the pot pays, 0 to 1.
    """

    unit: TimeUnit
    allowed: int
    left: Fraction
    first: date
    last: date
    period: Period
    stretches: Mapping[str, Sequence[Stretch]]
    paid: dict[str, Fraction] = field(default_factory=dict)

    @property
    def takes(self) -> Fraction:
        """What the pot pays takes of them."""
        return self._taken(self.paid)

    def most(self, ref: str, wanted: Fraction) -> Fraction:
        """The largest part, up to ``wanted``, that may be paid of one, beside what is paid of the others."""
        others = {other: part for other, part in self.paid.items() if other != ref}
        before, takes = self._taken(others), self._taken(others | {ref: wanted})
        if takes <= max(self.left, before):
            return wanted
        left = max(self.left - before, NONE)
        if self.unit is TimeUnit.HOURS:
            return left / self._taken({ref: WHOLE})
        used = self._nights(others)
        mine = self._nights({ref: WHOLE})
        return part_within([used.get(day, NONE) for day in mine], left, wanted) if mine else NONE

    def words(self, pot: str) -> str:
        """Why a pot pays no more: "Council pays for 2 nights in all; none are left."."""
        left = max(self.left - self.takes, NONE)
        said = f"{pot} pays for {counted(self.allowed, self.unit.noun)} in all; "
        if not left:
            return f"{said}none are left."
        more = number_words(self._taken(dict.fromkeys(self.stretches, WHOLE)) - self.takes)
        return f"{said}{counted(left, self.unit.noun)} {'is' if left == 1 else 'are'} left, and this takes {more}."

    def _taken(self, paid: Mapping[str, Fraction]) -> Fraction:
        """What a pot that pays so much takes; nothing where it pays nothing, or where no night is asked about."""
        units = (one.unit for several in self.stretches.values() for one in several)
        if not any(paid.values()) or not (self.unit is TimeUnit.HOURS or counts_nights(units)):
            return NONE
        return amount_of(self._stretches(paid), self.period, self.unit, first=self.first, last=self.last)

    def _nights(self, paid: Mapping[str, Fraction]) -> Mapping[date, Fraction]:
        """The nights of stays in these parts, and how much of each is paid."""
        of_paid = [one for one in self._stretches(paid) if one.part]
        return parts_of_nights(of_paid, first=self.first, last=self.last)

    def _stretches(self, paid: Mapping[str, Fraction]) -> list[Stretch]:
        return [replace(one, part=paid.get(ref, NONE)) for ref, several in self.stretches.items() for one in several]
