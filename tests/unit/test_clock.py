"""The clock, and how the demo sets it back."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from marketplace import clock

NOON = datetime(2027, 3, 4, 12, tzinfo=UTC)


def test_what_is_done_within_counts_as_done_so_long_ago_and_nothing_after_it() -> None:
    with time_machine.travel(NOON, tick=False):
        with clock.set_back(timedelta(days=10)):
            assert clock.today().day == 22
            with clock.set_back(timedelta(days=1)):
                assert clock.now() == NOON - timedelta(days=1)
            assert clock.now() == NOON - timedelta(days=10)
        with pytest.raises(LookupError), clock.set_back(timedelta(days=10)):
            raise LookupError
        assert clock.now() == NOON
