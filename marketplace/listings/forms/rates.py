"""Rates: for each unit a line for weekdays, for the weekend and for bank holidays, in pounds."""

from typing import Any, Self, cast

from markupsafe import Markup
from wtforms import Field

from marketplace.listings.answers import RateAnswer, RatesAnswers
from marketplace.listings.forms.parts import PartForm
from marketplace.listings.models import Listing
from marketplace.listings.pricing import LEAST_PENCE, MOST_PENCE, RateUnit
from marketplace.listings.questions import questions_for
from marketplace.web.fields import Pounds, Words

UNIT_WORDS = {
    RateUnit.NIGHT: "One night",
    RateUnit.HOUR: "One hour",
    RateUnit.ITEM: "One item",
    RateUnit.SLEEPOVER: "One sleepover",
    RateUnit.WAKING_NIGHT: "One waking night",
    RateUnit.MILE: "One mile",
}
COLUMNS = (("weekday", "Monday to Friday"), ("weekend", "Saturday and Sunday"), ("bank_holiday", "Bank holidays"))
WORDS = "item_words"


def columns_of(unit: RateUnit) -> tuple[tuple[str, str], ...]:
    """The prices of one unit: a mile costs the same every day."""
    return COLUMNS if unit is not RateUnit.MILE else (("weekday", "on every day"),)


class RatesForm(PartForm):
    """The rates of one kind of listing; ``_made_for`` gives the class its fields."""

    units: tuple[RateUnit, ...] = ()

    @classmethod
    def drawn(cls, listing: Listing, *, seen: str) -> Self:
        return super(RatesForm, cls._made_for(listing)).drawn(listing, seen=seen)

    @classmethod
    def kept(cls, listing: Listing) -> Self:
        return super(RatesForm, cls._made_for(listing)).kept(listing)

    @classmethod
    def typed(cls, listing: Listing) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for rate in RatesAnswers.of(listing).rates:
            typed[f"{rate.unit}_weekday"] = rate.weekday_pence
            own = {"weekend": rate.weekend_pence, "bank_holiday": rate.bank_holiday_pence}
            for column, pence in own.items():
                typed[f"{rate.unit}_{column}"] = None if pence == rate.weekday_pence else pence
            if rate.unit is RateUnit.ITEM:
                typed[WORDS] = rate.words
        return typed

    def prices_of(self, unit: RateUnit) -> list[Field]:
        """The prices of one unit, in order."""
        return [self[f"{unit}_{column}"] for column, _ in columns_of(unit)]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        """A price for the weekend or a bank holiday needs one for weekdays; an item needs its name."""
        is_good = bool(super().validate(extra_validators))
        for unit in self.units:
            first, *others = self.prices_of(unit)
            if first.data is None and not first.errors and any(field.data is not None for field in others):
                first.errors = [f"{UNIT_WORDS[unit]}: enter the price from Monday to Friday first"]
                is_good = False
        if RateUnit.ITEM in self.units and self["item_weekday"].data is not None and not self[WORDS].data:
            self[WORDS].errors = ["Say what one item is, such as a journey"]
            is_good = False
        return is_good

    @property
    def answers(self) -> RatesAnswers:
        return RatesAnswers(tuple(rate for unit in RateUnit if (rate := self._rate(unit))))

    def _rate(self, unit: RateUnit) -> RateAnswer | None:
        if unit not in self.units:
            return None
        weekday, *others = (field.data for field in self.prices_of(unit))
        if weekday is None:
            return None
        words = self[WORDS].data or "" if unit is RateUnit.ITEM else ""
        return RateAnswer(unit, words, weekday, *(pence or weekday for pence in others or (None, None)))

    @classmethod
    def _made_for(cls, listing: Listing) -> type[Self]:
        """The class with a field for each column of each unit that a listing of this kind has, or was given."""
        units = tuple(dict.fromkeys((*questions_for(listing.kind).rates, *(rate.unit for rate in listing.rates))))
        fields: dict[str, Any] = {"units": units}
        for unit in units:
            if unit is RateUnit.ITEM:
                fields[WORDS] = Words("What is one item?", most=40, hint="For example: journey, session, week of hire.")
            for column, days in columns_of(unit):
                fields[f"{unit}_{column}"] = _pounds(unit, days)
        return cast("type[Self]", type("RatesForm", (cls,), fields))


def _pounds(unit: RateUnit, days: str) -> Pounds:
    """One price. Below the name of its unit the days are enough to see; a screen reader hears both."""
    unseen = Markup('<span class="govuk-visually-hidden">{}, </span>{}').format(UNIT_WORDS[unit], days)
    drawn = {
        "prefix": {"text": "£"},
        "inputmode": "decimal",
        "classes": "govuk-input--width-5",
        "label": {"html": unseen},
    }
    return Pounds(f"{UNIT_WORDS[unit]}, {days}", least=LEAST_PENCE, most=MOST_PENCE, render_kw={"params": drawn})
