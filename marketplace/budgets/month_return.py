"""The return of a direct payment for one month: what the bank had, what came in and went out, what it has. Pure.

What was paid through this site is known; what else went through the account is added by hand, line by line. Opening and
in less out is closing; where the bank says something else, the difference is said and explained. Nothing is evened out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from marketplace.access_facts.kinds import ListingKind
from marketplace.budgets.statement import Line, Month, Movement
from marketplace.worded import Worded

THROUGH_SITE = frozenset({Movement.PAID, Movement.BACK, Movement.ASKED_BACK, Movement.LEVY_BACK})
"""What moved for breaks or back to the funder; amounts that were told to us are no movements of the account."""


class HandSort(Worded):
    """What a line that is added by hand is."""

    COUNCIL = "council", "The council paid in"
    CONTRIBUTION = "contribution", "Your own money paid in"
    WAGES = "wages", "Wages of a PA"
    EMPLOYER = "employer", "Tax, National Insurance and pension"
    AGENCY = "agency", "An agency or provider elsewhere"
    PAYROLL = "payroll", "Payroll and insurance"
    EQUIPMENT = "equipment", "Equipment"
    OTHER = "other", "Something else paid out"

    @property
    def is_in(self) -> bool:
        """Whether it came in."""
        return self in {HandSort.COUNCIL, HandSort.CONTRIBUTION}

    @property
    def kind(self) -> ListingKind | None:
        """The sort of thing with a cap that this surely is; wages and agencies may be for several."""
        return ListingKind.EQUIPMENT if self is HandSort.EQUIPMENT else None


@dataclass(frozen=True, slots=True)
class ByHand:
    """One line that somebody added: when, what, how much in pence (above nought), and in words what for.

    ``is_at_bank``: it stands on the statement of the account, and not by somebody's word alone.
    """

    ref: str
    on: date
    sort: HandSort
    pence: int
    words: str
    is_at_bank: bool = False

    @property
    def change_pence(self) -> int:
        """What it changed: in above nought, out below."""
        return self.pence if self.sort.is_in else -self.pence


@dataclass(frozen=True, slots=True)
class MonthReturn:
    """One month, in pence. ``bank_pence``: what the bank says at the end; none: not said yet."""

    opening_pence: int
    through_site: tuple[Line, ...]
    by_hand: tuple[ByHand, ...]
    bank_pence: int | None = None

    @property
    def changes(self) -> tuple[int, ...]:
        """Everything that moved: in above nought, out below."""
        return (*(line.pence for line in self.through_site), *(line.change_pence for line in self.by_hand))

    @property
    def in_pence(self) -> int:
        """All that came in."""
        return sum(change for change in self.changes if change > 0)

    @property
    def out_pence(self) -> int:
        """All that went out."""
        return -sum(change for change in self.changes if change < 0)

    @property
    def closing_pence(self) -> int:
        """What the account should have at the end."""
        return self.opening_pence + self.in_pence - self.out_pence

    @property
    def difference_pence(self) -> int:
        """By how much the bank has more, or below nought less, than that."""
        return 0 if self.bank_pence is None else self.bank_pence - self.closing_pence


@dataclass(frozen=True, slots=True)
class BesideBank:
    """What the bank had at the end of a month by the return that was sent, beside what the pot counted then, in pence.

    ``told_on``: for which day it had been told by then what is in it; none where nobody had. ``besides_pence``: what
    went through the account besides this site after that day, by the returns: in above nought, out below.
    ``counts_on``: the day on which the bank's figure was told here and began to count; none where it never did.
    """

    month: Month
    bank_pence: int
    here_pence: int
    told_on: date | None
    besides_pence: int = 0
    counts_on: date | None = None

    @property
    def difference_pence(self) -> int:
        """How much more the bank had, or below nought less."""
        return self.bank_pence - self.here_pence

    @property
    def unexplained_pence(self) -> int:
        """What of that is not what went through the account besides."""
        return self.difference_pence - self.besides_pence


def moved_here(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The movements of a statement that went through the account."""
    return tuple(line for line in lines if line.movement in THROUGH_SITE)
