"""The form in which a provider states where the price of an hour goes."""

from marketplace.listings.models import StatedPay
from marketplace.listings.pricing import MOST_PENCE
from marketplace.listings.stated_pay import HourPay
from marketplace.web.fields import Pounds
from marketplace.web.forms import Form


class PayForm(Form):
    """Wage and costs of an hour; both empty: nothing is stated."""

    wage = Pounds("What does the worker have for an hour?", least=1, most=MOST_PENCE)
    on_costs = Pounds(
        "What do you pay on top, as their employer?",
        least=0,
        most=MOST_PENCE,
        hint="Holiday pay, pension, National Insurance, training. Leave both empty to state nothing.",
    )

    @property
    def stated(self) -> HourPay | None:
        """What was typed."""
        if self.wage.data is None and self.on_costs.data is None:
            return None
        return HourPay(self.wage.data or 0, self.on_costs.data or 0)

    @classmethod
    def showing(cls, kept: StatedPay | None) -> "PayForm":
        """The form with what is stated."""
        return cls(data={"wage": kept.wage_pence, "on_costs": kept.on_costs_pence} if kept else {})
