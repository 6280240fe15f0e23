"""Until when a break may be held and answered: until it starts; in an emergency, through its first night. Pure.

Says nothing of how long a provider keeps what was asked for: that is its own word, and may end sooner.
"""

from datetime import date, datetime, time, timedelta

from marketplace.clock import in_london, london_instant
from marketplace.holidays import working_days_after

NOON = time(12, 0)
DAWN = timedelta(hours=6)
"""Until when after midnight somebody who looks for a bed means the night that is under way. Our own choice."""


def night_of(at: datetime) -> date:
    """The day whose night it is for whoever arrives at an instant: before dawn it is the day before.

    >>> from marketplace.clock import london_instant
    >>> night_of(london_instant(date(2026, 12, 1), time(0, 30))).isoformat()
    '2026-11-30'
    """
    return (in_london(at) - DAWN).date()


def answers_by(starts_at: datetime, ends_at: datetime, *, is_emergency: bool) -> datetime:
    """The instant after which nobody is asked any more.

    An emergency waits for people who are not at work at night: until noon of the first working day after its first
    night, and never past its end. Our own choice.
    """
    if not is_emergency:
        return starts_at
    first_day = working_days_after(night_of(starts_at), 1)
    return min(london_instant(first_day, NOON), ends_at)
