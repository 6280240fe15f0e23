"""A council's own value: what it is, from when, and where that is written."""

from datetime import date, timedelta
from typing import Any, Self, cast

from marketplace import clock
from marketplace.rules.council_settings import CouncilSetting, Unit
from marketplace.rules.services import LONGEST_SOURCE, YEARS_AHEAD
from marketplace.rules.settings import MayBuy, SettingValue, shipped_settings
from marketplace.web.fields import CalendarDay, OneOf, Typed, Words
from marketplace.web.forms import Form
from marketplace.wording import capital

HINTS = {
    Unit.PENCE: "An amount like 19.50.",
    Unit.PER_CENT: "A whole per cent, like 5.",
    Unit.DAYS: "A whole number.",
    Unit.NIGHTS: "A whole number.",
}


class Value(Typed):
    """Read as the setting ``of`` is."""

    def __init__(self, label: str, *, of: CouncilSetting, **more: Any) -> None:
        super().__init__(label, hint=HINTS[of.unit], needed="Enter the new value", **more)
        self.of = of

    def read(self, typed: str) -> SettingValue:
        return self.of.read(typed)


class RateForm(Form):
    """One value from a day on."""

    from_on = CalendarDay("From which day?", first=date.min, last=date.max, needed="Enter the day it begins")
    value: Value | OneOf
    source: Words

    @property
    def entered(self) -> SettingValue | None:
        """The new value, when it is one."""
        data: SettingValue | None = self.value.data
        return MayBuy(data) if isinstance(data, str) else data

    @classmethod
    def asking(cls, of: CouncilSetting) -> Self:
        """The form of one setting; days from the first on which any value of it counted."""
        made = cast("type[Self]", type("RateForm", (cls,), {"value": _value(of), "source": _source()}))
        form = made()
        form.from_on.first = min(one.from_on for one in shipped_settings().values_of(of.name))
        form.from_on.last = clock.today() + timedelta(days=365 * YEARS_AHEAD)
        return form


def _value(of: CouncilSetting) -> Value | OneOf:
    label = "What is it from then on?"
    if of.unit is not Unit.BUYING:
        return Value(label, of=of)
    words = tuple((one.value, capital(one.words)) for one in MayBuy)
    return OneOf(label, choices=words, needed="Choose the new value")


def _source() -> Words:
    return Words(
        "Where is this written?",
        most=LONGEST_SOURCE,
        needed="Say where this is written",
        hint="For example: Committee of 3 March, paper 7.",
    )
