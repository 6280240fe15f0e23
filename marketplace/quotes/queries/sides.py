"""The two sides of a comparison as they stand now: the break from its lines, the care home from what was found out."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from marketplace import clock, geo
from marketplace.booking.lifecycle import IN, KEPT
from marketplace.booking.models import Break, Line, Segment
from marketplace.booking.queries.free_spaces import town_of
from marketplace.budgets.sorts import Control
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.geo.points import miles
from marketplace.listings.models import RateUnit
from marketplace.people.models import Outcome, Person, SupportPlan
from marketplace.periods import Period
from marketplace.quotes.models import Comparison
from marketplace.quotes.sides import Side, Sides, most_at_once, staff_words, support_words
from marketplace.rules.care_homes import R31, CareHomeStay
from marketplace.rules.queries import settings_in_force
from marketplace.rules.results import Result
from marketplace.wording import listed


def sides_of(found: Comparison, one: Break) -> Sides:
    """Both sides as they stand now."""
    shares = [share for line in one.lines_in for share in line.shares]
    council = sum(share.pence for share in shares if share.option is not None)
    own = sum(share.pence for share in shares if share.pot.sort.control is Control.OWN)
    note = charge_note(found, one)
    flexible = Side(
        name=one.title,
        nights=nights_of(one),
        council_pence=council,
        person_pence=own,
        others_pence=sum(share.pence for share in shares) - council - own,
        support=_support(one.lines_in),
        staff=staff_words(most_at_once(_helped(one.lines_in))),
        met=tuple(row.by_break for row in found.outcomes),
        miles=miles_from_home(one, town_of(one)),
        who=_who(one),
        near=found.break_near,
        source="The parts of this break, at the prices they were added at",
    )
    return Sides(
        home=_home(found),
        flexible=flexible,
        outcomes=tuple(row.outcome.words for row in found.outcomes),
        charge_note=note.sentence if note else "",
        open_pence=sum(max(line.missing_pence, 0) for line in one.lines_in),
    )


def charge_note(found: Comparison, one: Break) -> Result | None:
    """What R31 says of the stay in the care home."""
    councils = [person.council.gss_code for person in one.principals if person.council]
    stay = CareHomeStay(found.home_nights, clock.today(), councils[0] if councils else None)
    return R31.result(stay, settings_in_force(), on=clock.today())


def nights_of(one: Break) -> int:
    """How many nights a break has, at least one."""
    return max(1, (in_london(one.ends_at).date() - in_london(one.starts_at).date()).days)


def outcomes_of(one: Break) -> Sequence[Outcome]:
    """What matters to those whose break it is, as their support plans have it."""
    ids = [person.id for person in one.principals]
    return session.scalars(
        select(Outcome)
        .join(SupportPlan, SupportPlan.id == Outcome.support_plan_id)
        .where(SupportPlan.person_id.in_(ids), SupportPlan.ended_at.is_(None), Outcome.ended_at.is_(None))
        .order_by(Outcome.id)
    ).all()


def miles_from_home(one: Break, to: geo.Point | None) -> int | None:
    """How far it is from where the first of its people lives, as the crow flies; none where either is not known."""
    at = next((_home_point(person) for person in one.principals), None)
    return round(miles(geo.distance_km(at, to))) if at is not None and to is not None else None


def _home_point(person: Person) -> geo.Point | None:
    try:
        return geo.find(person.postcode).point if person.postcode else None
    except geo.UnknownPlace:
        return None


def _home(found: Comparison) -> Side:
    return Side(
        name=found.home_name,
        nights=found.home_nights,
        council_pence=found.home_council_pence,
        person_pence=found.home_person_pence,
        others_pence=0,
        support="Staff of the home, day and night, for all who live there",
        staff=found.home_staff,
        met=tuple(row.by_home for row in found.outcomes),
        miles=found.home_miles,
        who=found.home_who,
        near=found.home_near,
        source=found.source,
    )


def _helped(lines: Iterable[Line]) -> list[Period]:
    """When somebody is there to help, each stretch of each person who helps."""
    return [one.period for line in lines for one in line.segments if one.covers and one.period]


def _support(lines: Iterable[Line]) -> str:
    segments = [one for line in lines for one in line.segments if one.covers]
    minutes = sum(one.quantity for one in segments if one.unit is RateUnit.HOUR)
    return support_words(minutes, sum(one.quantity for one in segments if one.unit.is_at_night))


def _who(one: Break) -> str:
    """Who comes, and who of them has come before."""
    helpers = [line for line in one.lines_in if any(segment.covers for segment in line.segments)]
    spaces = {space.id: space.name for line in helpers for s in line.segments if (space := s.space or s.wanted_space)}
    known = _came_before(spaces, [person.id for person in one.everyone])
    named = [f"{name} (has come before)" if space_id in known else name for space_id, name in spaces.items()]
    without = [line for line in helpers if not any(s.space or s.wanted_space for s in line.segments)]
    return listed([*named, *dict.fromkeys(f"somebody from {line.provider}" for line in without if line.provider)])


def _came_before(space_ids: Collection[int], people: Sequence[int]) -> frozenset[int]:
    """Which of these PAs came to an earlier break of any of these people."""
    rows = session.scalars(
        select(Segment.space_id)
        .join(Line, Line.id == Segment.line_id)
        .join(Break, Break.id == Line.break_id)
        .where(Segment.space_id.in_(space_ids), Segment.ends_at < clock.now())
        .where(Break.state.in_(KEPT), Line.state.in_(IN))
        .where(Break.person_id.in_(people) | Break.carer_id.in_(people))
    )
    return frozenset(space_id for space_id in rows if space_id is not None)
