"""How long papers about money are kept: so many years after the end of the financial year they were sent in. Pure."""

from datetime import date

YEAR_ENDS = (3, 31)
"""Month and day on which the financial year of a council ends (Local Government (Scotland) Act 1973, section 96)."""


def last_to_empty(today: date, *, kept_years: int) -> date:
    """The last day whose papers need be kept no longer: the end of a year after which so many whole ones are over."""
    is_over = (today.month, today.day) > YEAR_ENDS
    return date(today.year - kept_years - (not is_over), *YEAR_ENDS)
