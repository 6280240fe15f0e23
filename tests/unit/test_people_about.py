"""Parts of a profile, what changed between two of them, and who is needed over a stretch of time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.clock import LONDON
from marketplace.people.about import PARTS, TOPICS, changes, following, part_of
from marketplace.people.needs import GROUPS
from marketplace.people.support_times import DayPart, SupportLevel, levels_of, support_over
from marketplace.periods import Period

LEVELS = {
    DayPart.MORNING: SupportLevel.TWO,
    DayPart.AFTERNOON: SupportLevel.ONE,
    DayPart.EVENING: SupportLevel.ONE,
    DayPart.NIGHT: SupportLevel.SLEEPOVER,
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def test_every_page_of_about_me_is_there_once_with_easy_words_and_a_picture() -> None:
    ids = [part.id for part in PARTS]
    assert len(ids) == len(set(ids))
    assert {*(group.id for group in GROUPS), *TOPICS, "times", "measures", "washing", "health"} == set(ids)
    assert all(part.easy.endswith(".") and len(part.easy.split()) <= 12 for part in PARTS)


def test_pages_follow_one_another_to_the_last() -> None:
    walked = [PARTS[0]]
    while (after := following(walked[-1].id, PARTS)) is not None:
        walked.append(after)
    assert tuple(walked) == PARTS
    assert part_of("hoist").name == "Hoist"


def test_what_is_gone_and_what_is_new_is_told_part_by_part_in_the_order_of_the_pages() -> None:
    found = changes({"hoist": ("a", "b"), "likes": ("x",)}, {"hoist": ("b", "c"), "likes": ("x",), "talking": ("t",)})
    assert [(one.part, one.gone, one.new) for one in found] == [("talking", (), ("t",)), ("hoist", ("a",), ("c",))]


def test_support_over_a_weekend_follows_the_parts_of_the_day_and_joins_those_alike() -> None:
    found = support_over(Period(at("2027-03-05T16:00"), at("2027-03-06T13:00")), LEVELS)
    assert [(f"{one.period.starts_at.astimezone(LONDON):%a %H:%M}", one.level) for one in found] == [
        ("Fri 16:00", SupportLevel.ONE),
        ("Fri 22:00", SupportLevel.SLEEPOVER),
        ("Sat 08:00", SupportLevel.TWO),
        ("Sat 12:00", SupportLevel.ONE),
    ]


@pytest.mark.parametrize(("night", "hours"), [("2027-03-27", 9), ("2027-10-30", 11), ("2027-03-05", 10)])
def test_the_night_the_clocks_change_is_an_hour_shorter_or_longer(night: str, hours: int) -> None:
    after = f"{night[:-2]}{int(night[-2:]) + 1:02}"
    (found,) = support_over(Period(at(f"{night}T22:00"), at(f"{after}T08:00")), LEVELS)
    assert found.period.minutes == hours * 60


@given(st.integers(0, 400), st.integers(1, 5000), st.sets(st.sampled_from(list(DayPart))))
def test_what_is_needed_over_a_period_has_no_gap_and_no_overlap(start: int, minutes: int, parts: set[DayPart]) -> None:
    starts_at = at("2027-03-26T00:30").astimezone(UTC) + timedelta(minutes=7 * start)
    period = Period(starts_at, starts_at + timedelta(minutes=minutes))
    found = support_over(period, {part: LEVELS[part] for part in parts})
    assert sum(one.period.minutes for one in found) == minutes
    assert all(one.period.ends_at == after.period.starts_at for one, after in pairwise(found))
    assert all(one.level is not after.level for one, after in pairwise(found))


def test_by_day_people_are_awake_and_at_night_somebody_sleeps_or_wakes() -> None:
    assert SupportLevel.SLEEPOVER not in levels_of(DayPart.MORNING)
    assert SupportLevel.TWO not in levels_of(DayPart.NIGHT)
    assert [level.people for level in levels_of(DayPart.NIGHT)] == [0, 1, 1, 2]
