"""Forms whose fields have other names than what their services blame, and fields that several forms share."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from marketplace import clock
from marketplace.booking.drafts import LONGEST_ASKS
from marketplace.clock import london_instant
from marketplace.errors import MarketplaceError, Refused
from marketplace.web.fields import CalendarDay, Words
from marketplace.web.forms import Form

AHEAD = timedelta(days=730)
BEHIND = timedelta(days=365)


class NamedForm(Form):
    """A form that puts a refusal where its reader looks. ``also_called``: a service's name for a field, and ours."""

    also_called: ClassVar[Mapping[str, str]] = {}

    def blame(self, refusal: MarketplaceError) -> None:
        if isinstance(refusal, Refused) and refusal.fields:
            fields = {self.also_called.get(name, name): why for name, why in refusal.fields.items()}
            known = {name: why for name, why in fields.items() if name in self}
            others = " ".join(why for name, why in fields.items() if name not in self)
            if others:
                super().blame(Refused(others))
            refusal = Refused(fields=known) if known else refusal
            if not known:
                return
        super().blame(refusal)


class FutureDay(CalendarDay):
    """A day from today on."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, first=date.min, last=date.max, **more)
        self.first, self.last = clock.today(), clock.today() + AHEAD


class PastDay(CalendarDay):
    """A day up to today."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, first=date.min, last=date.max, **more)
        self.first, self.last = clock.today() - BEHIND, clock.today()


def asks_field(label: str = "What the provider needs to know for this part") -> Words:
    """What somebody wants its provider to know; the usual needs are told anyway."""
    return Words(
        label,
        most=LONGEST_ASKS,
        lines=3,
        hint="For example: bed rails off before we come. What is needed every time is told anyway. No diagnosis.",
    )


def instant(day: date | None, at: time | None) -> datetime | None:
    """When a day and a time of it are; none while either is missing."""
    return london_instant(day, at) if day and at is not None else None


def told_at(day: date) -> datetime:
    """When something that was said on a day was said: at noon, or now when noon is still to come."""
    return min(london_instant(day, time(12, 0)), clock.now())
