"""Papers with a date: what a provider put in, for itself, a listing or a PA, and what the brokerage said of each."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, HasRef, one_of
from marketplace.files import StoredFile
from marketplace.listings.models.listing import Listing
from marketplace.listings.models.provider import PA, Provider
from marketplace.listings.paper_kinds import PaperKind, PaperOf, PaperState

_CURRENT = text("replaced_at IS NULL AND state IN ('waiting', 'accepted')")


class Paper(HasRef, Base):
    """One paper as it was put in. Never changed but for what is said of it: a newer one is another row.

    ``about`` names whose it is ("listing:12"); of a kind at most one waits and one is accepted that is not replaced.
    ``issuer``: who gave, made or decided it; ``holder_name`` and ``holder_postcode``: whom it is made out to.
    ``ends_on`` is its last day; empty: it has no end.
    """

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("listing_id IS NULL OR pa_id IS NULL", name="about_one"),
        CheckConstraint("issued_on IS NULL OR ends_on IS NULL OR ends_on >= issued_on", name="days_in_order"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("state NOT IN ('asked', 'refused') OR reason <> ''", name="says_why"),
        Index(
            "ix_paper_current",
            "about",
            "kind",
            "state",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index("ix_paper_state_made_at", "state", "made_at"),
        Index("ix_paper_ends_on", "ends_on"),
    )

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"), index=True)
    pa_id: Mapped[int | None] = mapped_column(ForeignKey("pa.id"), index=True)
    about: Mapped[str] = mapped_column(String(40))
    kind: Mapped[PaperKind] = mapped_column(one_of(PaperKind))
    sort: Mapped[str] = mapped_column(String(20), default="")
    number: Mapped[str] = mapped_column(String(60), default="")
    issuer: Mapped[str] = mapped_column(String(160), default="")
    holder_name: Mapped[str] = mapped_column(String(200), default="")
    holder_postcode: Mapped[str] = mapped_column(String(10), default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    issued_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[PaperState] = mapped_column(one_of(PaperState), default=PaperState.WAITING)
    reason: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    replaced_at: Mapped[datetime | None]

    provider: Mapped[Provider] = relationship()
    listing: Mapped[Listing | None] = relationship()
    pa: Mapped[PA | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def whose(self) -> str:
        """The name of what it is for."""
        if self.listing is not None:
            return self.listing.title
        return self.pa.name if self.pa is not None else self.provider.name

    @property
    def sort_label(self) -> str:
        """Its sort, as pages call it."""
        return self.kind.text.sorts.get(self.sort, "")


class PaperNotice(Base):
    """Something told once about the end of a paper or of a PVG membership. ``days`` before it; nought: that it ended.

    ``about`` names what ends ("paper:...", "pvg:..."). Renewed, it has another last day, and is told of again.
    """

    __tablename__ = "paper_notice"
    __table_args__ = (UniqueConstraint("about", "ends_on", "days"), CheckConstraint("days >= 0", name="days"))

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(String(40))
    ends_on: Mapped[date]
    days: Mapped[int]
    told_at: Mapped[datetime]


def about(of: PaperOf, row_id: int) -> str:
    """How a paper names whose it is."""
    return f"{of.value}:{row_id}"
