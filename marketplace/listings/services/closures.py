"""A provider closes its own diary for a while, and opens it again."""

import secrets
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import lock, session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.errors import NoLongerFree
from marketplace.listings.models import Cause, Occupancy, Space
from marketplace.listings.queries.diary import standing
from marketplace.listings.queries.provider_diary import period_words
from marketplace.listings.services import diary, leave
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period, nights
from marketplace.wording import listed

LONGEST_DAYS = 731


_WORDS = {Cause.HOLD: "held", Cause.BOOKING: "booked", Cause.CLOSURE: "closed", Cause.OUTSIDE: "taken elsewhere"}
MOST_NAMED = 5


class AlreadyTaken(Refused):
    """The time to be closed meets what stands in the diary already; the text names it: the diary is the reader's."""

    def __init__(self, standing: Sequence[Occupancy], *, by_nights: bool) -> None:
        named = [f"{period_words(row, by_nights=by_nights)} ({_WORDS[row.cause]})" for row in standing[:MOST_NAMED]]
        more = [f"{len(standing) - MOST_NAMED} more"] if len(standing) > MOST_NAMED else []
        super().__init__(
            f"Part of this time is taken already: {listed([*named, *more])}."
            " Close the days before and after it, each by itself"
        )


def close_nights(*, space: Space, first_on: date, open_again_on: date, note: str, by: Actor) -> None:
    """Close the nights from ``first_on`` to the one before ``open_again_on``. Raises AlreadyTaken."""
    if not 0 < (open_again_on - first_on).days <= LONGEST_DAYS:
        raise Refused("", fields={"to": "Choose a day after the first night closed, at most two years on"})
    close(space=space, period=nights(first_on, open_again_on), note=note, by=by)


def close(*, space: Space, period: Period, note: str, by: Actor) -> None:
    """Close a space for ``period``. Raises AlreadyTaken, or Refused for time that is over."""
    if period.ends_at <= clock.now():
        raise Refused("", fields={"from": "This time is over"})
    wanted = Wanted(space.id, period, f"closure:{secrets.token_urlsafe(9)}", note or None)
    try:
        diary.occupy(wanted=[wanted], cause=Cause.CLOSURE, by=by)
    except NoLongerFree as taken:
        raise AlreadyTaken(standing([space], period), by_nights=space.listing.kind.is_stay) from taken


def open_again(*, space: Space, reference: str, by: Actor) -> None:
    """Let go of a closure; of a PA's leave, all of it. Raises NotFound when this space has no such closure."""
    with transaction():
        lock((Space, [space.id]))
        closure = session.scalar(
            select(Occupancy).where(
                Occupancy.space_id == space.id,
                Occupancy.reference == reference,
                Occupancy.cause == Cause.CLOSURE,
                Occupancy.released_at.is_(None),
            )
        )
        if closure is None:
            raise NotFound
        if closure.reference.startswith("leave:") and space.pa_id is not None:
            leave.end_leave(pa_id=space.pa_id, leave_ref=reference.removeprefix("leave:"), by=by)
            return
        closure.released_at = clock.now()
        audit.record("space-opened", about=reference, by=by)
