"""Sums of what is paid out by bank: owed, on lists, sent, and what providers have too much; and what moved by day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, case, cast, func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import session
from marketplace.payments.payouts.lifecycle import PayoutState, PayoutWay
from marketplace.payments.payouts.models import Payout, PayoutPayee, PayoutReversal, PayoutRun


@dataclass(frozen=True)
class ByBank:
    """In pence: net of the fee, but for ``fees_pence``. ``out_pence``: what was sent, less what came back.

    ``too_much_pence``: less is due than was sent, and the rest has not come back.
    """

    owed_pence: int
    listed_pence: int
    fees_pence: int
    out_pence: int
    too_much_pence: int


@dataclass(frozen=True)
class BankMovement:
    """A payment to a provider, below nought, or what one sent back. ``what_for``: in words."""

    at: datetime
    provider: str
    reference: str
    what_for: str
    pence: int


def listed_payouts() -> Iterator[tuple[datetime, int]]:
    """What stands on lists that are not paid: since when it is owed, and how much, less what is due no more."""
    rows = session.scalars(
        select(Payout)
        .where(Payout.way == PayoutWay.BANK, Payout.state == PayoutState.OWED, Payout.payee_id.is_not(None))
        .options(selectinload(Payout.reversals))
        .order_by(Payout.id)
    )
    for one in rows:
        yield one.made_at, one.net_pence - sum(back.net_pence for back in one.reversals)


def paid_by_bank() -> ByBank:
    """All of it as it stands now."""
    on_list, is_sent = Payout.payee_id.is_not(None), Payout.state == PayoutState.SENT
    is_owed = Payout.state == PayoutState.OWED
    net = Payout.pence - Payout.fee_pence
    standing = (Payout.way == PayoutWay.BANK, Payout.state != PayoutState.OVER)
    owed, listed, sent, fees = session.execute(
        select(
            sum_of(net, is_owed & ~on_list),
            sum_of(net, is_owed & on_list),
            sum_of(net, is_sent),
            sum_of(Payout.fee_pence),
        ).where(*standing)
    ).one()
    came = PayoutReversal.came_back_at.is_not(None)
    net_back, fee_back = PayoutReversal.net_pence, PayoutReversal.pence - PayoutReversal.net_pence
    listed_back, sent_back, came_back, fees_back = session.execute(
        select(sum_of(net_back, is_owed), sum_of(net_back, is_sent), sum_of(net_back, is_sent & came), sum_of(fee_back))
        .join(Payout, Payout.id == PayoutReversal.payout_id)
        .where(*standing)
    ).one()
    return ByBank(
        owed_pence=owed,
        listed_pence=listed - listed_back,
        fees_pence=fees - fees_back,
        out_pence=sent - came_back,
        too_much_pence=sent_back - came_back,
    )


def listed_and_paid_pence() -> int:
    """All that went to providers on lists that are paid, whatever came back since."""
    net = func.coalesce(func.sum(Payout.pence - Payout.fee_pence), 0)
    paid = select(net).select_from(Payout).join(PayoutPayee).join(PayoutRun).where(PayoutRun.paid_at.is_not(None))
    return session.scalars(paid).one()


def bank_movements(since: datetime, until: datetime) -> Iterator[BankMovement]:
    """What was paid to providers, a row for each payment of the bank, and what they sent back."""
    payees = select(PayoutPayee).join(PayoutRun).where(PayoutRun.paid_at >= since, PayoutRun.paid_at < until)
    read = (joinedload(PayoutPayee.run), joinedload(PayoutPayee.provider), selectinload(PayoutPayee.payouts))
    for payee in session.scalars(payees.options(*read).order_by(PayoutPayee.id)):
        what_for = "; ".join(one.words for one in payee.payouts)
        yield BankMovement(payee.run.paid_at or since, payee.provider.name, payee.words, what_for, -payee.net_pence)
    at = PayoutReversal.came_back_at
    back = select(PayoutReversal).join(Payout).where(at >= since, at < until, Payout.way == PayoutWay.BANK)
    whole = joinedload(PayoutReversal.payout)
    rows = back.options(whole.joinedload(Payout.provider), whole.joinedload(Payout.payee))
    for one in session.scalars(rows.order_by(PayoutReversal.id)):
        reference = one.payout.payee.words if one.payout.payee else ""
        yield BankMovement(
            one.came_back_at or since, one.payout.provider.name, reference, one.payout.words, one.net_pence
        )


def sum_of(pence: SQLColumnExpression[int], which: ColumnElement[bool] | None = None) -> ColumnElement[int]:
    """The sum of those, in whole pence on both databases; nought where there are none."""
    summed = func.sum(pence if which is None else case((which, pence), else_=0))
    return cast(func.coalesce(summed, 0), BigInteger)
