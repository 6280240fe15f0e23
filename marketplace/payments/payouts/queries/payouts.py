"""What stands of payouts: for each provider its own, for the brokerage's finance what it has to look at."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.spreadsheet import as_rows, pounds
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import Provider
from marketplace.payments.disputes import DisputeState
from marketplace.payments.models import CardDispute
from marketplace.payments.payouts.accounts import CAN_GO_ON, AccountState
from marketplace.payments.payouts.lifecycle import PayoutState, PayoutWay
from marketplace.payments.payouts.models import Payout, PayoutAccount, PayoutReversal
from marketplace.payments.payouts.queries.to_pay_out import book_of_provider

COLUMNS = (
    "Break",
    "Part",
    "When",
    "Price",
    "Fee of the brokerage",
    "Taken back",
    "You have",
    "Where it stands",
    "Sent",
)
MOST_SHOWN = 500


@dataclass(frozen=True)
class PayoutRow:
    """One payout. ``pence``: what was paid of the part; ``has_pence``: what its provider has of it, or is to.

    ``is_listed``: the bank was told to pay it, or is told soon.
    """

    ref: str
    provider: str
    group: str
    words: str
    when: str
    pence: int
    fee_pence: int
    back_pence: int
    has_pence: int
    way: PayoutWay
    is_listed: bool
    state: PayoutState
    why: str
    made_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class MyPayouts:
    """What a provider sees. ``may_connect``: the reader may go to the card firm's page for it.

    ``has_details``: it is known where to pay it what came by bank transfer.
    """

    state: AccountState
    may_connect: bool
    has_details: bool
    rows: tuple[PayoutRow, ...]

    @property
    def can_go_on(self) -> bool:
        """Whether the card firm's page has something to ask of the reader."""
        return self.may_connect and self.state in CAN_GO_ON

    @property
    def waiting_pence(self) -> int:
        """What is owed and not sent."""
        return sum(row.has_pence for row in self.rows if row.state is not PayoutState.SENT)

    @property
    def sent_pence(self) -> int:
        """What was sent, less what was taken back."""
        return sum(row.has_pence for row in self.rows if row.state is PayoutState.SENT)


@dataclass(frozen=True)
class ReversalRow:
    """Money that the card firm would not take back from a provider."""

    ref: str
    provider: str
    words: str
    pence: int
    why: str
    made_at: datetime


@dataclass(frozen=True)
class PayoutDesk:
    """What finance sees: what waits for a provider, what was refused, and the latest of what came back."""

    waiting: tuple[PayoutRow, ...]
    refused: tuple[PayoutRow, ...]
    reversals: tuple[ReversalRow, ...]
    came_back: tuple[PayoutRow, ...]


def account_of(provider_id: int) -> PayoutAccount | None:
    """A provider's account with the card firm."""
    return session.scalar(select(PayoutAccount).where(PayoutAccount.provider_id == provider_id))


def lost_pence(payment_ids: Collection[int]) -> Mapping[int, int]:
    """What was lost of each of these payments in disputes."""
    rows = session.execute(
        select(CardDispute.payment_id, func.sum(CardDispute.pence))
        .where(CardDispute.payment_id.in_(payment_ids), CardDispute.state == DisputeState.LOST)
        .group_by(CardDispute.payment_id)
    )
    return {payment_id: int(pence) for payment_id, pence in rows}


def my_payouts(*, viewer: Viewer) -> MyPayouts:
    """The account and the payouts of the viewer's provider, the latest first. Raises NotFound."""
    provider = _provider(viewer)
    if provider is None:
        raise NotFound
    account = account_of(provider.id)
    rows = session.scalars(_shown(Payout.provider_id == provider.id).limit(MOST_SHOWN)).all()
    return MyPayouts(
        state=account.state if account else AccountState.NOT_BEGUN,
        may_connect=viewer.can(Permission.SEND_INVOICES),
        has_details=book_of_provider(provider.id) is not None,
        rows=tuple(map(_row, rows)),
    )


def account_gap(*, viewer: Viewer) -> AccountState | None:
    """What keeps the viewer's provider from being paid for card payments; nothing where it can be, or is not theirs."""
    if not viewer.can(Permission.SEND_INVOICES) or viewer.organisation_id is None:
        return None
    states = session.execute(
        select(PayoutAccount.state)
        .select_from(Provider)
        .outerjoin(PayoutAccount, PayoutAccount.provider_id == Provider.id)
        .where(Provider.organisation_id == viewer.organisation_id)
    ).first()
    if states is None:
        return None
    state: AccountState = states[0] or AccountState.NOT_BEGUN
    return None if state is AccountState.READY else state


def sent_payouts(parts: Collection[str]) -> Sequence[Payout]:
    """What was sent for these parts, the first first."""
    wanted = select(Payout).where(Payout.part.in_(parts), Payout.state == PayoutState.SENT)
    return session.scalars(wanted.order_by(Payout.id)).all()


def as_csv(rows: Iterable[PayoutRow]) -> str:
    """Every payout for a spreadsheet; amounts are pounds with two decimals."""
    return as_rows(COLUMNS, map(_cells, rows))


def payout_desk(*, viewer: Viewer) -> PayoutDesk:
    """What finance has to look at. Raises NotFound for anybody else."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        raise NotFound
    is_open = and_(Payout.state.in_((PayoutState.OWED, PayoutState.REFUSED)), Payout.way == PayoutWay.CARD)
    open_ones = session.scalars(_shown(is_open)).all()
    rows = [_row(one) for one in open_ones]
    back = session.scalars(_shown(Payout.back_pence > 0).limit(MOST_SHOWN)).all()
    return PayoutDesk(
        waiting=tuple(row for row in rows if row.state is PayoutState.OWED),
        refused=tuple(row for row in rows if row.state is PayoutState.REFUSED),
        reversals=tuple(map(_reversal, _reversals_refused())),
        came_back=tuple(map(_row, back)),
    )


def count_payout_cases(*, viewer: Viewer) -> int:
    """How many payouts and reversals were refused and wait for finance."""
    if not viewer.can(Permission.HANDLE_PAYMENTS):
        return 0
    refused = select(func.count()).select_from(Payout).where(Payout.state == PayoutState.REFUSED)
    stuck = select(func.count()).select_from(PayoutReversal).where(_is_stuck())
    return session.scalars(select(refused.scalar_subquery() + stuck.scalar_subquery())).one()


def reversal(ref: str, *, viewer: Viewer) -> ReversalRow:
    """One reversal that was refused and is not settled. Raises NotFound, for whoever is not of finance too."""
    wanted = _stuck().where(PayoutReversal.ref == ref)
    row = session.scalar(wanted) if viewer.can(Permission.HANDLE_PAYMENTS) else None
    if row is None:
        raise NotFound
    return _reversal(row)


def _provider(viewer: Viewer) -> Provider | None:
    if not viewer.can(Permission.SEE_EARNINGS):
        return None
    return session.scalar(select(Provider).where(Provider.organisation_id == viewer.organisation_id))


def _shown(which: ColumnElement[bool]) -> Select[Payout]:
    is_shown = Payout.state != PayoutState.OVER
    return select(Payout).where(which, is_shown).options(joinedload(Payout.provider)).order_by(Payout.id.desc())


def _is_stuck() -> ColumnElement[bool]:
    return and_(PayoutReversal.refused_why != "", PayoutReversal.settled_at.is_(None))


def _stuck() -> Select[PayoutReversal]:
    provider = joinedload(PayoutReversal.payout).joinedload(Payout.provider)
    return select(PayoutReversal).where(_is_stuck()).options(provider).order_by(PayoutReversal.id)


def _reversals_refused() -> Collection[PayoutReversal]:
    return session.scalars(_stuck()).all()


def _reversal(one: PayoutReversal) -> ReversalRow:
    return ReversalRow(one.ref, one.payout.provider.name, one.payout.words, one.net_pence, one.refused_why, one.made_at)


def _row(one: Payout) -> PayoutRow:
    return PayoutRow(
        ref=one.ref,
        provider=one.provider.name,
        group=one.group,
        words=one.words,
        when=one.when,
        pence=one.pence,
        fee_pence=one.fee_pence,
        back_pence=one.back_pence,
        has_pence=one.net_left_pence,
        way=one.way,
        is_listed=one.payee_id is not None,
        state=one.state,
        why=one.why,
        made_at=one.made_at,
        sent_at=one.sent_at,
    )


def _cells(row: PayoutRow) -> tuple[str, ...]:
    return (
        row.group,
        row.words,
        row.when,
        pounds(row.pence),
        pounds(row.fee_pence),
        pounds(row.back_pence),
        pounds(row.has_pence if row.state is PayoutState.SENT else 0),
        row.state.label,
        f"{in_london(row.sent_at):%Y-%m-%d}" if row.sent_at else "",
    )
