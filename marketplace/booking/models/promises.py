"""What people pay themselves of a break, by card or bank transfer: promised with the pot's yes, owed once confirmed."""

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.booking.models.breaks import Break
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import SettlesBy
from marketplace.budgets.statement import PROMISED
from marketplace.db import Base, HasRef, one_of

if TYPE_CHECKING:
    from marketplace.booking.models.client_account import PaidElsewhere

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def payment_reference() -> str:
    """What the payer writes on the transfer: short, and without signs that are read as others."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


class Promise(HasRef, Base):
    """What a pot that its owner pays from pays of one break. ``way``: card or bank transfer.

    ``pence`` is what it pays now, and goes down when a line is cancelled. ``paid_pence`` and ``sent_back_pence`` only
    go up: what was paid above ``pence`` goes back, to the card at once, by transfer when finance has sent it.
    ``part_pence``: what has come by transfer of what is owed, while it is less than that: it is in no book yet, and
    counts as paid once all is there, or to be sent back once less is owed.
    ``due_on``: of the invoice, which goes out when the break is confirmed; none before. By card there is none, but
    where a bank took back what a card had paid: that is asked for by transfer. ``transferred_pence``: of a promise by
    card, what came so and has not gone back; it is a part of what was paid.
    """

    __tablename__ = "promise"
    __table_args__ = (
        UniqueConstraint("break_id", "pot_id"),
        CheckConstraint("pence >= 0 AND paid_pence >= sent_back_pence AND sent_back_pence >= 0", name="sums"),
        CheckConstraint(
            "part_pence = 0 OR (part_pence > 0 AND part_pence < pence - paid_pence + sent_back_pence)", name="parts"
        ),
        CheckConstraint(
            "transferred_pence >= 0 AND transferred_pence <= paid_pence - sent_back_pence"
            " AND (transferred_pence = 0 OR (way = 'card' AND due_on IS NOT NULL))",
            name="transferred",
        ),
    )

    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"))
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), index=True)
    way: Mapped[SettlesBy] = mapped_column(one_of(SettlesBy))
    pence: Mapped[int]
    paid_pence: Mapped[int] = mapped_column(default=0)
    sent_back_pence: Mapped[int] = mapped_column(default=0)
    part_pence: Mapped[int] = mapped_column(default=0, server_default="0")
    transferred_pence: Mapped[int] = mapped_column(default=0, server_default="0")
    payment_reference: Mapped[str] = mapped_column(String(20), unique=True, default=payment_reference)
    due_on: Mapped[date | None]
    made_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    sent_back_at: Mapped[datetime | None]

    break_: Mapped[Break] = relationship()
    pot: Mapped[Pot] = relationship()
    paid_elsewhere: Mapped[list["PaidElsewhere"]] = relationship(back_populates="promise", order_by="PaidElsewhere.id")

    @property
    def reference(self) -> str:
        """By which cards and charges know it."""
        return f"{PROMISED}{self.ref}"

    @property
    def is_by_card(self) -> bool:
        """Whether a card is charged for it."""
        return self.way is SettlesBy.CARD

    @property
    def kept_pence(self) -> int:
        """What was paid and has not gone back."""
        return self.paid_pence - self.sent_back_pence

    @property
    def owed_pence(self) -> int:
        """What is not paid yet. Parts of it may have come."""
        return max(self.pence - self.kept_pence, 0)

    @property
    def is_paid(self) -> bool:
        """Whether all that it pays of a break that was confirmed has come, so that there is a receipt of it."""
        return self.break_.confirmed_at is not None and self.paid_pence > 0 and not self.owed_pence

    @property
    def to_come_pence(self) -> int:
        """What is still to come."""
        return self.owed_pence - self.part_pence

    @property
    def come_pence(self) -> int:
        """What has come and has not gone back, parts among it."""
        return self.kept_pence + self.part_pence

    @property
    def owed_back_pence(self) -> int:
        """What has to be sent back."""
        return max(self.kept_pence - self.pence, 0)

    @property
    def transfer_back_pence(self) -> int:
        """What of that goes back by transfer: what came so goes back first (0125). The rest goes to the card.

        Not what was paid on to people who are not on this site: it is not there any more, and their parts still cost
        it (nobody but a provider on this site lets anybody off).
        """
        if not self.is_by_card:
            return self.owed_back_pence
        if not self.owed_back_pence or not self.transferred_pence:
            return 0
        return min(self.owed_back_pence, self.transferred_pence - self.paid_elsewhere_pence)

    @property
    def paid_elsewhere_pence(self) -> int:
        """What of it was paid to people who are not on this site."""
        return sum(row.pence for row in self.paid_elsewhere)

    @property
    def card_back_pence(self) -> int:
        """What of what has to be sent back goes to the card."""
        return self.owed_back_pence - self.transfer_back_pence

    @property
    def by_card_pence(self) -> int:
        """What cards paid of it and neither went back to them nor was taken back by their banks."""
        return self.kept_pence - self.transferred_pence if self.is_by_card else 0
