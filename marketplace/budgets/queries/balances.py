"""What is in pots now, worked out from the rows of the ledger; and whether the sums that the database keeps agree."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import aliased

from marketplace import clock
from marketplace.budgets.balance import Balance
from marketplace.budgets.models import AccountSort, LedgerAccount, MoneyHold, Phase, StatedAmount, Transfer
from marketplace.db import session

MOVED = (Phase.POST, Phase.POSTED)
"""Phases in which money has moved."""


@dataclass(frozen=True)
class _Moved:
    """Net sums of one pot in pence: in from outside, paid to payees."""

    in_pence: int
    paid_pence: int


def balances(pot_ids: Collection[int]) -> dict[int, Balance]:
    """Each of these pots as it is now. A hold whose time is over counts as free."""
    if not pot_ids:
        return {}
    moved = _moved(pot_ids)
    aside = _set_aside(pot_ids, at=clock.now())
    outgoings = _outgoings(pot_ids)
    return {
        pot_id: Balance(
            in_pence=moved[pot_id].in_pence,
            paid_pence=moved[pot_id].paid_pence,
            set_aside_pence=aside.get(pot_id, 0),
            outgoings_pence=outgoings.get(pot_id, 0),
        )
        for pot_id in pot_ids
    }


def stated_days(pot_ids: Collection[int]) -> dict[int, date]:
    """The day of the latest amount stated of each of these pots that has one."""
    rows = session.execute(select(StatedAmount.pot_id, StatedAmount.stated_on).where(_is_latest(pot_ids)))
    return {row.pot_id: row.stated_on for row in rows}


def ledger_is_off_by_pence() -> int:
    """By how many pence the sums that the database keeps differ from the rows: nought, or something is wrong."""
    off = 0
    for account in session.execute(select(LedgerAccount).where(LedgerAccount.is_guarded)).scalars():
        available, held = _from_rows(account.id)
        off += abs(account.available_pence - available) + abs(account.held_pence - held)
    return off + _holds_off_by()


def _moved(pot_ids: Collection[int]) -> Mapping[int, _Moved]:
    """Sums of what came in from outside and of what was paid, both net, by pot."""
    other = aliased(LedgerAccount)
    is_in = Transfer.to_id == LedgerAccount.id
    is_other = other.id == case((is_in, Transfer.from_id), else_=Transfer.to_id)
    change: ColumnElement[int] = case((is_in, Transfer.pence), else_=-Transfer.pence)
    rows = session.execute(
        select(LedgerAccount.pot_id, other.sort, func.sum(change))
        .join(Transfer, or_(is_in, Transfer.from_id == LedgerAccount.id))
        .join(other, is_other)
        .where(LedgerAccount.pot_id.in_(pot_ids), Transfer.phase.in_(MOVED))
        .group_by(LedgerAccount.pot_id, other.sort)
    )
    sums = {(pot_id, sort): int(pence) for pot_id, sort, pence in rows}
    return {
        pot_id: _Moved(sums.get((pot_id, AccountSort.OUTSIDE), 0), -sums.get((pot_id, AccountSort.PAYEE), 0))
        for pot_id in pot_ids
    }


def _set_aside(pot_ids: Collection[int], *, at: datetime) -> dict[int, int]:
    rows = session.execute(
        select(LedgerAccount.pot_id, func.sum(MoneyHold.open_pence))
        .join(MoneyHold, MoneyHold.account_id == LedgerAccount.id)
        .where(LedgerAccount.pot_id.in_(pot_ids), MoneyHold.open_pence > 0)
        .where(or_(MoneyHold.expires_at.is_(None), MoneyHold.expires_at > at))
        .group_by(LedgerAccount.pot_id)
    )
    return {int(pot_id or 0): int(pence) for pot_id, pence in rows}


def _outgoings(pot_ids: Collection[int]) -> dict[int, int]:
    """The regular outgoings of the latest amount stated of each pot."""
    rows = session.execute(select(StatedAmount.pot_id, StatedAmount.outgoings_pence).where(_is_latest(pot_ids)))
    return {row.pot_id: row.outgoings_pence for row in rows}


def _is_latest(pot_ids: Collection[int]) -> ColumnElement[bool]:
    latest = select(func.max(StatedAmount.id)).where(StatedAmount.pot_id.in_(pot_ids)).group_by(StatedAmount.pot_id)
    return StatedAmount.id.in_(latest)


def _from_rows(account_id: int) -> tuple[int, int]:
    """What is available and held on an account by its rows alone."""
    came = func.coalesce(func.sum(case((Transfer.phase.in_(MOVED), Transfer.pence), else_=0)), 0)
    come: int = session.scalars(select(came).where(Transfer.to_id == account_id)).one()
    out = (
        select(Transfer.phase, func.sum(Transfer.pence)).where(Transfer.from_id == account_id).group_by(Transfer.phase)
    )
    sums: dict[Phase, int] = {phase: int(pence) for phase, pence in session.execute(out)}
    pending, post, void, posted = (sums.get(phase, 0) for phase in Phase)
    return int(come) - posted - pending + void, pending - post - void


def _holds_off_by() -> int:
    """By how many pence what is open of holds differs from the rows."""
    done = aliased(Transfer)
    closed = select(func.coalesce(func.sum(done.pence), 0)).where(done.pending_id == Transfer.id).scalar_subquery()
    pending = select(func.coalesce(MoneyHold.open_pence, 0), Transfer.pence - closed).where(
        Transfer.phase == Phase.PENDING
    )
    rows = session.execute(pending.outerjoin(MoneyHold, MoneyHold.transfer_id == Transfer.id))
    return sum(abs(int(kept) - int(reckoned)) for kept, reckoned in rows)
