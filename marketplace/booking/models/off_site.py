"""The address book: providers who are not on this site, as those who arrange breaks wrote them down, and invitations.

Nothing here says whose break it was.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Account
from marketplace.booking.off_site_contacts import spaced
from marketplace.db import Base, HasRef, one_of
from marketplace.listings.models import Provider

_OPEN = text("taken_at IS NULL AND withdrawn_at IS NULL")


class OffSiteProvider(HasRef, Base):
    """One provider who is not on this site. ``key``: its name, as names are compared.

    ``merged_into_id``: somebody said that it is the same as another one. ``provider_id``: what it became on this site.
    """

    __tablename__ = "off_site_provider"
    __table_args__ = (CheckConstraint("merged_into_id <> id", name="merged_into_another"),)

    name: Mapped[str] = mapped_column(String(160))
    key: Mapped[str] = mapped_column(String(160), index=True)
    kind: Mapped[ListingKind] = mapped_column(one_of(ListingKind))
    town: Mapped[str] = mapped_column(String(80), default="")
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    telephone: Mapped[str] = mapped_column(String(30), default="", index=True)
    registration_number: Mapped[str] = mapped_column(String(20), default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("off_site_provider.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    made_at: Mapped[datetime]

    provider: Mapped[Provider | None] = relationship()
    known_by: Mapped[list["OffSiteKnown"]] = relationship(
        order_by="OffSiteKnown.id", cascade="all, delete-orphan", back_populates="entry"
    )
    invitations: Mapped[list["OffSiteInvitation"]] = relationship(
        order_by="OffSiteInvitation.id", back_populates="entry"
    )

    @property
    def telephone_words(self) -> str:
        """The telephone number as people read it."""
        return spaced(self.telephone)

    @property
    def about(self) -> str:
        """How audit records and letters name it."""
        return f"off-site:{self.ref}"


class OffSiteKnown(Base):
    """An organisation whose people wrote a provider down: it stands in their address book."""

    __tablename__ = "off_site_known"
    __table_args__ = (UniqueConstraint("off_site_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    off_site_id: Mapped[int] = mapped_column(ForeignKey("off_site_provider.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)

    entry: Mapped[OffSiteProvider] = relationship(back_populates="known_by")


class OffSiteInvitation(HasRef, Base):
    """One invitation to join this site by e-mail: open until taken, withdrawn or out of time."""

    __tablename__ = "off_site_invitation"
    __table_args__ = (
        CheckConstraint("taken_at IS NULL OR withdrawn_at IS NULL", name="taken_or_withdrawn"),
        Index("uq_off_site_invitation_open", "off_site_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    off_site_id: Mapped[int] = mapped_column(ForeignKey("off_site_provider.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    entry: Mapped[OffSiteProvider] = relationship(back_populates="invitations")
    invited_by: Mapped[Account] = relationship()

    @property
    def about(self) -> str:
        """How its secret, its letter and audit records name it."""
        return f"off-site-invitation:{self.ref}"
