"""Answering the profile question by question in easy read: each answer goes through the service that keeps its page."""

from collections.abc import Mapping

from sqlalchemy import Select, select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.notifications.services import owe
from marketplace.people.about import TOPICS, FilledBy, InWords
from marketplace.people.easy.asked import question_of, tells_of_health
from marketplace.people.easy.questions import (
    ANY,
    HELP,
    HELP_MORE,
    OPEN,
    SAID,
    SETTLED,
    YES,
    Choice,
    Facts,
    Level,
    Note,
    Question,
    Safety,
    SafetyWords,
    Who,
    Wish,
    merged,
)
from marketplace.people.models import EasyAnswer, Person, SafetyTopic
from marketplace.people.needs import stated
from marketplace.people.queries.easy import easy, kept_words, words_of, written
from marketplace.people.queries.persons import Known
from marketplace.people.representation import Scope
from marketplace.people.services import about as about_services
from marketplace.people.services import profile
from marketplace.people.services.persons import about, theirs_to_change
from marketplace.people.services.readers import acting_for
from marketplace.people.support_times import SupportLevel
from marketplace.people.writing import LONGEST_HELPED_BY, one_line
from marketplace.rules.intimate_care import CareReason, CarerSex, CareWish


def answer_easily(
    ref: str, question_id: str, *, answer: str, words: str = "", seen: str | None = None, by: Viewer
) -> None:
    """Keep the answer to one question: what it says, in the profile; and that it was given.

    "Somebody helps me" and "I am not sure" take off nothing that is written and leave it open; words that were typed
    with them are kept. An emptied box takes a note off, never words about what keeps the person safe. The first that
    asks for help sends one letter to whoever plans with the person. ``seen``: ``easy_stamp`` of what the page showed.
    Raises NotFound, NotAllowed, Refused by field, ChangedMeanwhile.
    """
    with transaction():
        who, question = _asked(ref, question_id, by)
        choice = question.choice(answer)
        if choice is None and answer not in OPEN and not (question.has_words and answer == SAID):
            raise Refused(fields={"answer": "Press one of the big buttons"})
        in_words = _in_words(who, question, choice, words, by)
        if question.has_words and not _is_emptied(question, answer, words):
            _keep_words(who, question, words, seen=seen, in_words=in_words, by=by)
        elif choice is not None:
            _keep_choice(who, question, choice, seen=seen, in_words=in_words, by=by)
        asks_first = answer == HELP and not easy(who).helped
        is_beside = answer == HELP and bool(written(question, who.person))
        _write(who.person, question, HELP_MORE if is_beside else answer, in_words, by)
        audit.record("answer_easily", about=about(who.person), by=by.actor, reason=question.id)
        if asks_first:
            _tell_helpers(who.person, by)


def settle_easily(ref: str, question_id: str, *, by: Viewer) -> None:
    """Whoever helps has seen to a question that was left open, though nothing had to be written. Raises NotFound."""
    with transaction():
        who, question = _asked(ref, question_id, by)
        if session.scalar(_row_of(who.person, question)) is None:
            raise NotFound
        _write(who.person, question, SETTLED, words_of(who, viewer=by), by)
        audit.record("settle_easily", about=about(who.person), by=by.actor, reason=question.id)


def easy_stamp(who: Known, question: Question) -> str:
    """The stamp of what a question may change; blank where it changes nothing of the profile."""
    person = who.person
    match question.about:
        case Facts(ids):
            return profile.needs_stamp(person, ids)
        case Level():
            return about_services.times_stamp(person)
        case Wish():
            return profile.care_stamp(person)
        case Note():
            return about_services.notes_stamp(person, question.part)
        case Safety() | SafetyWords():
            return profile.safety_stamp(person)
        case _:
            return ""


def _asked(ref: str, question_id: str, by: Viewer) -> tuple[Known, Question]:
    who = theirs_to_change(ref, by=by)
    who.require(Scope.PLAN)
    question = question_of(question_id, is_self=who.standing.is_self)
    if question is None:
        raise NotFound
    if tells_of_health(question):
        who.require(Scope.MEDICAL)
    return who, question


def _in_words(who: Known, question: Question, choice: Choice | None, words: str, by: Viewer) -> InWords:
    """In whose words it is; at the first question, as it is answered now."""
    if not isinstance(question.about, Who) or choice is None:
        return words_of(who, viewer=by)
    helped_by = one_line(words) if choice.id == FilledBy.WITH_HELP else ""
    if len(helped_by) > LONGEST_HELPED_BY:
        raise Refused(fields={"words": f"Use {LONGEST_HELPED_BY} letters or fewer"})
    return InWords(FilledBy(choice.id), helped_by)


def _keep_choice(
    who: Known, question: Question, choice: Choice, *, seen: str | None, in_words: InWords, by: Viewer
) -> None:
    person = who.person
    match question.about:
        case Facts(ids):
            needs = merged(stated(person.needs), question=question, choice=choice)
            profile.keep_needs(person.ref, asked=ids, needs=needs, seen=seen, in_words=in_words, by=by)
        case Level(part):
            levels = {**person.support_levels, part: SupportLevel(choice.id)}
            about_services.keep_times(person.ref, levels=levels, seen=seen, in_words=in_words, by=by)
        case Wish():
            wish = _wish(person, choice)
            profile.keep_care_wish(person.ref, wish=wish, seen=seen, in_words=in_words, by=by)
        case Safety(topic, says) if choice.id == YES:
            notes = {SafetyTopic(topic): says, **_safety(person)}
            profile.keep_safety_notes(person.ref, notes=notes, seen=seen, in_words=in_words, by=by)
        case _:
            """A no to what keeps somebody safe takes no words off: somebody looks at it with them."""


def _is_emptied(question: Question, answer: str, words: str) -> bool:
    """Whether the box is empty where that takes nothing off: of what keeps somebody safe, and of what is left open."""
    return not words.strip() and (isinstance(question.about, SafetyWords) or answer in OPEN)


def _keep_words(who: Known, question: Question, words: str, *, seen: str | None, in_words: InWords, by: Viewer) -> None:
    person = who.person
    if words.strip() == kept_words(question, person).strip():
        return
    match question.about:
        case Note(topic):
            notes = {one.topic: one.words for one in person.notes if one.topic in TOPICS[question.part]}
            about_services.keep_notes(
                person.ref, part=question.part, notes={**notes, topic: words}, seen=seen, in_words=in_words, by=by
            )
        case SafetyWords(topic):
            safety = {**_safety(person), SafetyTopic(topic): words}
            profile.keep_safety_notes(person.ref, notes=safety, seen=seen, in_words=in_words, by=by)


def _wish(person: Person, choice: Choice) -> CareWish | None:
    """Who is asked for; the reason stays as it was told, and is privacy where none was."""
    if choice.id == ANY:
        return None
    return CareWish(CarerSex(choice.id), person.care_wish.reason if person.care_wish else CareReason.PRIVACY)


def _safety(person: Person) -> Mapping[SafetyTopic, str]:
    return {one.topic: one.words for one in person.safety_notes}


def _row_of(person: Person, question: Question) -> Select[EasyAnswer]:
    return select(EasyAnswer).where(EasyAnswer.person_id == person.id, EasyAnswer.question == question.id)


def _write(person: Person, question: Question, answer: str, in_words: InWords, by: Viewer) -> None:
    one = session.scalar(_row_of(person, question))
    if one is None:
        one = EasyAnswer(person_id=person.id, question=question.id)
        session.add(one)
    one.answer, one.filled_by, one.helped_by = answer, in_words.filled_by, in_words.helped_by
    one.by_account_id, one.at = by.account_id or 0, clock.now()
    session.flush()


def _tell_helpers(person: Person, by: Viewer) -> None:
    """One letter for all that is open: each question more is found on the same page."""
    for reader in acting_for(person, Scope.PLAN):
        if reader.email != by.email:
            owe("about-me-help", to=reader, about=about(person), called=person.called, ref=person.ref)
