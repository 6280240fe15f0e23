"""Stays that were cancelled once they had begun: their visitor levy fell due with the first night, and was kept."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select

from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line, LineMove
from marketplace.booking.queries.levy_lines import levy_segments
from marketplace.clock import in_london
from marketplace.db import session


def left_early_each(lines: Iterable[Line]) -> Mapping[int, datetime]:
    """When each of these stays with a levy was cancelled, by the line's id; others are missing.

    So are stays that had not begun by then, and those of which nothing is kept: there it went back whole.
    """
    gone = {line.id: line for line in lines if _keeps_something(line)}
    if not gone:
        return {}
    moved = select(LineMove.line_id, func.max(LineMove.at)).where(LineMove.line_id.in_(gone))
    rows = session.execute(moved.where(LineMove.to_state == LineState.CANCELLED).group_by(LineMove.line_id))
    return {line_id: at for line_id, at in rows if gone[line_id].periods[0].starts_at <= at}


def left_on(line: Line) -> date:
    """The day on which a stay was over, or on which it was cancelled under way."""
    return in_london(left_early_each([line]).get(line.id) or line.periods[-1].ends_at).date()


def _keeps_something(line: Line) -> bool:
    return line.state is LineState.CANCELLED and bool(line.kept_pence and levy_segments(line) and line.periods)
