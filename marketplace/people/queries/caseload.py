"""The people somebody works with: an officer by duty, an adviser by consent; or all whom a council supports."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, false, or_, select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.people.models import Person, Representation
from marketplace.people.queries.persons import in_own_name, of_officers_council
from marketplace.people.representation import Capacity, Consent

BY_JOB = (Capacity.CARE_MANAGER, Capacity.ADVISER)


@dataclass(frozen=True)
class Consented:
    """That somebody works with a person: since when, until when, and how the person said yes."""

    ref: str
    from_on: date
    until_on: date | None
    consent: Consent


def people_of_job(*, viewer: Viewer, whole_council: bool = False) -> Select[int]:
    """The ids of the people the viewer works with today; with ``whole_council`` all people of an officer's council."""
    if whole_council:
        return select(Person.id).where(of_officers_council(viewer))
    return _today(viewer).with_only_columns(Representation.person_id)


def consents_of(person_ids: Collection[int], *, viewer: Viewer) -> dict[int, Consented]:
    """By what the viewer works with each of these people, by id."""
    rows = session.scalars(_today(viewer).where(Representation.person_id.in_(person_ids)).order_by(Representation.id))
    return {row.person_id: Consented(row.ref, row.from_on, row.until_on, row.consent) for row in rows}


def _today(viewer: Viewer) -> Select[Representation]:
    today = clock.today()
    is_on = or_(Representation.until_on.is_(None), Representation.until_on >= today)
    if viewer.organisation_id is None:
        return in_own_name(viewer).where(false())
    return in_own_name(viewer).where(Representation.capacity.in_(BY_JOB), Representation.from_on <= today, is_on)
