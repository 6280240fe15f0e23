"""How a stretch of time is said."""

from datetime import datetime

import pytest

from marketplace.clock import LONDON
from marketplace.wording import span_words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2027-03-05T16:00", "2027-03-08T10:00", "Fri 5 March, 16:00 to Mon 8 March 2027, 10:00"),
        ("2027-12-31T16:00", "2028-01-02T10:00", "Fri 31 December 2027, 16:00 to Sun 2 January 2028, 10:00"),
        ("2027-03-05T16:00", "2027-03-05T20:00", "Fri 5 March 2027, 16:00 to 20:00"),
    ],
)
def test_both_ends_of_a_stretch_are_said_in_the_same_way(first: str, last: str, words: str) -> None:
    starts, ends = (datetime.fromisoformat(each).replace(tzinfo=LONDON) for each in (first, last))
    assert span_words(starts, ends) == words
