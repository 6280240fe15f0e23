"""Answering the profile in easy read writes the very same profile, and loses nothing that was typed in all words."""

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.access_facts.needs import Strength
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.notifications.models import Letter
from marketplace.people.about import FilledBy, NoteTopic
from marketplace.people.easy.questions import must
from marketplace.people.models import Person, ProfileVersion, SafetyTopic
from marketplace.people.queries.easy import Easy, easy
from marketplace.people.queries.persons import known
from marketplace.people.representation import Scope
from marketplace.people.services.about import keep_notes, keep_times
from marketplace.people.services.easy import answer_easily, settle_easily
from marketplace.people.services.profile import Measures, keep_measures, keep_needs, keep_safety_notes
from marketplace.people.support_times import PartOfDay, SupportLevel
from marketplace.rules.intimate_care import CareReason, CarerSex
from tests import families


@pytest.fixture
def callum(app: Flask) -> Viewer:
    return families.viewer("Callum Hume", RoleName.PERSON)


@pytest.fixture
def ref(callum: Viewer) -> str:
    return families.person("Callum Hume", known_as="Cal", account=callum)


def person(ref: str) -> Person:
    session.rollback()
    return session.scalars(select(Person).where(Person.ref == ref)).one()


def now(ref: str, *, viewer: Viewer) -> Easy:
    session.rollback()
    return easy(known(ref, viewer=viewer))


def needs(ref: str) -> list[tuple[str, str, Strength]]:
    return [(one.fact_id, one.value, one.strength) for one in person(ref).needs]


def answer(ref: str, by: Viewer, **answers: str) -> None:
    for question, given in answers.items():
        answer_easily(ref, question, answer=given, by=by)


def test_answers_are_the_same_profile_as_the_pages_with_all_the_words(ref: str, callum: Viewer) -> None:
    answer_easily(ref, "who", answer="with_help", words="Jean", by=callum)
    answer(ref, callum, hoist="yes", quiet="nice", water="yes", morning="two", night="waking", washing="woman")
    answer_easily(ref, "likes", answer="said", words="Trains", by=callum)
    answer(ref, callum, seizures="yes")
    found = person(ref)
    assert sorted(needs(ref)) == [
        ("hoist", "mobile|gantry|single_track|h_frame", Strength.MUST),
        ("open_water_nearby", "yes", Strength.AVOID),
        ("quiet", "yes", Strength.SHOULD),
    ]
    assert found.support_levels == {PartOfDay.MORNING: SupportLevel.TWO, PartOfDay.NIGHT: SupportLevel.WAKING}
    assert (found.care_by, found.care_reason) == (CarerSex.WOMAN, CareReason.PRIVACY)
    assert [(one.topic, one.words) for one in found.notes] == [(NoteTopic.LIKES, "Trains")]
    assert [(one.topic, one.words) for one in found.safety_notes] == [(SafetyTopic.SEIZURES, "I have seizures.")]
    versions = session.scalars(select(ProfileVersion).where(ProfileVersion.person_id == found.id)).all()
    assert {one.part for one in versions} >= {"hoist", "times", "washing", "likes", "health"}
    assert {(one.filled_by, one.helped_by) for one in versions} == {(FilledBy.WITH_HELP, "Jean")}


def test_nothing_that_was_typed_in_all_words_is_lost(ref: str, callum: Viewer) -> None:
    typed = [must("hoist=gantry"), must("hoist_load_kg>=200"), must("hoist_spreader=four_point")]
    keep_needs(ref, asked={one.kind.id for one in typed}, needs=typed, by=callum)
    keep_times(ref, levels={PartOfDay.MORNING: SupportLevel.TWO}, by=callum)
    keep_notes(ref, part="likes", notes={NoteTopic.LIKES: "Horses", NoteTopic.WORKED: "The sea"}, by=callum)
    keep_safety_notes(ref, notes={SafetyTopic.SEIZURES: "Once a week. Call 999 after 5 minutes."}, by=callum)
    answer(ref, callum, hoist="yes", night="sleepover", seizures="yes", medicines="yes", feeding="no")
    answer_easily(ref, "dislikes", answer="said", words="Queues", by=callum)
    found = person(ref)
    assert sorted(needs(ref)) == [
        ("hoist", "gantry", Strength.MUST),
        ("hoist_load_kg", "200", Strength.MUST),
        ("hoist_spreader", "four_point", Strength.MUST),
    ]
    assert found.support_levels == {PartOfDay.MORNING: SupportLevel.TWO, PartOfDay.NIGHT: SupportLevel.SLEEPOVER}
    assert {one.topic: one.words for one in found.notes} == {
        NoteTopic.LIKES: "Horses",
        NoteTopic.WORKED: "The sea",
        NoteTopic.DISLIKES: "Queues",
    }
    assert {one.topic: one.words for one in found.safety_notes} == {
        SafetyTopic.SEIZURES: "Once a week. Call 999 after 5 minutes.",
        SafetyTopic.MEDICINES: "I take medicine.",
    }


@pytest.mark.parametrize("given", ["help", "unsure"])
def test_what_is_left_open_changes_nothing_and_does_not_stop_the_rest(ref: str, callum: Viewer, given: str) -> None:
    keep_needs(ref, asked={"quiet"}, needs=[must("quiet=yes")], by=callum)
    answer(ref, callum, chair=given, hoist=given, night=given, washing=given, likes=given, seizures=given)
    assert needs(ref) == [("quiet", "yes", Strength.MUST)]
    found = now(ref, viewer=callum)
    left = found.helped if given == "help" else found.unsure
    assert [row.question.id for row in left] == ["likes", "night", "washing", "chair", "hoist", "seizures"]
    assert found.next_id == "who"


def test_a_size_is_left_for_a_helper_until_it_is_written(ref: str, callum: Viewer) -> None:
    answer(ref, callum, chair="yes", chair_size="help")
    assert [row.question.id for row in now(ref, viewer=callum).helped] == ["chair_size"]
    keep_measures(ref, measures=Measures(chair_width_mm=680), by=callum)
    found = now(ref, viewer=callum)
    assert found.helped == ()
    row = found.row("chair_size")
    assert row is not None
    assert row.is_answered


def test_help_beside_words_that_are_there_stays_open_until_somebody_has_seen_to_it(ref: str, callum: Viewer) -> None:
    answer(ref, callum, medicines="yes")
    answer_easily(ref, "medicines_words", answer="help", words="A blue pill", by=callum)
    assert person(ref).safety_notes[0].words == "A blue pill"
    assert [row.question.id for row in now(ref, viewer=callum).helped] == ["medicines_words"]
    settle_easily(ref, "medicines_words", by=callum)
    assert now(ref, viewer=callum).helped == ()
    with pytest.raises(NotFound):
        settle_easily(ref, "hoist", by=callum)


def test_the_first_that_asks_for_help_writes_one_letter_to_who_plans(ref: str, callum: Viewer) -> None:
    mother, reader = families.viewer("Anna Hume"), families.viewer("Only Reads")
    families.acts_for(mother, ref)
    families.acts_for(reader, ref, Scope.SEE)
    answer(ref, callum, chair="yes", chair_size="help", likes="help")
    letters = session.scalars(select(Letter).where(Letter.name == "about-me-help")).all()
    assert [one.to_address for one in letters] == [mother.email]
    assert f"/people/{ref}/needs" in letters[0].body


def test_a_no_takes_off_what_is_needed_and_leaves_what_says_otherwise_to_be_looked_at(ref: str, callum: Viewer) -> None:
    keep_needs(ref, asked={"hoist_load_kg"}, needs=[must("hoist_load_kg>=200")], by=callum)
    keep_safety_notes(ref, notes={SafetyTopic.SEIZURES: "Once a week."}, by=callum)
    answer(ref, callum, hoist="yes", quiet="yes")
    answer(ref, callum, hoist="no", quiet="no", seizures="no")
    assert needs(ref) == [("hoist_load_kg", "200", Strength.MUST)]
    assert person(ref).safety_notes[0].words == "Once a week."
    assert [row.question.id for row in now(ref, viewer=callum).denied] == ["hoist", "seizures"]
    settle_easily(ref, "hoist", by=callum)
    assert [row.question.id for row in now(ref, viewer=callum).denied] == ["seizures"]


def test_what_is_taken_off_in_all_words_is_asked_again(ref: str, callum: Viewer) -> None:
    answer(ref, callum, quiet="yes", dog="no", washing="man")
    keep_needs(ref, asked={"quiet"}, needs=[], by=callum)
    rows = {row.question.id: row.answer for row in now(ref, viewer=callum).rows}
    assert (rows["quiet"], rows["dog"], rows["washing"]) == ("", "no", "man")


def test_who_may_not_see_health_notes_is_asked_nothing_about_them(ref: str, callum: Viewer) -> None:
    ewan = families.viewer("Ewan Bell")
    families.acts_for(ewan, ref, Scope.SEE, Scope.PLAN)
    answer(ref, callum, seizures="yes", medicines="yes", hoist="yes", rescue="help")
    hidden = ("seizures", "seizures_words", "weight", "epilepsy", "rescue", "fridge", "needles")
    assert set(hidden).isdisjoint(row.question.id for row in now(ref, viewer=ewan).rows)
    assert now(ref, viewer=ewan).helped == ()
    for question in hidden:
        with pytest.raises(NotAllowed):
            answer_easily(ref, question, answer="help", by=ewan)
    reader = families.viewer("Only Reads")
    families.acts_for(reader, ref, Scope.SEE)
    with pytest.raises(NotAllowed):
        answer_easily(ref, "likes", answer="help", by=reader)


def test_an_answer_that_is_none_or_was_overtaken_is_refused(ref: str, callum: Viewer) -> None:
    for question, given in (("hoist", ""), ("hoist", "said"), ("night", "two"), ("likes", "yes"), ("who", "told")):
        with pytest.raises(Refused):
            answer_easily(ref, question, answer=given, by=callum)
    with pytest.raises(ChangedMeanwhile):
        answer_easily(ref, "hoist", answer="yes", seen="another", by=callum)
    with pytest.raises(NotFound):
        answer_easily(ref, "nothing", answer="yes", by=callum)
    assert now(ref, viewer=callum).done == 0


@pytest.mark.parametrize("given", ["said", "help", "unsure"])
def test_an_emptied_box_takes_off_no_words_about_what_keeps_somebody_safe(ref: str, callum: Viewer, given: str) -> None:
    written = {topic: f"What {topic} takes." for topic in SafetyTopic}
    keep_safety_notes(ref, notes=written, by=callum)
    for topic in SafetyTopic:
        answer_easily(ref, f"{topic}_words", answer=given, words=" \n", by=callum)
        assert now(ref, viewer=callum).row(f"{topic}_words")
    assert {one.topic: one.words for one in person(ref).safety_notes} == written


def test_an_emptied_box_takes_a_note_off_but_not_while_it_is_left_open(ref: str, callum: Viewer) -> None:
    keep_notes(ref, part="likes", notes={NoteTopic.LIKES: "Horses"}, by=callum)
    for given in ("help", "unsure"):
        answer_easily(ref, "likes", answer=given, by=callum)
        assert [one.words for one in person(ref).notes] == ["Horses"]
    answer_easily(ref, "likes", answer="said", by=callum)
    assert person(ref).notes == []


def test_who_can_go_up_a_step_keeps_the_limit_that_was_typed(ref: str, callum: Viewer) -> None:
    keep_needs(ref, asked={"steps_at_entrance"}, needs=[must("steps_at_entrance<=2")], by=callum)
    found = now(ref, viewer=callum).row("steps")
    assert found is not None
    assert not found.is_answered
    answer(ref, callum, steps="can")
    assert needs(ref) == [("steps_at_entrance", "2", Strength.MUST)]
    found = now(ref, viewer=callum).row("steps")
    assert found is not None
    assert found.words == "Yes, I can"
    answer(ref, callum, steps="cannot")
    assert needs(ref) == [("steps_at_entrance", "0", Strength.MUST)]
