"""Scottish bank holidays, sorts of day, and working days. Asks nobody over the network.

The days are those of the GOV.UK list kept inside the package govuk-bank-holidays, corrected by
data/bank-holidays-extra.csv (one-off days are proclaimed late). Local holidays of councils are in no list and are not
known here. Days after ``known_until()`` count as no bank holiday: a newer package moves that date on.
"""

import csv
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import overload

from govuk_bank_holidays.bank_holidays import BankHolidays

from marketplace.clock import in_london, london_instant
from marketplace.config import ROOT

EXTRA = ROOT / "data" / "bank-holidays-extra.csv"
SATURDAY = 5


class DaySort(StrEnum):
    """The sorts of day that rates tell apart."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    BANK_HOLIDAY = "bank_holiday"


def sort_of_day(day: date) -> DaySort:
    """Which rate column a London day belongs to; a bank holiday at a weekend is a bank holiday."""
    if is_bank_holiday(day):
        return DaySort.BANK_HOLIDAY
    return DaySort.WEEKEND if day.weekday() >= SATURDAY else DaySort.WEEKDAY


def is_bank_holiday(day: date) -> bool:
    """Whether a day is a bank holiday in Scotland. Raises TypeError for an instant: only a day has a sort."""
    if isinstance(day, datetime):
        raise TypeError("ask about a day in London, not about an instant")
    return day in bank_holidays()


def is_working_day(day: date) -> bool:
    """Whether offices work: neither weekend nor bank holiday."""
    return sort_of_day(day) is DaySort.WEEKDAY


@overload
def working_days_after(start: datetime, count: int) -> datetime: ...
@overload
def working_days_after(start: date, count: int) -> date: ...
def working_days_after(start: date, count: int) -> date:
    """The ``count``-th working day after a day; of an instant, the same time of that day in London, in UTC.

    The day itself is not counted, whatever the hour. Raises ValueError for a count below 1.
    """
    if count < 1:
        raise ValueError(f"count working days from 1, not {count}")
    if isinstance(start, datetime):
        local = in_london(start)
        return london_instant(working_days_after(local.date(), count), local.time())
    day = start
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def known_until() -> date:
    """The last day that the list speaks for: the end of its last year."""
    return date(max(bank_holidays()).year, 12, 31)


@cache
def bank_holidays() -> dict[date, str]:
    """Every known bank holiday with its name."""
    listed = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.SCOTLAND)
    known: dict[date, str] = {each["date"]: each["title"] for each in listed}
    with EXTRA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            _correct(known, row)
    return dict(sorted(known.items()))


def _correct(known: dict[date, str], row: dict[str, str]) -> None:
    """Enter one row of the corrections. Raises ValueError for a change that is neither add nor remove."""
    day = date.fromisoformat(row["day"])
    match row["change"]:
        case "add":
            known[day] = row["title"]
        case "remove":
            known.pop(day, None)
        case other:
            raise ValueError(f"{EXTRA.name}: {row['day']}: {other!r} is neither add nor remove")
