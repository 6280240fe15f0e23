"""Cover needed against cover arranged, in minutes, and the days of the timeline from 08:00 to 08:00."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from marketplace.booking.cover import Cover, There, cover, days_of
from marketplace.booking.needed import Asked, CoverHow, DayPart, overlapping, without_inner
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


def there(*periods: Period) -> list[There]:
    return [There(period) for period in periods]


def test_without_anybody_the_whole_break_is_one_gap() -> None:
    found = cover(WEEKEND, [])
    assert (found.needed_minutes, found.arranged_minutes, found.gap_minutes) == (66 * 60, 0, 66 * 60)
    assert [gap.period for gap in found.gaps] == [WEEKEND]


def test_a_gap_of_an_hour_is_60_minutes_and_said_with_its_day() -> None:
    found = cover(WEEKEND, there(Period(at(0, 16), at(1, 8)), Period(at(1, 9), at(3, 10))))
    assert found.gap_minutes == 60
    assert list(gap_sentences(found.gaps)) == ["Saturday 6 March, 08:00 to 09:00: nobody is there for 60 min"]
    assert [day.arranged_minutes // 60 for day in found.by_day] == [16, 23, 24, 2]


def test_two_at_once_count_once_and_what_is_outside_does_not_count() -> None:
    found = cover(WEEKEND, there(Period(at(-1, 0), at(1, 0)), Period(at(0, 20), at(3, 22))))
    assert (found.arranged_minutes, found.gaps) == (66 * 60, ())


TWO_TO_ONE = DayPart(8 * 60, 10 * 60, Asked(2, CoverHow.AWAKE))
AWAKE_AT_NIGHT = DayPart(22 * 60, 8 * 60, Asked(1, CoverHow.AWAKE))


def test_one_of_two_who_are_needed_is_a_gap_counted_in_minutes_and_in_those_of_people() -> None:
    found = cover(WEEKEND, there(WEEKEND, Period(at(1, 9), at(1, 10)), Period(at(2, 8), at(2, 10))), [TWO_TO_ONE])
    assert list(gap_sentences(found.gaps)) == [
        "Saturday 6 March, 08:00 to 09:00: one of two is missing for 60 min",
        "Monday 8 March, 08:00 to 10:00: one of two is missing for 2 h",
    ]
    assert (found.needed_minutes, found.gap_minutes) == ((66 + 3 * 2) * 60, 3 * 60)
    assert [day.arranged_minutes // 60 for day in found.by_day] == [16, 24 + 1, 24 + 2, 2]


def test_where_nobody_is_there_and_two_are_needed_a_day_counts_both() -> None:
    found = cover(WEEKEND, there(Period(at(0, 16), at(1, 8)), Period(at(1, 10), at(3, 10))), [TWO_TO_ONE])
    assert [day.arranged_minutes // 60 for day in found.by_day] == [16, 24 - 2, 24, 2]
    assert sum(day.arranged_minutes for day in found.by_day) == found.arranged_minutes


def test_who_sleeps_over_is_not_there_where_somebody_must_be_awake() -> None:
    nights = [There(span(day, 22, 32), is_asleep=True) for day in range(3)]
    days = [There(Period(max(at(day, 8), at(0, 16)), min(at(day, 22), at(3, 10)))) for day in range(4)]
    assert not cover(WEEKEND, nights + days).gaps
    found = cover(WEEKEND, nights + days, [AWAKE_AT_NIGHT])
    assert [gap.words for gap in found.gaps] == ["nobody is awake"] * 3
    assert found.gap_minutes == 30 * 60
    awake = [There(night.period) for night in nights]
    assert not cover(WEEKEND, awake + days, [AWAKE_AT_NIGHT]).gaps


def test_hours_in_which_somebody_is_well_alone_need_nobody() -> None:
    alone = DayPart(10 * 60, 16 * 60, Asked(0))
    found = cover(WEEKEND, [], [alone])
    assert found.needed_minutes == (66 - 12) * 60
    assert [gap.minutes // 60 for gap in found.gaps] == [18, 18, 18]


def test_needed_hours_follow_the_clock_over_its_change() -> None:
    saturday = Period(london_instant(date(2027, 3, 27), time(8)), london_instant(date(2027, 3, 28), time(8)))
    found = cover(saturday, [], [DayPart(0, 4 * 60, Asked(2))])
    assert (found.needed.minutes, found.needed_minutes) == (23 * 60, (23 + 3) * 60)
    assert cover(saturday, [], [DayPart(60, 2 * 60, Asked(2))]).needed_minutes == 23 * 60


def test_parts_of_the_day_that_share_a_minute_are_found_over_midnight_too() -> None:
    assert overlapping([TWO_TO_ONE, AWAKE_AT_NIGHT]) is None
    assert overlapping([AWAKE_AT_NIGHT, TWO_TO_ONE, DayPart(7 * 60, 9 * 60, Asked(2))]) == 2
    assert overlapping([DayPart(0, 0, Asked(1)), DayPart(0, 0, Asked(2))]) == 1
    assert overlapping([DayPart(0, 0, Asked(1)), TWO_TO_ONE]) is None


def test_a_part_inside_another_takes_that_piece_of_it_and_one_inside_that_its_own() -> None:
    night, inner, innermost = (
        DayPart(22 * 60, 8 * 60, Asked(1)),
        DayPart(60, 180, Asked(2)),
        DayPart(90, 120, Asked(3)),
    )
    found = without_inner([night, inner, innermost])
    assert [(one.starts, one.ends, one.asked.people) for one in found] == [
        (22 * 60, 60, 1),
        (180, 8 * 60, 1),
        (60, 90, 2),
        (120, 180, 2),
        (90, 120, 3),
    ]
    whole = without_inner([DayPart(0, 0, Asked(1)), TWO_TO_ONE])
    assert [(one.starts, one.ends) for one in whole] == [
        (TWO_TO_ONE.ends, TWO_TO_ONE.starts),
        (TWO_TO_ONE.starts, TWO_TO_ONE.ends),
    ]
    apart = [TWO_TO_ONE, AWAKE_AT_NIGHT]
    assert list(without_inner(apart)) == apart


def test_two_who_are_there_at_once_stand_below_each_other() -> None:
    both = [Stretch(span(1, 8, 10), SUPPORT, who="PA 1"), Stretch(span(1, 9, 12), SUPPORT, who="PA 2")]
    found = cover(WEEKEND, there(span(1, 8, 10), span(1, 9, 12)), [TWO_TO_ONE])
    (lane,) = timeline(WEEKEND, both, found)[1].lanes
    assert [(piece.strong, piece.row) for piece in lane.pieces[:3]] == [("PA 1", 0), ("Gap", 1), ("PA 2", 1)]
    assert (lane.pieces[1].kind, lane.pieces[1].words) == (PieceKind.PART_GAP, "60 min, one of two is missing")


@given(st.lists(st.tuples(MINUTES, MINUTES), max_size=8))
def test_arranged_and_gaps_are_the_whole_of_what_is_needed(pairs: list[tuple[int, int]]) -> None:
    arranged = [
        Period(WEEKEND.starts_at + timedelta(minutes=min(pair)), WEEKEND.starts_at + timedelta(minutes=max(pair)))
        for pair in pairs
        if pair[0] != pair[1]
    ]
    found = cover(WEEKEND, there(*arranged))
    assert found.arranged_minutes + found.gap_minutes == found.needed_minutes
    assert all(not gap.period.overlaps(one) for gap in found.gaps for one in found.arranged)
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
    found = cover(WEEKEND, there(Period(at(0, 16), at(1, 8)), Period(at(1, 9), at(3, 10))))
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
