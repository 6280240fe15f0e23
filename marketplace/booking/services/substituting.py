"""Who comes: another PA is put in for a visit, and a clinical task is signed off for a person, by the bank's manager.

A substitute passes the gates that everybody passes: a free diary, the weekly pattern, leave, the way, the rules on PAs.
"""

from datetime import date

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.errors import NotNow
from marketplace.booking.models import Line, Segment
from marketplace.booking.queries.assessing import (
    candidates,
    may_change,
    proposals_of,
    skills_asked,
)
from marketplace.booking.queries.providers import refuse_stranger
from marketplace.booking.queries.requests import may_read_safety
from marketplace.booking.services.knowing import locked_by_id
from marketplace.booking.services.letters import tell_pa_changed
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.errors import NoLongerFree
from marketplace.listings.models import PA, Occupancy, PASignOff, Space
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.rules.services import keep

LONGEST_SIGN_OFF_DAYS = 366


def put_in(line_ref: str, *, segment_ref: str, space_ref: str, by: Viewer) -> None:
    """Let another PA come to one visit: the one has it, the other is free, in one transaction.

    Raises NotFound, NotNow, or Refused with why that PA cannot come.
    """
    with transaction():
        line = _locked(line_ref, space_ref, by)
        segment = _visit(line, segment_ref)
        chosen = next((one for one in candidates(line, segment) if one.space.ref == space_ref), None)
        if chosen is None or chosen.why_not:
            why = chosen.why_not if chosen else "Choose one of the PAs"
            raise Refused(fields={"space": f"{chosen.pa.name}: {why}" if chosen else why})
        _move(segment, chosen.space, by)
        audit.record("pa-put-in", about=segment.reference, by=by.actor, reason=f"pa:{chosen.pa.ref}")
        session.flush()
        session.refresh(segment)
        keep_working_time(line)
        tell_pa_changed(line, segment)


def sign_off(
    line_ref: str, *, pa_ref: str, skill_id: str, signed_by: str, signed_on: date, expires_on: date, by: Viewer
) -> None:
    """Record who signed a PA off for a clinical task for whom a line is for. Said again, it replaces the older one.

    Raises NotFound, NotNow while the provider may not know who the person is, Refused by field.
    """
    wrong = _wrong(signed_by, signed_on, expires_on)
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        line = _locked(line_ref, "", by)
        if not may_read_safety(line):
            raise NotNow("Accept it for now first. Sign a PA off once you may read what keeps the person safe")
        pa = next((one.pa for one in proposals_of(line) if one.pa.ref == pa_ref), None)
        if pa is None or skill_id not in {skill.id for skill in skills_asked(line) if skill.is_clinical}:
            raise NotFound
        for person in line.break_.people_for(line.for_whom):
            _end_older(pa, person.id, skill_id)
            session.add(
                PASignOff(
                    pa_id=pa.id,
                    person_id=person.id,
                    skill=skill_id,
                    signed_by=signed_by,
                    signed_on=signed_on,
                    expires_on=expires_on,
                    recorded_by_account_id=by.account_id,
                    made_at=clock.now(),
                )
            )
        session.flush()
        audit.record("pa-signed-off", about=f"pa:{pa.ref}", by=by.actor, reason=skill_id)


def keep_working_time(line: Line) -> None:
    """Keep what the working time rule says of everybody who is to come, in the transaction that is open."""
    keep((one.time for one in proposals_of(line) if one.time is not None), about=f"{line.about}:time")


def _locked(line_ref: str, space_ref: str, by: Viewer) -> Line:
    """A line that the viewer's provider answers for, with the space that is wanted, locked. Raises NotFound, NotNow."""
    found = session.scalar(select(Line).where(Line.ref == line_ref))
    if found is None:
        raise NotFound
    refuse_stranger(found, viewer=by)
    spaces = session.scalars(select(Space.id).where(Space.ref == space_ref, Space.listing_id == found.listing_id)).all()
    one = locked_by_id(found.break_id, spaces=spaces)
    line = next(row for row in one.lines if row.ref == line_ref)
    if not may_change(line):
        raise NotNow("This request is over: nothing is held for it any more")
    return line


def _visit(line: Line, segment_ref: str) -> Segment:
    for segment in line.segments:
        if segment.ref == segment_ref and segment.space is not None and segment.space.pa is not None:
            if segment.period is not None and segment.period.starts_at <= clock.now():
                raise NotNow("This visit has begun")
            return segment
    raise NotFound


def _move(segment: Segment, space: Space, by: Viewer) -> None:
    """Free the one diary, take the other, as it was: held until the same time, or booked."""
    taken = session.scalar(
        select(Occupancy).where(Occupancy.reference == segment.reference, Occupancy.released_at.is_(None))
    )
    if taken is None or segment.period is None:
        raise NotNow("Nothing is held for this visit any more")
    cause, until = taken.cause, taken.expires_at
    diary.release(references=[segment.reference], by=by.actor)
    try:
        wanted = Wanted(space.id, segment.period, segment.reference)
        diary.occupy(wanted=[wanted], cause=cause, until=until, by=by.actor)
    except NoLongerFree as refused:
        raise Refused(fields={"space": f"{space.name} was booked by somebody else just now"}) from refused
    segment.space_id = space.id


def _end_older(pa: PA, person_id: int, skill_id: str) -> None:
    rows = select(PASignOff).where(
        PASignOff.pa_id == pa.id,
        PASignOff.person_id == person_id,
        PASignOff.skill == skill_id,
        PASignOff.ended_at.is_(None),
    )
    for row in session.scalars(rows):
        row.ended_at = clock.now()
    session.flush()


def _wrong(signed_by: str, signed_on: date, expires_on: date) -> dict[str, str]:
    if not signed_by.strip():
        return {"signed_by": "Enter who signed it off"}
    if signed_on > clock.today():
        return {"signed_on": "Signed on: this day is still to come"}
    if not 0 <= (expires_on - signed_on).days <= LONGEST_SIGN_OFF_DAYS:
        return {"expires_on": "Last day it counts: choose a day within a year of the signing"}
    return {}
