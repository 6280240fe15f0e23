"""How days and stretches of time are said."""

from datetime import UTC, date, datetime

import pytest

from marketplace.clock import LONDON
from marketplace.wording import day, short_day, span_words


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


def test_an_instant_has_the_day_that_it_is_in_scotland_then() -> None:
    just_after_midnight = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)  # 00:30 on 1 July in summer time
    assert (day(just_after_midnight), short_day(just_after_midnight)) == ("Thursday 1 July 2027", "Thu 1 Jul")
    assert (day(date(2027, 6, 30)), short_day(date(2027, 6, 30))) == ("Wednesday 30 June 2027", "Wed 30 Jun")
