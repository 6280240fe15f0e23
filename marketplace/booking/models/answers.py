"""Who said yes or no: pots' agreements, the say of each person, officers' decisions, and officers' limits."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Account
from marketplace.booking.models.breaks import Break
from marketplace.booking.models.lines import Line
from marketplace.booking.sorts import AgreedHow, SaidHow
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import Base, HasRef, one_of
from marketplace.files import StoredFile
from marketplace.people.models import Person


class Agreement(HasRef, Base):
    """A pot's yes to a break: to these shares and no others (DATA_MODEL 5).

    ``covers``: each share by its key, and its pence; see ``agreements``. ``by_name``: who said yes, where that is not
    who wrote it down. ``way``: how whoever pays it themselves will pay.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("pence >= 0", name="not_below_nought"),
        Index(
            "uq_agreement_standing",
            "break_id",
            "pot_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"))
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), index=True)
    pence: Mapped[int]
    covers: Mapped[list[list[str | int]]] = mapped_column(JSON)
    how: Mapped[AgreedHow] = mapped_column(one_of(AgreedHow))
    by_name: Mapped[str] = mapped_column(String(120))
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    way: Mapped[SettlesBy | None] = mapped_column(one_of(SettlesBy))
    limit_pence: Mapped[int | None]
    purchase_order: Mapped[str] = mapped_column(String(60), default="")
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    letter_words: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    @property
    def was_told(self) -> bool:
        """Whether whoever wrote it down was told it."""
        return self.how is AgreedHow.TOLD

    break_: Mapped[Break] = relationship()
    pot: Mapped[Pot] = relationship()
    letter: Mapped[StoredFile | None] = relationship()


class PotRefusal(Base):
    """An officer's no to what a pot was asked to pay, kept with its reason as a like case for the next.

    ``kinds``: of the parts it was to pay for. ``limit_pence``: the officer's own at that time.
    """

    __tablename__ = "pot_refusal"
    __table_args__ = (
        CheckConstraint("pence >= 0", name="not_below_nought"),
        Index("ix_pot_refusal_break_id_pot_id", "break_id", "pot_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"))
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"))
    pence: Mapped[int]
    kinds: Mapped[list[str]] = mapped_column(JSON)
    limit_pence: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(300))
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    break_: Mapped[Break] = relationship()


class PassedOn(Base):
    """A word with which an officer passed a question of money on to those whose limit allows it (R47)."""

    __tablename__ = "passed_on"
    __table_args__ = (Index("ix_passed_on_break_id_pot_id", "break_id", "pot_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"))
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"))
    words: Mapped[str] = mapped_column(String(300))
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    by: Mapped[Account] = relationship()


class Say(Base):
    """Yes or no of one person to one line. The latest counts. ``powers``: the paper that somebody acted under (R52).

    ``is_yes`` none: they want to be asked again, which is neither. ``helped_by`` and ``told_how``: who helped them to
    decide, and how it was explained to them.
    """

    __tablename__ = "say"
    __table_args__ = (Index("ix_say_line_id_person_id", "line_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    is_yes: Mapped[bool | None]
    how: Mapped[SaidHow] = mapped_column(one_of(SaidHow))
    powers: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    helped_by: Mapped[str] = mapped_column(String(120), default="")
    told_how: Mapped[str] = mapped_column(String(200), default="")
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    line: Mapped[Line] = relationship()
    person: Mapped[Person] = relationship()
    by: Mapped[Account | None] = relationship()


class RuleDecision(HasRef, Base):
    """What a named officer decided where a rule said "ask": kept with its reason, a precedent for the next.

    ``pot_ref``: the pot of which alone it was asked, blank where it was asked of the part or of the break.
    ``instead_of_id``: the decision that it takes the place of. One question has one first decision, and each has one
    that follows it: of two officers who decide at once the second is told of the first.
    """

    __tablename__ = "rule_decision"
    __table_args__ = (
        Index("ix_rule_decision_rule_id_at", "rule_id", "at"),
        Index(
            "uq_rule_decision_first_of_line",
            "break_id",
            "line_id",
            "rule_id",
            "pot_ref",
            unique=True,
            sqlite_where=text("instead_of_id IS NULL AND line_id IS NOT NULL"),
            postgresql_where=text("instead_of_id IS NULL AND line_id IS NOT NULL"),
        ),
        Index(
            "uq_rule_decision_first_of_break",
            "break_id",
            "rule_id",
            "pot_ref",
            unique=True,
            sqlite_where=text("instead_of_id IS NULL AND line_id IS NULL"),
            postgresql_where=text("instead_of_id IS NULL AND line_id IS NULL"),
        ),
    )

    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("break_line.id"))
    rule_id: Mapped[str] = mapped_column(String(12))
    pot_ref: Mapped[str] = mapped_column(String(32), default="", server_default="")
    is_yes: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(300))
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("rule_decision.id"), unique=True)

    by: Mapped[Account] = relationship()


class OfficerLimit(Base):
    """How much of one break an officer may agree alone, and who named it (R47). Ended, never changed."""

    __tablename__ = "officer_limit"
    __table_args__ = (
        CheckConstraint("pence >= 0", name="not_below_nought"),
        Index(
            "uq_officer_limit_standing",
            "account_id",
            "council_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    pence: Mapped[int]
    named_at: Mapped[datetime]
    named_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
