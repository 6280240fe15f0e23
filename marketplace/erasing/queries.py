"""Who asked to have what is kept of a person erased, the most pressing first: for the brokerage alone."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.people.models import Erasure, Person


@dataclass(frozen=True)
class Asked:
    """One asking that waits. ``asked_by``: who asked; blank where it is the person."""

    ref: str
    name: str
    asked_by: str
    asked_on: date
    answer_by: date
    is_late: bool


def asked() -> list[Asked]:
    """All that wait, the one to be answered first at the top."""
    rows = session.scalars(_open(select(Erasure)).options(joinedload(Erasure.person), joinedload(Erasure.asked_by)))
    return [_row(one) for one in rows]


def one_asked(ref: str) -> tuple[Asked, Person]:
    """One that waits, and whom it is about. Raises NotFound, also once it is done."""
    found = session.scalar(_open(select(Erasure)).where(Erasure.ref == ref))
    if found is None:
        raise NotFound
    return _row(found), found.person


def count_asked() -> int:
    """How many wait."""
    return session.scalar(select(func.count()).select_from(Erasure).where(Erasure.done_at.is_(None))) or 0


def _open(wanted: Select[Erasure]) -> Select[Erasure]:
    return wanted.where(Erasure.done_at.is_(None)).order_by(Erasure.answer_by, Erasure.id)


def _row(one: Erasure) -> Asked:
    by = one.asked_by
    is_another = by is not None and by.id != one.person.account_id
    return Asked(
        ref=one.ref,
        name=one.person.name,
        asked_by=by.name if by is not None and is_another else "",
        asked_on=in_london(one.asked_at).date(),
        answer_by=one.answer_by,
        is_late=one.answer_by < clock.today(),
    )
