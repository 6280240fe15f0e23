"""For whom somebody searches: the people they may choose, and what each needs, with the look put on record (R54)."""

from dataclasses import replace

from marketplace import audit, clock
from marketplace.access_facts.needs import Need
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import transaction
from marketplace.listings.asked import Asked
from marketplace.people.models import Person
from marketplace.people.needs import MEASURED_BY_WEIGHT
from marketplace.people.queries.persons import Known, all_my_people
from marketplace.people.queries.profile import needs_to_match
from marketplace.rules.workers import PvgGroup, works_with


def people_for(viewer: Viewer) -> list[tuple[str, str]]:
    """Reference and name of those the viewer may search for."""
    if not viewer.can(Permission.SEE_PEOPLE):
        return []
    return [(one.person.ref, one.person.called) for one in all_my_people(viewer=viewer)]


def with_whom(asked: Asked, person: Person) -> Asked:
    """The same search for this person: for a child PAs who may not work with children are left out (R17)."""
    on = asked.days[0] if asked.days else clock.today()
    return replace(asked, with_child=works_with([person.born_on], on=on) is PvgGroup.CHILDREN)


def profile_for(whose: Known | None, *, viewer: Viewer, task: str) -> tuple[Need, ...]:
    """What the person needs; nothing for nobody. What tells a weight is private to a viewer who may not see it."""
    if whose is None:
        return ()
    may_see = whose.standing.may_see_medical
    needs = tuple(
        replace(need, is_private=need.kind.id in MEASURED_BY_WEIGHT and not may_see) for need in needs_to_match(whose)
    )
    if not whose.standing.is_self:
        with transaction():
            audit.saw("needs", about=f"person:{whose.person.ref}", task=task, by=viewer.actor)
    return needs
