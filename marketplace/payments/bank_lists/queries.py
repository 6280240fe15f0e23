"""Lists as pages show them."""

from typing import TypeVar

from sqlalchemy import Select

from marketplace.db import session
from marketplace.payments.bank_lists.models import BankList

SHOWN = 100
MadeT = TypeVar("MadeT", bound=BankList)


def shown(lists: Select[MadeT], model: type[MadeT]) -> tuple[MadeT, ...]:
    """Those that are not paid yet first, then the latest."""
    rows = lists.order_by(model.paid_at.is_not(None), model.id.desc()).limit(SHOWN)
    return tuple(session.scalars(rows))
