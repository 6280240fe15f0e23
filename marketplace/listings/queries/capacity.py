"""Where a provider's PAs could still say yes: read from their patterns and diaries."""

from collections import defaultdict
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace import clock
from marketplace.clock import london_instant
from marketplace.db import session
from marketplace.listings.capacity import Capacity, Diary, capacity
from marketplace.listings.models import PA, Provider, Space
from marketplace.listings.queries.diary import standing
from marketplace.periods import Period

WEEKS = (1, 4, 12)
"""Over how many weeks the map may be drawn."""


def capacity_of(provider: Provider, *, weeks: int) -> Capacity | None:
    """The map from tomorrow on, over every PA whose time is offered; none where there is no PA."""
    spaces = session.scalars(
        select(Space)
        .join(PA, PA.id == Space.pa_id)
        .where(PA.provider_id == provider.id, PA.left_at.is_(None), Space.closed_at.is_(None))
        .options(selectinload(Space.pa).selectinload(PA.hours), selectinload(Space.pa).selectinload(PA.nights))
        .order_by(Space.id)
    ).all()
    if not spaces:
        return None
    first = clock.today() + timedelta(days=1)
    span = Period(london_instant(first), london_instant(first + timedelta(days=weeks * 7 + 1)))
    taken: dict[int, list[Period]] = defaultdict(list)
    for row in standing(spaces, span):
        taken[row.space_id].append(row.period)
    diaries = (Diary(space.pa.week, taken[space.id]) for space in spaces if space.pa is not None)
    return capacity(diaries, first=first, weeks=weeks)
