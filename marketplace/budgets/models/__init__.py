"""Tables of pots and of the ledger.

The ledger is ``ledger_account`` and ``transfer``: from, to, how much; positive, in whole pence, added to and never
changed (DATA_MODEL 7). It holds ids alone: names and reasons are in ``transfer_note`` and ``stated_amount``, which can
be erased. Triggers of the database (migration 0032) move the sums of accounts and ``open_pence``; code never does.
``ledger_seal`` and ``ledger_proof`` say each day that nobody else did either.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    false,
    literal_column,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Account, Council, Organisation
from marketplace.budgets.allowances import Allowance
from marketplace.budgets.drafts import SortFacts
from marketplace.budgets.models.terms import PotPurchase, PotTerms
from marketplace.budgets.month_return import HandSort
from marketplace.budgets.sorts import AgreedBy, Control, SettlesBy
from marketplace.budgets.terms import CARERS, ILF, Buys, TermsAsked
from marketplace.clock import in_london
from marketplace.db import Base, HasRef, HasVersion, one_of
from marketplace.people.models import Person, SupportPlan
from marketplace.rules.purchases import SortBuys
from marketplace.rules.settings import MayBuy


class PotSort(Base):
    """A sort of pot: what its money is, who counts it, who says yes, how it pays. ``letter`` is of its picture.

    ``options`` of the 2013 Act that it can pay under: none for money that is not the council's. ``is_once``: money that
    is given one time, and is gone after its last day. ``buys``: whether it may buy a sort of thing, by its kind, where
    the sort says so; ``buys_words`` and ``buys_source``: why, for people to read, and who says so (R8).
    """

    __tablename__ = "pot_sort"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    position: Mapped[int]
    letter: Mapped[str] = mapped_column(String(1))
    label: Mapped[str] = mapped_column(String(80))
    sentence: Mapped[str] = mapped_column(String(200))
    control: Mapped[Control] = mapped_column(one_of(Control))
    options: Mapped[list[int]] = mapped_column(JSON)
    settles_by: Mapped[list[str]] = mapped_column(JSON)
    agreed_by: Mapped[AgreedBy] = mapped_column(one_of(AgreedBy))
    is_once: Mapped[bool] = mapped_column(default=False, server_default=false())
    buys: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    buys_words: Mapped[str] = mapped_column(String(200), default="", server_default="")
    buys_source: Mapped[str] = mapped_column(String(200), default="", server_default="")

    @property
    def is_direct_payment(self) -> bool:
        """Whether the council pays it over, so that it can be spent under option 1 alone."""
        return self.options == [1]

    @property
    def is_unseen(self) -> bool:
        """Whether it is agreed by letter and paid to the person, as an ILF award is, who pays on by transfer.

        Without an invoice of ours nobody says here when.
        """
        is_letters = self.control is Control.STATED and self.agreed_by is AgreedBy.LETTER
        return is_letters and SettlesBy.BANK_TRANSFER in self.settles_by

    @property
    def asks(self) -> TermsAsked:
        """Which terms its pots have."""
        return TermsAsked(
            has_period=self.facts.has_period,
            is_direct_payment=self.is_direct_payment,
            is_carers=self.code == CARERS,
            is_award=self.code == ILF,
            has_share=self.facts.has_period and not self.facts.is_council_money,
        )

    def may_buy(self, kind: ListingKind) -> SortBuys | None:
        """What the sort says of a sort of thing; none where it says nothing."""
        said = self.buys.get(kind)
        return SortBuys(MayBuy(said), self.buys_words, self.buys_source) if said else None

    @property
    def facts(self) -> SortFacts:
        """What of it decides what its pots need."""
        return SortFacts(self.control, frozenset(self.options), frozenset(map(SettlesBy, self.settles_by)))


class Pot(HasRef, HasVersion, Base):
    """One source of money of a person or carer: from whom, from when until when, under which options.

    ``council_id``: whose council money it is, empty for other money. ``holder_id``: the organisation that holds an ISF.
    ``fee_basis_points``: its fee, in hundredths of a per cent. ``coding``: what a purchase order must name.
    """

    __tablename__ = "pot"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("fee_basis_points BETWEEN 0 AND 2500", name="fee"),
    )

    sort_id: Mapped[int] = mapped_column(ForeignKey("pot_sort.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    support_plan_id: Mapped[int | None] = mapped_column(ForeignKey("support_plan.id"))
    name: Mapped[str] = mapped_column(String(80))
    funder: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    options: Mapped[list[int]] = mapped_column(JSON)
    fee_basis_points: Mapped[int] = mapped_column(default=0)
    coding: Mapped[str] = mapped_column(String(60), default="")
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]

    sort: Mapped[PotSort] = relationship()
    person: Mapped[Person] = relationship()
    council: Mapped[Council | None] = relationship()
    holder: Mapped[Organisation | None] = relationship()
    support_plan: Mapped[SupportPlan | None] = relationship()
    terms: Mapped[PotTerms | None] = relationship(lazy="joined")
    purchases: Mapped[list[PotPurchase]] = relationship(
        lazy="selectin", order_by=PotPurchase.id, cascade="all, delete-orphan"
    )

    @property
    def buys(self) -> Mapping[ListingKind, Buys]:
        """What is said of sorts of things for this pot alone."""
        return {one.kind: one.buys for one in self.purchases}

    @property
    def is_counted(self) -> bool:
        """Whether its money is counted here: own money is not."""
        return self.sort.control is not Control.OWN

    @property
    def last_on(self) -> date | None:
        """The last day on which breaks can use it: the day it was closed on, if that is the earlier."""
        closed_on = in_london(self.closed_at).date() if self.closed_at else None
        last = min((day for day in (self.ends_on, closed_on) if day), default=None)
        return max(last, self.starts_on) if last and self.starts_on else last

    def is_over(self, on: date) -> bool:
        """Whether no break can use it any more on a day: it is closed by then, or its last day is before."""
        is_closed = self.closed_at is not None and in_london(self.closed_at).date() <= on
        return is_closed or (self.ends_on is not None and self.ends_on < on)

    @property
    def allowance(self) -> Allowance:
        """What it may pay for, for the rules of ``allowances``."""
        return Allowance(self.name, self.person_id, self.starts_on, self.ends_on, self.closed_at is not None)


class StatedAmount(Base):
    """What somebody said is in a pot on a day, and what of it goes out for regular costs. The latest counts."""

    __tablename__ = "stated_amount"
    __table_args__ = (CheckConstraint("amount_pence >= 0 AND outgoings_pence >= 0", name="not_below_nought"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), index=True)
    stated_on: Mapped[date]
    amount_pence: Mapped[int]
    outgoings_pence: Mapped[int]
    evidence: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    made_by: Mapped[Account | None] = relationship()


class AccountSort(StrEnum):
    """What stands behind an account of the ledger."""

    POT = "pot"
    OUTSIDE = "outside"
    PAYEE = "payee"


class LedgerAccount(Base):
    """One side of a transfer: a pot, the outside that money comes from, or whoever is paid.

    Of a guarded account the database keeps ``available_pence`` and ``held_pence`` and lets neither fall below nought.
    Of every pot it keeps what came in and what was paid to payees, both net: a balance is read, not added up. Of others
    all balances are sums, so that a funder or provider whom many breaks name is nobody's queue.
    """

    __tablename__ = "ledger_account"
    __table_args__ = (
        CheckConstraint("NOT is_guarded OR (available_pence >= 0 AND held_pence >= 0)", name="not_overdrawn"),
        CheckConstraint("(sort = 'pot') = (pot_id IS NOT NULL)", name="a_pot_is_a_pot"),
        CheckConstraint("(sort = 'pot') = (reference IS NULL)", name="others_are_named"),
        CheckConstraint("sort = 'pot' OR NOT is_guarded", name="only_pots_are_guarded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sort: Mapped[AccountSort] = mapped_column(one_of(AccountSort))
    pot_id: Mapped[int | None] = mapped_column(ForeignKey("pot.id"), unique=True)
    reference: Mapped[str | None] = mapped_column(String(100), unique=True)
    is_guarded: Mapped[bool] = mapped_column(default=False)
    available_pence: Mapped[int] = mapped_column(BigInteger, default=0)
    held_pence: Mapped[int] = mapped_column(BigInteger, default=0)
    came_in_pence: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    paid_pence: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


class Phase(StrEnum):
    """What a transfer does.

    ``pending`` sets money aside; ``post`` pays of what is pending, ``void`` lets of it go; ``posted`` moves at once.
    """

    PENDING = "pending"
    POST = "post"
    VOID = "void"
    POSTED = "posted"


class Transfer(Base):
    """From, to, how much. Never changed: what was wrong is put right by another that names it in ``corrects_id``.

    ``pending_id``: what a post or void belongs to. ``key``: the idempotency key. ``reference``: what it is for, as
    whoever asked for it said. ``expires_at``: until when a pending one was first promised.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("pence > 0", name="above_nought"),
        CheckConstraint("from_id <> to_id", name="between_two"),
        CheckConstraint("(phase IN ('post', 'void')) = (pending_id IS NOT NULL)", name="of_a_pending_one"),
        CheckConstraint("expires_at IS NULL OR phase = 'pending'", name="only_pending_expires"),
        CheckConstraint("corrects_id IS NULL OR phase = 'posted'", name="corrections_move_at_once"),
        Index("ix_transfer_from_id_at", "from_id", "at"),
        Index("ix_transfer_to_id_at", "to_id", "at"),
        Index("ix_transfer_reference", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"))
    pence: Mapped[int]
    phase: Mapped[Phase] = mapped_column(one_of(Phase))
    pending_id: Mapped[int | None] = mapped_column(ForeignKey("transfer.id"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("transfer.id"), index=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    reference: Mapped[str] = mapped_column(String(100))
    expires_at: Mapped[datetime | None]
    at: Mapped[datetime]
    by_account_id: Mapped[int | None]


class MoneyHold(Base):
    """What is still open of a pending transfer, and until when.

    Made and moved by triggers; code sets ``expires_at`` alone. For one reference money is open
    once: a share that is moved to another pot is let go there first.
    """

    __tablename__ = "money_hold"
    __table_args__ = (
        CheckConstraint("open_pence >= 0", name="not_below_nought"),
        Index(
            "uq_money_hold_open_reference",
            "reference",
            unique=True,
            sqlite_where=text("open_pence > 0"),
            postgresql_where=text("open_pence > 0"),
        ),
        Index(
            "ix_money_hold_open_account_id",
            "account_id",
            sqlite_where=text("open_pence > 0"),
            postgresql_where=text("open_pence > 0"),
        ),
        Index("ix_money_hold_account_id", "account_id"),
    )

    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"))
    reference: Mapped[str] = mapped_column(String(100))
    open_pence: Mapped[int]
    expires_at: Mapped[datetime | None]

    transfer: Mapped[Transfer] = relationship()


HOLD_IS_OPEN = MoneyHold.open_pence > literal_column("0")
"""Whether anything is left of a hold. Nought is written out: a value that is sent apart is not seen to be the condition
of the indexes of open holds."""


def is_set_aside(at: datetime) -> ColumnElement[bool]:
    """Whether a hold sets anything aside at an instant: what lapsed is gone, swept or not."""
    return HOLD_IS_OPEN & or_(MoneyHold.expires_at.is_(None), MoneyHold.expires_at > at)


class MoneyExport(HasRef, Base):
    """The statements of all pots of a council, holder or funder in a month: one reader's file, made in steps.

    ``done`` of ``total`` pots are in ``content`` so far; ``finished_at``: all of them. ``month``: "2027-03".
    ``funder``: the name of one that has nobody here.
    """

    __tablename__ = "money_export"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN council_id IS NULL THEN 0 ELSE 1 END + CASE WHEN holder_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN funder IS NULL THEN 0 ELSE 1 END = 1",
            name="of_one",
        ),
        CheckConstraint("done BETWEEN 0 AND total", name="done"),
    )

    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    funder: Mapped[str | None] = mapped_column(String(120), index=True)
    month: Mapped[str] = mapped_column(String(7))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    content: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime]
    asked_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    finished_at: Mapped[datetime | None]


class HandLine(HasRef, Base):
    """What went through the account of a direct payment besides this site, added by hand for the return of a month."""

    __tablename__ = "hand_line"
    __table_args__ = (
        CheckConstraint("pence > 0", name="above_nought"),
        Index("ix_hand_line_pot_id_month", "pot_id", "month"),
    )

    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"))
    month: Mapped[str] = mapped_column(String(7))
    happened_on: Mapped[date]
    sort: Mapped[HandSort] = mapped_column(one_of(HandSort))
    pence: Mapped[int]
    words: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class SentReturn(Base):
    """The return of a month as it was sent; its lines stay as they are now. ``words``: why the bank differs."""

    __tablename__ = "sent_return"
    __table_args__ = (
        CheckConstraint("bank_pence = closing_pence OR words <> ''", name="difference_explained"),
        CheckConstraint("closing_pence = opening_pence + in_pence - out_pence", name="adds_up"),
    )

    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    opening_pence: Mapped[int]
    in_pence: Mapped[int]
    out_pence: Mapped[int]
    closing_pence: Mapped[int]
    bank_pence: Mapped[int]
    words: Mapped[str] = mapped_column(String(300))
    sent_at: Mapped[datetime]
    sent_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    sent_by: Mapped[Account | None] = relationship()


class TransferNote(Base):
    """Why a transfer was made, in somebody's words. Apart from the ledger, so that it can be erased."""

    __tablename__ = "transfer_note"

    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"), primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(String(300))
