"""Asking that what is kept of a person be erased, and erasing what is kept of them here.

What hangs on breaks and money is erased by the features above, in the same transaction (``marketplace.erasing``).
"""

from sqlalchemy import delete, or_, select

from marketplace import audit, clock
from marketplace.accounts.models import Account
from marketplace.accounts.services import tokens
from marketplace.accounts.services.accounts import close_for_erasure, forget_address
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.erased import NAME, WORDS, rewrite
from marketplace.errors import NotAllowed
from marketplace.people import offers
from marketplace.people.erasure import Ground, answer_by
from marketplace.people.models import (
    Caring,
    EasyAnswer,
    Erasure,
    Outcome,
    Person,
    PersonNeed,
    ProfileNote,
    ProfileVersion,
    Representation,
    SafetyNote,
    Standstill,
    SupportPlan,
    SupportTime,
)
from marketplace.people.services.persons import about, theirs_to_change
from marketplace.people.services.representations import name_of
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName

_GOES = (PersonNeed, SafetyNote, ProfileNote, SupportTime, EasyAnswer, ProfileVersion, Standstill)


def ask_to_erase(ref: str, *, by: Viewer) -> Erasure:
    """Ask the brokerage to erase what is kept of a person; asked twice is asked once.

    For the person, and whoever decides in their place. Raises NotFound, NotAllowed.
    """
    with transaction():
        person = _theirs_to_erase(ref, by)
        asked = erasure_of(person)
        if asked is None:
            asked = begin(person, by_account_id=by.account_id)
            audit.record("ask-to-erase", about=about(person), by=by.actor)
        return asked


def take_back_asking(ref: str, *, by: Viewer) -> None:
    """They want it kept after all. Raises NotFound, NotAllowed."""
    with transaction():
        person = _theirs_to_erase(ref, by)
        asked = erasure_of(person)
        if asked is not None:
            session.delete(asked)
            audit.record("keep-after-all", about=about(person), by=by.actor)
            session.flush()


def begin(person: Person, *, by_account_id: int | None) -> Erasure:
    """Write down that it was asked today, in the transaction that is open."""
    council = person.council.gss_code if person.council else None
    today = clock.today()
    months = settings_in_force().number(SettingName.ERASURE_ANSWER_MONTHS, on=today, council=council)
    made = Erasure(
        person_id=person.id,
        asked_at=clock.now(),
        asked_by_account_id=by_account_id,
        answer_by=answer_by(today, months=months),
    )
    session.add(made)
    session.flush()
    return made


def erasure_of(person: Person) -> Erasure | None:
    """That it was asked for a person, or done."""
    return session.scalar(select(Erasure).where(Erasure.person_id == person.id))


def erase(person: Person, *, ground: Ground, by: Actor) -> None:
    """Erase who a person is and what they need, end who acts for them, and close their own account.

    In the transaction that is open. Ids, days and councils stay: money hangs on them.
    """
    done = erasure_of(person) or begin(person, by_account_id=None)
    done.ground, done.done_at, done.done_by_account_id = ground, clock.now(), by.account_id
    _end_helping(person)
    for table in _GOES:
        session.execute(delete(table).where(table.person_id == person.id))
    session.execute(delete(Caring).where(or_(Caring.person_id == person.id, Caring.carer_id == person.id)))
    plans = select(SupportPlan.id).where(SupportPlan.person_id == person.id)
    rewrite(Outcome, Outcome.support_plan_id.in_(plans), words=WORDS)
    rewrite(SupportPlan, SupportPlan.id.in_(plans) & SupportPlan.ended_at.is_(None), ended_at=clock.now())
    account_id = person.account_id
    _forget(person)
    if account_id is not None:
        close_for_erasure(account_id, by=by)
    audit.record("erase-person", about=about(person), by=by, reason=ground)


def references_of(person: Person) -> set[str]:
    """How letters and secrets speak of the person, of who acts for them, and of their account."""
    acting = session.scalars(select(Representation).where(Representation.person_id == person.id))
    own = {f"account:{person.account.ref}"} if person.account else set()
    return {about(person), *map(name_of, acting), *own}


def addresses_of(person: Person) -> set[str]:
    """Where the person is written to: e-mail addresses of theirs, and their reference for letters by post.

    An address that is somebody else's sign-in is not theirs: a family may share one.
    """
    others = select(Account.id).where(Account.email == person.email, Account.id != person.account_id)
    own = {person.account.email} if person.account else set()
    if person.email and session.scalar(others) is None:
        own.add(person.email)
    return {about(person), *own}


def _theirs_to_erase(ref: str, by: Viewer) -> Person:
    who = theirs_to_change(ref, by=by)
    if not who.standing.may_decide:
        raise NotAllowed(f"Only {who.person.called} can ask for that. Call us, and we help")
    return who.person


def _end_helping(person: Person) -> None:
    """Nobody acts for the person any more; what they did for others under an address of theirs loses that address."""
    for one in session.scalars(select(Representation).where(Representation.person_id == person.id)):
        tokens.cancel(offers.PURPOSE, reference=name_of(one))
        one.revoked_at = one.revoked_at or clock.now()
        one.email, one.powers = "", None
    tokens.cancel(offers.PURPOSE, reference=about(person))
    session.flush()
    for email in addresses_of(person):
        forget_address(email)
        rewrite(Representation, Representation.email == email, email="", revoked_at=clock.now())
    if person.account_id is not None:
        rewrite(Representation, Representation.account_id == person.account_id, email="", revoked_at=clock.now())


def _forget(person: Person) -> None:
    person.name, person.known_as, person.sling = NAME, None, ""
    person.born_on = person.postcode = person.postal_address = person.email = person.telephone = None
    person.chair_width_mm = person.weight_kg = person.chair_length_mm = None
    person.turning_mm = person.with_chair_kg = person.care_by = person.care_reason = person.stands_still = None
    person.account_id = None
    person.erased_at = clock.now()
    session.flush()
