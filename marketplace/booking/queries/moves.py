"""The record of a break: every move of it and of its lines, with who made it and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.accounts.models import Account
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import BreakMove, LineMove
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.sorts import Why
from marketplace.db import session


@dataclass(frozen=True)
class MoveRow:
    """One move of the break, or of the line called ``what``: where it went, and why."""

    at: datetime
    what: str
    words: str
    why: Why
    by_name: str


def moves_of(known: KnownBreak) -> tuple[MoveRow, ...]:
    """What happened, in order, as far as the viewer sees its lines."""
    one = known.break_
    titles = {line.id: line.title for line in one.lines if known.sees(line)}
    of_break = session.scalars(select(BreakMove).where(BreakMove.break_id == one.id)).all()
    of_lines = session.scalars(select(LineMove).where(LineMove.line_id.in_(titles))).all()
    names = _names({move.by_account_id for move in of_break} | {move.by_account_id for move in of_lines})
    rows = [_row(move, "", BreakState(move.to_state).label, names) for move in of_break]
    rows += [_row(move, titles[move.line_id], LineState(move.to_state).label, names) for move in of_lines]
    return tuple(sorted(rows, key=lambda row: row.at))


def _row(move: BreakMove | LineMove, what: str, label: str, names: dict[int, str]) -> MoveRow:
    by = names.get(move.by_account_id or 0, "the site")
    return MoveRow(at=move.at, what=what, words=label, why=Why(move.why), by_name=by)


def _names(account_ids: Collection[int | None]) -> dict[int, str]:
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    return {row.id: row.name for row in rows}
