"""When somebody is in hospital or has died: letters stop at once, and a person decides about each break ahead.

Nothing is let go by itself. Providers are told that a time is free again, and nothing else.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, StandstillChoice
from marketplace.booking.queries.cancel_costs import cost_of
from marketplace.booking.queries.hushed import references_about
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.standstills import OVER, is_ahead_of, may_decide
from marketplace.booking.services.asking_over import stop_asking
from marketplace.booking.services.cancelling import cancel, refuse_dearer
from marketplace.booking.services.knowing import locked
from marketplace.booking.services.moving import begin_break
from marketplace.booking.services.recipients import care_managers_of
from marketplace.booking.sorts import Bearer, ForNow
from marketplace.clock import in_london, london_instant
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.notifications.services import owe, stop_queued
from marketplace.people.models import Person, Standstill
from marketplace.people.services import standstill as people
from marketplace.people.services.standstill import Happened
from marketplace.people.standstill import StandstillCause
from marketplace.people.writing import one_line

OFF = "It cannot go ahead."
"""All that is said of why, wherever others read it."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a break for now; ``first_day``: of the new days, where it is moved.

    ``seen``: the pence that letting go of it was said to cost.
    """

    choice: ForNow
    words: str = ""
    first_day: date | None = None
    seen: str | None = None


def record_standstill(ref: str, *, happened: Happened, by: Viewer) -> None:
    """Write it down, stop what is on its way to the person and the family, and ask the care managers to decide.

    Raises NotFound, NotAllowed, Refused by field.
    """
    with transaction():
        person = people.record_standstill(ref, happened=happened, by=by)
        stop_asking(person)
        stop_queued(references_about(person))
        _ask_care_managers(person, by)


def end_standstill(ref: str, *, by: Viewer) -> StandstillCause:
    """Home again, or a mistake: letters go out from now on, those stopped do not. Raises NotFound, NotAllowed."""
    return people.end_standstill(ref, by=by)


def decide_standstill(ref: str, break_ref: str, *, decided: Decided, by: Viewer) -> str:
    """Keep a break ahead, move it or let it go; the reference of the break that there is now.

    Let go, money goes back to the pots it came from as in cancelling; where that costs anything, the pots that were to
    pay bear it, and the reason is kept. A provider that asks for nothing says so itself, by cancelling its own part
    before: nobody who owes it says so for it. Moved, the old days are let go and a draft for the new ones is started.
    Raises NotFound, NotAllowed, Refused by field, CostsMore.
    """
    words = one_line(decided.words)
    wrong = drafts.text_problems({"words": (words, LONGEST_WORDS)})
    if decided.choice is ForNow.MOVE and (decided.first_day is None or decided.first_day <= clock.today()):
        wrong["first_day"] = "Enter the first new day, after today"
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        known = locked(break_ref, by=by)
        standing = _open_about(ref, known, by)
        if standing.cause is StandstillCause.DIED and decided.choice is ForNow.MOVE and _is_only_theirs(known, ref):
            raise Refused(fields={"choice": "Keep it for now, or let it go"})
        bears = _bearer(known, words) if decided.choice is not ForNow.KEEP else None
        moved = _moved(known.break_, decided, by) if decided.choice is ForNow.MOVE else None
        if decided.choice is not ForNow.KEEP:
            refuse_dearer(decided.seen, known)
            cancel(known.break_, words=OFF, by=by.actor)
        session.add(
            StandstillChoice(
                standstill_id=standing.id,
                break_id=known.break_.id,
                choice=decided.choice,
                words=words,
                bears=bears,
                moved_to_id=moved.id if moved else None,
                by_account_id=by.account_id,
                at=clock.now(),
            )
        )
        audit.record(f"standstill-{decided.choice.value}", about=known.break_.about, by=by.actor)
        session.flush()
        return moved.ref if moved else known.break_.ref


def _bearer(known: KnownBreak, words: str) -> Bearer | None:
    """Who bears what letting go costs; none where it costs nothing. Raises Refused without a reason."""
    if not cost_of(known).pence:
        return None
    if not words:
        raise Refused(fields={"words": "Say why, and who agreed to what it costs"})
    return Bearer.PAYERS


def _ask_care_managers(person: Person, by: Viewer) -> None:
    ahead = session.scalars(select(Break.id).where(is_ahead_of(person))).all()
    for reader in care_managers_of(person):
        if reader.email != by.email:
            owe(
                "person-stands-still",
                to=reader,
                about=f"person:{person.ref}",
                called=person.called,
                has_died=person.stands_still is StandstillCause.DIED,
                by_name=by.name,
                breaks=len(ahead),
                ref=person.ref,
            )


def _open_about(ref: str, known: KnownBreak, by: Viewer) -> Standstill:
    """What stands still that a break is to be decided about."""
    person = next((one for one in known.break_.everyone if one.ref == ref), None)
    standing = people.open_of(person) if person else None
    if standing is None or known.state in OVER:
        raise NotFound
    if not may_decide(known, standing, by) or by.account_id is None:
        raise NotAllowed("An officer of the council, or who plans this break, decides this")
    return standing


def _is_only_theirs(known: KnownBreak, ref: str) -> bool:
    return all(person.ref == ref for person in known.break_.principals)


def _moved(one: Break, decided: Decided, by: Viewer) -> Break:
    """A draft of the same name and length on other days. Its parts are chosen anew: other days, other prices."""
    first_day = decided.first_day or clock.today()
    starts, ends = in_london(one.starts_at), in_london(one.ends_at)
    last_day = first_day + timedelta(days=(ends.date() - starts.date()).days)
    now = clock.now()
    made = Break(
        title=one.title,
        whose=one.whose,
        person_id=one.person_id,
        carer_id=one.carer_id,
        duty=one.duty,
        town=one.town,
        needs_cover=one.needs_cover,
        state=BreakState.DRAFT,
        starts_at=london_instant(first_day, starts.time()),
        ends_at=london_instant(last_day, ends.time()),
        council_id=one.council_id,
        arranged_by_account_id=by.account_id,
        arranged_by_organisation_id=by.organisation_id,
        made_at=now,
        changed_at=now,
    )
    begin_break(made, by=by.actor)
    return made
