"""Where the price of an hour or of a night of support goes, as its provider states it: wage, costs, the rest. Pure.

Each unit that is sold is stated for itself: what somebody has for a sleepover does not follow from what they have for
an hour. What a provider does not state is not guessed.
"""

from dataclasses import dataclass
from fractions import Fraction

from marketplace.listings.pricing import RateUnit
from marketplace.money import format_pence, round_half_up

PAID_UNITS = (RateUnit.HOUR, RateUnit.SLEEPOVER, RateUnit.WAKING_NIGHT, RateUnit.NIGHT)
"""What of support somebody is paid a wage for."""


@dataclass(frozen=True, slots=True)
class UnitPay:
    """Of one unit, in pence: what the worker has, and what their employer pays on top."""

    wage_pence: int
    on_costs_pence: int

    def problem(self, unit: RateUnit, unit_pence: int) -> str:
        """What cannot be, in words; blank where it can. ``unit_pence`` is the least that one costs."""
        if self.wage_pence <= 0:
            return f"Enter what the worker has for {an(unit)}"
        both = self.wage_pence + self.on_costs_pence
        if both <= unit_pence:
            return ""
        of_both = f"Wage and costs are {format_pence(both)}"
        return f"{of_both}, and {an(unit)} costs {format_pence(unit_pence)}. Look at both again"


@dataclass(frozen=True, slots=True)
class Parts:
    """Where a price goes. Together they are the price to the penny."""

    wage_pence: int
    on_costs_pence: int
    margin_pence: int

    @property
    def pence(self) -> int:
        """The price."""
        return self.wage_pence + self.on_costs_pence + self.margin_pence


def where_it_goes(pence: int, units: Fraction, stated: UnitPay) -> Parts | None:
    """Where ``pence`` for so many units go: wage and costs rounded half up once each, the rest is the margin.

    None where the price does not cover both: it was quoted before the provider stated them.
    """
    wage, on_costs = (round_half_up(one * units) for one in (stated.wage_pence, stated.on_costs_pence))
    margin = pence - wage - on_costs
    return Parts(wage, on_costs, margin) if units and margin >= 0 else None


def an(unit: RateUnit) -> str:
    """One of a unit in words: "an hour"."""
    return f"{'an' if unit is RateUnit.HOUR else 'a'} {unit.noun}"
