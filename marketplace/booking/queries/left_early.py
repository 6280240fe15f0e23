"""Parts that were cancelled once they had begun: what had begun was kept, and the levy of a stay with it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select

from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line, LineMove
from marketplace.booking.queries.levy_lines import levy_segments
from marketplace.clock import in_london
from marketplace.db import session


def broken_off_each(lines: Iterable[Line]) -> Mapping[int, datetime]:
    """When each of these parts was cancelled, by the line's id; others are missing.

    So are parts that had not begun by then, and those of which nothing is kept.
    """
    gone = {line.id: line for line in lines if line.state is LineState.CANCELLED and line.kept_pence and line.periods}
    if not gone:
        return {}
    moved = select(LineMove.line_id, func.max(LineMove.at)).where(LineMove.line_id.in_(gone))
    rows = session.execute(moved.where(LineMove.to_state == LineState.CANCELLED).group_by(LineMove.line_id))
    return {line_id: at for line_id, at in rows if gone[line_id].periods[0].starts_at <= at}


def left_early_each(lines: Iterable[Line]) -> Mapping[int, datetime]:
    """The same of those that are stays with a visitor levy: it fell due with the first night, and was kept."""
    return broken_off_each(line for line in lines if levy_segments(line))


def left_on(line: Line) -> date:
    """The day on which a stay was over, or on which it was cancelled under way."""
    return in_london(left_early_each([line]).get(line.id) or line.periods[-1].ends_at).date()
