"""The questions of a profile: the whole catalogue, each asked in the one way that makes sense."""

import pytest

from marketplace.access_facts.catalogue import CATALOGUE, FactType
from marketplace.people.models import PersonNeed
from marketplace.people.needs import GROUPS, Need, NeedError, Question, Strength, group, stated

QUESTIONS = {question.id: question for one in GROUPS for question in one.questions}


def test_every_fact_that_somebody_can_need_is_asked_once() -> None:
    asked = [question.id for one in GROUPS for question in one.questions]
    assert len(asked) == len(set(asked))
    left_out = {fact.id for fact in CATALOGUE} - set(asked)
    assert left_out == {"sleeps", *(fact.id for fact in CATALOGUE if fact.type is FactType.DATE)}


def test_every_page_asks_something_and_there_is_no_other() -> None:
    assert group("nowhere") is None
    assert all(one.questions for one in GROUPS)


@pytest.mark.parametrize(
    ("fact", "typed", "words"),
    [
        ("narrowest_door_mm", "780", "doors 780 mm or wider"),
        ("steps_at_entrance", "0", "no steps at the entrance"),
        ("minutes_to_ae", "30", "A&E within 30 minutes"),
        ("hoist", "single_track|h_frame", "single track or H-frame hoist"),
        ("level_access_shower", "", "level-access shower"),
        ("nearest_changing_places_km", "2.5 km", "a Changing Places toilet within 2.5 km"),
    ],
)
def test_an_answer_is_a_need_in_plain_words(fact: str, typed: str, words: str) -> None:
    assert QUESTIONS[fact].need(strength=Strength.MUST, typed=typed).words == words


@pytest.mark.parametrize("typed", ["wide", "on_request", "unknown", "-1", "99999999", "78.5", "", "780|790", "\u0667"])
def test_a_number_that_cannot_be_meant_is_refused(typed: str) -> None:
    with pytest.raises(NeedError) as refused:
        QUESTIONS["narrowest_door_mm"].need(strength=Strength.MUST, typed=typed)
    assert "_" not in refused.value.why


def test_what_is_counted_is_never_avoided() -> None:
    for question in QUESTIONS.values():
        assert (Strength.AVOID in question.strengths) is not question.is_number


def test_a_number_is_typed_in_a_unit_that_is_said() -> None:
    assert QUESTIONS["narrowest_door_mm"].number_words == "At least, in mm"
    assert QUESTIONS["route_gradient_1_in"].number_words == "At least: 1 in"
    assert QUESTIONS["minutes_to_pharmacy"].number_words == "At most, in minutes"


def test_a_kept_profile_is_read_back_as_the_needs_it_was_made_of() -> None:
    needs = [_answer(question) for question in QUESTIONS.values()]
    kept = [
        PersonNeed(fact_id=n.kind.id, operator=n.operator.value, value=n.value_text, strength=n.strength) for n in needs
    ]
    assert stated(kept) == tuple(needs)


def _answer(question: Question) -> Need:
    typed = "|".join(choice for choice, _ in question.choices) if question.choices else "7"
    return question.need(strength=question.strengths[-1], typed=typed)
