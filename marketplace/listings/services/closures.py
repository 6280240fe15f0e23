"""A provider closes its own diary, once or again and again, one space or several; and opens it again."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import lock, session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.closing import LONGEST_DAYS, Plan
from marketplace.listings.errors import NoLongerFree
from marketplace.listings.models import Cause, ClosedSpace, Closure, Occupancy, Space
from marketplace.listings.opening import minute_of
from marketplace.listings.queries.closures import taken_of, wanted
from marketplace.listings.queries.diary import standing
from marketplace.listings.queries.provider_diary import period_words
from marketplace.listings.services import closing_ahead, diary, leave
from marketplace.listings.services.diary import Wanted
from marketplace.periods import Period, nights
from marketplace.wording import listed

_WORDS = {Cause.HOLD: "held", Cause.BOOKING: "booked", Cause.CLOSURE: "closed", Cause.OUTSIDE: "taken elsewhere"}
MOST_NAMED = 5
MOST_TIMES = 4_000
"""How many stretches one closure may write at once."""


class AlreadyTaken(Refused):
    """The time to be closed meets what stands in the diary already; the text names it: the diary is the reader's."""

    def __init__(self, taken: Sequence[Occupancy], *, advice: str, field: str = "", names_spaces: bool = False) -> None:
        named = [_named(row, names_spaces=names_spaces) for row in taken[:MOST_NAMED]]
        more = [f"{len(taken) - MOST_NAMED} more"] if len(taken) > MOST_NAMED else []
        said = f"Part of this time is taken already: {listed([*named, *more])}. {advice}"
        super().__init__(said, fields={field: said} if field else None)


def close_by_plan(
    *, provider_id: int, spaces: Sequence[Space], plan: Plan, note: str, is_around: bool, by: Actor
) -> Closure:
    """Close several spaces as a plan says. ``is_around``: what is taken stays, and the rest is closed.

    Raises Refused by field, AlreadyTaken when it is not.
    """
    wrong = _wrong(spaces, plan)
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        lock((Space, sorted(space.id for space in spaces)))
        diary.release_expired([space.id for space in spaces])
        if not is_around:
            _refuse_taken(spaces, plan)
        closure = _closure(provider_id, spaces, plan, note, by)
        if not closing_ahead.fill(closure) and not plan.comes_again:
            raise Refused("All of this time is taken already. Nothing was closed")
        audit.record("diary-closed", about=closure.reference, by=by)
        return closure


def end_closure(*, closure: Closure, by: Actor) -> None:
    """Undo a closure: what it closes from now on is free again. Harmless when repeated."""
    now = clock.now()
    with transaction():
        space_ids = sorted(one.space_id for one in closure.closed)
        lock((Space, space_ids))
        closure.ended_at = closure.ended_at or now
        rows = select(Occupancy).where(Occupancy.reference == closure.reference, Occupancy.released_at.is_(None))
        for row in session.scalars(rows.where(Occupancy.ends_at > now)):
            row.released_at = now
        session.flush()
        leave.close_for_leave(space_ids=space_ids)
        closing_ahead.close_freed(space_ids=space_ids)
        audit.record("diary-opened", about=closure.reference, by=by)


def open_between(*, space: Space, period: Period, by: Actor) -> None:
    """Open a stretch of a space again, whatever closed it; what is left of a closure on either side stays closed.

    Raises Refused where nothing is closed, or where a PA is on leave.
    """
    with transaction():
        lock((Space, [space.id]))
        rows = [row for row in standing([space], period) if row.cause is Cause.CLOSURE]
        if not rows:
            raise Refused("Nothing is closed on these days")
        if any(row.reference.startswith("leave:") for row in rows):
            raise Refused(f"{space.name} is on leave then. End the leave on the page of the PA")
        for row in rows:
            row.released_at = clock.now()
        session.flush()
        session.add_all(_left(row, piece) for row in rows for piece in row.period.minus([period]))
        session.flush()
        for reference in sorted({row.reference for row in rows}):
            audit.record("space-opened", about=reference, by=by)


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
        advice = "Close the days before and after it, each by itself"
        raise AlreadyTaken(standing([space], period), advice=advice) from taken


def open_again(*, space: Space, reference: str, starts_at: datetime | None = None, by: Actor) -> None:
    """Let go of a closure; of one that comes again the time that starts then; of a PA's leave, all of it.

    Raises NotFound when this space has no such closure.
    """
    with transaction():
        lock((Space, [space.id]))
        found = select(Occupancy).where(
            Occupancy.space_id == space.id,
            Occupancy.reference == reference,
            Occupancy.cause == Cause.CLOSURE,
            Occupancy.released_at.is_(None),
        )
        if starts_at is not None:
            found = found.where(Occupancy.starts_at == starts_at)
        closure = session.scalar(found.order_by(Occupancy.starts_at).limit(1))
        if closure is None:
            raise NotFound
        if closure.reference.startswith("leave:") and space.pa_id is not None:
            leave.end_leave(pa_id=space.pa_id, leave_ref=reference.removeprefix("leave:"), by=by)
            return
        closure.released_at = clock.now()
        audit.record("space-opened", about=reference, by=by)


def _wrong(spaces: Sequence[Space], plan: Plan) -> dict[str, str]:
    if not spaces:
        return {"spaces": "Choose what to close"}
    by_night = [space.name for space in spaces if space.listing.kind.is_stay]
    if plan.starts and by_night:
        return {"starts": f"{by_night[0]} is sold by the night: leave the times empty, or do not choose it"}
    if plan.wrong:
        return plan.wrong
    times = len(wanted(plan, by_nights=bool(by_night)))
    if not times:
        return {"first": "These days are over"}
    if times * len(spaces) > MOST_TIMES:
        return {"repeat": f"This is more than {MOST_TIMES:,} closures at once. Choose fewer, or an earlier end"}
    return {}


def _refuse_taken(spaces: Sequence[Space], plan: Plan) -> None:
    taken = list(taken_of(spaces, plan))
    if taken:
        advice = "Tick this to leave it as it is and close the rest"
        raise AlreadyTaken(taken, advice=advice, field="around", names_spaces=len(spaces) > 1)


def _closure(provider_id: int, spaces: Sequence[Space], plan: Plan, note: str, by: Actor) -> Closure:
    closure = Closure(
        provider_id=provider_id,
        first_on=plan.first_on,
        again_on=plan.again_on,
        repeat=plan.repeat,
        until_on=plan.until_on if plan.comes_again else None,
        starts_minute=minute_of(plan.starts),
        ends_minute=minute_of(plan.ends),
        note=note,
        made_at=clock.now(),
        made_by_account_id=by.account_id,
        closed=[ClosedSpace(space=space) for space in spaces],
    )
    session.add(closure)
    session.flush()
    return closure


def _left(row: Occupancy, piece: Period) -> Occupancy:
    """What is left of a closure of which a part was opened."""
    return Occupancy(
        space_id=row.space_id,
        starts_at=piece.starts_at,
        ends_at=piece.ends_at,
        cause=row.cause,
        reference=row.reference,
        note=row.note,
        made_at=clock.now(),
    )


def _named(row: Occupancy, *, names_spaces: bool) -> str:
    when = period_words(row, by_nights=row.space.listing.kind.is_stay)
    return f"{row.space.name}, {when} ({_WORDS[row.cause]})" if names_spaces else f"{when} ({_WORDS[row.cause]})"
