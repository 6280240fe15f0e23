"""Keeps the diary closed as the closures that go on say: ahead of all who look, and wherever time falls free.

What is held, booked or taken elsewhere stays; so does what was opened by hand.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.db import lock, session, transaction
from marketplace.listings.models import Cause, ClosedSpace, Closure, Occupancy, Space
from marketplace.listings.queries.closures import goes_on, wanted
from marketplace.periods import Period, merged


def roll_on() -> None:
    """Write the closures that go on a day further. The worker's sweep; harmless when repeated."""
    refs = session.scalars(select(Closure.ref).where(goes_on()).order_by(Closure.id)).all()
    for ref in refs:
        with transaction():
            spaces = select(ClosedSpace.space_id).join(ClosedSpace.closure).where(Closure.ref == ref)
            lock((Space, sorted(session.scalars(spaces))))
            closure = session.scalar(select(Closure).where(Closure.ref == ref, Closure.ended_at.is_(None)))
            if closure is not None:
                fill(closure)


def close_freed(*, space_ids: Collection[int] = (), references: Collection[str] = ()) -> None:
    """Close what is free of the closures of these spaces, or of those in which this was let go.

    In the transaction that is open.
    """
    which: ColumnElement[bool] = ClosedSpace.space_id.in_(space_ids)
    if references:
        which = ClosedSpace.space_id.in_(select(Occupancy.space_id).where(Occupancy.reference.in_(references)))
    found = session.scalars(
        select(ClosedSpace)
        .join(ClosedSpace.closure)
        .where(which, goes_on())
        .options(joinedload(ClosedSpace.closure), joinedload(ClosedSpace.space).joinedload(Space.listing))
        .order_by(ClosedSpace.id)
    ).all()
    for one in found:
        session.add_all(_missing(one.closure, one.space))
        session.flush()


def fill(closure: Closure) -> int:
    """Close whatever is free of a closure, in all its spaces; how many stretches. In the transaction that is open."""
    made = [row for space in closure.spaces for row in _missing(closure, space)]
    session.add_all(made)
    session.flush()
    return len(made)


def _missing(closure: Closure, space: Space) -> Iterator[Occupancy]:
    periods = wanted(closure.plan, by_nights=space.listing.kind.is_stay)
    if space.closed_at is not None or not periods:
        return
    taken = merged(row.period for row in _standing(closure, space, Period(periods[0].starts_at, periods[-1].ends_at)))
    for period in periods:
        for gap in period.minus(one for one in taken if one.overlaps(period)):
            yield Occupancy(
                space_id=space.id,
                starts_at=gap.starts_at,
                ends_at=gap.ends_at,
                cause=Cause.CLOSURE,
                reference=closure.reference,
                note=closure.note or None,
                made_at=clock.now(),
            )


def _standing(closure: Closure, space: Space, span: Period) -> list[Occupancy]:
    """All that the database's constraint would see, and what of this closure was opened by hand."""
    return list(
        session.scalars(
            select(Occupancy)
            .where(Occupancy.space_id == space.id)
            .where(or_(Occupancy.released_at.is_(None), Occupancy.reference == closure.reference))
            .where(Occupancy.starts_at < span.ends_at, Occupancy.ends_at > span.starts_at)
        )
    )
