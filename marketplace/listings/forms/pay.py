"""The form in which a provider states where the price of an hour, or of a night, goes."""

from collections.abc import Iterable, Mapping
from typing import Any, Self, cast

from marketplace.listings.models import StatedPay
from marketplace.listings.pricing import MOST_PENCE, RateUnit
from marketplace.listings.stated_pay import UnitPay, an
from marketplace.web.fields import Pounds
from marketplace.web.forms import Form


class PayForm(Form):
    """Wage and costs of each unit that is sold; both empty: nothing is stated of it."""

    units: tuple[RateUnit, ...] = ()

    @property
    def stated(self) -> Mapping[RateUnit, UnitPay]:
        """What was typed."""
        typed = {unit: (self[f"{unit}_wage"].data, self[f"{unit}_on_costs"].data) for unit in self.units}
        return {
            unit: UnitPay(wage or 0, costs or 0)
            for unit, (wage, costs) in typed.items()
            if wage is not None or costs is not None
        }

    @classmethod
    def showing(cls, units: Iterable[RateUnit], kept: Mapping[RateUnit, StatedPay]) -> Self:
        """The form for these units, with what is stated."""
        fields: dict[str, Any] = {"units": tuple(units)}
        for unit in fields["units"]:
            fields[f"{unit}_wage"] = Pounds(f"What does the worker have for {an(unit)}?", least=1, most=MOST_PENCE)
            fields[f"{unit}_on_costs"] = Pounds(
                f"What do you pay on top for {an(unit)}, as their employer?",
                least=0,
                most=MOST_PENCE,
                hint="Holiday pay, pension, National Insurance, training. Leave both empty to state nothing.",
            )
        data = {f"{unit}_wage": one.wage_pence for unit, one in kept.items()}
        data |= {f"{unit}_on_costs": one.on_costs_pence for unit, one in kept.items()}
        return cast("type[Self]", type("PayForm", (cls,), fields))(data=data)
