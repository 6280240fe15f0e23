"""A provider asks about a line, whoever arranges it answers; both are told by letter. The clock goes on meanwhile."""

from sqlalchemy import func, select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.errors import NotNow
from marketplace.booking.models import LineQuestion
from marketplace.booking.services.answering import asked_of
from marketplace.booking.services.knowing import locked
from marketplace.booking.services.talk_letters import tell_answered, tell_question
from marketplace.db import new_ref, session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.people.writing import one_line

MOST_QUESTIONS = 10
"""How many questions about one line there may be; more than that is a telephone call."""


def ask_about(line_ref: str, *, words: str, by: Viewer) -> None:
    """A provider asks whoever arranges a line something, before it answers. Raises NotFound, NotNow, Refused."""
    tidy = _tidy("words", words, "Write your question")
    with transaction():
        line = asked_of(line_ref, by)
        before = session.scalar(select(func.count(LineQuestion.id)).where(LineQuestion.line_id == line.id)) or 0
        if before >= MOST_QUESTIONS:
            raise Refused(fields={"words": f"You have asked {MOST_QUESTIONS} questions. Call us to talk about it"})
        question = LineQuestion(
            ref=new_ref(), line_id=line.id, words=tidy, asked_by_account_id=by.account_id, asked_at=clock.now()
        )
        session.add(question)
        audit.record("line-question-asked", about=line.about, by=by.actor)
        session.flush()
        tell_question(line, question)


def answer_question(ref: str, line_ref: str, question_ref: str, *, answer: str, by: Viewer) -> None:
    """Whoever arranges a break answers what a provider asked about a line. Raises NotFound, NotAllowed, Refused."""
    tidy = _tidy("answer", answer, "Write your answer")
    with transaction():
        known = locked(ref, by=by)
        known.require_planner()
        line = known.line(line_ref)
        question = session.scalar(
            select(LineQuestion).where(LineQuestion.ref == question_ref, LineQuestion.line_id == line.id)
        )
        if question is None:
            raise NotFound
        if question.answer:
            raise NotNow("This question was answered already")
        question.answer, question.answered_at = tidy, clock.now()
        question.answered_by_account_id = by.account_id
        audit.record("line-question-answered", about=line.about, by=by.actor)
        session.flush()
        tell_answered(line, question)


def _tidy(field: str, text: str, needed: str) -> str:
    words = one_line(text)
    wrong = drafts.text_problems({field: (words, LONGEST_WORDS)})
    if not words:
        wrong[field] = needed
    if wrong:
        raise Refused(fields=wrong)
    return words
