"""Whether the day for the rest of a break may be made later, who is asked it, and what they have answered."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from marketplace import clock
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, LaterDay, Line
from marketplace.booking.queries.page import LaterAnswer
from marketplace.booking.sorts import LineSort
from marketplace.db import session
from marketplace.listings.cancelling import per_cent_at, read_steps

_STATES = frozenset({BreakState.PART_KEPT, BreakState.HELD, BreakState.REQUESTED})


def may_be_later(one: Break) -> bool:
    """Whether its first part is kept, and the rest is not agreed yet."""
    return one.kept_until is not None and one.state_on(clock.now()) in _STATES


def providing(one: Break) -> list[Line]:
    """The parts that are kept whose providers answer on this site."""
    return [line for line in one.lines_kept if line.sort is LineSort.LISTED]


def told_elsewhere(one: Break) -> list[str]:
    """Who else provides what is kept: whoever arranges asks them."""
    others = (line for line in one.lines_kept if line.sort is not LineSort.LISTED and not line.is_fee)
    return list(dict.fromkeys(line.provider or line.title for line in others))


def terms_at(line: Line, at: datetime) -> int:
    """The per cent of its price that a provider's own terms would keep, were the part cancelled then."""
    starts_at = line.periods[0].starts_at if line.periods else line.break_.starts_at
    return per_cent_at(read_steps(line.cancellation_steps), starts_at, at)


def later_days_of(one: Break) -> Sequence[LaterDay]:
    """All that was ever asked of the parts that are kept, in order."""
    ids = [line.id for line in one.lines_kept]
    if not ids:
        return ()
    found = select(LaterDay).where(LaterDay.line_id.in_(ids)).options(joinedload(LaterDay.line))
    return session.scalars(found.order_by(LaterDay.id)).all()


def open_on(line: Line, rows: Sequence[LaterDay]) -> LaterDay | None:
    """What the provider of a part may answer now; none where nothing is asked of it."""
    return next((row for row in rows if row.line_id == line.id and row.is_open_at(clock.now())), None)


def open_among(line_refs: Collection[str]) -> dict[str, datetime]:
    """Until when the providers of these parts may say yes or no to a later day, of those that are asked it now."""
    if not line_refs:
        return {}
    found = (
        select(LaterDay)
        .join(Line, Line.id == LaterDay.line_id)
        .where(Line.ref.in_(line_refs), LaterDay.answered_at.is_(None), LaterDay.ended_at.is_(None))
        .options(contains_eager(LaterDay.line).joinedload(Line.break_))
    )
    return {row.line.ref: row.answer_by for row in session.scalars(found) if row.is_open_at(clock.now())}


def later_answers(one: Break) -> tuple[LaterAnswer, ...]:
    """What was asked last, part by part, while the part is kept and the day is the same."""
    last = {row.line_id: row for row in later_days_of(one) if row.is_of_now}
    newest = max((row.asked_at for row in last.values()), default=None)
    return tuple(
        LaterAnswer(
            title=row.line.title,
            provider=row.line.provider,
            rest_by=row.rest_by,
            answer_by=row.answer_by,
            is_yes=row.is_yes,
            is_open=row.is_open_at(clock.now()),
        )
        for row in last.values()
        if row.asked_at == newest
    )
