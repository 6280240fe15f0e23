"""Why what is kept of a person is erased, and by when whoever asked is answered. Pure.

A reason is a code, for it stands in the record of acts, which cannot be erased.
"""

from calendar import monthrange
from datetime import date
from enum import StrEnum


class Ground(StrEnum):
    """Why it is erased (UK GDPR, article 17(1))."""

    ASKED = "asked"
    NOT_NEEDED = "not_needed"
    YES_TAKEN_BACK = "yes_taken_back"
    ORDERED = "ordered"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _LABELS[self]


_LABELS = {
    Ground.ASKED: "They asked, or whoever may decide for them did",
    Ground.NOT_NEEDED: "It is not needed any more",
    Ground.YES_TAKEN_BACK: "They took back their yes to our keeping it",
    Ground.ORDERED: "A court or the Information Commissioner says so",
}


def answer_by(asked_on: date, *, months: int) -> date:
    """The last day to answer: the same day so many months on, or the last of a month that has no such day.

    So the Information Commissioner reads "one month" of article 12(3).
    """
    years, month = divmod(asked_on.month - 1 + months, 12)
    year, month = asked_on.year + years, month + 1
    return date(year, month, min(asked_on.day, monthrange(year, month)[1]))
