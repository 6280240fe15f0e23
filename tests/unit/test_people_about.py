"""Parts of a profile, what changed between two of them, and who is needed over a stretch of time."""

from datetime import datetime

import pytest

from marketplace.booking.needed import CoverHow, as_profile_says, asked_at
from marketplace.clock import LONDON
from marketplace.people.about import PARTS, TOPICS, changes, following, part_of
from marketplace.people.needs import GROUPS
from marketplace.people.support_times import PartOfDay, SupportLevel, levels_of

NOBODY, ONE, TWO = SupportLevel.NONE, SupportLevel.ONE, SupportLevel.TWO
SLEEPOVER, WAKING = SupportLevel.SLEEPOVER, SupportLevel.WAKING
NIGHT = "22:00 to 08:00: one person, who may sleep"
LEVELS = {
    PartOfDay.MORNING: SupportLevel.TWO,
    PartOfDay.AFTERNOON: SupportLevel.ONE,
    PartOfDay.EVENING: SupportLevel.ONE,
    PartOfDay.NIGHT: SupportLevel.SLEEPOVER,
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


def test_what_a_profile_says_of_the_day_is_what_a_break_counts_cover_by() -> None:
    parts = as_profile_says(LEVELS | {PartOfDay.EVENING: SupportLevel.NONE})
    assert [part.words for part in parts] == [
        "08:00 to 12:00: two people, awake",
        "12:00 to 18:00: one person, awake",
        "18:00 to 22:00: nobody",
        "22:00 to 08:00: one person, who may sleep",
    ]
    assert as_profile_says({}) == ()
    assert [asked_at(parts, hour).people for hour in (9, 12, 19, 3)] == [2, 1, 0, 1]


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (
            (ONE, ONE, ONE, SLEEPOVER),
            ["08:00 to 22:00: one person, awake", "22:00 to 08:00: one person, who may sleep"],
        ),
        ((ONE, TWO, ONE, WAKING), ["12:00 to 18:00: two people, awake", "18:00 to 12:00: one person, awake"]),
        ((ONE, ONE, ONE, WAKING), ["All day and night: one person, awake"]),
        ((NOBODY, NOBODY, ONE, SLEEPOVER), ["08:00 to 18:00: nobody", "18:00 to 22:00: one person, awake", NIGHT]),
        ((ONE, None, ONE, None), ["08:00 to 12:00: one person, awake", "18:00 to 22:00: one person, awake"]),
        ((ONE, None, None, WAKING), ["22:00 to 12:00: one person, awake"]),
        ((None, None, None, WAKING), ["22:00 to 08:00: one person, awake"]),
    ],
)
def test_neighbouring_parts_of_the_day_that_ask_for_the_same_are_one(
    said: tuple[SupportLevel | None, ...], parts: list[str]
) -> None:
    levels = {part: level for part, level in zip(PartOfDay, said, strict=True) if level is not None}
    joined = as_profile_says(levels)
    assert [part.words for part in joined] == parts
    for part, level in levels.items():
        asked = asked_at(joined, part.begins.hour)
        assert (asked.people, asked.how is CoverHow.ASLEEP) == (level.people, level.may_sleep or not level.people)


def test_by_day_people_are_awake_and_at_night_somebody_sleeps_or_wakes() -> None:
    assert SupportLevel.SLEEPOVER not in levels_of(PartOfDay.MORNING)
    assert SupportLevel.TWO not in levels_of(PartOfDay.NIGHT)
    assert [level.people for level in levels_of(PartOfDay.NIGHT)] == [0, 1, 1, 2]
