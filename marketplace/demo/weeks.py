"""Weekdays and hours as the demo's files write them: ``Mon-Fri = "9:00-17:00"``. Pure."""

from collections.abc import Iterator, Mapping

from marketplace.listings.opening import WEEKDAYS, Stretch, parse_day

SHORT_DAYS = tuple(day[:3] for day in WEEKDAYS)


def stretches(hours: Mapping[str, str]) -> Iterator[Stretch]:
    """The stretches of a week."""
    for days, text in hours.items():
        for weekday in weekdays(days):
            yield from parse_day(weekday, text)


def weekdays(days: str) -> range:
    """``"Mon-Fri"``, or one day."""
    first, _, last = days.partition("-")
    return range(SHORT_DAYS.index(first), SHORT_DAYS.index(last or first) + 1)
