"""Writing down that somebody is in hospital or has died, and that they are home again. Who did stays in the audit.

What comes of it for breaks and letters is for the packages above, in the same transaction.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.services.accounts import close_for_death
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.people import standstill
from marketplace.people.models import Person, Standstill
from marketplace.people.services.persons import about, theirs_to_change
from marketplace.people.standstill import StandstillCause
from marketplace.people.writing import one_line

LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Happened:
    """What has happened, since which day, and a word for those who work with the person."""

    cause: StandstillCause | None
    since: date | None
    words: str = ""


def record_standstill(ref: str, *, happened: Happened, by: Viewer) -> Person:
    """From now on nothing is asked of the person. Death follows hospital; nothing follows death.

    Raises NotFound, NotAllowed, Refused by field.
    """
    words = one_line(happened.words)
    wrong = standstill.problems(happened.cause, happened.since, words, today=clock.today(), longest=LONGEST_WORDS)
    if wrong or happened.cause is None or happened.since is None:
        raise Refused(fields=wrong)
    with transaction():
        who = theirs_to_change(ref, by=by)
        if not standstill.may_record(who.standing, happened.cause) or by.account_id is None:
            raise NotAllowed(f"Only who plans with {who.person.called}, or an officer of the council, writes this down")
        now = who.person.stands_still
        if now is not None and now in {happened.cause, StandstillCause.DIED}:
            raise Refused(fields={"cause": f"It is written down already that {who.person.called} {now.words}"})
        _end_open(who.person, by)
        session.add(
            Standstill(
                person_id=who.person.id,
                cause=happened.cause,
                since=happened.since,
                words=words,
                recorded_by_account_id=by.account_id,
                recorded_at=clock.now(),
            )
        )
        who.person.stands_still = happened.cause
        if happened.cause is StandstillCause.DIED and who.person.account_id is not None:
            close_for_death(who.person.account_id, by=by.actor)
            who.person.account_id = None
        session.flush()
        audit.record(f"person-{happened.cause.value}", about=about(who.person), by=by.actor)
        return who.person


def end_standstill(ref: str, *, by: Viewer) -> StandstillCause:
    """Home again, or a mistake: what ended. A closed account stays closed. Raises NotFound, NotAllowed."""
    with transaction():
        who = theirs_to_change(ref, by=by)
        standing = open_of(who.person)
        if standing is None:
            raise NotFound
        is_recorder = by.account_id is not None and standing.recorded_by_account_id == by.account_id
        if not standstill.may_end(who.standing, standing.cause, is_recorder=is_recorder):
            raise NotAllowed("Only an officer of the council, or who wrote it down, takes this back")
        cause = standing.cause
        _end_open(who.person, by)
        who.person.stands_still = None
        session.flush()
        did = "person-home-again" if cause is StandstillCause.IN_HOSPITAL else "person-not-died"
        audit.record(did, about=about(who.person), by=by.actor)
        return cause


def open_of(person: Person) -> Standstill | None:
    """What stands everything still for a person now."""
    return session.scalar(select(Standstill).where(Standstill.person_id == person.id, Standstill.ended_at.is_(None)))


def _end_open(person: Person, by: Viewer) -> None:
    standing = open_of(person)
    if standing is not None:
        standing.ended_at, standing.ended_by_account_id = clock.now(), by.account_id
        session.flush()
