"""A council's own value: what it is, from when, and where that is written."""

from datetime import date, timedelta
from typing import Any, Self, cast

from marketplace import clock
from marketplace.rules.council_settings import CouncilSetting, Unit
from marketplace.rules.services import LONGEST_SOURCE, YEARS_AHEAD
from marketplace.rules.settings import SettingValue, shipped_settings
from marketplace.web.fields import CalendarDay, Typed, Words
from marketplace.web.forms import Form

HINTS = {
    Unit.PENCE: "An amount like 19.50.",
    Unit.BUYING: "Write allow, ask or never. Ask means that an officer decides each time.",
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

    value: Value
    from_on = CalendarDay("From which day?", first=date.min, last=date.max, needed="Enter the day it begins")
    source = Words(
        "Where is this written?",
        most=LONGEST_SOURCE,
        needed="Say where this is written",
        hint="For example: Committee of 3 March, paper 7.",
    )

    @classmethod
    def asking(cls, of: CouncilSetting) -> Self:
        """The form of one setting; days from the first on which any value of it counted."""
        made = cast("type[Self]", type("RateForm", (cls,), {"value": Value("What is it from then on?", of=of)}))
        form = made()
        form.from_on.first = min(one.from_on for one in shipped_settings().values_of(of.name))
        form.from_on.last = clock.today() + timedelta(days=365 * YEARS_AHEAD)
        return form
