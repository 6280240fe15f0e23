"""What a person needs: what the profile says, and what follows from their measures."""

from dataclasses import dataclass, replace

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.people.models import Person
from marketplace.people.needs import MEASURED_BY_WEIGHT, TIE_DOWNS, Need, Sizes, Strength, profile_needs, stated
from marketplace.people.queries.persons import Known
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName


@dataclass(frozen=True)
class Profile:
    """A profile as a viewer may see it. ``measured`` follows from the measures, with ``clearance_mm`` round a chair."""

    stated: tuple[Need, ...]
    measured: tuple[Need, ...]
    clearance_mm: int

    @property
    def in_all(self) -> tuple[Need, ...]:
        """Both, what is stated first."""
        return self.stated + self.measured


def profile(of: Known) -> Profile:
    """The profile without what would tell a weight to somebody who may not see it."""
    found = _profile(of.person)
    if of.standing.may_see_medical:
        return found
    return Profile(_without_weight(found.stated), _without_weight(found.measured), found.clearance_mm)


def needs_to_match(of: Known) -> tuple[Need, ...]:
    """All that a listing is matched with, the weight among it: for rules and searches, never to be shown as it is."""
    return tuple(replace(need, is_of_profile=True) for need in _profile(of.person).in_all)


def goes_by_vehicle(person: Person) -> bool:
    """Whether the profile says of a vehicle what it must have: as it was stated, or as it follows from their chair."""
    musts = (need.kind.kinds for need in _profile(person).in_all if need.strength is Strength.MUST)
    return any(kinds <= {ListingKind.TRANSPORT} for kinds in musts)


def _profile(person: Person) -> Profile:
    own = stated(person.needs)
    council = person.council.gss_code if person.council else None
    settings = settings_in_force()
    clearance = settings.number(SettingName.DOOR_CLEARANCE_MM, on=clock.today(), council=council)
    sizes = Sizes(
        person.chair_width_mm,
        person.weight_kg,
        person.turning_mm,
        person.with_chair_kg,
        rides_in_chair=_has_chair(person) and not any(need.kind.id == TIE_DOWNS for need in own),
    )
    needs = profile_needs(own, sizes, clearance_mm=clearance)
    return Profile(own, needs[len(own) :], clearance)


def _without_weight(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    return tuple(need for need in needs if need.kind.id not in MEASURED_BY_WEIGHT)


def _has_chair(person: Person) -> bool:
    """Whether a wheelchair was measured. Until its rider says otherwise they are not lifted out of it into a car."""
    return person.chair_width_mm is not None or person.with_chair_kg is not None
