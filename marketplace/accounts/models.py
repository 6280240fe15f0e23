"""Accounts, organisations, memberships, what is asked for by e-mail and not yet done, and the count of tries."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.roles import OrganisationKind, RoleName
from marketplace.db import Base, HasRef, one_of


class Account(HasRef, Base):
    """A sign-in. ``sign_in_epoch`` goes up to end every session at once; ``email`` is kept in lower case.

    ``reads_easily``: wants pages that decide in easy words, with pictures.
    """

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    telephone: Mapped[str | None] = mapped_column(String(30))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    made_at: Mapped[datetime]
    email_verified_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    sign_in_epoch: Mapped[int] = mapped_column(default=0)
    reads_easily: Mapped[bool] = mapped_column(default=False)

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="account", foreign_keys="Membership.account_id", order_by="Membership.id"
    )


class Council(Base):
    """One of the 32 councils: the tenant of people, support plans and council pots; told about harm (R53)."""

    __tablename__ = "council"

    id: Mapped[int] = mapped_column(primary_key=True)
    gss_code: Mapped[str] = mapped_column(String(9), unique=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    telephone: Mapped[str | None] = mapped_column(String(30))
    out_of_hours_telephone: Mapped[str | None] = mapped_column(String(30))


class Organisation(HasRef, Base):
    """A council's department, a carers' centre, a provider, an ISF holder, or the brokerage itself."""

    __tablename__ = "organisation"

    kind: Mapped[OrganisationKind] = mapped_column(one_of(OrganisationKind))
    name: Mapped[str] = mapped_column(String(120))
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), index=True)
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    council: Mapped[Council | None] = relationship()


class Membership(HasRef, Base):
    """An account in one role, in an organisation or (``organisation_id`` empty) for itself. Ended, never deleted."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_within",
            "account_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_membership_of_ones_own",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND organisation_id IS NULL"),
            postgresql_where=text("ended_at IS NULL AND organisation_id IS NULL"),
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[RoleName] = mapped_column(one_of(RoleName))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(back_populates="memberships", foreign_keys=[account_id])
    organisation: Mapped[Organisation | None] = relationship()


class SignUp(HasRef, Base):
    """Somebody asked to join. It becomes an account when the letter sent to ``email`` is answered, and not before.

    ``roles`` are those of one's own that were ticked; ``organisation_name`` the provider that is to be made, if any;
    ``next_path`` the page of this site that the person was on the way to.
    """

    __tablename__ = "sign_up"

    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(120))
    roles: Mapped[list[str]] = mapped_column(JSON)
    organisation_name: Mapped[str | None] = mapped_column(String(120))
    next_path: Mapped[str | None] = mapped_column(String(500))
    made_at: Mapped[datetime]


class EmailChange(HasRef, Base):
    """The address that an account is to have once the letter sent there is answered: one at a time for each account."""

    __tablename__ = "email_change"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    made_at: Mapped[datetime]


class Invitation(HasRef, Base):
    """An offer of a membership by e-mail, open until taken, withdrawn or out of time.

    ``invited_by_id`` is empty where the site itself invited: the first member of the brokerage.
    """

    __tablename__ = "invitation"

    email: Mapped[str] = mapped_column(String(254), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[RoleName] = mapped_column(one_of(RoleName))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    invited_by: Mapped[Account | None] = relationship()


class Token(Base):
    """A secret sent once by e-mail and good once; only its digest is kept. ``reference`` says what it opens."""

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(80), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """A try that is counted: a failed sign-in or a letter asked for. ``key`` is a digest of what, and from where."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class DemoPerson(Base):
    """An invented person whom the sign-in page offers. Only ``marketplace demo load`` adds any: no row, no demo."""

    __tablename__ = "demo_person"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    words: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]

    account: Mapped[Account] = relationship()
