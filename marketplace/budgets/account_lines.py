"""Lines of the statement of a direct payment's own account, and what each seems to be. Only proposed. Pure.

A line is something that moved here already, or is one more line of the return, or is nothing of this money. A person
says which; what is proposed comes from amount and day, from what was said of the same words before, and from words that
such lines commonly have.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from marketplace.budgets.bank_file import BankRow
from marketplace.budgets.month_return import HandSort, moved_here
from marketplace.budgets.statement import Line, Month
from marketplace.worded import Worded

NEAR = timedelta(days=14)
"""So far apart the day here and the day at the bank may be, for a line of another month to be the same money."""


class SaidAs(StrEnum):
    """What somebody said that a line is."""

    HERE = "here"
    ADDED = "added"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to what a line is. ``what``: the key of what moved here, or the sort of a line of the return."""

    said: SaidAs
    what: str = ""

    @property
    def value(self) -> str:
        """It as a form writes it."""
        return f"{self.said}={self.what}"

    @classmethod
    def read(cls, value: str) -> "Choice":
        """What a form wrote. Raises ValueError for anything else."""
        said, _, what = value.partition("=")
        choice = cls(SaidAs(said), what)
        if choice.said is SaidAs.ADDED:
            HandSort(what)
        return choice

    @property
    def sort(self) -> HandSort:
        """Of what sort the line of the return is. Raises ValueError where it is to be none."""
        return HandSort(self.what)


@dataclass(frozen=True, slots=True)
class Moved:
    """What was paid here, or came back, at once: above nought in. ``left_pence``: what of it no line is yet."""

    key: str
    on: date
    pence: int
    left_pence: int
    reference: str

    @property
    def month(self) -> Month:
        """The month that it is in here."""
        return Month.of(self.on)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that nobody has said anything of yet."""

    ref: str
    on: date
    words: str
    pence: int


class Why(Worded):
    """Why something is proposed, the surest first."""

    AMOUNT_AND_DAY = "amount_and_day", "The same amount moved here near that day."
    SAID_BEFORE = "said_before", "You said so of such a line before."
    WORDS = "words", "Its words seem to say so."


_COMMON: tuple[tuple[frozenset[str], HandSort], ...] = (
    (frozenset({"hmrc", "paye", "nic", "nest", "pension", "pensions"}), HandSort.EMPLOYER),
    (frozenset({"payroll", "insurance"}), HandSort.PAYROLL),
    (frozenset({"wage", "wages", "salary", "salaries"}), HandSort.WAGES),
    (frozenset({"wheelchair", "hoist", "mobility", "equipment"}), HandSort.EQUIPMENT),
    (frozenset({"care", "agency", "homecare", "carers"}), HandSort.AGENCY),
)
"""Words of such lines: names of the tax office and of the pension scheme, and what families and payrolls write."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a line seems to be, and why."""

    choice: Choice
    why: Why


def key_of(line: Line) -> str:
    """How what moved here is named: one posting, in or out."""
    return f"{line.posting}:{'in' if line.pence > 0 else 'out'}"


def moved_of(lines: Sequence[Line], taken: Mapping[str, int]) -> tuple[Moved, ...]:
    """What moved here, each posting once. ``taken``: pence that lines are said to be, by key."""
    found: dict[str, list[Line]] = {}
    for line in moved_here(lines):
        found.setdefault(key_of(line), []).append(line)
    sums = {key: sum(one.pence for one in several) for key, several in found.items()}
    return tuple(
        Moved(key, several[0].on, sums[key], sums[key] - taken.get(key, 0), several[0].reference)
        for key, several in found.items()
    )


def may_be(line: Waiting, moved: Sequence[Moved]) -> tuple[Moved, ...]:
    """What moved here that a line may be, the nearest first.

    In its own month a line may be a part of it: two transfers for one invoice. In another month it is all of it.
    """
    found = [one for one in moved if _fits(line, one)]
    return tuple(sorted(found, key=lambda one: (abs(one.on - line.on), one.key)))


def _fits(line: Waiting, moved: Moved) -> bool:
    if (line.pence > 0) != (moved.pence > 0):
        return False
    if moved.month == Month.of(line.on):
        return abs(line.pence) <= abs(moved.left_pence)
    return line.pence == moved.left_pence == moved.pence and abs(moved.on - line.on) <= NEAR


def propose(
    lines: Sequence[Waiting], moved: Sequence[Moved], *, said: Mapping[str, Choice], funder: str
) -> Mapping[str, Proposed]:
    """What each line seems to be, by its reference; lines of which nothing is known are missing.

    ``said``: by the gist of its words, what was said of such a line before. ``funder``: whose money it is.
    What moved here is proposed for one line alone, the nearest.
    """
    same = _same_amounts(lines, moved)
    found = {line.ref: same.get(line.ref) or _by_words(line, said, funder) for line in lines}
    return {ref: one for ref, one in found.items() if one is not None}


def _same_amounts(lines: Sequence[Waiting], moved: Sequence[Moved]) -> Mapping[str, Proposed]:
    pairs = sorted(
        (abs(one.on - line.on), line.on, line.ref, one.key)
        for line in lines
        for one in moved
        if one.left_pence == line.pence and abs(one.on - line.on) <= NEAR and _fits(line, one)
    )
    found: dict[str, Proposed] = {}
    used: set[str] = set()
    for _, _, ref, key in pairs:
        if ref not in found and key not in used:
            found[ref] = Proposed(Choice(SaidAs.HERE, key), Why.AMOUNT_AND_DAY)
            used.add(key)
    return found


def _by_words(line: Waiting, said: Mapping[str, Choice], funder: str) -> Proposed | None:
    before = said.get(gist(line.words))
    if before is not None and (before.said is SaidAs.ELSEWHERE or before.sort.is_in == (line.pence > 0)):
        return Proposed(before, Why.SAID_BEFORE)
    has = set(_words(line.words))
    if line.pence > 0:
        is_funder = "council" in has or bool(has & (set(_words(funder)) - _ANY_FUNDER))
        return Proposed(Choice(SaidAs.ADDED, HandSort.COUNCIL), Why.WORDS) if is_funder else None
    sort = next((sort for words, sort in _COMMON if words & has), None)
    return Proposed(Choice(SaidAs.ADDED, sort), Why.WORDS) if sort else None


_ANY_FUNDER = frozenset({"the", "of", "and", "council", "money", "scottish", "payment", "direct"})


def gist(words: str) -> str:
    """What of the words of a line stays the same from month to month: no numbers, no signs."""
    return " ".join(word for word in _words(words) if word.isalpha())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def in_order(rows: Sequence[BankRow]) -> list[BankRow]:
    """The rows of a file, the oldest first: banks write them either way."""
    found = list(rows)
    if not found or found[0].on < found[-1].on:
        return found
    turned = found[::-1]
    return turned if found[0].on > found[-1].on or _steps(turned) > _steps(found) else found


def is_turned(rows: Sequence[BankRow]) -> bool:
    """Whether the balances of a file show that its amounts have the other sign: what was spent stands above nought."""
    ordered = in_order([_other(row) for row in rows])
    return _steps(ordered) > _steps(in_order(rows))


def turned(rows: Sequence[BankRow]) -> tuple[BankRow, ...]:
    """The rows with the other sign."""
    return tuple(map(_other, rows))


def _other(row: BankRow) -> BankRow:
    return BankRow(row.row, row.on, row.words, -row.pence, row.nth, row.left_pence)


def _steps(rows: Sequence[BankRow]) -> int:
    """How often the balance goes on by just what moved."""
    return sum(
        before.left_pence is not None and after.left_pence == before.left_pence + after.pence
        for before, after in pairwise(rows)
    )
