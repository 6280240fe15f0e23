"""Swaps of parts of confirmed breaks, what each asks of each pot, and the limits that were named before (R47)."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Account
from marketplace.booking.models.breaks import Break
from marketplace.booking.models.lines import Line
from marketplace.booking.swaps import Limit, SwapPer, SwapState
from marketplace.budgets.models import Pot
from marketplace.db import Base, HasRef, one_of

_STANDING = text("ended_at IS NULL")
_STANDS = text("state IN ('waits', 'asked', 'done', 'pays')")


class SwapLimit(Base):
    """What may be swapped at once from a pot, and who named it. Ended, never changed."""

    __tablename__ = "swap_limit"
    __table_args__ = (
        CheckConstraint("each_pence >= 0 AND all_pence >= each_pence", name="sums"),
        Index("uq_swap_limit_standing", "pot_id", unique=True, sqlite_where=_STANDING, postgresql_where=_STANDING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    each_pence: Mapped[int]
    all_pence: Mapped[int]
    per: Mapped[SwapPer] = mapped_column(one_of(SwapPer))
    named_at: Mapped[datetime]
    named_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]

    named_by: Mapped[Account | None] = relationship()

    @property
    def limit(self) -> Limit:
        """The same for the rule."""
        kinds = frozenset(ListingKind(kind) for kind in self.kinds)
        return Limit(kinds, self.each_pence, self.all_pence, self.per)


class Swap(HasRef, Base):
    """Another line in the place of one of a confirmed break: the old one stays booked until the new one is.

    ``until``: until when it is waited for; then it is over. ``cost_pence``: what the provider of the old part keeps of
    it, as whoever asked agreed to. ``provisionally_at``: when the provider of support said yes for now, and may read
    what keeps the person safe. ``asks``: what rules leave to an officer, each as its line (blank: the break), rule,
    pot and sentence. ``words``: why it came to its end.
    """

    __tablename__ = "swap"
    __table_args__ = (
        CheckConstraint("line_id <> fresh_id", name="two_lines"),
        CheckConstraint("cost_pence >= 0", name="cost"),
        Index("uq_swap_standing", "line_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        Index("ix_swap_state_until", "state", "until"),
    )

    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"))
    fresh_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), unique=True)
    state: Mapped[SwapState] = mapped_column(one_of(SwapState), default=SwapState.PLANNED)
    until: Mapped[datetime]
    cost_pence: Mapped[int] = mapped_column(default=0)
    asks: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    words: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    provisionally_at: Mapped[datetime | None]
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    break_: Mapped[Break] = relationship()
    old: Mapped[Line] = relationship(foreign_keys=[line_id])
    fresh: Mapped[Line] = relationship(foreign_keys=[fresh_id])
    by: Mapped[Account | None] = relationship()
    pots: Mapped[list["SwapPot"]] = relationship(order_by="SwapPot.pot_id")


class SwapPot(Base):
    """What a swap asks of one pot. ``why_asked``: why it needs a yes of its own; blank where it was given before.

    ``old_pence``: what it paid of the old part; ``new_pence``: what it pays of the new one, and of what is kept.
    """

    __tablename__ = "swap_pot"
    __table_args__ = (
        UniqueConstraint("swap_id", "pot_id"),
        CheckConstraint("old_pence >= 0 AND new_pence >= 0", name="sums"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    swap_id: Mapped[int] = mapped_column(ForeignKey("swap.id"))
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), index=True)
    old_pence: Mapped[int]
    new_pence: Mapped[int]
    why_asked: Mapped[str] = mapped_column(String(200), default="")
    is_yes: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    by_name: Mapped[str] = mapped_column(String(120), default="")
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime | None]

    pot: Mapped[Pot] = relationship()

    @property
    def more_pence(self) -> int:
        """What it pays more; below nought: less."""
        return self.new_pence - self.old_pence

    @property
    def is_waited_for(self) -> bool:
        """Whether its yes is still to come."""
        return bool(self.why_asked) and self.is_yes is None
