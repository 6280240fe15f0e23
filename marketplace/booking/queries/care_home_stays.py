"""Stays in care homes of a year, for the rules on option 1 and on children's short stays (R28 to R30)."""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.lifecycle import IN, KEPT
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.own_cost import council_of
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.rules.care_homes import CareHomeYear, Nights

PLACEMENTS = frozenset({ListingKind.CARE_HOME, ListingKind.SHARED_LIVES})
LOOKS_BACK = timedelta(days=800)
"""Further back than any council's setting looks."""


def care_home_year(line: Line) -> CareHomeYear | None:
    """A stay and those before it of the same people, of the same sorts; none where the stay has no time."""
    planned = _nights(line)
    if planned is None:
        return None
    return CareHomeYear(
        planned=planned,
        before=tuple(stay for one in _before(line) if (stay := _nights(one)) is not None),
        is_option_1=any(share.option == 1 for share in line.shares),
        council=council_of(line.break_),
    )


def _before(line: Line) -> list[Line]:
    """Stays that all have agreed to, of a day before this one, for anybody this one is for."""
    one = line.break_
    ids = [person.id for person in one.people_for(line.for_whom)]
    kinds = PLACEMENTS if line.kind is ListingKind.SHARED_LIVES else {ListingKind.CARE_HOME}
    found = (
        select(Line)
        .join(Break, Break.id == Line.break_id)
        .where(
            Line.kind.in_(kinds),
            Line.state.in_(IN),
            Break.state.in_(KEPT),
            Break.id != one.id,
            Break.starts_at < one.starts_at,
            Break.starts_at > one.starts_at - LOOKS_BACK,
            or_(Break.person_id.in_(ids), Break.carer_id.in_(ids)),
        )
        .options(joinedload(Line.break_), selectinload(Line.segments))
        .order_by(Break.starts_at, Line.id)
    )
    wanted = set(ids)
    lines = session.scalars(found).all()
    return [other for other in lines if wanted & {person.id for person in other.break_.people_for(other.for_whom)}]


def _nights(line: Line) -> Nights | None:
    periods = line.periods
    if not periods:
        return None
    last = max(one.ends_at for one in periods)
    return Nights(in_london(periods[0].starts_at).date(), in_london(last).date())
