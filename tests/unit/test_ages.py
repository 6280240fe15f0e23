"""How long money has been set aside: both sides of each limit."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.budgets.ages import by_age, stretch_of

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("age", "place"),
    [
        (timedelta(0), 0),
        (timedelta(days=7), 0),
        (timedelta(days=7) + SECOND, 1),
        (timedelta(days=30), 1),
        (timedelta(days=30) + SECOND, 2),
        (timedelta(days=90), 2),
        (timedelta(days=90) + SECOND, 3),
        (timedelta(days=900), 3),
    ],
)
def test_a_hold_of_exactly_so_many_days_is_in_the_younger_stretch(age: timedelta, place: int) -> None:
    assert stretch_of(NOW - age, NOW) == place


def test_every_stretch_is_there_also_without_any() -> None:
    aged = by_age([(NOW - timedelta(days=1), 100_00), (NOW, 5), (NOW - timedelta(days=40), 20_00)], NOW)
    assert [(one.words, one.holds, one.pence) for one in aged] == [
        ("0 to 7 days", 2, 100_05),
        ("8 to 30 days", 0, 0),
        ("31 to 90 days", 1, 20_00),
        ("more than 90 days", 0, 0),
    ]
