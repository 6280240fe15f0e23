"""What the page that asks for suggestions shows, and what it fills in: from the break, the profile and what is near."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Need, Strength
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break
from marketplace.booking.needed import DayPart
from marketplace.booking.queries.cover import parts_of
from marketplace.booking.queries.free_spaces import town_of
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.lines import CHANGEABLE
from marketplace.booking.queries.suggest_hired import brought_by, in_break
from marketplace.booking.queries.suggest_places import suiting
from marketplace.booking.queries.suggestions import last_run
from marketplace.booking.sorts import ForWhom, Whose
from marketplace.booking.suggest.parts import stay_days
from marketplace.booking.suggest.wish import LONGEST
from marketplace.errors import NotAllowed
from marketplace.geo import Point, kilometres
from marketplace.listings.asked import Asked
from marketplace.listings.models import RateUnit
from marketplace.listings.skills import Skill, skills_for
from marketplace.people.queries.persons import Known
from marketplace.people.queries.profile import goes_by_vehicle, needs_to_match
from marketplace.people.representation import Standing
from marketplace.periods import Period

EQUIPMENT_MILES = 40
MOST_EQUIPMENT = 12


@dataclass(frozen=True)
class Asking:
    """A break for which suggestions may be asked. ``why_not``: why they may not; blank where they may.

    ``lacks_place``: there are nights and no place to stay yet. ``equipment``: what can be hired near, by reference;
    ``to_hire``: which of it brings a must of the profile that nothing in the break brings yet.
    ``clinical``: tasks for which a PA has to be signed off. ``last``: the newest asking, blank where there is none.
    """

    ref: str
    title: str
    person_called: str
    town: str
    period: Period
    is_together: bool
    has_nights: bool
    lacks_place: bool
    needs_cover: bool
    cover: tuple[DayPart, ...]
    has_parts: bool
    wants_journeys: bool
    equipment: tuple[tuple[str, str], ...]
    to_hire: tuple[str, ...]
    clinical: tuple[str, ...]
    last: str
    why_not: str

    @property
    def days(self) -> tuple[date, date]:
        """The days of arriving and leaving."""
        return stay_days(self.period)


def asking(ref: str, *, viewer: Viewer) -> Asking:
    """A break that the viewer arranges. Raises NotFound, NotAllowed."""
    known = known_break(ref, viewer=viewer)
    known.require_planner()
    if known.state not in CHANGEABLE:
        raise NotAllowed("Nothing can be added to this break now.")
    one = known.break_
    first, last = stay_days(one.period)
    needs = [need for person in one.people_for(ForWhom.PERSON) for need in needs_to_match(Known(person, Standing()))]
    firm = [need for need in needs if need.strength is Strength.MUST]
    stays = any(segment.unit is RateUnit.NIGHT for line in one.lines_in for segment in line.segments)
    town = town_of(one)
    equipment = _equipment(town) if town else ()
    return Asking(
        ref=one.ref,
        title=one.title,
        person_called=one.person.called if one.person else "",
        town=one.town,
        period=one.period,
        is_together=one.whose is Whose.TOGETHER,
        has_nights=first < last,
        lacks_place=first < last and not stays,
        needs_cover=one.needs_cover,
        cover=parts_of(one),
        has_parts=bool(one.lines_in),
        wants_journeys=any(map(goes_by_vehicle, one.people_for(ForWhom.PERSON))) and not _has_transport(one),
        equipment=equipment,
        to_hire=_to_hire([ref for ref, _ in equipment], firm, in_break(one, firm)),
        clinical=tuple(skill.name for skill in _skills(firm) if skill.is_clinical),
        last=last_run(one),
        why_not=_why_not(one.whose, one.period, has_town=town is not None),
    )


def _skills(firm: list[Need]) -> tuple[Skill, ...]:
    return skills_for(need.kind.id for need in firm)


def _equipment(town: Point) -> tuple[tuple[str, str], ...]:
    near = Asked(near=town, within_km=kilometres(EQUIPMENT_MILES), kind=ListingKind.EQUIPMENT)
    hits = suiting(near, most=MOST_EQUIPMENT)
    by_item = (hit for hit in hits if hit.offer.main_rate and hit.offer.main_rate.unit is RateUnit.ITEM)
    return tuple((hit.offer.ref, f"{hit.offer.title}, {hit.offer.provider}") for hit in by_item)


def _to_hire(refs: Sequence[str], needs: Sequence[Need], brought: Collection[Need]) -> tuple[str, ...]:
    """Of things to hire, the nearest first, those that bring a must which none before brings, nor the break."""
    by_ref, had, chosen = brought_by(refs, needs), set(brought), []
    for ref in refs:
        if by_ref.get(ref, frozenset()) - had:
            chosen.append(ref)
            had |= by_ref[ref]
    return tuple(chosen)


def _has_transport(one: Break) -> bool:
    return any(line.kind is ListingKind.TRANSPORT for line in one.lines_in)


def _why_not(whose: Whose, period: Period, *, has_town: bool) -> str:
    if whose is Whose.CARER:
        return "We suggest breaks that the person goes on. Add the parts of a carer's break one by one."
    if period.ends_at - period.starts_at > LONGEST:
        return f"We suggest breaks of at most {LONGEST.days} days. Add the parts of a longer one one by one."
    return "" if has_town else "We need to know where. Change the break, and say in which town it is."
