"""Lines of a break, the segments they are made of, who pays which share, and the record of their moves."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models.breaks import Break
from marketplace.booking.models.paying import PaidRelative
from marketplace.booking.quote import price_line
from marketplace.booking.shares import missing_pence
from marketplace.booking.sorts import AcceptedHow, ForWhom, LineSort
from marketplace.budgets.models import Pot
from marketplace.db import Base, HasRef, one_of
from marketplace.files import StoredFile
from marketplace.listings.cancelling import LONGEST_STEPS
from marketplace.listings.models import Listing, RateUnit, Space
from marketplace.listings.pricing import PriceLine
from marketplace.listings.vat import Vat, vat_part
from marketplace.people.models import Duty, Outcome
from marketplace.periods import Period


class Line(HasRef, Base):
    """One thing from one provider. What it is never changes: another time or price is another line.

    ``kind`` is the category that funders see; none for a fee. ``pot_id``: whose fee it is, and
    ``fee_basis_points`` its rate as it was held, in hundredths of a per cent (decision 122). ``provider_name``,
    ``provider_contact`` and the ``accepted_`` columns are of brokered lines and own arrangements, ``paper`` what
    proves it, as are ``registration_number`` and ``is_individual`` (R9). ``guests``: who sleeps there, of a stay, PAs
    apart. ``sleeps_there``: of support, a PA sleeps there. ``employer``: who employs the PA (R23). ``confirms_pvg``:
    the person says that an own PA is in the PVG scheme (R18). ``asks``: what the provider is to know, in the
    arranger's words. ``words``: why it went out, in somebody's words. ``vat`` and its rate, and the deposit, are those
    of its listing when it was quoted; a deposit is no part of its price. ``cancellation``: the terms when it was added,
    in words, and its steps as ``cancelling.steps_text`` writes them.
    ``off_site``: who of the address book it is from. ``comes_later``: another part of its break is to be had first.
    ``dearer_since``: when a higher price was taken for it, to which no earlier yes of a person is a yes.
    """

    __tablename__ = "break_line"
    __table_args__ = (
        CheckConstraint("(sort = 'listed') = (listing_id IS NOT NULL)", name="listed_has_its_listing"),
        CheckConstraint("(sort = 'fee') = (pot_id IS NOT NULL)", name="fee_has_its_pot"),
        CheckConstraint("(sort = 'fee') = (fee_basis_points IS NOT NULL)", name="fee_has_its_rate"),
        CheckConstraint("fee_basis_points BETWEEN 1 AND 2500", name="fee_rate"),
        CheckConstraint("guests IS NULL OR guests >= 1", name="guests"),
        CheckConstraint("vat_per_ten_thousand >= 0", name="vat_rate"),
        CheckConstraint("deposit_pence >= 0", name="deposit"),
        CheckConstraint(
            "accepted_how IS NULL OR accepted_how <> 'standing_word' OR (NOT includes_personal_care"
            " AND kind NOT IN ('pa_bank', 'sole_pa', 'care_at_home', 'shared_lives'))",
            name="standing_word",
        ),
        Index(
            "uq_break_line_fee",
            "break_id",
            "pot_id",
            unique=True,
            sqlite_where=text("sort = 'fee' AND state IN ('proposed', 'accepted', 'delivered')"),
            postgresql_where=text("sort = 'fee' AND state IN ('proposed', 'accepted', 'delivered')"),
        ),
        Index("ix_break_line_listing_id_state", "listing_id", "state"),
    )

    break_id: Mapped[int] = mapped_column(ForeignKey("break.id"), index=True)
    sort: Mapped[LineSort] = mapped_column(one_of(LineSort))
    state: Mapped[LineState] = mapped_column(one_of(LineState), default=LineState.PROPOSED)
    kind: Mapped[ListingKind | None] = mapped_column(one_of(ListingKind))
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"))
    pot_id: Mapped[int | None] = mapped_column(ForeignKey("pot.id"))
    fee_basis_points: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(120))
    for_whom: Mapped[ForWhom] = mapped_column(one_of(ForWhom))
    duty: Mapped[Duty] = mapped_column(one_of(Duty))
    asks: Mapped[str] = mapped_column(String(500), default="")
    provider_name: Mapped[str] = mapped_column(String(160), default="")
    provider_contact: Mapped[str] = mapped_column(String(200), default="")
    accepted_how: Mapped[AcceptedHow | None] = mapped_column(one_of(AcceptedHow))
    accepted_by: Mapped[str] = mapped_column(String(120), default="")
    accepted_at: Mapped[datetime | None]
    accepted_recorded_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    counts_as_cover: Mapped[bool] = mapped_column(default=False)
    includes_personal_care: Mapped[bool] = mapped_column(default=False)
    registration_number: Mapped[str] = mapped_column(String(20), default="")
    is_individual: Mapped[bool] = mapped_column(default=False)
    sleeps_there: Mapped[bool] = mapped_column(default=False)
    off_site_id: Mapped[int | None] = mapped_column(ForeignKey("off_site_provider.id"), index=True)
    guests: Mapped[int | None]
    employer: Mapped[str] = mapped_column(String(160), default="")
    confirms_pvg: Mapped[bool] = mapped_column(default=False)
    vat: Mapped[Vat | None] = mapped_column(one_of(Vat))
    vat_per_ten_thousand: Mapped[int] = mapped_column(default=0, server_default="0")
    deposit_pence: Mapped[int] = mapped_column(default=0, server_default="0")
    deposit_back_days: Mapped[int | None]
    asked_at: Mapped[datetime | None]
    gives_longer: Mapped[bool] = mapped_column(default=False)
    comes_later: Mapped[bool] = mapped_column(default=False, server_default=false())
    words: Mapped[str] = mapped_column(String(300), default="")
    cancellation: Mapped[str] = mapped_column(String(800), default="", server_default="")
    cancellation_steps: Mapped[str] = mapped_column(String(LONGEST_STEPS), default="", server_default="")
    made_at: Mapped[datetime]
    dearer_since: Mapped[datetime | None]

    break_: Mapped[Break] = relationship(back_populates="lines")
    listing: Mapped[Listing | None] = relationship()
    pot: Mapped[Pot | None] = relationship()
    paper: Mapped[StoredFile | None] = relationship()
    relative: Mapped[PaidRelative | None] = relationship(lazy="joined", cascade="all, delete-orphan")
    segments: Mapped[list["Segment"]] = relationship(
        order_by="Segment.id", back_populates="line", cascade="all, delete-orphan"
    )
    shares: Mapped[list["Share"]] = relationship(
        order_by="Share.id", back_populates="line", cascade="all, delete-orphan"
    )

    @property
    def is_fee(self) -> bool:
        """Whether it is worked out from what a pot pays, and nobody provides it."""
        return self.sort is LineSort.FEE

    @property
    def is_own_pa(self) -> bool:
        """Whether it is somebody's own PA, paid or not."""
        return self.sort is LineSort.OWN_ARRANGEMENT and self.kind is ListingKind.SOLE_PA

    @property
    def is_one_pa(self) -> bool:
        """Whether it is the work of one PA."""
        return self.sort.is_one_pa(self.kind)

    @property
    def pence(self) -> int:
        """Its price."""
        return sum(segment.pence for segment in self.segments)

    @property
    def is_for_carer_alone(self) -> bool:
        """Whether it is a carer's own, in a break that is another person's as well: it is no cover for that person."""
        return self.for_whom is ForWhom.CARER and self.break_.person_id is not None

    @property
    def missing_pence(self) -> int:
        """What of its price nobody pays yet; negative: what is paid too much."""
        return missing_pence(self.pence, sum(share.pence for share in self.shares))

    @property
    def is_kept(self) -> bool:
        """Whether it is of the part of its break that came first and is kept while the rest is agreed."""
        return self.break_.kept_until is not None and not self.comes_later

    @property
    def kept_pence(self) -> int:
        """What of it was kept when it was cancelled."""
        return sum(share.kept_pence for share in self.shares)

    @property
    def vat_pence(self) -> int:
        """The value added tax in its price."""
        return vat_part(self.pence, self.vat_per_ten_thousand)

    @property
    def about(self) -> str:
        """How kept results and audit records name it."""
        return f"line:{self.ref}"

    @property
    def provider(self) -> str:
        """Who provides it, in words."""
        return self.listing.provider.name if self.listing else self.provider_name

    @property
    def payee(self) -> str:
        """How the ledger names whom its money is for."""
        if self.listing:
            return f"provider:{self.listing.provider.ref}"
        if self.pot and self.pot.holder:
            return f"holder:{self.pot.holder.ref}"
        return self.about

    @property
    def periods(self) -> list[Period]:
        """The stretches of time that it is made of, in order."""
        return sorted(segment.period for segment in self.segments if segment.period)


class Segment(HasRef, Base):
    """One stretch of time or number of items of a line, as it was quoted.

    ``space_id`` is set when it is held; ``wanted_space_id`` when somebody chose one (this PA, this room).
    ``quantity``: minutes of hours, otherwise how many. ``noun``, ``sort_words`` and ``season``: see ``PriceLine``.
    ``levy_council``: the code of the council whose visitor levy it is; blank of all else.
    """

    __tablename__ = "break_segment"
    __table_args__ = (
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="period_whole"),
        CheckConstraint("ends_at > starts_at", name="period_in_order"),
        CheckConstraint("quantity >= 1 AND rate_pence >= 0 AND pence >= 0", name="not_below_nought"),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))
    wanted_space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    quantity: Mapped[int]
    unit: Mapped[RateUnit] = mapped_column(one_of(RateUnit))
    rate_pence: Mapped[int]
    pence: Mapped[int]
    noun: Mapped[str] = mapped_column(String(40))
    sort_words: Mapped[str] = mapped_column(String(20), default="")
    season: Mapped[str] = mapped_column(String(40), default="", server_default="")
    is_cover: Mapped[bool] = mapped_column(default=False)
    levy_council: Mapped[str] = mapped_column(String(9), default="", server_default="")

    line: Mapped[Line] = relationship(back_populates="segments")
    space: Mapped[Space | None] = relationship(foreign_keys=[space_id])
    wanted_space: Mapped[Space | None] = relationship(foreign_keys=[wanted_space_id])

    @property
    def period(self) -> Period | None:
        """The time it takes, if it takes any."""
        return Period(self.starts_at, self.ends_at) if self.starts_at and self.ends_at else None

    @property
    def covers(self) -> bool:
        """Whether somebody is there then for whoever needs it."""
        return self.is_cover and self.period is not None and not self.line.is_for_carer_alone

    @property
    def words(self) -> str:
        """What it is and costs: "3 nights at £135.00"."""
        return self.price_line.words

    @property
    def price_line(self) -> PriceLine:
        """What it costs, as pricing words it."""
        return price_line(
            self.unit,
            self.quantity,
            self.rate_pence,
            self.pence,
            self.noun,
            self.sort_words,
            season=self.season,
        )

    @property
    def reference(self) -> str:
        """How diaries name what has taken a space."""
        return f"segment:{self.ref}"


class Share(HasRef, Base):
    """Part of a line or of one segment, paid by a pot under an option for an outcome (DATA_MODEL 3).

    ``basis_points``: the per cent it was given as, if it was. ``kept_pence``: what of it the provider kept when the
    line was cancelled.
    """

    __tablename__ = "share"
    __table_args__ = (
        CheckConstraint("pence > 0", name="above_nought"),
        CheckConstraint("option BETWEEN 1 AND 3", name="option_of_the_act"),
        CheckConstraint("kept_pence BETWEEN 0 AND pence", name="kept"),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), index=True)
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("break_segment.id"))
    pot_id: Mapped[int] = mapped_column(ForeignKey("pot.id"), index=True)
    option: Mapped[int | None]
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"))
    pence: Mapped[int]
    basis_points: Mapped[int | None]
    kept_pence: Mapped[int] = mapped_column(default=0, server_default="0")

    line: Mapped[Line] = relationship(back_populates="shares")
    segment: Mapped[Segment | None] = relationship()
    pot: Mapped[Pot] = relationship()
    outcome: Mapped[Outcome | None] = relationship()

    @property
    def reference(self) -> str:
        """How the ledger names what money is set aside for."""
        return f"share:{self.ref}"

    @property
    def costs_pence(self) -> int:
        """What it pays once its line has ended: of a line that was cancelled, what was kept."""
        return self.kept_pence if self.line.state is LineState.CANCELLED else self.pence


class LineMove(Base):
    """One move of a line. Append-only, ids and codes alone."""

    __tablename__ = "line_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("break_line.id"), index=True)
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str] = mapped_column(String(40))
    why: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    by_name: Mapped[str] = mapped_column(String(40))
    by_account_id: Mapped[int | None]
    by_organisation_id: Mapped[int | None]
