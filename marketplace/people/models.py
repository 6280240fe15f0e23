"""People whose support or break it is, their needs, their support plans, and who may act for them.

One table holds persons and carers alike: a carer may have support of their own, a person may care for someone
(docs/decisions/0003).
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from marketplace.access_facts.needs import Strength
from marketplace.accounts.models import Account, Council, Organisation
from marketplace.db import Base, HasRef, HasVersion, one_of
from marketplace.geo.gazetteer import plain
from marketplace.people.about import FilledBy, InWords, NoteTopic
from marketplace.people.erasure import Ground
from marketplace.people.representation import Capacity, Consent, Mandate, Scope
from marketplace.people.standstill import StandstillCause
from marketplace.people.support_times import Levels, PartOfDay, SupportLevel
from marketplace.rules.intimate_care import CareReason, CarerSex, CareWish

FINDABLE_LENGTH = 200


class Duty(StrEnum):
    """The duty under which council money supports someone (DATA_MODEL 2)."""

    PERSONS_SUPPORT = "persons_support"
    ADULT_CARER = "adult_carer"
    YOUNG_CARER = "young_carer"
    CHILD = "child"


class SafetyTopic(StrEnum):
    """What keeps a person safe, as whoever supports them must know it (R54)."""

    SEIZURES = "seizures"
    FEEDING = "feeding"
    MEDICINES = "medicines"
    MOVING = "moving"
    BREATHING = "breathing"
    OTHER = "other"


class Person(HasRef, HasVersion, Base):
    """Someone whose support or break it is. ``council_id`` is empty for people who pay for themselves.

    ``findable`` is the names without case or accents: Èilidh is found by typing eilidh, on either database.
    ``stands_still``: why nothing is asked of them now, as the open ``Standstill`` says. ``erased_at``: since when
    nothing is known of who they are; sums and days still hang on the row.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("chair_width_mm BETWEEN 300 AND 1500", name="chair_width_mm"),
        CheckConstraint("weight_kg BETWEEN 5 AND 400", name="weight_kg"),
        CheckConstraint("chair_length_mm BETWEEN 300 AND 2500", name="chair_length_mm"),
        CheckConstraint("turning_mm BETWEEN 500 AND 3000", name="turning_mm"),
        CheckConstraint("with_chair_kg BETWEEN 10 AND 900", name="with_chair_kg"),
        CheckConstraint("(care_by IS NULL) = (care_reason IS NULL)", name="care_wish_whole"),
    )

    name: Mapped[str] = mapped_column(String(120))
    known_as: Mapped[str | None] = mapped_column(String(60))
    findable: Mapped[str] = mapped_column(String(FINDABLE_LENGTH))
    born_on: Mapped[date | None]
    postcode: Mapped[str | None] = mapped_column(String(8))
    postal_address: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    telephone: Mapped[str | None] = mapped_column(String(30))
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), unique=True)
    made_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    chair_width_mm: Mapped[int | None]
    weight_kg: Mapped[int | None]
    chair_length_mm: Mapped[int | None]
    turning_mm: Mapped[int | None]
    with_chair_kg: Mapped[int | None]
    sling: Mapped[str] = mapped_column(String(200), default="")
    care_by: Mapped[CarerSex | None] = mapped_column(one_of(CarerSex))
    care_reason: Mapped[CareReason | None] = mapped_column(one_of(CareReason))
    stands_still: Mapped[StandstillCause | None] = mapped_column(one_of(StandstillCause))
    erased_at: Mapped[datetime | None]

    council: Mapped[Council | None] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    needs: Mapped[list["PersonNeed"]] = relationship(order_by="PersonNeed.id", cascade="all, delete-orphan")
    safety_notes: Mapped[list["SafetyNote"]] = relationship(order_by="SafetyNote.id", cascade="all, delete-orphan")
    notes: Mapped[list["ProfileNote"]] = relationship(order_by="ProfileNote.id", cascade="all, delete-orphan")
    support_times: Mapped[list["SupportTime"]] = relationship(order_by="SupportTime.id", cascade="all, delete-orphan")

    @validates("name", "known_as")
    def _keep_findable(self, field: str, value: str | None) -> str | None:
        names = {"name": self.name, "known_as": self.known_as, field: value}
        self.findable = plain(" ".join(filter(None, names.values())))[:FINDABLE_LENGTH]
        return value

    @property
    def called(self) -> str:
        """What the person likes to be called."""
        return self.known_as or self.name

    @property
    def support_levels(self) -> Levels:
        """Who is to be there by part of the day, where it was said."""
        return {one.part: one.level for one in self.support_times}

    @property
    def care_wish(self) -> CareWish | None:
        """Who is to help them wash and dress, where they ask for one."""
        return CareWish(self.care_by, self.care_reason) if self.care_by and self.care_reason else None


class Caring(Base):
    """That one person is the unpaid carer of another."""

    __tablename__ = "caring"
    __table_args__ = (
        UniqueConstraint("carer_id", "person_id"),
        CheckConstraint("carer_id <> person_id", name="not_of_oneself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    carer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    ended_at: Mapped[datetime | None]

    carer: Mapped[Person] = relationship(foreign_keys=[carer_id])
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Standstill(HasRef, Base):
    """That somebody is in hospital or has died: since when, who wrote it down, who took it back. One open at a time."""

    __tablename__ = "standstill"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by_account_id IS NULL)", name="ended_by_somebody"),
        Index(
            "uq_standstill_open",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    cause: Mapped[StandstillCause] = mapped_column(one_of(StandstillCause))
    since: Mapped[date]
    words: Mapped[str] = mapped_column(String(300), default="")
    recorded_by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    recorded_by: Mapped[Account] = relationship(foreign_keys=[recorded_by_account_id])


class PersonNeed(Base):
    """One need or aversion: ``fact_id operator value`` of the catalogue of access facts."""

    __tablename__ = "person_need"
    __table_args__ = (UniqueConstraint("person_id", "fact_id", "strength"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    fact_id: Mapped[str] = mapped_column(String(60))
    operator: Mapped[str] = mapped_column(String(2))
    value: Mapped[str] = mapped_column(String(80))
    strength: Mapped[Strength] = mapped_column(one_of(Strength))


class SafetyNote(Base):
    """What keeps a person safe, one topic, in the words of who knows: seen by those who may see health notes (R54)."""

    __tablename__ = "safety_note"
    __table_args__ = (UniqueConstraint("person_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    topic: Mapped[SafetyTopic] = mapped_column(one_of(SafetyTopic))
    words: Mapped[str] = mapped_column(Text)


class ProfileNote(Base):
    """What is good to know of a person, one topic, in words: how they talk, what they like, what worked."""

    __tablename__ = "profile_note"
    __table_args__ = (UniqueConstraint("person_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    topic: Mapped[NoteTopic] = mapped_column(one_of(NoteTopic))
    words: Mapped[str] = mapped_column(Text)


class SupportTime(Base):
    """Who is to be with a person in one part of the day."""

    __tablename__ = "support_time"
    __table_args__ = (
        UniqueConstraint("person_id", "part"),
        CheckConstraint(
            "level = 'none' OR (part = 'night') = (level IN ('sleepover', 'waking', 'waking_two'))",
            name="level_of_its_part",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    part: Mapped[PartOfDay] = mapped_column(one_of(PartOfDay))
    level: Mapped[SupportLevel] = mapped_column(one_of(SupportLevel))


class EasyAnswer(Base):
    """The last answer to one question of the easy-read profile, and in whose words it was given.

    What it says of needs, times and notes stands where they are kept. This holds what they can not: a no, "I am not
    sure", "somebody helps me", and that whoever helps has settled it.
    """

    __tablename__ = "easy_answer"
    __table_args__ = (UniqueConstraint("person_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    question: Mapped[str] = mapped_column(String(40))
    answer: Mapped[str] = mapped_column(String(20))
    filled_by: Mapped[FilledBy] = mapped_column(one_of(FilledBy))
    helped_by: Mapped[str] = mapped_column(String(120), default="")
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    @property
    def in_words(self) -> InWords:
        """Whose words they are."""
        return InWords(self.filled_by, self.helped_by)


class ProfileVersion(HasRef, Base):
    """One part of a profile as it was kept once: its lines, by whom, in whose words. Never changed; can be erased.

    ``by_account_id`` is empty for what stood there before versions were kept.
    """

    __tablename__ = "profile_version"
    __table_args__ = (Index("ix_profile_version_person_id_part", "person_id", "part"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    part: Mapped[str] = mapped_column(String(20))
    lines: Mapped[list[str]] = mapped_column(JSON)
    filled_by: Mapped[FilledBy] = mapped_column(one_of(FilledBy))
    helped_by: Mapped[str] = mapped_column(String(120), default="")
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    by: Mapped[Account | None] = relationship()

    @property
    def in_words(self) -> InWords:
        """Whose words they are."""
        return InWords(self.filled_by, self.helped_by)


class SupportPlan(HasRef, Base):
    """A support plan that a council agreed, under one duty, for one person (or carer), between two days."""

    __tablename__ = "support_plan"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="days_in_order"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"))
    duty: Mapped[Duty] = mapped_column(one_of(Duty))
    agreed_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    agreed_by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    outcomes: Mapped[list["Outcome"]] = relationship(order_by="Outcome.id", back_populates="support_plan")


class Outcome(HasRef, Base):
    """What matters to the person or carer, in their words, as a support plan has it."""

    __tablename__ = "outcome"

    support_plan_id: Mapped[int] = mapped_column(ForeignKey("support_plan.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    support_plan: Mapped[SupportPlan] = relationship(back_populates="outcomes")


class Representation(HasRef, Base):
    """That an account may act for a person: in which capacity, for what, from when until when. Ended, never deleted.

    Offered to ``email`` until ``accepted_at``. ``powers`` names the order or document of a guardian or attorney (R52).
    Workers of an organisation act through it: ``organisation_id`` then says which.
    """

    __tablename__ = "representation"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="days_in_order"),
        Index("ix_representation_account_id_person_id", "account_id", "person_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    email: Mapped[str] = mapped_column(String(254))
    capacity: Mapped[Capacity] = mapped_column(one_of(Capacity))
    powers: Mapped[str | None] = mapped_column(String(200))
    may_see: Mapped[bool] = mapped_column(default=True)
    may_plan: Mapped[bool] = mapped_column(default=False)
    may_pay: Mapped[bool] = mapped_column(default=False)
    may_see_medical: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    made_at: Mapped[datetime]
    made_by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    consent: Mapped[Consent] = mapped_column(one_of(Consent))
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def about(self) -> str:
        """How secrets, letters and audit records name it."""
        return f"representation:{self.ref}"

    @property
    def called_by(self) -> str:
        """Who it is: by name once somebody has taken it up."""
        return self.account.name if self.account else self.email

    @property
    def mandate(self) -> Mandate:
        """What it gives, for the rules of ``representation``."""
        granted = (
            (self.may_see, Scope.SEE),
            (self.may_plan, Scope.PLAN),
            (self.may_pay, Scope.PAY),
            (self.may_see_medical, Scope.MEDICAL),
        )
        return Mandate(
            capacity=self.capacity,
            scopes=frozenset(scope for may, scope in granted if may),
            from_on=self.from_on,
            until_on=self.until_on,
            powers=self.powers,
            is_accepted=self.accepted_at is not None,
            is_ended=self.revoked_at is not None,
        )


class Erasure(HasRef, Base):
    """That somebody asked to have what is kept of a person erased: by when they are answered, and that it was done.

    ``asked_by_account_id`` is empty where it was asked by telephone or letter. Taken back before it is done, it goes.
    """

    __tablename__ = "erasure"
    __table_args__ = (CheckConstraint("(done_at IS NULL) = (ground IS NULL)", name="done_for_a_reason"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    asked_at: Mapped[datetime]
    asked_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer_by: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ground: Mapped[Ground | None] = mapped_column(one_of(Ground))

    person: Mapped[Person] = relationship()
    asked_by: Mapped[Account | None] = relationship(foreign_keys=[asked_by_account_id])

    @property
    def about(self) -> str:
        """How audit records name it."""
        return f"erasure:{self.ref}"
