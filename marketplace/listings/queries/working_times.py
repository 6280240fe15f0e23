"""When listings are open and their PAs work, as conditions of a search: by the rows of the weekly patterns.

It knows London days and weekdays, and nothing of diaries.
"""

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from marketplace.clock import in_london
from marketplace.listings.models import OpeningHours, PAHours, PANight, Space, search_row
from marketplace.periods import Period

Minutes = tuple[int, int, int]
"""A stretch of one London day: its weekday (Monday 0), the first minute and the last."""


def minutes_of(piece: Period) -> Minutes:
    """The stretch that a part of one London day is."""
    start, end = in_london(piece.starts_at), in_london(piece.ends_at)
    return start.weekday(), start.hour * 60 + start.minute, end.hour * 60 + end.minute or 24 * 60


def works(piece: Minutes) -> ColumnElement[bool]:
    """Whether the PA of a space, if it has one, works all through a stretch of a London day; without a pattern, yes."""
    mine = aliased(PAHours)
    return or_(_is_always_there(), exists().where(mine.pa_id == Space.pa_id, *_covers(mine, piece)))


def sleeps_over(weekday: int) -> ColumnElement[bool]:
    """Whether the PA of a space, if it has one, may begin a night on a weekday; without a pattern, yes."""
    mine = aliased(PANight)
    return or_(_is_always_there(), exists().where(mine.pa_id == Space.pa_id, mine.weekday == weekday))


def _is_always_there() -> ColumnElement[bool]:
    """Whether a space is no PA's, or that of one who has not said when they work."""
    has_week = or_(exists().where(PAHours.pa_id == Space.pa_id), exists().where(PANight.pa_id == Space.pa_id))
    return or_(Space.pa_id.is_(None), ~has_week)


def is_open(piece: Minutes) -> ColumnElement[bool]:
    """Whether the listing is open all through a stretch of one London day; one without opening hours always is."""
    hours, listing_id = aliased(OpeningHours), search_row.c.listing_id
    has_any = exists().where(OpeningHours.listing_id == listing_id)
    return or_(~has_any, exists().where(and_(hours.listing_id == listing_id, *_covers(hours, piece))))


def _covers(hours: type[OpeningHours | PAHours], piece: Minutes) -> tuple[ColumnElement[bool], ...]:
    """That a row of hours holds all of a stretch of one London day."""
    weekday, starts, ends = piece
    return (hours.weekday == weekday, hours.opens_minute <= starts, hours.closes_minute >= ends)
