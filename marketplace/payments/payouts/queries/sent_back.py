"""What providers sent back by bank: cases that wait for it, and what was marked as come and stands in no statement yet.

A line of a statement that is such money is done by ``SENT_BACK`` and the reference of its provider.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.listings.models import Provider
from marketplace.payments.bank.models import BankLine
from marketplace.payments.payouts.lifecycle import PayoutState, PayoutWay
from marketplace.payments.payouts.models import Payout, PayoutReversal

SENT_BACK, MARKED = "sent-back:", "marked:"


@dataclass(frozen=True)
class SentBack:
    """Money that a line can be. ``key``: of a case, or of all that was marked before as come from this provider.

    ``words``: the part of a break that it is of; blank where it was marked before.
    """

    key: str
    provider: Provider
    words: str
    pence: int

    @property
    def is_marked(self) -> bool:
        """Whether its cases are closed: a line that is it moves nothing."""
        return self.key.startswith(MARKED)


def may_be_sent_back(*, viewer: Viewer) -> tuple[SentBack, ...]:
    """All that a line that came in can be, by provider. Only finance has any."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return ()
    wanted = select(PayoutReversal).join(Payout).where(*_by_bank(), PayoutReversal.refused_why != "")
    waits = wanted.where(PayoutReversal.settled_at.is_(None), PayoutReversal.net_pence > 0)
    provider = joinedload(PayoutReversal.payout).joinedload(Payout.provider)
    rows = session.scalars(waits.options(provider).order_by(PayoutReversal.id))
    cases = [SentBack(one.ref, one.payout.provider, one.payout.words, one.net_pence) for one in rows]
    return tuple(sorted((*cases, *marked_sent_back()), key=lambda one: (one.provider.name, one.provider.id)))


def marked_sent_back() -> tuple[SentBack, ...]:
    """What was marked as come and no line is, one sum for each provider."""
    left = _unseen()
    providers = session.scalars(select(Provider).where(Provider.id.in_(left)).order_by(Provider.id))
    return tuple(SentBack(f"{MARKED}{one.ref}", one, "", left[one.id]) for one in providers)


def sent_back_unseen_pence() -> int:
    """All of that."""
    return sum(_unseen().values())


def _unseen() -> Mapping[int, int]:
    """By number of the provider; nothing of whom every penny is in a line."""
    seen = (
        select(func.coalesce(func.sum(BankLine.pence), 0))
        .where(BankLine.reference == literal(SENT_BACK) + Provider.ref)
        .correlate(Provider)
        .scalar_subquery()
    )
    came = func.sum(PayoutReversal.net_pence)
    wanted = select(Provider.id, came - seen).select_from(PayoutReversal).join(Payout).join(Provider)
    rows = session.execute(
        wanted.where(*_by_bank(), PayoutReversal.came_back_at.is_not(None)).group_by(Provider.id, Provider.ref)
    )
    return {number: int(pence) for number, pence in rows if pence}


def _by_bank() -> tuple[ColumnElement[bool], ...]:
    return Payout.way == PayoutWay.BANK, Payout.state == PayoutState.SENT
