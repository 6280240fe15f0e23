"""What the ledger says that payees have, of what was paid for them."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, case, func, select

from marketplace.budgets.models import LedgerAccount, Transfer
from marketplace.db import session

PASSED_ON = "passed-on"
"""The outside that payees have their money from."""


def passed_on(references: Collection[str]) -> Mapping[str, int]:
    """Pence passed on for each of these references, less what came back; those of which nothing was are missing."""
    outside = select(LedgerAccount.id).where(LedgerAccount.reference == PASSED_ON).scalar_subquery()
    change: ColumnElement[int] = case(
        (Transfer.to_id == outside, Transfer.pence), (Transfer.from_id == outside, -Transfer.pence), else_=0
    )
    rows = session.execute(
        select(Transfer.reference, func.sum(change))
        .where(Transfer.reference.in_(references))
        .group_by(Transfer.reference)
    )
    return {reference: int(pence) for reference, pence in rows}
