"""Until when a break may be held and answered: until it starts; in an emergency, through its first night. Pure.

Says nothing of how long a provider keeps what was asked for: that is its own word, and may end sooner.
"""

from datetime import datetime, time

from marketplace.clock import in_london, london_instant
from marketplace.holidays import working_days_after

NOON = time(12, 0)


def answers_by(starts_at: datetime, ends_at: datetime, *, is_emergency: bool) -> datetime:
    """The instant after which nobody is asked any more.

    An emergency waits for people who are not at work at night: until noon of the first working day after its first
    night, and never past its end. Our own choice.
    """
    if not is_emergency:
        return starts_at
    first_day = working_days_after(in_london(starts_at).date(), 1)
    return min(london_instant(first_day, NOON), ends_at)
