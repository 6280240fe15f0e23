"""What a rule answers: a result, with the facts it used and what can be done instead. Knows no rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """The answer of a rule, from the lightest to the heaviest.

    ``ASK``: a named officer decides, with a reason that is kept. ``NO``: this cannot go on.
    """

    ALLOWED = "allowed"
    NOTE = "note"
    WARN = "warn"
    ASK = "ask"
    NO = "no"

    @property
    def weight(self) -> int:
        """How heavy it is, from 0."""
        return list(Answer).index(self)


@dataclass(frozen=True, slots=True)
class FactUsed:
    """One thing the rule looked at, in plain words: "People who sleep there", "5"."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule says of one case, for people to read. ``instead`` says what can be done, where anything must be.

    ``pot_ref``: the pot of which alone it asks, or says this; blank where it is about the part or the break, whoever
    pays.
    """

    rule_id: str
    answer: Answer
    sentence: str
    facts: tuple[FactUsed, ...] = ()
    instead: str = ""
    pot_ref: str = ""

    @property
    def stops(self) -> bool:
        """Whether the thing cannot go on."""
        return self.answer is Answer.NO

    @property
    def waits(self) -> bool:
        """Whether an officer has to decide first."""
        return self.answer is Answer.ASK


def heaviest(results: Iterable[Result]) -> Answer:
    """The heaviest answer among ``results``; allowed when there are none."""
    return max((result.answer for result in results), key=lambda answer: answer.weight, default=Answer.ALLOWED)
