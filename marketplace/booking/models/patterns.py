"""Patterns: how a break was made up, kept to plan another one like it. Nobody is in them, and no price."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.needed import Asked, CoverHow, DayPart
from marketplace.booking.patterns import Stretch
from marketplace.booking.sorts import ForWhom, LineSort, Whose
from marketplace.db import Base, HasRef, one_of
from marketplace.listings.models import Listing, RateUnit


class BreakPattern(HasRef, Base):
    """A break without its days, people, pots and prices: of an account, or of an organisation for all of its members.

    ``weekday``: of its first day, 0 is Monday. ``needs``: who must be there by the time of day, each as minutes from
    and to, people, how.
    """

    __tablename__ = "break_pattern"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (organisation_id IS NULL)", name="of_one_owner"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("last_day >= 0", name="days"),
        CheckConstraint("starts_minute BETWEEN 0 AND 1439 AND ends_minute BETWEEN 0 AND 1439", name="of_a_day"),
    )

    name: Mapped[str] = mapped_column(String(120))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    whose: Mapped[Whose] = mapped_column(one_of(Whose))
    weekday: Mapped[int]
    starts_minute: Mapped[int]
    last_day: Mapped[int]
    ends_minute: Mapped[int]
    needs_cover: Mapped[bool]
    needs: Mapped[list[tuple[int, int, int, str]]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    parts: Mapped[list["PatternPart"]] = relationship(
        order_by="PatternPart.id", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def stretch(self) -> Stretch:
        """From its first to its last moment."""
        return Stretch(0, self.starts_minute, self.last_day, self.ends_minute)

    @property
    def cover_needs(self) -> tuple[DayPart, ...]:
        """Who must be there, part of the day by part of the day."""
        return tuple(DayPart(starts, ends, Asked(people, CoverHow(how))) for starts, ends, people, how in self.needs)

    @property
    def about(self) -> str:
        """How audit records name it."""
        return f"pattern:{self.ref}"


class PatternPart(Base):
    """One part of a pattern: what, of which listing, for whom, when.

    Without a listing it is from somebody who is not on this site, of whom nothing is kept. ``times``: stretches, each
    as its four numbers, and the room that was chosen, if one was; never a PA. ``extras``: what was added, and how many.
    """

    __tablename__ = "pattern_part"
    __table_args__ = (
        CheckConstraint("(sort = 'listed') = (listing_id IS NOT NULL)", name="listed_has_its_listing"),
        CheckConstraint("sort <> 'fee'", name="no_fee"),
        CheckConstraint("guests IS NULL OR guests >= 1", name="guests"),
        CheckConstraint("quantity >= 0 AND miles >= 0", name="not_below_nought"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pattern_id: Mapped[int] = mapped_column(ForeignKey("break_pattern.id"), index=True)
    sort: Mapped[LineSort] = mapped_column(one_of(LineSort))
    kind: Mapped[ListingKind] = mapped_column(one_of(ListingKind))
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"))
    unit: Mapped[RateUnit] = mapped_column(one_of(RateUnit))
    for_whom: Mapped[ForWhom] = mapped_column(one_of(ForWhom))
    guests: Mapped[int | None]
    quantity: Mapped[int]
    times: Mapped[list[tuple[int, int, int, int, int | None]]] = mapped_column(JSON)
    extras: Mapped[list[tuple[str, int]]] = mapped_column(JSON)
    miles: Mapped[int]

    listing: Mapped[Listing | None] = relationship(lazy="joined")

    @property
    def stretches(self) -> tuple[tuple[Stretch, int | None], ...]:
        """When it is, with the room that was chosen."""
        return tuple((Stretch(*numbers), space_id) for *numbers, space_id in self.times)

    @property
    def title(self) -> str:
        """What it is called: by its listing, or by its kind."""
        return self.listing.title if self.listing else self.kind.label
