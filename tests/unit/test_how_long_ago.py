"""How long since something was, and how long until it is over, as people say it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from marketplace.wording import ago, left

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "just now"),
        (1, "1 minute ago"),
        (12, "12 minutes ago"),
        (119, "119 minutes ago"),
        (120, "2 hours ago"),
        (47 * 60 + 59, "47 hours ago"),
        (48 * 60, "2 days ago"),
    ],
)
def test_how_long_since_is_said_as_people_do(minutes: int, words: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert ago(NOW - timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-1, "no time left"),
        (0, "no time left"),
        (1, "1 minute left"),
        (119, "119 minutes left"),
        (120, "2 hours left"),
        (47 * 60 + 59, "47 hours left"),
        (48 * 60, "2 days left"),
    ],
)
def test_how_long_is_left_is_said_as_people_do(minutes: int, words: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert left(NOW + timedelta(minutes=minutes)) == words
