"""All questions in easy read, in the order in which they are asked, and which are asked of whom."""

from collections.abc import Iterator, Mapping

from marketplace.people.easy import places, support
from marketplace.people.easy.questions import YES, Question

QUESTIONS: tuple[Question, ...] = (
    *support.ABOUT_ME,
    *support.TIMES,
    *support.WASHING,
    *places.CHAIR,
    *places.VEHICLE,
    *places.WAY_IN,
    *places.HOIST,
    *places.BED_AND_BATH,
    *places.SAFE_AND_CALM,
    *support.HELPERS,
    *support.HEALTH,
)
"""Every question but the first, who is answering. What somebody likes comes first: nobody begins with an illness."""

_BY_ID = {question.id: question for question in QUESTIONS}


def question_of(question_id: str, *, is_self: bool) -> Question | None:
    """The question of this id; none where there is none."""
    if question_id == support.WHO.id:
        return support.WHO if is_self else support.WHO_FOR
    return _BY_ID.get(question_id)


def tells_of_health(question: Question) -> bool:
    """Whether it is for those who may see health notes: for what it asks, or since a yes to such a one leads to it.

    "Must your PA know about seizures?" is a need like others; but being asked it tells that there are seizures.
    """
    before = _BY_ID.get(question.after)
    return question.is_private or (before is not None and tells_of_health(before))


def asked(answers: Mapping[str, str], *, is_self: bool, sees_health: bool) -> Iterator[Question]:
    """The questions for somebody who has answered so, by id: those that follow from a yes only after it."""
    yield support.WHO if is_self else support.WHO_FOR
    for question in QUESTIONS:
        if not sees_health and tells_of_health(question):
            continue
        if not question.after or answers.get(question.after) == YES:
            yield question
