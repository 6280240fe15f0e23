"""Pot statements, from the rows of the ledger. Whoever asks for one has shown that they may see the pot."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import accumulate

from sqlalchemy import ColumnElement, Row, case, func, or_, select
from sqlalchemy.orm import aliased

from marketplace import clock
from marketplace.budgets.models import (
    AccountSort,
    LedgerAccount,
    MoneyHold,
    Phase,
    Pot,
    StatedAmount,
    Transfer,
    TransferNote,
)
from marketplace.budgets.queries.balances import MOVED
from marketplace.budgets.sorts import Control
from marketplace.budgets.statement import Line, Month, Movement, Statement, months, movement
from marketplace.clock import in_london, london_instant
from marketplace.db import session

_Found = Row[Transfer, AccountSort, str]


def statement(pot: Pot, *, first_on: date, last_on: date) -> Statement:
    """The statement of a pot from one day to another, both included; days to come are as they are now."""
    account_id = account_id_of(pot)
    starts_at, ends_at = london_instant(first_on), london_instant(last_on + timedelta(days=1))
    opening = _left_before(account_id, starts_at)
    return Statement(
        pot_name=pot.name,
        first_on=first_on,
        last_on=last_on,
        opening_pence=opening,
        lines=tuple(_lines(_moved_between(account_id, starts_at, ends_at), pot, account_id, opening)),
        set_aside_pence=_set_aside_at(account_id, ends_at),
        outgoings_pence=_outgoings_at(pot.id, ends_at),
    )


def months_of(pot: Pot) -> list[Month]:
    """The months of which a pot has a statement, the latest first: from the one it was made in to this one."""
    return months(Month.of(in_london(pot.made_at).date()), Month.of(clock.today()))


def account_id_of(pot: Pot) -> int:
    """The account that a pot has in the ledger."""
    return session.scalars(select(LedgerAccount.id).where(LedgerAccount.pot_id == pot.id)).one()


def latest_stated(pot: Pot) -> StatedAmount | None:
    """What was last said to be in a pot."""
    return session.scalar(
        select(StatedAmount).where(StatedAmount.pot_id == pot.id).order_by(StatedAmount.id.desc()).limit(1)
    )


def _left_before(account_id: int, at: datetime) -> int:
    change = case((Transfer.to_id == account_id, Transfer.pence), else_=-Transfer.pence)
    left = select(func.coalesce(func.sum(change), 0)).where(_is_of(account_id), Transfer.at < at)
    return int(session.scalars(left).one())


def _moved_between(account_id: int, starts_at: datetime, ends_at: datetime) -> Iterable[_Found]:
    other = aliased(LedgerAccount)
    is_other = other.id == case((Transfer.to_id == account_id, Transfer.from_id), else_=Transfer.to_id)
    return session.execute(
        select(Transfer, other.sort, TransferNote.words)
        .join(other, is_other)
        .outerjoin(TransferNote, TransferNote.transfer_id == Transfer.id)
        .where(_is_of(account_id), Transfer.at >= starts_at, Transfer.at < ends_at)
        .order_by(Transfer.at, Transfer.id)
    ).all()


def _is_of(account_id: int) -> ColumnElement[bool]:
    return or_(Transfer.from_id == account_id, Transfer.to_id == account_id) & Transfer.phase.in_(MOVED)


def _lines(found: Iterable[_Found], pot: Pot, account_id: int, opening: int) -> Iterator[Line]:
    rows = list(found)
    changes = [row.pence if row.to_id == account_id else -row.pence for row, _, _ in rows]
    left = list(accumulate(changes, initial=opening))[1:]
    for (row, sort, note), pence, after in zip(rows, changes, left, strict=True):
        what = _movement(row, sort, pot.sort.control, is_in=pence > 0)
        yield Line(
            on=in_london(row.at).date(),
            movement=what,
            pence=pence,
            left_pence=after,
            reference=row.reference if sort is AccountSort.PAYEE else "",
            note=note or "",
            key=row.key if what is Movement.ADDED else "",
        )


def _movement(row: Transfer, other: AccountSort, control: Control, *, is_in: bool) -> Movement:
    return movement(
        control, is_payee=other is AccountSort.PAYEE, is_in=is_in, is_correction=row.corrects_id is not None
    )


def _set_aside_at(account_id: int, at: datetime) -> int:
    """What was set aside at an instant, or now if that is to come.

    A hold lives from its row to its time without a break, so the latest time it was given tells.
    """
    lives_at = min(at, clock.now())
    done = aliased(Transfer)
    closed = select(func.coalesce(func.sum(done.pence), 0)).where(done.pending_id == Transfer.id, done.at < at)
    aside = (
        select(func.coalesce(func.sum(Transfer.pence - closed.scalar_subquery()), 0))
        .join(MoneyHold, MoneyHold.transfer_id == Transfer.id)
        .where(MoneyHold.account_id == account_id, Transfer.phase == Phase.PENDING, Transfer.at < at)
        .where(or_(MoneyHold.expires_at.is_(None), MoneyHold.expires_at > lives_at))
    )
    return int(session.scalars(aside).one())


def _outgoings_at(pot_id: int, at: datetime) -> int:
    latest = select(StatedAmount.outgoings_pence).where(StatedAmount.pot_id == pot_id, StatedAmount.made_at < at)
    return session.scalar(latest.order_by(StatedAmount.id.desc()).limit(1)) or 0
