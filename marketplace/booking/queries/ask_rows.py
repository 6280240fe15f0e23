"""What rules leave to a named officer, as pages print it, and which of what rules say is about money."""

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.rules.results import Answer, Result

OF_MONEY = frozenset({"POT", "R2", "R3", "R43", "TIME"})
"""Rules of the whole break that are about its pots."""

NOT_SILENT = frozenset({Answer.NOTE, Answer.WARN, Answer.ASK})
"""Answers that are told beside the pots: a no stands above them."""


@dataclass(frozen=True)
class AskRow:
    """Something that a rule leaves to a named officer, and what was decided. ``is_yes`` none: not yet.

    ``pot_name``: of the pot of which alone it is asked; else blank. ``decision_ref``: of the decision that stands.
    ``decider``: who decides it, in words.
    """

    result: Result
    line_ref: str
    line_title: str
    pot_name: str
    is_yes: bool | None
    reason: str
    by_name: str
    may_decide: bool
    decision_ref: str = ""
    decider: str = "an officer of the council"


def asked_by(asks: Iterable[AskRow], result: Result, line_ref: str) -> AskRow | None:
    """The row of what a result asks: of a part, or of the whole where ``line_ref`` is blank. None: it asks nothing."""
    about = result.rule_id, result.pot_ref, line_ref
    return next((one for one in asks if (one.result.rule_id, one.result.pot_ref, one.line_ref) == about), None)


def is_of_pots(result: Result) -> bool:
    """Whether what is said of a part is told beside the pots: all that is asked, and of a share whatever is said."""
    return result.waits or (result.rule_id == "SHARE" and result.answer in NOT_SILENT)
