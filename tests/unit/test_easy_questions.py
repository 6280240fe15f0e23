"""The questions in easy read: short, one idea each, with a picture; and what an answer makes of what was written."""

import pytest

from marketplace.access_facts.needs import Need, Strength, parse_need
from marketplace.config import ROOT
from marketplace.people.about import PARTS
from marketplace.people.easy.asked import QUESTIONS, asked, question_of
from marketplace.people.easy.questions import (
    NICE,
    NO,
    YES,
    Facts,
    Level,
    Note,
    Question,
    Safety,
    SafetyWords,
    answer_of,
    avoid,
    merged,
    must,
    should,
)
from marketplace.people.easy.support import WHO, WHO_FOR
from marketplace.people.models import SafetyTopic
from marketplace.people.support_times import PartOfDay, SupportLevel, levels_of
from tests.reading import read

EVERY = (WHO, WHO_FOR, *QUESTIONS)
MOST_EASY_YEARS = 7
OF_THE_TRADE = ("gantry", "spreader", "load", "2:1", "1:1", "waking", "sleepover", "loler", "peg", " mm", "transfer")


@pytest.mark.parametrize("question", EVERY, ids=lambda one: one.id)
def test_a_question_is_one_short_idea_with_a_picture(question: Question) -> None:
    assert question.asks.endswith("?")
    assert len(question.asks.split()) <= 11
    assert len(question.lines) <= 2
    assert [line for line in question.lines if len(line.split()) > 10 or not line.endswith((".", "?"))] == []
    assert (ROOT / f"static/img/{question.picture}.svg").exists()
    assert question.part in {part.id for part in PARTS}
    assert len(question.choices) <= 4
    said = " ".join((question.asks, *question.lines, *(choice.words for choice in question.choices))).lower()
    assert [word for word in OF_THE_TRADE if word in said] == []


def test_all_of_it_is_for_readers_well_below_eleven() -> None:
    said = " ".join(text for one in EVERY for text in (one.asks, *one.lines))
    assert read(said).age <= MOST_EASY_YEARS


def test_each_question_is_there_once_and_follows_one_that_can_be_answered_with_yes() -> None:
    ids = [one.id for one in QUESTIONS]
    assert len(set(ids)) == len(ids)
    for number, one in enumerate(QUESTIONS):
        if one.after:
            before = question_of(one.after, is_self=True)
            assert before is not None
            assert before.choice(YES)
            assert before in QUESTIONS[:number], one.id


def test_all_that_the_profile_asks_beside_places_is_asked() -> None:
    levels = {
        one.about.part: [choice.id for choice in one.choices] for one in QUESTIONS if isinstance(one.about, Level)
    }
    assert levels == {part: list(levels_of(part)) for part in PartOfDay}
    assert SupportLevel.WAKING in levels[PartOfDay.NIGHT]
    assert {one.about.topic for one in QUESTIONS if isinstance(one.about, Note)} >= {"talking", "likes", "worked"}
    safety = {one.about.topic for one in QUESTIONS if isinstance(one.about, Safety | SafetyWords)}
    assert safety == set(SafetyTopic)


def test_what_follows_from_a_yes_is_not_asked_without_it() -> None:
    def ids(**answers: str) -> set[str]:
        return {one.id for one in asked(answers, is_self=True, sees_health=True)}

    assert {"sling", "weight", "chair_size"}.isdisjoint(ids(hoist=NO, chair="unsure"))
    assert {"sling", "weight", "hoist_trained"} <= ids(hoist=YES)
    private = {one.id for one in asked({"hoist": YES}, is_self=True, sees_health=False)}
    assert {"weight", "seizures", "medicines"}.isdisjoint(private)


def test_what_follows_from_a_private_yes_is_asked_only_of_who_may_see_health_notes() -> None:
    said = {one.id: YES for one in QUESTIONS if one.choice(YES)}
    of_health = {one.id for one in QUESTIONS if isinstance(one.about, Safety | SafetyWords)} | {"weight"}
    following = {one.id for one in QUESTIONS if one.after in of_health} - of_health
    assert following == {"epilepsy", "rescue", "fridge", "needles"}
    all_of_it = {one.id for one in asked(said, is_self=True, sees_health=True)}
    assert all_of_it - {one.id for one in asked(said, is_self=True, sees_health=False)} == of_health | following


HOIST = next(one for one in QUESTIONS if one.id == "hoist")
QUIET = next(one for one in QUESTIONS if one.id == "quiet")
STEPS = next(one for one in QUESTIONS if one.id == "steps")
PETS = next(one for one in QUESTIONS if one.id == "pets")
RIDE = next(one for one in QUESTIONS if one.id == "ride")


def after(question: Question, answer: str, *kept: Need) -> list[tuple[str, Strength]]:
    choice = question.choice(answer)
    assert choice is not None
    found = merged(kept, question=question, choice=choice)
    return [(need.text, need.strength) for need in found]


@pytest.mark.parametrize(
    ("question", "answer", "kept", "then"),
    [
        (HOIST, YES, [], ["must hoist=mobile|gantry|single_track|h_frame"]),
        (HOIST, YES, [must("hoist=gantry")], ["must hoist=gantry"]),
        (HOIST, YES, [should("hoist=h_frame")], ["must hoist=h_frame"]),
        (HOIST, YES, [must("hoist=gantry"), should("hoist=h_frame")], ["must hoist=gantry", "should hoist=h_frame"]),
        (HOIST, NO, [must("hoist=gantry")], []),
        (HOIST, NO, [avoid("hoist=gantry")], ["avoid hoist=gantry"]),
        (HOIST, YES, [avoid("hoist=none")], ["avoid hoist=none", "must hoist=mobile|gantry|single_track|h_frame"]),
        (QUIET, NICE, [must("quiet=yes")], ["should quiet=yes"]),
        (QUIET, NO, [must("quiet=yes")], []),
        (PETS, "like", [avoid("pets=yes")], ["should pets=yes"]),
        (STEPS, "cannot", [must("steps_at_entrance<=2")], ["must steps_at_entrance<=0"]),
        (STEPS, "cannot", [must("steps_at_entrance<=0")], ["must steps_at_entrance<=0"]),
        (STEPS, "cannot", [must("steps_at_entrance=2")], ["must steps_at_entrance<=0"]),
        (STEPS, "can", [must("steps_at_entrance<=0")], []),
        (STEPS, "can", [must("steps_at_entrance=0")], []),
        (STEPS, "can", [should("steps_at_entrance<=0")], []),
        (STEPS, "can", [must("steps_at_entrance<=1")], ["must steps_at_entrance<=1"]),
        (STEPS, "can", [must("steps_at_entrance<=2"), should("steps_at_entrance<=0")], ["must steps_at_entrance<=2"]),
        (STEPS, "can", [avoid("steps_at_entrance>=3")], ["avoid steps_at_entrance>=3"]),
        (RIDE, YES, [must("wheelchair_tie_downs>=2")], ["must wheelchair_tie_downs>=2"]),
        (STEPS, "cannot", [must("quiet=yes")], ["must steps_at_entrance<=0"]),
    ],
)
def test_an_answer_keeps_what_was_written_with_more_care(
    question: Question, answer: str, kept: list[Need], then: list[str]
) -> None:
    assert after(question, answer, *kept) == [
        (text, Strength(strength)) for strength, text in (one.split(" ", 1) for one in then)
    ]


def test_what_is_written_in_all_words_is_an_answer_in_easy_words() -> None:
    assert answer_of(HOIST, [parse_need("hoist=gantry")]) == YES
    assert answer_of(QUIET, [should("quiet=yes")]) == NICE
    assert answer_of(PETS, [avoid("pets=yes")]) == NO
    assert answer_of(QUIET, []) == ""
    assert answer_of(STEPS, [must("steps_at_entrance<=0")]) == "cannot"
    assert answer_of(RIDE, [must("wheelchair_tie_downs>=2")]) == YES


def test_a_number_that_asks_less_is_no_answer() -> None:
    assert answer_of(STEPS, [must("steps_at_entrance<=2")]) == ""
    assert answer_of(STEPS, [must("steps_at_entrance>=0")]) == ""


def test_all_facts_of_a_question_are_spoken_of_by_its_answers() -> None:
    for one in QUESTIONS:
        if isinstance(one.about, Facts):
            assert {need.kind.id for choice in one.choices for need in choice.needs} == one.about.ids
