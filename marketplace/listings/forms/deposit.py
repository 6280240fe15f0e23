"""The deposit that a provider takes itself, and the value added tax in its prices."""

from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.listings.answers import DepositAnswers
from marketplace.listings.deposit import LONGEST_BACK_DAYS, MOST_DEPOSIT_PENCE
from marketplace.listings.forms.parts import PartForm
from marketplace.listings.models import Listing
from marketplace.listings.vat import Vat
from marketplace.web.fields import OneOf, Pounds, WholeNumber, Words

VAT_WORDS = {
    Vat.NONE: "No VAT: we are not registered for it",
    Vat.EXEMPT: "Exempt from VAT, such as registered care",
    Vat.REDUCED: "The reduced rate",
    Vat.STANDARD: "The standard rate",
}


class DepositForm(PartForm):
    """Both are said beside the price; neither makes it higher."""

    deposit = Pounds(
        "Deposit",
        least=0,
        most=MOST_DEPOSIT_PENCE,
        hint="You take it and give it back yourself. Leave it empty if you take none.",
    )
    back_days = WholeNumber("Within how many days after they leave is it back?", least=0, most=LONGEST_BACK_DAYS)
    how = Words("How do people pay the deposit?", most=200, hint="For example: by card when they arrive.")
    vat = OneOf(
        "Which VAT is in your prices?",
        choices=[(vat.value, words) for vat, words in VAT_WORDS.items()],
        needed="Choose which VAT is in your prices",
        hint="The prices you enter hold it already. Invoices say how much of them it is.",
    )

    @classmethod
    def typed(cls, listing: Listing) -> dict[str, Any]:
        return {
            "deposit": listing.deposit_pence or None,
            "back_days": listing.deposit_back_days,
            "how": listing.deposit_how,
            "vat": listing.vat.value,
        }

    def validate_back_days(self, field: Field) -> None:
        """Who takes a deposit says when it comes back."""
        if self.deposit.data and field.data is None:
            raise StopValidation("Say how many days after they leave they have the deposit back")

    @property
    def answers(self) -> DepositAnswers:
        pence = self.deposit.data or 0
        how = self.how.data or ""
        return DepositAnswers(pence, self.back_days.data if pence else None, how if pence else "", Vat(self.vat.data))
