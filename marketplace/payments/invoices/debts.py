"""What is still owed, by how long it is past its day. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from marketplace.worded import Worded


class Age(Worded):
    """How long past its day."""

    NOT_DUE = "not_due", "Not due yet"
    TO_30 = "to_30", "1 to 30 days late"
    TO_60 = "to_60", "31 to 60 days late"
    TO_90 = "to_90", "61 to 90 days late"
    OVER_90 = "over_90", "More than 90 days late"


_LAST_DAYS = ((0, Age.NOT_DUE), (30, Age.TO_30), (60, Age.TO_60), (90, Age.TO_90))


@dataclass(frozen=True, slots=True)
class Debt:
    """One invoice that is not paid."""

    who: str
    due_on: date
    pence: int


@dataclass(frozen=True, slots=True)
class DebtRow:
    """What one side owes, by age."""

    who: str
    by_age: Mapping[Age, int]

    @property
    def pence(self) -> int:
        """All of it."""
        return sum(self.by_age.values())


def age_of(due_on: date, today: date) -> Age:
    """How old a debt is: on its day it is not late."""
    days = (today - due_on).days
    return next((age for last, age in _LAST_DAYS if days <= last), Age.OVER_90)


def aged(debts: Iterable[Debt], today: date) -> tuple[DebtRow, ...]:
    """What each side owes, by name."""
    found: dict[str, dict[Age, int]] = {}
    for debt in debts:
        ages = found.setdefault(debt.who, dict.fromkeys(Age, 0))
        ages[age_of(debt.due_on, today)] += debt.pence
    return tuple(DebtRow(who, ages) for who, ages in sorted(found.items()))
