"""A provider closes its own diary for a while, and opens it again."""

import secrets
from datetime import date

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import lock, session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.errors import NoLongerFree
from marketplace.listings.models import Cause, Occupancy, Space
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period, nights

LONGEST_DAYS = 731


class AlreadyTaken(Refused):
    """The time to be closed meets something that stands in the diary already."""

    def __init__(self) -> None:
        super().__init__(
            "Part of this time is booked, held or closed already. Choose other days, or close the days around it."
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
        raise AlreadyTaken from taken


def open_again(*, space: Space, reference: str, by: Actor) -> None:
    """Let go of a closure. Raises NotFound when this space has no such closure."""
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
        closure.released_at = clock.now()
        audit.record("space-opened", about=reference, by=by)
