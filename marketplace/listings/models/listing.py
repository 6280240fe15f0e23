"""A listing: one thing offered, with its facts, rates, opening hours and the brokerage's checks."""

from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.access_facts.catalogue import FactType, fact_kind
from marketplace.access_facts.facts import Evidence, FactState, FactValue, Value
from marketplace.access_facts.kinds import ListingKind
from marketplace.db import Base, HasRef, HasVersion, one_of
from marketplace.listings import pricing
from marketplace.listings.cancelling import Steps, cancellation_words
from marketplace.listings.levies import levy_place
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models.arrival import ArrivalNotes
from marketplace.listings.models.diary import Space
from marketplace.listings.models.photo import Photo
from marketplace.listings.models.price import Extra, Season
from marketplace.listings.models.provider import Provider
from marketplace.listings.models.terms import BookingTerms
from marketplace.listings.pricing import SOLD, RateTable, RateUnit
from marketplace.listings.questions import questions_for
from marketplace.listings.terms import Terms
from marketplace.listings.vat import Vat

SLEEPS = "sleeps"
"""The one access fact that is kept on the listing itself: how many may sleep there (R38)."""


class Listing(HasRef, HasVersion, Base):
    """One thing offered. ``version`` also tells two people editing at once apart.

    ``sleeps`` is the licensed or set maximum of people who sleep there, overnight PAs included (R37, R38).
    ``proofs_in`` says the brokerage has seen its papers: without it a listing may be found, never booked.
    ``licence_exemption`` and ``energy_exemption`` are the recorded reasons why there is no licence or rating.
    ``own_ref`` is what its provider calls it in files, unique among that provider's own.
    ``deposit_pence`` is what the provider itself takes and gives back so many days after a stay; ``deposit_how``: how.
    ``vat`` is the rate of value added tax that is in its prices.
    ``hidden_because`` is shown to its provider when the site itself hid it.
    """

    __tablename__ = "listing"
    __table_args__ = (
        CheckConstraint("min_nights IS NULL OR max_nights IS NULL OR max_nights >= min_nights", name="nights_in_order"),
        CheckConstraint("option_days >= 1", name="option_days"),
        CheckConstraint("deposit_pence >= 0", name="deposit"),
        CheckConstraint("deposit_pence = 0 OR deposit_back_days IS NOT NULL", name="deposit_comes_back"),
        Index("ix_listing_state_waiting", "state", "changed_at"),
        Index("uq_listing_provider_id_own_ref", "provider_id", "own_ref", unique=True),
    )

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    own_ref: Mapped[str | None] = mapped_column(String(32))
    kind: Mapped[ListingKind] = mapped_column(one_of(ListingKind))
    state: Mapped[ListingState] = mapped_column(one_of(ListingState), default=ListingState.DRAFT)
    hidden_because: Mapped[str | None] = mapped_column(String(300))
    proofs_in: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    picture: Mapped[str | None] = mapped_column(String(60))
    town: Mapped[str] = mapped_column(String(80), default="")
    postcode: Mapped[str | None] = mapped_column(String(8))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    travels_km: Mapped[int | None]
    includes_personal_care: Mapped[bool] = mapped_column(default=False)
    registration_number: Mapped[str | None] = mapped_column(String(20), index=True)
    licence_number: Mapped[str | None] = mapped_column(String(60))
    licence_exemption: Mapped[str | None] = mapped_column(String(200))
    energy_rating: Mapped[str | None] = mapped_column(String(1))
    energy_exemption: Mapped[str | None] = mapped_column(String(200))
    sleeps: Mapped[int | None]
    bedrooms: Mapped[int | None]
    min_nights: Mapped[int | None]
    max_nights: Mapped[int | None]
    option_days: Mapped[int] = mapped_column(default=7)
    arrive_from_minute: Mapped[int | None]
    leave_by_minute: Mapped[int | None]
    assistance_dog_fee_pence: Mapped[int] = mapped_column(default=0)
    deposit_pence: Mapped[int] = mapped_column(default=0, server_default="0")
    deposit_back_days: Mapped[int | None]
    deposit_how: Mapped[str] = mapped_column(String(200), default="", server_default="")
    vat: Mapped[Vat] = mapped_column(one_of(Vat), default=Vat.NONE, server_default=Vat.NONE.value)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    provider: Mapped[Provider] = relationship()
    spaces: Mapped[list[Space]] = relationship(order_by=Space.id, back_populates="listing")
    facts: Mapped[list["Fact"]] = relationship(order_by="Fact.id", cascade="all, delete-orphan")
    rates: Mapped[list["Rate"]] = relationship(order_by="Rate.id", cascade="all, delete-orphan")
    extras: Mapped[list[Extra]] = relationship(order_by=Extra.id, cascade="all, delete-orphan")
    seasons: Mapped[list[Season]] = relationship(order_by=(Season.first_on, Season.id), cascade="all, delete-orphan")
    opening_hours: Mapped[list["OpeningHours"]] = relationship(
        order_by="OpeningHours.weekday, OpeningHours.opens_minute", cascade="all, delete-orphan"
    )
    checks: Mapped[list["ListingCheck"]] = relationship(order_by="ListingCheck.id")
    kept_terms: Mapped[BookingTerms | None] = relationship(cascade="all, delete-orphan", lazy="joined")
    arrival: Mapped[ArrivalNotes | None] = relationship(cascade="all, delete-orphan")
    photos: Mapped[list[Photo]] = relationship(order_by=(Photo.position, Photo.id), cascade="all, delete-orphan")

    @property
    def shown_photos(self) -> tuple[Photo, ...]:
        """Its photos that anybody may see, the main one first: those that have words."""
        return tuple(photo for photo in self.photos if photo.words)

    @property
    def terms(self) -> Terms:
        """On what terms it is booked."""
        said = self.kept_terms or BookingTerms.usual()
        return Terms(self.min_nights, self.max_nights, said.changeover_days, said.notice_days, said.is_firm)

    @property
    def cancellation(self) -> str:
        """What its provider asks for when somebody cancels, in words."""
        said = self.kept_terms or BookingTerms.usual()
        return cancellation_words(said.cancellation, said.steps, said.cancellation_words)

    @property
    def cancellation_steps(self) -> Steps:
        """The same as data: what of the price is kept from when on."""
        return (self.kept_terms or BookingTerms.usual()).steps

    @property
    def house_rules(self) -> str:
        """What everybody may read of how people live there."""
        return self.arrival.house_rules if self.arrival else ""

    @property
    def accepts_at_once(self) -> bool:
        """Whether a request within its terms needs no answer: never of support, nor where it includes personal care."""
        is_said = self.kept_terms is not None and self.kept_terms.is_instant
        return is_said and not self.kind.is_support and not self.includes_personal_care

    @property
    def is_care_by_one(self) -> bool:
        """Whether one person alone, without a registration, gives the personal care of what is no PA's diary (R9, R13).

        A diary says which PA comes. Of an activity or a ride nothing does, so it is the one person who offers it.
        """
        is_unregistered = self.includes_personal_care and not self.registration_number
        return is_unregistered and self.provider.is_individual and not questions_for(self.kind).offers_pas

    @property
    def known_facts(self) -> dict[str, FactValue]:
        """Every fact that is known or on request, by id; the number who may sleep there among them."""
        facts = {row.fact_id: row.value for row in self.facts}
        if self.sleeps is not None:
            facts[SLEEPS] = FactValue(
                fact_kind(SLEEPS),
                FactState.KNOWN,
                self.sleeps,
                evidence=Evidence.STATED_BY_OWNER,
                known_on=self.changed_at.date(),
            )
        return facts

    @property
    def main_rate(self) -> "Rate | None":
        """The rate a price in a list comes from: by the night where it has one, else the hour, else the item."""
        by_unit = {rate.unit: rate for rate in self.rates}
        return next((by_unit[unit] for unit in SOLD if unit in by_unit), None)

    @property
    def prices(self) -> RateTable:
        """Its rates, seasons and extras as the pure rules of pricing see them."""
        return RateTable(
            tuple(rate.value for rate in self.rates),
            tuple(season.value for season in self.seasons),
            tuple(extra.value for extra in self.extras),
            levy_place(self.kind, self.postcode, self.vat),
        )


class Fact(Base):
    """One access fact of a listing, in the column of its type; no row means unknown.

    ``choice`` also holds yes, no and on_request; a number that is only had on request has ``choice = on_request``.
    """

    __tablename__ = "fact"
    __table_args__ = (
        UniqueConstraint("listing_id", "fact_id"),
        CheckConstraint(
            "(number IS NOT NULL AND choice IS NULL AND day IS NULL)"
            " OR (number IS NULL AND choice IS NOT NULL AND day IS NULL)"
            " OR (number IS NULL AND choice IS NULL AND day IS NOT NULL)",
            name="one_value",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    fact_id: Mapped[str] = mapped_column(String(60))
    number: Mapped[float | None] = mapped_column(Float)
    choice: Mapped[str | None] = mapped_column(String(30))
    day: Mapped[date | None]
    evidence: Mapped[Evidence] = mapped_column(one_of(Evidence))
    known_on: Mapped[date]
    known_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @property
    def value(self) -> FactValue:
        """The fact as the pure rules see it."""
        return fact_value(self.fact_id, self.number, self.choice, self.day, self.evidence, self.known_on)

    @classmethod
    def of(cls, fact: FactValue, *, known_by_account_id: int | None = None) -> "Fact":
        """The row that keeps ``fact``, which must not be unknown: no row at all says that."""
        if fact.evidence is None or fact.known_on is None or fact.state is FactState.UNKNOWN:
            msg = f"{fact.kind.id} is kept with how and when it was known, or not at all"
            raise ValueError(msg)
        row = cls(
            fact_id=fact.kind.id,
            evidence=fact.evidence,
            known_on=fact.known_on,
            known_by_account_id=known_by_account_id,
        )
        match fact.value:
            case bool() as answer:
                row.choice = "yes" if answer else "no"
            case int() | float() as number:
                row.number = float(number)
            case date() as day:
                row.day = day
            case choice:
                row.choice = str(choice) if choice is not None else FactState.ON_REQUEST.value
        return row


@lru_cache(maxsize=50_000)
def fact_value(
    fact_id: str, number: float | None, choice: str | None, day: date | None, evidence: Evidence, known_on: date
) -> FactValue:
    """A fact as the pure rules see it, from the columns that keep it."""
    kind = fact_kind(fact_id)
    if choice == FactState.ON_REQUEST:
        return FactValue(kind, FactState.ON_REQUEST, evidence=evidence, known_on=known_on)
    value: Value | None = day if number is None and choice is None else choice
    if number is not None:
        value = int(number) if number.is_integer() else number
    elif kind.type is FactType.YESNO:
        value = choice == "yes"
    return FactValue(kind, FactState.KNOWN, value, evidence=evidence, known_on=known_on)


class Rate(Base):
    """What one unit costs on each sort of day, in pence. ``words`` names an item ("journey", "session")."""

    __tablename__ = "rate"
    __table_args__ = (
        UniqueConstraint("listing_id", "unit"),
        CheckConstraint("weekday_pence > 0 AND weekend_pence > 0 AND bank_holiday_pence > 0", name="above_nought"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    unit: Mapped[RateUnit] = mapped_column(one_of(RateUnit))
    words: Mapped[str] = mapped_column(String(40), default="")
    weekday_pence: Mapped[int]
    weekend_pence: Mapped[int]
    bank_holiday_pence: Mapped[int]

    @property
    def value(self) -> pricing.Rate:
        """The rate as the pure rules of pricing see it."""
        return pricing.Rate(self.unit, self.weekday_pence, self.weekend_pence, self.bank_holiday_pence, self.words)


class OpeningHours(Base):
    """A stretch of a weekday (Monday 0) in which what is sold by the hour may be had; none at all: always."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens_minute >= 0 AND closes_minute > opens_minute AND closes_minute <= 1440", name="minutes"),
        Index("ix_opening_hours_listing_id", "listing_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    weekday: Mapped[int]
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]


class ListingCheck(Base):
    """One asking of the brokerage to publish a listing, and its answer with the reason.

    What is not accepted was sent back to be changed; ``is_refused``: it is not something this site can list.
    """

    __tablename__ = "listing_check"
    __table_args__ = (Index("ix_listing_check_decided_at_asked_at", "decided_at", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    asked_at: Mapped[datetime]
    asked_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_accepted: Mapped[bool | None]
    is_refused: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(Text)
