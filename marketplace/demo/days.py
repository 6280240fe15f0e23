"""Days of the demo, told from the day of loading. Pure."""

import calendar
import re
from datetime import date, timedelta

_AGO = re.compile(r"(\d+) days? ago")
PLAN_STARTED_MONTHS_AGO = 6
PLAN_MONTHS = 24


def born_on(age: int, birthday: str, *, today: date) -> date:
    """The day of birth of somebody who is ``age`` today; ``birthday`` is month and day: ``"03-14"``."""
    month, day = (int(part) for part in birthday.split("-"))
    had_this_year = (month, day) <= (today.month, today.day)
    return date(today.year - age - (not had_this_year), month, day)


def dated(text: str, *, today: date) -> str:
    """The text with each "69 days ago" written as the day it was."""
    return _AGO.sub(lambda found: (today - timedelta(days=int(found[1]))).isoformat(), text)


def plan_days(today: date) -> tuple[date, date]:
    """First and last day of every support plan and pot: whole months, begun a while ago, two years long."""
    first = first_of_month(today, -PLAN_STARTED_MONTHS_AGO)
    last_month = first_of_month(first, PLAN_MONTHS - 1)
    return first, last_month.replace(day=calendar.monthrange(last_month.year, last_month.month)[1])


def monday_of_week(number: int, *, today: date) -> date:
    """The Monday of a week to come; week 0 is this one."""
    return today - timedelta(days=today.weekday()) + timedelta(weeks=number)


def first_of_month(day: date, months: int) -> date:
    """The first day of the month so many months after that of ``day``, or before it."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
