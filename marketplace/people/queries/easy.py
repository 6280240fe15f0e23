"""How far somebody is with the easy-read profile: what each question comes to now, and what is left for a helper.

The profile is what counts: a question whose needs, times or words are written down is answered, whoever wrote them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.people.about import FilledBy, InWords, Part, part_of
from marketplace.people.easy.asked import QUESTIONS, asked
from marketplace.people.easy.questions import (
    ANY,
    HELP,
    HELP_MORE,
    NO,
    OPEN,
    SAID,
    SETTLED,
    UNSURE,
    YES,
    Alone,
    Facts,
    Level,
    Note,
    Question,
    Safety,
    SafetyWords,
    Size,
    Wish,
    answer_of,
)
from marketplace.people.easy.support import WHO
from marketplace.people.models import EasyAnswer, Person
from marketplace.people.needs import MEASURED_BY_WEIGHT, Need, stated
from marketplace.people.queries.persons import Known


@dataclass(frozen=True)
class EasyRow:
    """One question and what it comes to now. ``answer``: of a choice, or ``help``, ``unsure``; blank: not answered.

    ``said_no``: the last answer to it was a no, whatever is written down.
    """

    question: Question
    answer: str
    said_no: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether it is gone through and not left open."""
        return bool(self.answer) and self.answer not in OPEN

    @property
    def words(self) -> str:
        """The answer as people read it; blank where it is none of the choices."""
        choice = self.question.choice(self.answer)
        return choice.words if choice else ""


@dataclass(frozen=True)
class Topic:
    """The questions of one page of "About me" that follow on each other."""

    part: Part
    rows: tuple[EasyRow, ...]

    @property
    def done(self) -> int:
        """How many are gone through, those left open too."""
        return sum(bool(row.answer) for row in self.rows)

    @property
    def next_id(self) -> str:
        """Where to go on in it: the first that is not gone through, else its first."""
        return next((row.question.id for row in self.rows if not row.answer), self.rows[0].question.id)


@dataclass(frozen=True)
class Easy:
    """All questions for one person, as far as this viewer may see them.

    ``detailed``: questions of which something that follows from a yes is written down.
    """

    rows: tuple[EasyRow, ...]
    detailed: frozenset[str] = frozenset()

    @property
    def done(self) -> int:
        """How many are gone through, those left open too."""
        return sum(bool(row.answer) for row in self.rows)

    @property
    def next_id(self) -> str:
        """The first that nobody has gone through; blank when all are."""
        return next((row.question.id for row in self.rows if not row.answer), "")

    @property
    def helped(self) -> tuple[EasyRow, ...]:
        """Those that somebody is to help with."""
        return tuple(row for row in self.rows if row.answer == HELP)

    @property
    def unsure(self) -> tuple[EasyRow, ...]:
        """Those to be asked again."""
        return tuple(row for row in self.rows if row.answer == UNSURE)

    @property
    def denied(self) -> tuple[EasyRow, ...]:
        """Those with a no beside something written that says otherwise: for somebody to look at with the person."""
        return tuple(
            row for row in self.rows if row.said_no and (row.answer == YES or row.question.id in self.detailed)
        )

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """The questions by page, in the order in which a page first comes."""
        order = list(dict.fromkeys(row.question.part for row in self.rows))
        rows = sorted(self.rows, key=lambda row: order.index(row.question.part))
        return tuple(Topic(part_of(part), tuple(of)) for part, of in groupby(rows, lambda row: row.question.part))

    def row(self, question_id: str) -> EasyRow | None:
        """One of them, while it is asked."""
        return next((one for one in self.rows if one.question.id == question_id), None)

    def beside(self, question_id: str, step: int) -> str:
        """The question before (-1) or after (1) one of them; blank at the ends, and beside one that is not asked."""
        ids = [row.question.id for row in self.rows]
        if question_id not in ids:
            return ""
        place = ids.index(question_id) + step
        return ids[place] if 0 <= place < len(ids) else ""


def easy(of: Known) -> Easy:
    """How far somebody is."""
    kept = easy_answers(of.person)
    answers = {one.id: answer_now(one, kept.get(one.id, ""), of.person) for one in QUESTIONS}
    questions = asked(answers, is_self=of.standing.is_self, sees_health=of.standing.may_see_medical)
    seen = tuple(one for one in QUESTIONS if of.standing.may_see_medical or not one.is_private)
    detailed = frozenset(one.after for one in seen if one.after and written(one, of.person))
    return Easy(tuple(_row(one, answers, kept) for one in questions), detailed)


def _row(question: Question, answers: Mapping[str, str], kept: Mapping[str, str]) -> EasyRow:
    given = kept.get(question.id, "")
    return EasyRow(question, answers.get(question.id, given), said_no=given == NO)


def easy_answers(person: Person) -> Mapping[str, str]:
    """The last answer to each question, as it was given."""
    rows = session.execute(select(EasyAnswer.question, EasyAnswer.answer).where(EasyAnswer.person_id == person.id))
    return {row.question: row.answer for row in rows}


def words_of(of: Known, *, viewer: Viewer) -> InWords:
    """In whose words the viewer is answering, as they said at the first question."""
    one = session.scalar(
        select(EasyAnswer).where(
            EasyAnswer.person_id == of.person.id,
            EasyAnswer.question == WHO.id,
            EasyAnswer.by_account_id == viewer.account_id,
        )
    )
    return one.in_words if one else InWords(FilledBy.ALONE if of.standing.is_self else FilledBy.WITH_HELP)


def answer_now(question: Question, given: str, person: Person) -> str:
    """What a question comes to: what is written down counts before what was answered once."""
    if given == HELP_MORE:
        return HELP
    return written(question, person) or (given if _stands_alone(question, given) else "")


def kept_lines(question: Question, of: Known) -> list[str]:
    """What is written down about it in all words, a line for each thing that the viewer may see."""
    if not isinstance(question.about, Facts):
        return []
    hidden = frozenset() if of.standing.may_see_medical else MEASURED_BY_WEIGHT
    return [need.words for need in _needs(of.person, set(question.about.ids) - hidden)]


def kept_words(question: Question, person: Person) -> str:
    """The words that are written down, for a question answered in words."""
    match question.about:
        case Note(topic):
            return next((one.words for one in person.notes if one.topic is topic), "")
        case SafetyWords(topic):
            return next((one.words for one in person.safety_notes if one.topic == topic), "")
        case _:
            return ""


def written(question: Question, person: Person) -> str:
    """The answer that what is written down comes to; blank where nothing is."""
    match question.about:
        case Facts(ids):
            return answer_of(question, _needs(person, ids))
        case Level(part):
            return person.support_levels.get(part, "")
        case Wish():
            return person.care_wish.by if person.care_wish else ""
        case Safety(topic):
            return YES if any(one.topic == topic for one in person.safety_notes) else ""
        case _:
            return SAID if _is_known(question, person) else ""


def _is_known(question: Question, person: Person) -> bool:
    """Whether the words or the sizes that it asks for are there."""
    if isinstance(question.about, Size):
        sizes = (getattr(person, name) for name in question.about.measures)
        return any(sizes) or bool(_needs(person, question.about.facts))
    return bool(kept_words(question, person))


def _stands_alone(question: Question, given: str) -> bool:
    """Whether an answer is one that writes nothing down, so that it counts though nothing is written."""
    choice = question.choice(given)
    match question.about:
        case _ if given in {*OPEN, SETTLED}:
            return True
        case Facts():
            return choice is not None and not choice.needs
        case Wish():
            return given == ANY
        case Safety():
            return given == NO
        case Alone():
            return choice is not None
        case _:
            return False


def _needs(person: Person, ids: Iterable[str]) -> list[Need]:
    wanted = set(ids)
    return list(stated(one for one in person.needs if one.fact_id in wanted))
