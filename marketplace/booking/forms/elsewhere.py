"""The form by which finance says that somebody who is not on this site was paid."""

from collections.abc import Sequence

from marketplace.booking.forms.named import PastDay
from marketplace.booking.queries.elsewhere import OwedElsewhere
from marketplace.booking.services.elsewhere import LONGEST_REFERENCE
from marketplace.money import format_pence
from marketplace.web.fields import OneOf, Words
from marketplace.web.forms import Form
from marketplace.wording import day


class PaidElsewhereForm(Form):
    """Which part, how and when."""

    part = OneOf("What did you pay?", choices=[], needed="Choose what you paid")
    reference = Words(
        "Reference of your payment",
        most=LONGEST_REFERENCE,
        needed="Enter the reference of your payment",
        hint="As it stands in your bank. Do not write who the break was for.",
    )
    on = PastDay("On which day?", needed="Enter the day")

    @classmethod
    def of(cls, several: Sequence[OwedElsewhere]) -> "PaidElsewhereForm":
        """The form for what waits."""
        made = cls()
        made.part.choices = [(one.key, _choice(one)) for one in several]
        return made


def _choice(one: OwedElsewhere) -> str:
    what = f"{one.line.title}, break {one.line.break_.ref}"
    return f"{one.who}: {format_pence(one.pence)}. {what}, since {day(one.since)}"
