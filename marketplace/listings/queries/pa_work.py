"""Reads of how a PA works: skills that hold, who signed them off, leave and what is booked in it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace import clock
from marketplace.db import session
from marketplace.listings.models import PA, Cause, Listing, Occupancy, PALeave, PASignOff, Provider, Space
from marketplace.listings.queries.diary import standing
from marketplace.listings.queries.proofs import registration_of
from marketplace.listings.queries.provider_diary import period_words
from marketplace.listings.skills import SKILLS, Skill, Training
from marketplace.people.models import Person
from marketplace.wording import day, listed


@dataclass(frozen=True)
class SkillRow:
    """One training as its page prints it."""

    training: Training
    counts: bool

    @property
    def until(self) -> str:
        """Until when it counts, in words."""
        if self.training.expires_on is None:
            return "does not end"
        return f"{'until' if self.counts else 'ended on'} {day(self.training.expires_on)}"


@dataclass(frozen=True)
class LeaveRow:
    """Days off, with what is still booked in them."""

    leave: PALeave
    booked: tuple[str, ...]

    @property
    def words(self) -> str:
        """``5 March 2027 to 8 March 2027``."""
        first, last = day(self.leave.first_on), day(self.leave.last_on)
        return first if first == last else f"{first} to {last}"


@dataclass(frozen=True)
class SignOffRow:
    """A clinical task that a PA may do for somebody."""

    sign_off: PASignOff
    skill: Skill
    person: str


@dataclass(frozen=True)
class OfferedPA:
    """A PA as a family reads of them before they choose: what they can do, with whom, and when they work, no more."""

    name: str
    skills: str
    languages: str
    week: tuple[tuple[str, str], ...]
    with_whom: str


def offered_pas(listing: Listing) -> tuple[OfferedPA, ...]:
    """The PAs whom a listing offers, as they may be read of by those who choose."""
    today = clock.today()
    pas = [space.pa for space in listing.spaces if space.pa is not None and space.closed_at is None]
    return tuple(
        OfferedPA(
            pa.name,
            skill_words(pa, on=today),
            pa.work.languages if pa.work else "",
            pa.week.words(),
            pa.pvg_sort.alone_words if pa.pvg_sort else "",
        )
        for pa in pas
    )


def needs_registration(provider: Provider) -> bool:
    """Whether somebody who works for themselves has a second worker and no registration for it (R9)."""
    working = sum(pa.left_at is None for pa in provider.pas)
    if not provider.is_individual or working < 2:
        return False
    numbers = session.scalars(select(Listing.registration_number).where(Listing.provider_id == provider.id))
    rows = (registration_of(number) for number in set(numbers))
    return not any(row is not None and row.is_active for row in rows)


def skills_of(pa: PA, *, on: date) -> tuple[SkillRow, ...]:
    """What a PA was trained in, in the order of the catalogue."""
    rows = sorted((row.value for row in pa.trainings), key=lambda one: SKILLS.index(one.skill))
    return tuple(SkillRow(one, one.counts_on(on)) for one in rows)


def skill_words(pa: PA, *, on: date) -> str:
    """The skills that hold on a day, as a family reads them beside a name."""
    return listed([row.training.skill.name for row in skills_of(pa, on=on) if row.counts])


def leaves_of(pa_id: int) -> tuple[LeaveRow, ...]:
    """Leave that is not over, soonest first."""
    spaces = session.scalars(select(Space).where(Space.pa_id == pa_id)).all()
    rows = session.scalars(
        select(PALeave)
        .where(PALeave.pa_id == pa_id, PALeave.ended_at.is_(None), PALeave.last_on >= clock.today())
        .order_by(PALeave.first_on, PALeave.id)
    )
    return tuple(LeaveRow(row, tuple(map(_at, _booked(row, list(spaces))))) for row in rows)


def signed_off(pa_id: int) -> tuple[SignOffRow, ...]:
    """Who may count on a PA for which clinical task; those that have ended are left out."""
    rows = session.execute(
        select(PASignOff, Person)
        .join(Person, Person.id == PASignOff.person_id)
        .where(PASignOff.pa_id == pa_id, PASignOff.ended_at.is_(None), PASignOff.expires_on >= clock.today())
        .order_by(PASignOff.expires_on, PASignOff.id)
    )
    by_id = {skill.id: skill for skill in SKILLS}
    return tuple(SignOffRow(row, by_id[row.skill], person.called) for row, person in rows)


def _booked(leave: PALeave, spaces: list[Space]) -> list[Occupancy]:
    promised = {Cause.HOLD, Cause.BOOKING}
    return [row for row in standing(spaces, leave.period) if row.cause in promised] if spaces else []


def _at(row: Occupancy) -> str:
    return period_words(row, by_nights=False)
