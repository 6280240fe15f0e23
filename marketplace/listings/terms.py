"""On what terms a listing is booked: days, nights and notice. Pure.

Terms say what a provider usually takes. Whoever asks for something else is told so, and the provider decides; one who
says "never" is not asked (docs/decisions/0017).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from marketplace.listings.opening import WEEKDAYS
from marketplace.wording import plural

EVERY_DAY = 127
"""All seven days of a week, a bit for each: Monday 1, Sunday 64."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Of one listing. ``changeover_days``: a bit for each day on which a stay may start and end.

    ``notice_days``: whole days between today and its start. ``is_firm``: whoever wants something else is not to ask.
    """

    min_nights: int | None = None
    max_nights: int | None = None
    changeover_days: int = EVERY_DAY
    notice_days: int = 0
    is_firm: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """All that they say, a sentence each."""
        found = (_least(self), _most(self), _changeover(self), _notice(self))
        return tuple(words for words in found if words)


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """The time somebody asks for, as terms look at it. ``changes``: the weekdays on which it starts and ends."""

    nights: int | None
    changes: int
    days_ahead: int | None

    @classmethod
    def of(cls, stay: tuple[date, date] | None, first: date | None, *, today: date) -> "TimeAsked":
        """A stay from its first day to the day of leaving, or what else begins on ``first``.

        A night that is under way is asked for today.
        """
        nights = (stay[1] - stay[0]).days if stay else None
        ahead = max(0, (first - today).days) if first else None
        return cls(nights, as_bits(day.weekday() for day in stay or ()), ahead)

    def breaks(self, least: int | None, most: int | None, changeover_days: int, notice_days: int) -> bool:
        """Whether it is something other than what is usually taken."""
        return (
            _is_fewer(self.nights, least)
            or _is_fewer(most, self.nights)
            or self.changes & ~changeover_days != 0
            or (self.days_ahead is not None and self.days_ahead < notice_days)
        )

    def broken(self, terms: Terms) -> dict[str, str]:
        """Why it is something else: a sentence by the name of each term that it breaks."""
        wrong = {}
        if _is_fewer(self.nights, terms.min_nights):
            wrong["min_nights"] = _least(terms)
        if _is_fewer(terms.max_nights, self.nights):
            wrong["max_nights"] = _most(terms)
        if self.changes & ~terms.changeover_days:
            wrong["changeover_days"] = _changeover(terms)
        if self.days_ahead is not None and self.days_ahead < terms.notice_days:
            wrong["notice_days"] = _notice(terms)
        return wrong


def as_bits(weekdays: Iterable[int]) -> int:
    """Weekdays (Monday 0) as a bit for each."""
    bits = 0
    for weekday in weekdays:
        bits |= 1 << weekday
    return bits


def from_bits(bits: int) -> tuple[int, ...]:
    """The weekdays of their bits, Monday first."""
    return tuple(day for day in range(7) if bits >> day & 1)


def _is_fewer(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one < other


def _usually(terms: Terms) -> str:
    return "" if terms.is_firm else " usually"


def _least(terms: Terms) -> str:
    if terms.min_nights is None or terms.min_nights < 2:
        return ""
    return f"Stays here are{_usually(terms)} {terms.min_nights} nights or more."


def _most(terms: Terms) -> str:
    if terms.max_nights is None:
        return ""
    return f"Stays here are{_usually(terms)} {plural(terms.max_nights, 'night')} or fewer."


def _changeover(terms: Terms) -> str:
    if terms.changeover_days == EVERY_DAY:
        return ""
    days = [WEEKDAYS[day] for day in from_bits(terms.changeover_days)]
    listed = f"{', '.join(days[:-1])} or {days[-1]}" if len(days) > 1 else days[0]
    return f"Stays here{_usually(terms)} start and end on {listed}."


def _notice(terms: Terms) -> str:
    if not terms.notice_days:
        return ""
    return f"They{_usually(terms)} need to know {plural(terms.notice_days, 'day')} before it starts."
