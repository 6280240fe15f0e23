"""Keeps the nights of each space as its occupancies have them, in the transaction that changes those.

Whoever writes an occupancy, and however, the database notes its space; before the transaction commits the nights of the
spaces noted are written anew. The rows of these spaces are taken last of all and in order, so that nobody waits for
somebody who waits for them; only then are the occupancies read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import cast

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from marketplace import clock
from marketplace.db import session, transaction
from marketplace.listings import taken_nights
from marketplace.listings.models import ChangedNights, Occupancy, TakenNights
from marketplace.periods import Period, night

AT_ONCE = 2_000
"""How many spaces one statement names: a database takes only so many."""


def write_changed() -> None:
    """Write the nights of every space whose occupancies changed."""
    changed = set(session.scalars(_CHANGED))
    for some in _batches(sorted(changed)):
        _write(some)


def mend() -> list[int]:
    """Write anew what is not as the occupancies have it; the ids of those spaces."""
    with transaction():
        wrong = differing()
        for some in _batches(sorted(wrong)):
            _write(some)
        return wrong


def differing() -> list[int]:
    """The ids of the spaces whose nights, from today on, are not as the occupancies have them.

    One that is noted as changed is not among them: searches do not look at its nights. Looked at twice, as somebody may
    be booking meanwhile.
    """
    wrong = set(_differing())
    return sorted(wrong.intersection(_differing())) if wrong else []


def _differing() -> list[int]:
    today = clock.today().toordinal()
    noted = select(ChangedNights.space_id)
    rows = session.execute(
        select(TakenNights.space_id, TakenNights.first_day, TakenNights.nights).where(
            TakenNights.space_id.not_in(noted)
        )
    )
    said = {
        row.space_id: -1
        if row.first_day > today
        else taken_nights.as_bits(row.nights, first_day=row.first_day, of_day=today)
        for row in rows
    }
    taking = session.scalars(select(Occupancy.space_id).distinct().where(Occupancy.space_id.not_in(noted)))
    space_ids = sorted(said.keys() | set(taking))
    wrong = []
    for some in _batches(space_ids):
        true = _true(some)
        wrong += [one for one in some if said.get(one, 0) != int(true[one][::-1] or "0", 2)]
    return wrong


def _write(space_ids: Collection[int]) -> None:
    today = clock.today().toordinal()
    made = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(TakenNights)
    new = [{"space_id": one, "first_day": today, "nights": ""} for one in space_ids]
    session.execute(made.on_conflict_do_nothing(), new)
    session.execute(
        select(TakenNights.space_id)
        .where(TakenNights.space_id.in_(space_ids))
        .order_by(TakenNights.space_id)
        .with_for_update()
    ).all()
    rows = [{"of_space": one, "first_day": today, "nights": nights} for one, nights in _true(space_ids).items()]
    session.connection().execute(_WRITE, rows)


_CHANGED = delete(ChangedNights).returning(ChangedNights.space_id).execution_options(synchronize_session=False)
_TABLE = cast(Table, TakenNights.__table__)
_WRITE = (
    update(_TABLE)
    .where(_TABLE.c.space_id == bindparam("of_space"))
    .values(first_day=bindparam("first_day"), nights=bindparam("nights"))
)


def _true(space_ids: Collection[int]) -> dict[int, str]:
    """The nights of these spaces as the occupancies have them, from today on."""
    today = clock.today()
    taken: defaultdict[int, list[Period]] = defaultdict(list)
    for row in session.execute(
        select(Occupancy.space_id, Occupancy.starts_at, Occupancy.ends_at)
        .where(Occupancy.space_id.in_(space_ids), Occupancy.released_at.is_(None), Occupancy.expires_at.is_(None))
        .where(Occupancy.ends_at > night(today).starts_at)
    ):
        taken[row.space_id].append(Period(row.starts_at, row.ends_at))
    return {one: taken_nights.written(taken[one], first_on=today) for one in space_ids}


def _batches(space_ids: list[int]) -> Iterator[list[int]]:
    return (space_ids[first : first + AT_ONCE] for first in range(0, len(space_ids), AT_ONCE))
