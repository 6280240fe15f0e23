"""A pot statement: what was in the pot, what came in, what went out, what is left, to the penny. Pure.

Opening + in + told + corrected - out = closing. An amount that was told to us has not moved: the person had it before,
elsewhere, so it stands beside what came in; and what puts right an amount that was entered wrongly neither came nor
went. What is only set aside has not moved either: it stands beside, with what is free. Knows no table and no page.
"""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.budgets.balance import Balance
from marketplace.budgets.sorts import Control
from marketplace.money import format_pence
from marketplace.worded import Worded

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_FIRST_YEAR = 2000


class Movement(Worded):
    """What a line of a statement is."""

    ADDED = "added", "Money added"
    CORRECTED = "corrected", "Correction"
    ASKED_BACK = "asked_back", "Back to the funder"
    LEVY_BACK = "levy_back", "Visitor levy back"
    STATED = "stated", "Amount told to us"
    STATED_AGAIN = "stated_again", "Newer amount told to us"
    PAID_IN = "paid_in", "Paid in"
    PAID = "paid", "Paid"
    COUNTED = "counted", "Counted as paid, as the break is over"
    BACK = "back", "Money back"
    SENT_BACK = "sent_back", "Sent back"

    @property
    def is_told(self) -> bool:
        """Whether nothing moved: somebody said what there is."""
        return self in {Movement.STATED, Movement.STATED_AGAIN}

    @property
    def is_by_hand(self) -> bool:
        """Whether somebody entered it, and no break brought it about."""
        return self.is_beside or self in {Movement.ADDED, Movement.ASKED_BACK, Movement.LEVY_BACK}

    @property
    def is_beside(self) -> bool:
        """Whether it neither came in nor went out: it was told to us, or puts right what was entered wrongly."""
        return self.is_told or self is Movement.CORRECTED


ADDED = "added:"
"""How the keys begin of committed money that was put in, and that may be put right."""
ASKED_BACK = "asked-back:"
"""How the keys begin of committed money that went back to its funder."""
WENT_BACK = "went-back:"
"""How the keys begin of stated money that went back to its funder."""
LEVY_BACK = "levy:"
"""How the keys begin of a visitor levy that a council paid back, whatever sort of money had paid it."""
PROMISED = "promise:"
"""How the keys begin of what its owner was asked for and paid: it was seen to come."""


TOLD = "stated:"
"""How the keys begin of amounts that were told to us; what comes after it is the row that says by whom and for when."""


def movement(
    control: Control, *, is_payee: bool, is_in: bool, is_correction: bool, is_unseen: bool = False
) -> Movement:
    """What a transfer is on the statement of a pot with such money.

    ``is_payee``: the other side is whoever is paid, not the outside that money comes from. ``is_unseen``: nobody sees
    when this pot pays.
    """
    if is_payee:
        paid = Movement.COUNTED if is_unseen else Movement.PAID
        return Movement.BACK if is_in else paid
    if control is Control.OWN:
        return Movement.PAID_IN if is_in else Movement.SENT_BACK
    if control is Control.STATED:
        return Movement.STATED_AGAIN if is_correction else Movement.STATED
    if is_correction:
        return Movement.CORRECTED
    return Movement.ADDED if is_in else Movement.ASKED_BACK


@dataclass(frozen=True, slots=True)
class PaidFor:
    """What a reference stands for, in words of whoever left it, and where to read more (may be empty).

    ``outcome``: what matters to the person that it was for; ``went``: what became of it, and what they said.
    ``receipt``: where the receipt of it is read, if there is one. ``thing``: the thing alone, where ``words`` say what
    matters as well.
    """

    words: str
    href: str = ""
    outcome: str = ""
    went: str = ""
    receipt: str = ""
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a movement was for, as any funder may read it (R54), and the papers that it is found by in other books.

    ``outcome``: what matters that it was for, of the welfare half; blank where none is named. ``invoice``: the numbers
    of the invoices or the credit note that it pays; blank where none has been sent for it.
    """

    words: str
    purchase_order: str = ""
    invoice: str = ""
    provider: str = ""
    outcome: str = ""

    @property
    def both_halves(self) -> str:
        """What it was for, and what matters that it was for."""
        return f"{self.words}, for: {self.outcome}" if self.outcome else self.words

    @property
    def papers_words(self) -> str:
        """Who was paid, and by which papers: ``Ford House, invoice LB-12, order PO 9``."""
        invoice = f"invoice {self.invoice}" if self.invoice else ""
        order = f"order {self.purchase_order}" if self.purchase_order else ""
        return ", ".join(filter(None, (self.provider, invoice, order)))


@dataclass(frozen=True, slots=True)
class First:
    """A line that was put right later: its day, and its pence as they were entered."""

    on: date
    pence: int


@dataclass(frozen=True, slots=True)
class Line:
    """One movement: above nought in, below nought out.

    ``reference`` is what it was for, as whoever asked for it said; ``note`` a reason. ``key`` names a
    line whose amount may be corrected; it is empty for others. ``posting`` names what paid it, or brought it back.
    ``told_for``: of an amount that was told to us, the day for which it was told. ``stands_pence``: what a line
    that may be corrected comes to now, with all that put it right. ``by``: who added it, told it or put it right.
    ``corrects``: of what puts a line right, that line.
    """

    on: date
    movement: Movement
    pence: int
    left_pence: int
    reference: str = ""
    note: str = ""
    key: str = ""
    posting: str = ""
    told_for: date | None = None
    stands_pence: int = 0
    by: str = ""
    corrects: First | None = None

    @property
    def in_pence(self) -> int:
        """What came in."""
        return 0 if self.movement.is_beside else max(self.pence, 0)

    @property
    def out_pence(self) -> int:
        """What went out."""
        return 0 if self.movement.is_beside else max(-self.pence, 0)

    @property
    def told_pence(self) -> int:
        """How much more there is by what was told to us; below nought less."""
        return self.pence if self.movement.is_told else 0

    @property
    def corrected_pence(self) -> int:
        """How much more there is by what was put right; below nought less."""
        return self.pence if self.movement is Movement.CORRECTED else 0

    @property
    def what(self) -> str:
        """What it is, and for which day it was told: ``Amount told to us, as of 11 October 2026``."""
        if self.told_for is None:
            return self.movement.words
        return f"{self.movement.words}, as of {self.told_for.day} {self.told_for:%B %Y}"

    @property
    def moved_words(self) -> str:
        """How much, and which way: ``£5.00 in``; of what was told again or put right, how much more or less that is."""
        amount = format_pence(abs(self.pence))
        if self.movement in {Movement.STATED_AGAIN, Movement.CORRECTED}:
            return f"{amount} {'more' if self.pence > 0 else 'less'}"
        if self.movement is Movement.STATED:
            return f"{amount} told"
        return f"{amount} {'in' if self.pence > 0 else 'out'}"


@dataclass(frozen=True, slots=True)
class Statement:
    """A pot from its first day to its last, both included. ``set_aside_pence`` and ``outgoings_pence`` at its end.

    ``pot_is_over``: the pot was closed or past its own last day by then, so that no break could use what was in it.
    """

    pot_name: str
    first_on: date
    last_on: date
    opening_pence: int
    lines: tuple[Line, ...]
    set_aside_pence: int = 0
    outgoings_pence: int = 0
    pot_is_over: bool = False

    @property
    def in_pence(self) -> int:
        """All that came in."""
        return sum(line.in_pence for line in self.lines)

    @property
    def out_pence(self) -> int:
        """All that went out."""
        return sum(line.out_pence for line in self.lines)

    @property
    def told_pence(self) -> int:
        """How much more there is by what was told to us; below nought less."""
        return sum(line.told_pence for line in self.lines)

    @property
    def corrected_pence(self) -> int:
        """How much more there is by what was put right; below nought less."""
        return sum(line.corrected_pence for line in self.lines)

    @property
    def is_corrected(self) -> bool:
        """Whether anything was put right."""
        return any(line.movement is Movement.CORRECTED for line in self.lines)

    @property
    def is_told(self) -> bool:
        """Whether an amount was told to us."""
        return any(line.movement.is_told for line in self.lines)

    @property
    def closing_pence(self) -> int:
        """What was left at the end."""
        return self.opening_pence + self.in_pence + self.told_pence + self.corrected_pence - self.out_pence

    @property
    def balance(self) -> Balance:
        """The pot at the end of the statement, for its bar."""
        return Balance(
            in_pence=self.closing_pence, set_aside_pence=self.set_aside_pence, outgoings_pence=self.outgoings_pence
        )

    @property
    def free_pence(self) -> int:
        """What could still be set aside at the end: nothing of a pot that was over."""
        return 0 if self.pot_is_over else self.balance.free_pence

    @property
    def left_over_pence(self) -> int:
        """What no break could use at the end, as the pot was over."""
        return self.balance.free_pence if self.pot_is_over else 0


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month a day is in."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """``"2027-03"`` as a month; None for anything else, and for a year that no pot has."""
        found = _MONTH.fullmatch(text)
        if not found or not text.isascii():
            return None
        year, month = int(found[1]), int(found[2])
        return cls(year, month) if year >= _FIRST_YEAR and 1 <= month <= 12 else None

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last_on(self) -> date:
        """Its last day."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def next_on(self) -> date:
        """The first day of the month after it."""
        return self.last_on + timedelta(days=1)

    @property
    def words(self) -> str:
        """``March 2027``."""
        return f"{self.first_on:%B %Y}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def no_such_month(paper: str, there: Sequence[Month]) -> str:
    """What is said in place of a ``paper`` of a month without one. ``there``: those that have one, the latest first."""
    since = f"each month from {there[-1].words} to {there[0].words}" if len(there) > 1 else f"{there[0].words} alone"
    return f"There is no {paper} for that month. There is one for {since}."


def months(first: Month, last: Month) -> list[Month]:
    """Every month from ``first`` to ``last``, both included, the latest first."""
    found = []
    while last >= first:
        found.append(last)
        last = Month.of(last.first_on - timedelta(days=1))
    return found
