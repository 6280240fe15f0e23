"""Cover needed against cover arranged, in minutes, and the days of the timeline from 08:00 to 08:00."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from marketplace.booking.cover import Cover, cover, days_of
from marketplace.booking.timeline import (
    PLANS,
    STAY,
    SUPPORT,
    PieceKind,
    Stretch,
    cover_words,
    gap_sentences,
    timeline,
)
from marketplace.clock import london_instant
from marketplace.periods import Period

FRIDAY = date(2027, 3, 5)
MINUTES = st.integers(min_value=0, max_value=66 * 60)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return london_instant(FRIDAY + timedelta(days=day), time(hour, minute))


def span(day: int, first: int, last: int) -> Period:
    return Period(at(day, first), at(day, first) + timedelta(hours=last - first))


WEEKEND = Period(at(0, 16), at(3, 10))


def test_without_anybody_the_whole_break_is_one_gap() -> None:
    found = cover(WEEKEND, [])
    assert (found.needed_minutes, found.arranged_minutes, found.gap_minutes) == (66 * 60, 0, 66 * 60)
    assert found.gaps == (WEEKEND,)


def test_a_gap_of_an_hour_is_60_minutes_and_said_with_its_day() -> None:
    found = cover(WEEKEND, [Period(at(0, 16), at(1, 8)), Period(at(1, 9), at(3, 10))])
    assert found.gap_minutes == 60
    assert list(gap_sentences(found.gaps)) == ["Saturday 6 March, 08:00 to 09:00: nobody is there for 60 min"]
    assert [day.arranged_minutes // 60 for day in found.by_day] == [16, 23, 24, 2]


def test_two_at_once_count_once_and_what_is_outside_does_not_count() -> None:
    found = cover(WEEKEND, [Period(at(-1, 0), at(1, 0)), Period(at(0, 20), at(3, 22))])
    assert (found.arranged_minutes, found.gaps) == (66 * 60, ())


@given(st.lists(st.tuples(MINUTES, MINUTES), max_size=8))
def test_arranged_and_gaps_are_the_whole_of_what_is_needed(pairs: list[tuple[int, int]]) -> None:
    arranged = [
        Period(WEEKEND.starts_at + timedelta(minutes=min(pair)), WEEKEND.starts_at + timedelta(minutes=max(pair)))
        for pair in pairs
        if pair[0] != pair[1]
    ]
    found = cover(WEEKEND, arranged)
    assert found.arranged_minutes + found.gap_minutes == found.needed_minutes
    assert all(not gap.overlaps(one) for gap in found.gaps for one in found.arranged)
    assert sum(day.arranged_minutes for day in found.by_day) == found.arranged_minutes


def test_days_run_from_eight_to_eight_and_a_night_is_in_one_piece() -> None:
    days = list(days_of(WEEKEND))
    assert [day for day, _ in days] == [FRIDAY + timedelta(days=number) for number in range(4)]
    assert [period.minutes // 60 for _, period in days] == [16, 24, 24, 2]
    assert next(iter(days_of(Period(at(1, 3), at(1, 7)))))[0] == FRIDAY


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    saturday = date(2027, 3, 27)
    night = Period(london_instant(saturday, time(8)), london_instant(saturday + timedelta(days=1), time(8)))
    ((_, whole),) = days_of(night)
    assert whole.minutes == 23 * 60


def days(stretches: list[Stretch], found: Cover | None = None) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    return [
        (
            day.name,
            [(lane.name, [f"{piece.at} {piece.strong} {piece.words}" for piece in lane.pieces]) for lane in day.lanes],
        )
        for day in timeline(WEEKEND, stretches, found)
    ]


def test_the_timeline_has_a_row_for_each_day_and_a_lane_for_each_sort() -> None:
    stretches = [
        Stretch(Period(at(0, 16), at(3, 10)), STAY, "Orchard House"),
        Stretch(span(0, 16, 22), SUPPORT, who="PA 1"),
        Stretch(span(0, 22, 32), SUPPORT, "sleeps over", who="PA 2", is_night=True),
        Stretch(span(1, 14, 15), PLANS, "Riding"),
    ]
    assert days(stretches)[:2] == [
        (
            "Friday 5",
            [
                (STAY, ["from 16:00  Orchard House"]),
                (SUPPORT, ["16:00 to 22:00 PA 1 6 h", "22:00 to 08:00 PA 2 sleeps over"]),
            ],
        ),
        ("Saturday 6", [(STAY, ["all day  Orchard House"]), (PLANS, ["14:00  Riding"])]),
    ]


def test_gaps_stand_in_the_lane_of_support_with_their_length() -> None:
    found = cover(WEEKEND, [Period(at(0, 16), at(1, 8)), Period(at(1, 9), at(3, 10))])
    saturday = timeline(WEEKEND, [], found)[1]
    (lane,) = saturday.lanes
    (gap,) = lane.pieces
    assert (gap.kind, gap.starts, gap.ends, gap.words) == (PieceKind.GAP, 0, 60, "60 min")
    assert lane.is_main
    assert saturday.words == "Cover 23 h of 24"


def test_two_pas_have_two_colours_and_a_night_its_own() -> None:
    stretches = [
        Stretch(span(0, 16, 18), SUPPORT, who="PA 1"),
        Stretch(span(0, 18, 20), SUPPORT, who="PA 2"),
        Stretch(span(0, 20, 22), SUPPORT, who="PA 1"),
        Stretch(span(0, 22, 32), SUPPORT, "sleeps over", who="PA 2", is_night=True),
    ]
    (lane,) = timeline(WEEKEND, stretches, None)[0].lanes
    assert [piece.kind for piece in lane.pieces] == [PieceKind.ONE, PieceKind.TWO, PieceKind.ONE, PieceKind.NIGHT]


def test_hours_over_midnight_are_one_stretch_counted_in_each_row_they_touch() -> None:
    shift = [Stretch(span(0, 16, 24), SUPPORT, who="PA 1"), Stretch(span(1, 0, 10), SUPPORT, who="PA 1")]
    assert days(shift)[:2] == [
        ("Friday 5", [(SUPPORT, ["from 16:00 PA 1 16 h"])]),
        ("Saturday 6", [(SUPPORT, ["until 10:00 PA 1 2 h"])]),
    ]


def test_what_is_hired_for_the_whole_break_stands_on_its_first_day_alone() -> None:
    mattress = Stretch(Period(at(0, 16), at(3, 10)), PLANS, "Mattress")
    assert [lanes for _, lanes in days([mattress])] == [[(PLANS, ["16:00  Mattress"])], [], [], []]


def test_what_begins_before_the_break_has_its_row_too() -> None:
    taxi = Stretch(span(-1, 10, 11), PLANS, "Mattress comes")
    assert days([taxi])[0][0] == "Thursday 4"


def test_minutes_are_said_as_people_say_them() -> None:
    assert [cover_words(minutes) for minutes in (30, 60, 90, 120, 66 * 60)] == [
        "30 min",
        "60 min",
        "1 h 30 min",
        "2 h",
        "66 h",
    ]
