"""How long since something was, as people say it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from marketplace.wording import ago

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
