"""What a provider said of itself as it joined."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.access_facts.kinds import ListingKind
from marketplace.db import Base, one_of
from marketplace.listings.joining import LegalForm, ProviderSort, WhoEmploys


class Joining(Base):
    """The answers of joining, one row a provider; what is empty was not asked or not answered yet.

    ``legal_number``: in the register of companies or charities. ``registration_number``: of care, for what it lists
    next. ``belongs_with_others``: whether it said that linked entities exist (R10), which stand in ``linked_entity``.
    ``who_employs``: whoever gives support, unless a PA's own paper says otherwise (R23); ``employer`` another firm.
    """

    __tablename__ = "joining"
    __table_args__ = (
        CheckConstraint("registration_number = '' OR is_registered", name="registered_has_a_number"),
        CheckConstraint("employer = '' OR who_employs = 'another'", name="another_employs"),
    )

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    sort: Mapped[ProviderSort] = mapped_column(one_of(ProviderSort))
    legal_form: Mapped[LegalForm | None] = mapped_column(one_of(LegalForm))
    legal_number: Mapped[str] = mapped_column(String(20), default="")
    is_registered: Mapped[bool | None]
    registration_number: Mapped[str] = mapped_column(String(20), default="")
    belongs_with_others: Mapped[bool | None]
    who_employs: Mapped[WhoEmploys | None] = mapped_column(one_of(WhoEmploys))
    employer: Mapped[str] = mapped_column(String(160), default="")
    changed_at: Mapped[datetime]

    offers: Mapped[list["JoiningOffer"]] = relationship(order_by="JoiningOffer.id", cascade="all, delete-orphan")

    @property
    def kinds(self) -> tuple[ListingKind, ...]:
        """What it offers, in the order of the kinds."""
        said = {offer.kind for offer in self.offers}
        return tuple(kind for kind in ListingKind if kind in said)


class JoiningOffer(Base):
    """One kind of thing that a provider said it offers."""

    __tablename__ = "joining_offer"
    __table_args__ = (UniqueConstraint("provider_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("joining.provider_id"))
    kind: Mapped[ListingKind] = mapped_column(one_of(ListingKind))
