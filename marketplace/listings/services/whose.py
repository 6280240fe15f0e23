"""For whom somebody searches: the people they may choose, and what each needs, with the look put on record (R54)."""

from marketplace import audit
from marketplace.access_facts.needs import Need
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import transaction
from marketplace.people.queries.persons import Known, my_people
from marketplace.people.queries.profile import needs_to_match


def people_for(viewer: Viewer) -> list[tuple[str, str]]:
    """Reference and name of those the viewer may search for."""
    if not viewer.can(Permission.SEE_PEOPLE):
        return []
    return [(row.ref, row.known_as or row.name) for row in my_people(viewer=viewer).rows]


def profile_for(whose: Known | None, *, viewer: Viewer, task: str) -> tuple[Need, ...]:
    """What the person needs; nothing for nobody in particular."""
    if whose is None:
        return ()
    needs = needs_to_match(whose)
    if not whose.standing.is_self:
        with transaction():
            audit.saw("needs", about=f"person:{whose.person.ref}", task=task, by=viewer.actor)
    return needs
