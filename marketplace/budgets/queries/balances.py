"""What is in pots now, by sums that the database keeps beside the ledger; and whether those agree with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from marketplace import clock
from marketplace.budgets.balance import Balance
from marketplace.budgets.models import LedgerAccount, MoneyHold, Phase, StatedAmount, Transfer, is_set_aside
from marketplace.budgets.queries.proving import sum_flaws
from marketplace.budgets.statement import ASKED_BACK, WENT_BACK
from marketplace.db import once_a_read, session

MOVED = (Phase.POST, Phase.POSTED)
"""Phases in which money has moved."""


@dataclass(frozen=True)
class _Moved:
    """Net sums of one pot in pence: in from outside, paid to payees."""

    in_pence: int
    paid_pence: int


@dataclass(frozen=True)
class LastTold:
    """An amount stated, for which day, and the regular outgoings that were said with it."""

    on: date
    pence: int
    outgoings_pence: int


def balances(pot_ids: Collection[int]) -> dict[int, Balance]:
    """Each of these pots as it is now. A hold whose time is over counts as free."""
    if not pot_ids:
        return {}
    moved = _moved(pot_ids)
    aside = _set_aside(pot_ids, at=clock.now())
    stated = last_told(pot_ids)
    return {
        pot_id: Balance(
            in_pence=moved[pot_id].in_pence,
            paid_pence=moved[pot_id].paid_pence,
            set_aside_pence=aside.get(pot_id, 0),
            outgoings_pence=stated[pot_id].outgoings_pence if pot_id in stated else 0,
        )
        for pot_id in pot_ids
    }


def last_told(pot_ids: Collection[int]) -> Mapping[int, LastTold]:
    """The latest amount stated of each of these pots that has one."""
    return once_a_read(f"stated:{sorted(pot_ids)}", lambda: _read_told(pot_ids)) if pot_ids else {}


def stated_days(pot_ids: Collection[int]) -> dict[int, date]:
    """The day of the latest amount stated of each of these pots that has one."""
    return {pot_id: stated.on for pot_id, stated in last_told(pot_ids).items()}


def went_back(pot_ids: Collection[int]) -> dict[int, int]:
    """What of each of these pots went back to its funder; those of which nothing did are missing."""
    is_back = or_(Transfer.key.startswith(ASKED_BACK), Transfer.key.startswith(WENT_BACK))
    rows = session.execute(
        select(LedgerAccount.pot_id, func.sum(Transfer.pence))
        .join(Transfer, Transfer.from_id == LedgerAccount.id)
        .where(LedgerAccount.pot_id.in_(pot_ids), Transfer.phase == Phase.POSTED, is_back)
        .group_by(LedgerAccount.pot_id)
    )
    return {int(pot_id or 0): int(pence) for pot_id, pence in rows}


def ledger_is_off_by_pence() -> int:
    """By how many pence the sums that the database keeps differ from the rows: nought, or something is wrong."""
    return sum(abs(flaw.kept_pence - flaw.reckoned_pence) for flaw in sum_flaws())


def _moved(pot_ids: Collection[int]) -> Mapping[int, _Moved]:
    """What came in from outside and what was paid, both net, by pot, as the database keeps it."""
    kept = select(LedgerAccount.pot_id, LedgerAccount.came_in_pence, LedgerAccount.paid_pence)
    rows = session.execute(kept.where(LedgerAccount.pot_id.in_(pot_ids)))
    return {int(pot_id or 0): _Moved(came_in, paid) for pot_id, came_in, paid in rows}


def _set_aside(pot_ids: Collection[int], *, at: datetime) -> dict[int, int]:
    rows = session.execute(
        select(LedgerAccount.pot_id, func.sum(MoneyHold.open_pence))
        .join(MoneyHold, MoneyHold.account_id == LedgerAccount.id)
        .where(LedgerAccount.pot_id.in_(pot_ids), is_set_aside(at))
        .group_by(LedgerAccount.pot_id)
    )
    return {int(pot_id or 0): int(pence) for pot_id, pence in rows}


def _read_told(pot_ids: Collection[int]) -> Mapping[int, LastTold]:
    latest = select(func.max(StatedAmount.id)).where(StatedAmount.pot_id.in_(pot_ids)).group_by(StatedAmount.pot_id)
    columns = select(
        StatedAmount.pot_id, StatedAmount.stated_on, StatedAmount.amount_pence, StatedAmount.outgoings_pence
    )
    rows = session.execute(columns.where(StatedAmount.id.in_(latest)))
    return {pot_id: LastTold(on, pence, outgoings) for pot_id, on, pence, outgoings in rows}
