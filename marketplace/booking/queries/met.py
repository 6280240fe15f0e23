"""Which line of a break is behind the reference that took a space, for its provider and the brokerage (R54)."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from marketplace import clock
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Line, Segment
from marketplace.db import session


@dataclass(frozen=True)
class MetLine:
    """A line that is met. ``is_asked``: its provider knows of it; ``arranged_by``: whom to call."""

    line_ref: str
    break_ref: str
    state: BreakState
    is_asked: bool
    arranged_by: str


def asked_lines(references: Collection[str]) -> dict[str, str]:
    """The lines, by their references, behind what took spaces: those that their provider is asked, or was."""
    segments = [reference.removeprefix("segment:") for reference in references if reference.startswith("segment:")]
    if not segments:
        return {}
    rows = session.execute(
        select(Segment.ref, Line.ref)
        .join(Line, Line.id == Segment.line_id)
        .where(Segment.ref.in_(segments), Line.asked_at.is_not(None))
    )
    return {f"segment:{segment}": line for segment, line in rows}


def met_line(reference: str) -> MetLine | None:
    """The line that took a space under this reference; none for any other reference. Callers scope it."""
    of_segment = select(Line).join(Segment, Segment.line_id == Line.id)
    line = session.scalar(of_segment.where(Segment.ref == reference.removeprefix("segment:")))
    if line is None:
        return None
    one = line.break_
    return MetLine(
        line_ref=line.ref,
        break_ref=one.ref,
        state=one.state_on(clock.now()),
        is_asked=line.asked_at is not None,
        arranged_by=one.arranged_by.name if one.arranged_by else "",
    )
