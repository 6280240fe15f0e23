"""Lines of the account of a direct payment: what waits, what was said, and what that does to the months of returns.

Whoever asks has shown that they may see the pot; what somebody may write, the services ask.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from marketplace.budgets.account_lines import (
    Choice,
    Moved,
    Proposed,
    SaidAs,
    Waiting,
    gist,
    key_of,
    may_be,
    moved_of,
    propose,
)
from marketplace.budgets.models import HandLine, Pot
from marketplace.budgets.models.account_lines import AccountFile, AccountLine
from marketplace.budgets.month_return import moved_here
from marketplace.budgets.queries.statements import statement
from marketplace.budgets.statement import Line, Month
from marketplace.db import session

SHOWN = 60
"""So many lines are asked about at once."""
_REMEMBERED = 500


@dataclass(frozen=True)
class AtBank:
    """What the lines of a month say. ``closing_pence``: what was left after the last of them, on ``last_on``, if said.

    ``opening_pence``: what was in it before the first. ``not_yet``: what moved here, and no line is.
    """

    lines: int
    waiting: int
    opening_pence: int | None
    closing_pence: int | None
    last_on: date
    not_yet: tuple[Moved, ...]


@dataclass(frozen=True)
class LineToSay:
    """One line, what moved here that it may be, and what it seems to be."""

    line: Waiting
    may_be: tuple[Moved, ...]
    proposed: Proposed | None


@dataclass(frozen=True)
class FileRow:
    """A file with lines that wait, in whatever month."""

    ref: str
    name: str
    waiting: int


@dataclass(frozen=True)
class LinesToSay:
    """The lines of a month: those that wait, at most ``SHOWN`` of ``waiting``, and those that something was said of."""

    waiting: int
    to_say: tuple[LineToSay, ...]
    said: tuple[AccountLine, ...]
    files: tuple[FileRow, ...]


def lines_to_say(pot: Pot, month: Month) -> LinesToSay:
    """Everything about the lines of a month."""
    rows = _rows(pot, month)
    waiting = [Waiting(row.ref, row.on, row.words, row.pence) for row in rows if row.said is None]
    moved = movements(pot, month) if waiting else ()
    seems = propose(waiting, moved, said=_said_before(pot), funder=pot.funder) if waiting else {}
    return LinesToSay(
        len(waiting),
        tuple(LineToSay(line, may_be(line, moved), seems.get(line.ref)) for line in waiting[:SHOWN]),
        tuple(row for row in rows if row.said is not None),
        _files(pot),
    )


def at_bank(pot: Pot, month: Month, through_site: Sequence[Line]) -> AtBank | None:
    """What the account's own statement says of a month; none where none of it was taken in."""
    rows = _rows(pot, month)
    if not rows:
        return None
    first, last = rows[0], rows[-1]
    return AtBank(
        lines=len(rows),
        waiting=sum(row.said is None for row in rows),
        opening_pence=None if first.left_pence is None else first.left_pence - first.pence,
        closing_pence=last.left_pence,
        last_on=last.on,
        not_yet=tuple(one for one in moved_of(through_site, _taken(pot)) if one.left_pence),
    )


def movements(pot: Pot, month: Month) -> tuple[Moved, ...]:
    """What moved here in a month and in those beside it, with what of it no line is yet."""
    first, last = _before(month), Month.of(month.next_on)
    told = statement(pot, first_on=first.first_on, last_on=last.last_on)
    return moved_of(told.lines, _taken(pot))


def as_at_bank(pot: Pot, month: Month, lines: Sequence[Line]) -> tuple[Line, ...]:
    """What moved here for the return of a month: in the month in which a line says that it did, where one says so.

    ``lines``: of the statement of that month.
    """
    other = AccountLine.movement_month != AccountLine.month
    rows = session.execute(
        select(AccountLine.movement, AccountLine.movement_month, AccountLine.month, AccountLine.on)
        .where(AccountLine.pot_id == pot.id, AccountLine.said == SaidAs.HERE, other)
        .where(
            or_(
                AccountLine.month == str(month),
                (AccountLine.movement_month == str(month)) & AccountLine.is_instead,
            )
        )
    ).all()
    away = {row.movement for row in rows if row.month != str(month)}
    come = {row.movement: row.on for row in rows if row.month == str(month)}
    stay = [line for line in moved_here(lines) if key_of(line) not in away]
    if come:
        told = statement(pot, first_on=_before(month).first_on, last_on=Month.of(month.next_on).last_on)
        found = [line for line in moved_here(told.lines) if Month.of(line.on) != month and key_of(line) in come]
        stay += [replace(line, on=come[key_of(line)]) for line in found]
    return tuple(sorted(stay, key=lambda line: line.on))


def _before(month: Month) -> Month:
    return Month.of(month.first_on - timedelta(days=1))


def _rows(pot: Pot, month: Month) -> list[AccountLine]:
    """The lines of a month, the oldest first."""
    mine = select(AccountLine).where(AccountLine.pot_id == pot.id, AccountLine.month == str(month))
    in_order = mine.order_by(AccountLine.on, AccountLine.file_id, AccountLine.position)
    return list(session.scalars(in_order.options(joinedload(AccountLine.hand_line))))


def _taken(pot: Pot) -> Mapping[str, int]:
    """What of each movement lines are said to be, in pence."""
    sums = select(AccountLine.movement, func.sum(AccountLine.pence)).group_by(AccountLine.movement)
    rows = session.execute(sums.where(AccountLine.pot_id == pot.id, AccountLine.said == SaidAs.HERE))
    return {movement: int(pence) for movement, pence in rows}


def _said_before(pot: Pot) -> Mapping[str, Choice]:
    """What was last said of lines of such words."""
    rows = session.execute(
        select(AccountLine.words, HandLine.sort)
        .outerjoin(HandLine, HandLine.id == AccountLine.hand_line_id)
        .where(AccountLine.pot_id == pot.id, AccountLine.said.in_((SaidAs.ADDED, SaidAs.ELSEWHERE)))
        .where(AccountLine.words != "")
        .order_by(AccountLine.on.desc(), AccountLine.id.desc())
        .limit(_REMEMBERED)
    )
    found: dict[str, Choice] = {}
    for words, sort in rows:
        found.setdefault(gist(words), Choice(SaidAs.ADDED, sort) if sort else Choice(SaidAs.ELSEWHERE))
    return {words: choice for words, choice in found.items() if words}


def _files(pot: Pot) -> tuple[FileRow, ...]:
    rows = session.execute(
        select(AccountFile.ref, AccountFile.name, func.count())
        .join(AccountLine, AccountLine.file_id == AccountFile.id)
        .where(AccountFile.pot_id == pot.id, AccountLine.said.is_(None))
        .group_by(AccountFile.id, AccountFile.ref, AccountFile.name)
        .order_by(AccountFile.id)
    )
    return tuple(FileRow(ref, name, waiting) for ref, name, waiting in rows)
