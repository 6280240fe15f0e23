"""The clock, and how the demo sets it back."""

import time
from datetime import timedelta

import pytest

from marketplace import clock


def test_what_is_done_within_counts_as_done_so_long_ago_and_nothing_after_it() -> None:
    with clock.set_back(timedelta(days=10)):
        then = clock.now()
        with clock.set_back(timedelta(days=1)):
            assert clock.now() - then > timedelta(days=8)
        assert clock.now() - then < timedelta(days=1)
    assert clock.now() - then >= timedelta(days=10)
    with pytest.raises(LookupError), clock.set_back(timedelta(days=10)):
        raise LookupError
    assert abs(clock.now().timestamp() - time.time()) < 60
