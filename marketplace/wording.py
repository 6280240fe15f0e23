"""How values read to people, on pages and in letters alike: days, times, distances, counts. Decides nothing.

Money has its own words in ``money``. What a reader types is read elsewhere.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

from marketplace import clock, money
from marketplace.clock import in_london

KM_IN_A_MILE = 1.609344


def day(value: date) -> str:
    """``Friday 5 March 2027``; of an instant, its day in Scotland."""
    on = _day_of(value)
    return f"{on:%A} {on.day} {on:%B %Y}"


def short_day(value: date) -> str:
    """The same where there is little room: ``Fri 5 Mar``."""
    on = _day_of(value)
    return f"{on:%a} {on.day} {on:%b}"


def _day_of(value: date) -> date:
    return in_london(value).date() if isinstance(value, datetime) else value


def moment(value: datetime) -> str:
    """An instant as people in Scotland say it: ``Friday 5 March 2027, 16:00``."""
    local = in_london(value)
    return f"{day(local.date())}, {local:%H:%M}"


def short_moment(value: datetime) -> str:
    """The same where there is little room: ``Fri 5 Mar, 16:00``."""
    local = in_london(value)
    return f"{short_day(local.date())}, {local:%H:%M}"


def span_words(starts_at: datetime, ends_at: datetime) -> str:
    """A stretch of time to its hour: ``Fri 5 March, 16:00 to Mon 8 March 2027, 10:00``; one day is said once."""
    first, last = in_london(starts_at), in_london(ends_at)
    if first.date() == last.date():
        return f"{first:%a} {first.day} {first:%B %Y}, {first:%H:%M} to {last:%H:%M}"
    begin = f"{first:%a} {first.day} {first:%B}" + (f" {first.year}" if first.year != last.year else "")
    return f"{begin}, {first:%H:%M} to {last:%a} {last.day} {last:%B %Y}, {last:%H:%M}"


def ago(value: datetime) -> str:
    """How long since: ``just now``, ``12 minutes ago``, ``3 hours ago``, ``2 days ago``."""
    minutes = int((clock.now() - value).total_seconds()) // 60
    if minutes < 1:
        return "just now"
    if minutes < 120:
        return f"{plural(minutes, 'minute')} ago"
    hours = minutes // 60
    return f"{plural(hours, 'hour')} ago" if hours < 48 else f"{plural(hours // 24, 'day')} ago"


def left(value: datetime) -> str:
    """How long until then: ``40 minutes left``, ``18 hours left``, ``6 days left``, ``no time left`` once over."""
    minutes = int((value - clock.now()).total_seconds()) // 60
    if minutes < 1:
        return "no time left"
    if minutes < 120:
        return f"{plural(minutes, 'minute')} left"
    hours = minutes // 60
    return f"{plural(hours, 'hour')} left" if hours < 48 else f"{plural(hours // 24, 'day')} left"


def days_words(starts_at: datetime, ends_at: datetime) -> str:
    """The days that a stretch of time touches: ``Fri 5 to Mon 8 March 2027``, ``Fri 5 March 2027`` when it is one."""
    first, last = in_london(starts_at).date(), in_london(ends_at).date()
    end = f"{last:%a} {last.day} {last:%B %Y}"
    if first == last:
        return end
    begin = f"{first:%a} {first.day}"
    if (first.year, first.month) != (last.year, last.month):
        begin += f" {first:%B}" + (f" {first.year}" if first.year != last.year else "")
    return f"{begin} to {end}"


def time_of_day(value: datetime) -> str:
    """The hour that a clock in Scotland shows: ``16:00``."""
    return f"{in_london(value):%H:%M}"


def clock_time(minute: int) -> str:
    """A minute of the day as ``16:00``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def nights_words(arrive_on: date, leave_on: date) -> str:
    """``3 nights, Fri 5 to Mon 8 March 2027``."""
    count = (leave_on - arrive_on) // timedelta(days=1)
    return f"{plural(count, 'night')}, {from_to_words(arrive_on, leave_on)}"


def from_to_words(arrive_on: date, leave_on: date) -> str:
    """``Fri 5 to Mon 8 March 2027``."""
    first = f"{arrive_on:%a} {arrive_on.day}"
    if (arrive_on.year, arrive_on.month) != (leave_on.year, leave_on.month):
        first += f" {arrive_on:%B}" + (f" {arrive_on.year}" if arrive_on.year != leave_on.year else "")
    return f"{first} to {leave_on:%a} {leave_on.day} {leave_on:%B %Y}"


def miles(km: float) -> str:
    """A distance as people here say it: ``less than 1 mile``, ``12 miles``."""
    whole = round(km / KM_IN_A_MILE)
    return plural(whole, "mile") if whole else "less than 1 mile"


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 night``, ``3 nights``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def number_words(amount: Fraction | int) -> str:
    """``3``, ``7.5``: at most one digit after the point."""
    return f"{round(float(amount), 1):,.1f}".removesuffix(".0")


def counted(amount: Fraction | int, one: str) -> str:
    """``3 nights``, ``1 hour``, ``7.5 hours``."""
    return f"{number_words(amount)} {one}{'' if amount == 1 else 's'}"


def capital(words: str) -> str:
    """With a capital in front and the rest as it is: ``ISF holder``, ``Care manager``."""
    return words[:1].upper() + words[1:]


def listed(words: Sequence[str], last: str = "and") -> str:
    """``bed``, ``bed and bath``, ``bed, bath and hoist``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


FILTERS: dict[str, Callable[..., str]] = {
    "money": money.format_pence,
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "short_moment": short_moment,
    "ago": ago,
    "left": left,
    "time_of_day": time_of_day,
    "clock_time": clock_time,
    "nights_words": nights_words,
    "span_words": span_words,
    "days_words": days_words,
    "miles": miles,
    "plural": plural,
    "capital": capital,
    "listed": listed,
}
"""All of them by the names that templates use."""
