"""Tables of what the funder of a pot asks of it, and of the money that comes into it and goes out of it by date."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.access_facts.kinds import ListingKind
from marketplace.budgets.fees import show_per_cent
from marketplace.budgets.forecast import Coming, Every, Going
from marketplace.budgets.terms import Buys
from marketplace.db import Base, HasRef, one_of
from marketplace.rules.direct_payments import PaidTo
from marketplace.rules.purchases import strictest
from marketplace.rules.settings import MayBuy


class PotTerms(Base):
    """What a funder asks of a pot; a pot without a row has no terms. None: not said.

    ``week_cap_pence`` and ``total_cap_pence``: the most that breaks may take; ``is_firm``: over them is a no, not a
    warning. ``kept_back_pence``: for an emergency. ``paid_to_agreed_on``: when an officer wrote down who gets a direct
    payment (R2). ``means_tested_on``: R3. ``award_letter`` and ``award_year_pence``: of an ILF award (R43).
    ``share_basis_points``: how much of each part that is support it pays, in hundredths of a per cent (SHARE).
    ``by_officer``: what an officer wrote last, by field of ``terms.OFFICERS``; empty where none did. Nobody else makes
    that looser (R18a).
    """

    __tablename__ = "pot_terms"
    __table_args__ = (
        CheckConstraint("week_cap_pence > 0", name="week_cap"),
        CheckConstraint("total_cap_pence > 0", name="total_cap"),
        CheckConstraint("kept_back_pence >= 0", name="kept_back"),
        CheckConstraint("carry_over_pence >= 0", name="carry_over"),
        CheckConstraint("award_year_pence >= 0", name="award_year"),
        CheckConstraint("share_basis_points BETWEEN 1 AND 10000", name="share"),
    )

    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), primary_key=True, autoincrement=False)
    week_cap_pence: Mapped[int | None]
    total_cap_pence: Mapped[int | None]
    is_firm: Mapped[bool] = mapped_column(default=True)
    kept_back_pence: Mapped[int] = mapped_column(default=0)
    carry_over_pence: Mapped[int | None]
    is_provisional: Mapped[bool] = mapped_column(default=False)
    paid_to: Mapped[PaidTo | None] = mapped_column(one_of(PaidTo))
    paid_to_name: Mapped[str] = mapped_column(String(120), default="")
    paid_to_agreed_on: Mapped[date | None]
    means_tested_on: Mapped[date | None]
    award_letter: Mapped[str] = mapped_column(String(200), default="")
    award_year_pence: Mapped[int | None]
    share_basis_points: Mapped[int | None]
    by_officer: Mapped[dict[str, int | None]] = mapped_column(JSON, default=dict, server_default="{}")
    changed_at: Mapped[datetime]
    changed_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @property
    def share_words(self) -> str:
        """Its share of support, as ``"25%"``; blank where it has none."""
        return show_per_cent(self.share_basis_points) if self.share_basis_points else ""


class PotPurchase(Base):
    """What a pot says of one sort of thing: whether it may buy it (R8), and for how much in all.

    ``officers_answer`` and ``officers_most_pence``: what an officer wrote last. What anybody else says of the pot makes
    that stricter and never looser (R18a).
    """

    __tablename__ = "pot_purchase"
    __table_args__ = (
        UniqueConstraint("pot_id", "kind"),
        CheckConstraint("most_pence > 0", name="above_nought"),
        CheckConstraint("officers_most_pence > 0", name="officers_above_nought"),
        CheckConstraint(
            "coalesce(answer, officers_answer) IS NOT NULL OR coalesce(most_pence, officers_most_pence) IS NOT NULL",
            name="says_something",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"))
    kind: Mapped[ListingKind] = mapped_column(one_of(ListingKind))
    answer: Mapped[MayBuy | None] = mapped_column(one_of(MayBuy))
    most_pence: Mapped[int | None]
    officers_answer: Mapped[MayBuy | None] = mapped_column(one_of(MayBuy, name="officers_answer"))
    officers_most_pence: Mapped[int | None]

    @property
    def buys(self) -> Buys:
        """The stricter of what is said and of what an officer wrote."""
        said = [one for one in (self.answer, self.officers_answer) if one is not None]
        sums = [pence for pence in (self.most_pence, self.officers_most_pence) if pence is not None]
        return Buys(strictest(*said) if said else None, min(sums, default=None))

    @property
    def is_claim(self) -> bool:
        """Whether it is said to be bought, and no officer wrote that."""
        return self.buys.answer is MayBuy.ALLOW and self.officers_answer is not MayBuy.ALLOW

    @property
    def by_officer(self) -> Buys:
        """What an officer wrote."""
        return Buys(self.officers_answer, self.officers_most_pence)


class PotInstalment(HasRef, Base):
    """Money that comes into a pot on a day. ``came_on``: when it was written down as in."""

    __tablename__ = "pot_instalment"
    __table_args__ = (CheckConstraint("pence > 0", name="above_nought"),)

    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), index=True)
    due_on: Mapped[date]
    pence: Mapped[int]
    words: Mapped[str] = mapped_column(String(100), default="")
    came_on: Mapped[date | None]
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @property
    def coming(self) -> Coming:
        """The same for a forecast."""
        return Coming(self.due_on, self.pence)


class PotOutgoing(HasRef, Base):
    """What goes out of stated money again and again, such as the pay of a PA. ``until_on`` none: without an end."""

    __tablename__ = "pot_outgoing"
    __table_args__ = (
        CheckConstraint("pence > 0", name="above_nought"),
        CheckConstraint("until_on >= next_on", name="days_in_order"),
    )

    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), index=True)
    words: Mapped[str] = mapped_column(String(100))
    pence: Mapped[int]
    every: Mapped[Every] = mapped_column(one_of(Every))
    next_on: Mapped[date]
    until_on: Mapped[date | None]
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @property
    def going(self) -> Going:
        """The same for a forecast."""
        return Going(self.pence, self.every, self.next_on, self.until_on)
