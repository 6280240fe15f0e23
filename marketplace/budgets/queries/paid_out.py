"""What the ledger says of each reference: what has gone out of pots to whoever is paid, and what is set aside."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import aliased

from marketplace.budgets.models import HOLD_IS_OPEN, AccountSort, LedgerAccount, MoneyHold, Phase, Transfer
from marketplace.db import session


def paid_out(references: Collection[str]) -> Mapping[str, int]:
    """Pence paid for each of these references, less what came back; those for which nothing ever was are missing."""
    payer, payee = aliased(LedgerAccount), aliased(LedgerAccount)
    change: ColumnElement[int] = case(
        (payee.sort == AccountSort.PAYEE, Transfer.pence), (payer.sort == AccountSort.PAYEE, -Transfer.pence), else_=0
    )
    rows = session.execute(
        select(Transfer.reference, func.coalesce(func.sum(change), 0))
        .join(payer, payer.id == Transfer.from_id)
        .join(payee, payee.id == Transfer.to_id)
        .where(Transfer.reference.in_(references), Transfer.phase.in_((Phase.POST, Phase.POSTED)))
        .group_by(Transfer.reference)
    )
    return {reference: int(pence) for reference, pence in rows}


def ever_paid_out(references: Collection[str]) -> Mapping[str, int]:
    """Pence that ever went out for each of these references, whatever came back since: it only grows."""
    rows = session.execute(
        select(Transfer.reference, func.sum(Transfer.pence))
        .join(LedgerAccount, LedgerAccount.id == Transfer.to_id)
        .where(Transfer.reference.in_(references), Transfer.phase.in_((Phase.POST, Phase.POSTED)))
        .where(LedgerAccount.sort == AccountSort.PAYEE)
        .group_by(Transfer.reference)
    )
    return {reference: int(pence) for reference, pence in rows}


def set_aside_for(references: Collection[str]) -> Mapping[str, int]:
    """What is set aside for each of these references, in pence; those for which nothing is are missing."""
    rows = session.execute(
        select(MoneyHold.reference, func.sum(MoneyHold.open_pence))
        .where(MoneyHold.reference.in_(references), HOLD_IS_OPEN)
        .group_by(MoneyHold.reference)
    )
    return {reference: int(pence) for reference, pence in rows}


def are_written(keys: Collection[str]) -> frozenset[str]:
    """Those of these keys that are a row's of the ledger."""
    return frozenset(session.scalars(select(Transfer.key).where(Transfer.key.in_(keys))))
