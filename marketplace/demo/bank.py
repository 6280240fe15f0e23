"""The bank statement that finance of the demo begins with: money it had marked by hand, and a line that is nothing."""

from datetime import timedelta

from sqlalchemy import select

from marketplace import clock
from marketplace.booking.models import Promise
from marketplace.budgets.sorts import BY_TRANSFER
from marketplace.db import session
from marketplace.demo.cast import Cast
from marketplace.files import Upload
from marketplace.money import format_pence
from marketplace.payments.bank.services import take_in

NOTHING_OF_BREAKS = "KELSO PLAYERS TICKETS,24.00"


def take_statement_in(cast: Cast) -> None:
    """Of yesterday; each line waits until somebody says what it is."""
    came = select(Promise).where(Promise.way.in_(BY_TRANSFER), Promise.paid_pence > 0)
    promise = session.scalars(came.order_by(Promise.id)).first()
    if promise is None:
        raise LookupError("nobody has paid by bank transfer")
    day = f"{clock.today() - timedelta(days=1):%d/%m/%Y}"
    amount = format_pence(promise.paid_pence).removeprefix("£").replace(",", "")
    marked = f"{day},BLYTH G {promise.payment_reference},{amount}"
    session.rollback()
    rows = ("Date,Description,Amount", marked, f"{day},{NOTHING_OF_BREAKS}")
    take_in(Upload("statement.csv", "\n".join(rows).encode()), by=cast.viewers["tam"])
