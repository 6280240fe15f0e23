"""Which free space each segment takes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from marketplace.booking.assigning import Diaries, LineNeeds, Need, assign
from marketplace.periods import Period

START = datetime(2027, 3, 5, 9, tzinfo=UTC)


def hours(first: int, last: int) -> Period:
    return Period(START + timedelta(hours=first), START + timedelta(hours=last))


def line(spaces: tuple[int, ...], *needs: Need) -> LineNeeds:
    return LineNeeds(needs, spaces)


MORNING, EVENING = Need("morning", hours(0, 4)), Need("evening", hours(8, 12))


def test_one_pa_who_is_free_throughout_takes_a_whole_line() -> None:
    diaries = Diaries.of({1: [hours(9, 10)]})
    assert assign([line((1, 2, 3), MORNING, EVENING)], diaries) == {"morning": 2, "evening": 2}


def test_when_nobody_is_free_throughout_each_takes_the_first_who_is() -> None:
    diaries = Diaries.of({1: [hours(9, 10)], 2: [hours(0, 1)]})
    assert assign([line((1, 2), MORNING, EVENING)], diaries) == {"morning": 1, "evening": 2}


def test_a_space_that_was_chosen_is_taken_and_no_other() -> None:
    chosen = Need("morning", hours(0, 4), chosen=2)
    assert assign([line((1, 2), chosen)], Diaries()) == {"morning": 2}
    assert assign([line((1, 2), chosen)], Diaries.of({2: [hours(3, 5)]})) == {}
    assert assign([line((1,), chosen)], Diaries()) == {}


def test_who_was_chosen_by_a_later_line_is_not_given_to_an_earlier_one() -> None:
    lines = [line((1, 2), MORNING), line((1, 2), Need("chosen", hours(1, 2), chosen=1))]
    assert assign(lines, Diaries()) == {"morning": 2, "chosen": 1}


def test_two_rooms_go_to_two_lines_and_a_third_finds_none() -> None:
    lines = [line((1, 2), Need(name, hours(0, 24))) for name in ("a", "b", "c")]
    assert assign(lines, Diaries()) == {"a": 1, "b": 2}


def test_a_line_whose_listing_offers_nothing_finds_nothing() -> None:
    assert assign([line((), MORNING)], Diaries()) == {}


PERIODS = st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda pair: hours(pair[0], pair[0] + pair[1]))


@given(st.lists(st.lists(PERIODS, min_size=1, max_size=4), max_size=4), st.lists(PERIODS, max_size=4))
def test_whatever_is_asked_no_space_is_given_twice_at_once(asked: list[list[Period]], taken: list[Period]) -> None:
    lines = [
        line((1, 2, 3), *(Need(f"{row}-{place}", period) for place, period in enumerate(periods)))
        for row, periods in enumerate(asked)
    ]
    found = assign(lines, Diaries.of({1: taken}))
    periods = {need.reference: need.period for one in lines for need in one.needs}
    given_to: dict[int, list[Period]] = {1: list(taken)}
    for reference, space_id in found.items():
        assert not any(other.overlaps(periods[reference]) for other in given_to.get(space_id, []))
        given_to.setdefault(space_id, []).append(periods[reference])
