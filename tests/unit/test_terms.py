"""The terms of a listing: what they say, and what does not keep to them."""

from datetime import date

import pytest

from marketplace.listings.terms import Terms, TimeAsked, as_bits, from_bits

TODAY = date(2027, 3, 1)  # a Monday
FRIDAY, SUNDAY, MONDAY = date(2027, 3, 5), date(2027, 3, 7), date(2027, 3, 8)
FRI_MON = as_bits([4, 0])


def _asked(arrive: date, leave: date) -> TimeAsked:
    return TimeAsked.of((arrive, leave), arrive, today=TODAY)


def test_terms_that_nobody_gave_take_any_time() -> None:
    assert _asked(TODAY, FRIDAY).broken(Terms()) == {}
    assert not _asked(TODAY, FRIDAY).breaks(None, None, 127, 0)
    assert Terms().words == ()


@pytest.mark.parametrize(
    ("terms", "name"),
    [
        (Terms(min_nights=3), "min_nights"),
        (Terms(max_nights=1), "max_nights"),
        (Terms(changeover_days=FRI_MON), "changeover_days"),
        (Terms(notice_days=5), "notice_days"),
    ],
)
def test_two_nights_from_friday_break_each_term_that_wants_something_else(terms: Terms, name: str) -> None:
    asked = _asked(FRIDAY, SUNDAY)
    assert list(asked.broken(terms)) == [name]
    assert asked.breaks(terms.min_nights, terms.max_nights, terms.changeover_days, terms.notice_days)


def test_a_stay_that_starts_and_ends_on_changeover_days_long_enough_ahead_keeps_to_the_terms() -> None:
    terms = Terms(3, 7, FRI_MON, 4)
    assert _asked(FRIDAY, MONDAY).broken(terms) == {}
    assert not _asked(FRIDAY, MONDAY).breaks(3, 7, FRI_MON, 4)


def test_hours_know_only_of_notice() -> None:
    hours = TimeAsked.of(None, FRIDAY, today=TODAY)
    assert list(hours.broken(Terms(3, 7, FRI_MON, 5))) == ["notice_days"]


def test_terms_say_usually_unless_they_are_firm() -> None:
    assert Terms(2, None, FRI_MON, 1).words == (
        "Stays here are usually 2 nights or more.",
        "Stays here usually start and end on Monday or Friday.",
        "They usually need to know 1 day before it starts.",
    )
    assert Terms(max_nights=7, changeover_days=1 << 5, is_firm=True).words == (
        "Stays here are 7 nights or fewer.",
        "Stays here start and end on Saturday.",
    )


def test_weekdays_come_back_from_their_bits() -> None:
    assert from_bits(as_bits([6, 0, 3])) == (0, 3, 6)
