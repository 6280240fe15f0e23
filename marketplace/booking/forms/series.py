"""A break again and again: how often, which days; and how many nights or hours somebody may have."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from flask import request

from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.forms.named import NamedForm
from marketplace.booking.services.series import MOST_TIMES, MOST_WEEKS
from marketplace.booking.tallies import MOST_ALLOWED, TimeUnit
from marketplace.web.fields import Choices, Listed, OneOf, Ticks, WholeNumber, Words
from marketplace.wording import short_day

USUAL_WEEKS, USUAL_TIMES = 3, 6


class OftenForm(NamedForm):
    """How often and how many times: read from the address, so that the page can be looked at for one and another."""

    class Meta(NamedForm.Meta):
        csrf = False

    weeks = WholeNumber(
        "Every how many weeks?",
        least=1,
        most=MOST_WEEKS,
        needed="Enter a number of weeks, like 3",
        hint="3 is every third weekend.",
    )
    times = WholeNumber("How many more?", least=1, most=MOST_TIMES, needed="Enter how many more, like 6")

    @classmethod
    def asked(cls) -> "OftenForm":
        """What the address says, or every third week."""
        is_asked = "weeks" in request.args
        form = cls(formdata=request.args if is_asked else None, data={"weeks": USUAL_WEEKS, "times": USUAL_TIMES})
        if is_asked:
            form.validate()
        return form


class WhichForm(NamedForm):
    """Which of the days that were worked out."""

    firsts = Ticks("Which of them do you want?", choices=[], needed="Choose at least one")

    @classmethod
    def of(cls, firsts: Sequence[date], *, ticked: Sequence[date]) -> "WhichForm":
        """The form with these days, some of them ticked."""
        form = cls(data={"firsts": [one.isoformat() for one in ticked]})
        form.firsts.choices = {one.isoformat(): short_day(one) for one in firsts}
        return form

    @property
    def chosen(self) -> tuple[date, ...]:
        """The days that were chosen."""
        return tuple(map(date.fromisoformat, self.firsts.data or ()))


class SeveralForm(NamedForm):
    """Which breaks of several."""

    refs = Ticks("Which of them?", choices=[], needed="Choose at least one break")

    @classmethod
    def of(cls, refs: Sequence[str]) -> Self:
        """The form with these breaks."""
        form = cls()
        form.refs.choices = {ref: ref for ref in refs}
        return form


class AgreeSeveralForm(SeveralForm):
    """To which of several breaks a pot says yes, and the purchase order for them."""

    purchase_order = Words("Purchase order number, for each of them", most=60)
    reason = Words("Why, if it helps the next officer", most=LONGEST_WORDS)

    def naming(self, coding: str) -> Self:
        """The form with what a purchase order of this pot must name, where it must name anything."""
        if coding:
            self.purchase_order.description = f"Order coding: {coding}"
        return self


UNITS: Choices = ((TimeUnit.NIGHTS.value, "Nights away"), (TimeUnit.HOURS.value, "Hours of support"))


class AllowanceForm(NamedForm):
    """So many nights or hours under something."""

    under = Listed("What is it under?", choices=[], needed="Choose what it is under")
    unit = OneOf("What is counted?", choices=UNITS, needed="Choose nights or hours")
    allowed = WholeNumber("How many?", least=1, most=MOST_ALLOWED, needed="Enter how many, like 28")

    @classmethod
    def of(cls, choices: Choices) -> "AllowanceForm":
        """The form with what it may be under."""
        form = cls()
        form.under.choices = dict([("", "Choose one"), *choices])
        return form
