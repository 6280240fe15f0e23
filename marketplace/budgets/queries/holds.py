"""What is set aside now on the pots that a council's finance, or an ISF holder, accounts for: each hold, oldest first.

Without pots of the viewer's own and of people near to them, whom they see as anybody else does (R18a).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.ages import since_between
from marketplace.budgets.models import MoneyHold, Pot, Transfer
from marketplace.budgets.queries.accounts import open_holds
from marketplace.budgets.queries.pots import named_pots
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound

PAGE_SIZE = 50


@dataclass(frozen=True)
class HoldRow:
    """One hold. ``reference``: what it is for, as whoever asked for it said."""

    pot_ref: str
    pot: str
    person: str
    person_ref: str
    reference: str
    since: date
    pence: int


@dataclass(frozen=True)
class Holds:
    """One page of them. ``total`` and ``pence``: of all pages together."""

    rows: tuple[HoldRow, ...]
    total: int
    pence: int
    number: int


def holds(stretch: int | None, *, viewer: Viewer, page: int = 1) -> Holds:
    """The holds of one stretch of ages, or of all. Raises NotFound for who accounts for nobody's pots."""
    where = named_pots(viewer)
    if where is None:
        raise NotFound
    now = clock.now()
    count, pence = func.count().over(), func.sum(MoneyHold.open_pence).over()
    wanted = open_holds(select(MoneyHold, Transfer.at, Pot, count, pence), where, now)
    if stretch is not None:
        oldest, youngest = since_between(stretch, now)
        wanted = wanted.where(*_between(oldest, youngest))
    shown = wanted.order_by(Transfer.at, Transfer.id).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    rows = session.execute(shown.options(joinedload(Pot.person))).all()
    total, whole = (int(rows[0][3]), int(rows[0][4])) if rows else (0, 0)
    found = tuple(
        HoldRow(
            pot.ref, pot.name, pot.person.name, pot.person.ref, hold.reference, in_london(at).date(), hold.open_pence
        )
        for hold, at, pot, _, _ in rows
    )
    return Holds(found, total, whole, page)


def _between(oldest: datetime | None, youngest: datetime | None) -> Iterator[ColumnElement[bool]]:
    if oldest is not None:
        yield Transfer.at >= oldest
    if youngest is not None:
        yield Transfer.at < youngest
