"""When PAs work, for several of them at a time."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from marketplace.db import session
from marketplace.listings.models import PAHours, PANight
from marketplace.listings.opening import Stretch
from marketplace.listings.working_week import WorkingWeek, week_of


def weeks_of(pa_ids: Collection[int]) -> dict[int, WorkingWeek]:
    """The week of each of these PAs, as ``PA.week`` says it: two statements however many they are, none for nobody."""
    if not pa_ids:
        return {}
    hours: defaultdict[int, list[Stretch]] = defaultdict(list)
    worked = select(PAHours.pa_id, PAHours.weekday, PAHours.opens_minute, PAHours.closes_minute)
    for pa_id, *stretch in session.execute(worked.where(PAHours.pa_id.in_(pa_ids))):
        hours[pa_id].append(Stretch(*stretch))
    nights: defaultdict[int, list[int]] = defaultdict(list)
    for pa_id, weekday in session.execute(select(PANight.pa_id, PANight.weekday).where(PANight.pa_id.in_(pa_ids))):
        nights[pa_id].append(weekday)
    return {pa_id: week_of(hours[pa_id], nights[pa_id]) for pa_id in pa_ids}
