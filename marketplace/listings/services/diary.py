"""Takes spaces and lets them go. Whoever takes one leaves an opaque reference; why they want it is not known here.

Lock, look, write: the rows of the spaces are locked first; the database's own constraint stands behind (DATA_MODEL 6).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy.exc import IntegrityError

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import before_commit, lock, session, transaction
from marketplace.listings.errors import Clash, NoLongerFree
from marketplace.listings.models import Cause, Occupancy, Space
from marketplace.listings.services.closing_ahead import close_freed
from marketplace.listings.services.conflicts import give_way
from marketplace.listings.services.leave import close_for_leave
from marketplace.listings.services.taken_nights import write_changed
from marketplace.periods import Period

before_commit(write_changed)


@dataclass(frozen=True)
class Wanted:
    """One space wanted for one period, for what ``reference`` names."""

    space_id: int
    period: Period
    reference: str
    note: str | None = None


def occupy(*, wanted: Iterable[Wanted], cause: Cause, until: datetime | None = None, by: Actor) -> None:
    """Take every space wanted, or none. ``until`` is when a hold lets go by itself; other causes have none.

    Raises NoLongerFree naming all that clash.
    """
    asked = list(wanted)
    space_ids = sorted({one.space_id for one in asked})
    with transaction():
        lock((Space, space_ids))
        release_expired(space_ids)
        clashes = _clashes(asked)
        if clashes:
            raise NoLongerFree(clashes)
        _insert(asked, cause, until)
        for reference in sorted({one.reference for one in asked}):
            audit.record(f"space-{cause}", about=reference, by=by)


def release(*, references: Collection[str], by: Actor) -> int:
    """Let go of all that these references have taken; how many occupancies that were."""
    with transaction():
        let_go = session.execute(
            update(Occupancy)
            .where(Occupancy.reference.in_(references), Occupancy.released_at.is_(None))
            .values(released_at=clock.now())
            .returning(Occupancy.id)
        ).all()
        give_way(references=references)
        close_for_leave(references=references)
        close_freed(references=references)
        for reference in sorted(references):
            audit.record("space-released", about=reference, by=by)
        return len(let_go)


def extend(*, references: Collection[str], until: datetime, by: Actor) -> int:
    """Keep the live holds of these references until another instant; how many: the caller checks that none is missing.

    A hold whose time is over is not brought back.
    """
    with transaction():
        kept = session.execute(
            update(Occupancy)
            .where(Occupancy.reference.in_(references), Occupancy.released_at.is_(None))
            .where(Occupancy.cause == Cause.HOLD, Occupancy.expires_at > clock.now())
            .values(expires_at=until)
            .returning(Occupancy.id)
        ).all()
        for reference in sorted(references):
            audit.record("space-kept", about=reference, by=by)
        return len(kept)


def keep(*, references: Collection[str], by: Actor) -> int:
    """Turn the live holds of these references into bookings; how many: the caller checks that none is missing."""
    with transaction():
        kept = session.execute(
            update(Occupancy)
            .where(Occupancy.reference.in_(references), Occupancy.released_at.is_(None))
            .where(Occupancy.cause == Cause.HOLD, Occupancy.expires_at > clock.now())
            .values(cause=Cause.BOOKING, expires_at=None)
            .returning(Occupancy.id)
        ).all()
        for reference in sorted(references):
            audit.record("space-booked", about=reference, by=by)
        return len(kept)


def release_expired(space_ids: Collection[int]) -> None:
    """Release the holds on these spaces whose time is over: the constraint cannot know the time."""
    now = clock.now()
    let_go = session.execute(
        update(Occupancy)
        .where(Occupancy.space_id.in_(space_ids), Occupancy.released_at.is_(None), Occupancy.expires_at <= now)
        .values(released_at=now)
        .returning(Occupancy.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not let_go:
        return
    give_way(space_ids=space_ids)
    close_for_leave(space_ids=space_ids)
    close_freed(space_ids=space_ids)


def _clashes(asked: list[Wanted]) -> list[Clash]:
    """Those of ``asked`` that meet a standing occupancy, or one another."""
    overlaps = or_(
        *(
            and_(
                Occupancy.space_id == one.space_id,
                Occupancy.starts_at < one.period.ends_at,
                Occupancy.ends_at > one.period.starts_at,
            )
            for one in asked
        )
    )
    standing = session.scalars(select(Occupancy).where(Occupancy.released_at.is_(None), overlaps)).all()
    taken = [(row.space_id, row.period) for row in standing]
    clashing = []
    for one in asked:
        if any(space_id == one.space_id and period.overlaps(one.period) for space_id, period in taken):
            clashing.append(Clash(one.space_id, one.period, one.reference))
        taken.append((one.space_id, one.period))
    return clashing


def _insert(asked: list[Wanted], cause: Cause, until: datetime | None) -> None:
    now = clock.now()
    session.add_all(
        Occupancy(
            space_id=one.space_id,
            starts_at=one.period.starts_at,
            ends_at=one.period.ends_at,
            cause=cause,
            reference=one.reference,
            note=one.note,
            made_at=now,
            expires_at=until,
        )
        for one in asked
    )
    try:
        session.flush()
    except IntegrityError as error:
        raise NoLongerFree([Clash(one.space_id, one.period, one.reference) for one in asked]) from error
