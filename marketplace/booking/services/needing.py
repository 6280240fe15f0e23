"""Saying who must be there during a break: how many people at once, and whether awake, by the time of day."""

from collections.abc import Sequence

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break, CoverNeed
from marketplace.booking.needed import MOST_ROWS, DayPart, overlapping, without_inner
from marketplace.booking.queries.cover import parts_of
from marketplace.booking.services.knowing import locked_to_plan
from marketplace.db import session, transaction
from marketplace.editing import refuse_changed, stamp
from marketplace.errors import Refused


def keep_cover_needs(ref: str, *, parts: Sequence[DayPart], seen: str | None, by: Viewer) -> None:
    """Who must be there, by the time of day; at all other times it is somebody who may sleep.

    From then on cover is counted. ``seen``: ``needs_stamp`` of what the form showed. Fields are ``start_0`` of the part
    that overlaps another; one that is inside another takes that piece of it. Raises Refused by field,
    ChangedMeanwhile, NotNow.
    """
    place = overlapping(parts)
    if place is not None:
        words = "Some of this is the same time as a row above it. Change one of them, or put one inside the other"
        raise Refused(fields={f"start_{place}": words})
    parts = without_inner(parts)
    if len(parts) > MOST_ROWS:
        raise Refused(f"Use {MOST_ROWS} rows or fewer")
    with transaction():
        one = locked_to_plan(ref, by=by).break_
        refuse_changed(seen, needs_stamp(one))
        write_needs(one, parts)
        one.needs_cover, one.changed_at = True, clock.now()
        audit.record("cover-needs-kept", about=one.about, by=by.actor)
        session.flush()


def write_needs(one: Break, parts: Sequence[DayPart]) -> None:
    """Put these in the place of what was said before."""
    one.cover_needs.clear()
    session.flush()
    one.cover_needs.extend(map(CoverNeed.of, sorted(parts, key=lambda part: part.starts)))


def needs_stamp(one: Break) -> str:
    """The stamp of what is asked for, to see whether it was changed meanwhile."""
    return stamp(one.needs_cover, parts_of(one))
