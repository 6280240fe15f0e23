"""Money of a direct payment that an officer has asked back, and what of it has come."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Account
from marketplace.budgets.models import Pot
from marketplace.budgets.models.surplus import Surplus
from marketplace.db import Base, HasRef, HasVersion
from marketplace.worded import Worded


class AskedState(Worded):
    """Where money that was asked back stands; worked out from what came, and never kept."""

    WAITS = "waits", "not paid back yet"
    PART = "part", "paid back in part"
    BACK = "back", "paid back"
    LET_GO = "let_go", "not asked for any more"


class AskedMoney(HasRef, HasVersion, Base):
    """Stated money that was asked back after the talk: how much, why, how and by when (R46).

    ``back_pence``: what came so far; only that was posted. ``let_go_at``: it is not asked for any more, with
    ``let_go_words``; what came before stays. ``reminded_at``: they were told once that its day is over.
    """

    __tablename__ = "asked_money"
    __table_args__ = (
        CheckConstraint("pence > 0 AND back_pence BETWEEN 0 AND pence", name="no_more_than_asked"),
        CheckConstraint("reason <> '' AND how <> ''", name="said_why_and_how"),
        CheckConstraint("(let_go_at IS NULL) = (let_go_words = '')", name="let_go_with_a_reason"),
        CheckConstraint("let_go_at IS NULL OR back_pence < pence", name="whole_or_let_go"),
    )

    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), index=True)
    surplus_id: Mapped[int] = mapped_column(ForeignKey("surplus.id"), index=True)
    pence: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))
    how: Mapped[str] = mapped_column(String(300))
    pay_by: Mapped[date]
    asked_at: Mapped[datetime]
    asked_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    back_pence: Mapped[int] = mapped_column(default=0)
    let_go_at: Mapped[datetime | None]
    let_go_words: Mapped[str] = mapped_column(String(300), default="")
    reminded_at: Mapped[datetime | None]

    pot: Mapped[Pot] = relationship()
    surplus: Mapped[Surplus] = relationship()
    asked_by: Mapped[Account | None] = relationship()

    @property
    def state(self) -> AskedState:
        """Where it stands."""
        return state_of(self.pence, self.back_pence, is_let_go=self.let_go_at is not None)

    @property
    def left_pence(self) -> int:
        """What is still to come; nothing once it is let go."""
        return self.pence - self.back_pence if self.let_go_at is None else 0


def state_of(pence: int, back_pence: int, *, is_let_go: bool) -> AskedState:
    """Where money stands of which so much was asked and has come."""
    if is_let_go:
        return AskedState.LET_GO
    if back_pence >= pence:
        return AskedState.BACK
    return AskedState.PART if back_pence else AskedState.WAITS
