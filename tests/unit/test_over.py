"""When a break is asked about after its end, and until when somebody may say that something was not given."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.booking.over import asked_from, over_by
from marketplace.clock import london_instant

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("ends_at", "asked_on"),
    [
        (london_instant(date(2027, 5, 2)) + timedelta(hours=10), date(2027, 5, 3)),
        (london_instant(date(2027, 5, 3)) - SECOND, date(2027, 5, 3)),
        (london_instant(date(2027, 5, 3)), date(2027, 5, 3)),
        (london_instant(date(2027, 5, 3)) + SECOND, date(2027, 5, 4)),
        (datetime(2027, 3, 28, 23, 30, tzinfo=UTC), date(2027, 3, 30)),
    ],
)
def test_it_is_asked_on_the_day_after_the_last_one_of_the_break_as_people_in_scotland_count_days(
    ends_at: datetime, asked_on: date
) -> None:
    assert asked_from(ends_at) == london_instant(asked_on)


def test_whoever_is_asked_has_so_many_whole_days_after_that_one() -> None:
    assert over_by(date(2027, 5, 3), days=7) == london_instant(date(2027, 5, 11))
    assert over_by(date(2027, 10, 28), days=7) == datetime(2027, 11, 5, tzinfo=UTC)
