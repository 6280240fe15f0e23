"""Leave of PAs: closed in their diary, around what is booked. What falls free during leave is closed as well."""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import lock, session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import PA, Cause, Occupancy, PALeave, Space
from marketplace.listings.queries.diary import standing
from marketplace.periods import Period

LONGEST_DAYS = 366
_PROMISED = frozenset({Cause.HOLD, Cause.BOOKING})


def take_leave(*, pa_id: int, first_on: date, last_on: date, by: Actor) -> list[Occupancy]:
    """Close a PA's diary from the first day to the last. What is held or booked then, for which cover is needed.

    Raises Refused by field.
    """
    wrong = _wrong(first_on, last_on)
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        pa = session.get_one(PA, pa_id)
        spaces = _diaries([pa_id])
        lock((Space, [space.id for space in spaces]))
        leave = PALeave(pa_id=pa_id, first_on=first_on, last_on=last_on, made_at=clock.now())
        session.add(leave)
        session.flush()
        close_for_leave(pa_ids=[pa_id])
        audit.record("pa-leave", about=f"pa:{pa.ref}", by=by)
        return [row for row in standing(spaces, leave.period) if row.cause in _PROMISED]


def end_leave(*, pa_id: int, leave_ref: str, by: Actor) -> None:
    """The leave is off: its days are free again. Raises NotFound."""
    with transaction():
        lock((Space, [space.id for space in _diaries([pa_id])]))
        leave = session.scalar(
            select(PALeave).where(PALeave.ref == leave_ref, PALeave.pa_id == pa_id, PALeave.ended_at.is_(None))
        )
        if leave is None:
            raise NotFound
        leave.ended_at = clock.now()
        rows = select(Occupancy).where(Occupancy.reference == leave.reference, Occupancy.released_at.is_(None))
        for row in session.scalars(rows):
            row.released_at = clock.now()
        session.flush()
        close_for_leave(pa_ids=[pa_id])
        audit.record("pa-leave-ended", about=f"leave:{leave.ref}", by=by)


def close_for_leave(
    *, pa_ids: Collection[int] = (), space_ids: Collection[int] = (), references: Collection[str] = ()
) -> None:
    """Close what is free of the leave of these PAs, in the transaction that is open.

    Named by themselves, by their spaces, or by what was let go in one.
    """
    found = select(Space).join(PALeave, PALeave.pa_id == Space.pa_id).where(Space.closed_at.is_(None))
    found = found.where(PALeave.ended_at.is_(None), PALeave.last_on >= clock.today())
    if references:
        taken = select(Occupancy.space_id).where(Occupancy.reference.in_(references))
        found = found.where(Space.id.in_(taken))
    else:
        found = found.where(Space.pa_id.in_(pa_ids) if pa_ids else Space.id.in_(space_ids))
    for space in session.scalars(found.distinct()).all():
        session.add_all(_closures(space))
        session.flush()


def _closures(space: Space) -> Iterator[Occupancy]:
    leaves = session.scalars(
        select(PALeave).where(
            PALeave.pa_id == space.pa_id, PALeave.ended_at.is_(None), PALeave.last_on >= clock.today()
        )
    )
    new: list[Period] = []
    for leave in leaves:
        whole = leave.period
        taken = [row.period for row in _unreleased(space, whole)]
        for gap in whole.minus([*taken, *new]):
            new.append(gap)
            yield Occupancy(
                space_id=space.id,
                starts_at=gap.starts_at,
                ends_at=gap.ends_at,
                cause=Cause.CLOSURE,
                reference=leave.reference,
                note="On leave",
                made_at=clock.now(),
            )


def _unreleased(space: Space, period: Period) -> list[Occupancy]:
    """What the database's constraint would see: expired holds that nobody has released yet as well."""
    return list(
        session.scalars(
            select(Occupancy).where(
                Occupancy.space_id == space.id,
                Occupancy.released_at.is_(None),
                Occupancy.starts_at < period.ends_at,
                Occupancy.ends_at > period.starts_at,
            )
        )
    )


def _diaries(pa_ids: Collection[int]) -> list[Space]:
    return list(session.scalars(select(Space).where(Space.pa_id.in_(pa_ids), Space.closed_at.is_(None))))


def _wrong(first_on: date, last_on: date) -> dict[str, str]:
    if last_on < first_on:
        return {"last": "Last day: choose the first day or a later one"}
    if last_on < clock.today():
        return {"last": "These days are over"}
    if (last_on - first_on).days > LONGEST_DAYS:
        return {"last": "Last day: choose a day within one year"}
    return {}
