"""Where the price of an hour goes, as its provider states it: the wage, the employer's costs, and the rest. Pure.

Only support by the hour has it. What a provider does not state is not guessed.
"""

from dataclasses import dataclass
from fractions import Fraction

from marketplace.money import format_pence, round_half_up


@dataclass(frozen=True, slots=True)
class HourPay:
    """Of one hour, in pence: what the worker has, and what their employer pays on top."""

    wage_pence: int
    on_costs_pence: int

    def problems(self, hour_pence: int) -> dict[str, str]:
        """What cannot be, by field: ``hour_pence`` is the least that an hour costs."""
        if self.wage_pence <= 0:
            return {"wage": "Enter what the worker has for an hour"}
        if self.wage_pence + self.on_costs_pence > hour_pence:
            both = format_pence(self.wage_pence + self.on_costs_pence)
            return {
                "wage": f"Wage and costs are {both}, and an hour costs {format_pence(hour_pence)}. Look at both again"
            }
        return {}


@dataclass(frozen=True, slots=True)
class Parts:
    """Where a price goes. Together they are the price to the penny."""

    wage_pence: int
    on_costs_pence: int
    margin_pence: int


def where_it_goes(pence: int, minutes: int, stated: HourPay) -> Parts | None:
    """Where ``pence`` for so many minutes go: wage and costs rounded half up once each, the rest is the margin.

    None where the price does not cover both: it was quoted before the provider stated them.
    """
    wage, on_costs = (round_half_up(Fraction(one * minutes, 60)) for one in (stated.wage_pence, stated.on_costs_pence))
    margin = pence - wage - on_costs
    return Parts(wage, on_costs, margin) if minutes and margin >= 0 else None
