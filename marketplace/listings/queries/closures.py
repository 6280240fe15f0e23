"""Closures of a provider: those that go on, and one with what it closes and what stands in its way."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.closing import LONGEST_DAYS, Plan, Repeat
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import ClosedSpace, Closure, Listing, Occupancy, Provider, Space
from marketplace.listings.queries.diary import standing
from marketplace.listings.queries.provider_diary import own_spaces, period_words
from marketplace.periods import Period
from marketplace.wording import listed

AHEAD = timedelta(days=762)
"""How far ahead a closure stands in the diary: a month further than anybody can ask for a break."""

MOST_SHOWN = 12
MOST_NAMED = 3


@dataclass(frozen=True)
class ClosureRow:
    """A closure in a list."""

    ref: str
    words: str
    what: str
    note: str


@dataclass(frozen=True)
class Time:
    """One stretch of time in one space, in words. ``state``: what stands there."""

    space: str
    when: str
    cause: str


@dataclass(frozen=True)
class ClosurePage:
    """A closure: the next times that it has closed, and the next that stand in its way."""

    closure: Closure
    row: ClosureRow
    spaces: tuple[str, ...]
    closed: tuple[Time, ...]
    count: int
    in_the_way: tuple[Time, ...]
    is_over: bool


def closures_of(viewer: Viewer) -> tuple[ClosureRow, ...]:
    """The closures of the viewer's provider that go on or are to come, the newest first."""
    found = session.scalars(_own(viewer).where(goes_on()).order_by(Closure.id.desc()))
    return tuple(map(_row, found))


def closure_for(ref: str, *, viewer: Viewer) -> Closure:
    """One closure of the viewer's own. Raises NotFound for anybody else's."""
    closure = session.scalar(_own(viewer).where(Closure.ref == ref))
    if closure is None:
        raise NotFound
    return closure


def closure_page(ref: str, *, viewer: Viewer) -> ClosurePage:
    """One closure with what came of it. Raises NotFound."""
    closure = closure_for(ref, viewer=viewer)
    rows = _closed_by(closure)
    in_the_way = () if closure.ended_at else _in_the_way(closure)
    return ClosurePage(
        closure=closure,
        row=_row(closure),
        spaces=tuple(space.name for space in closure.spaces),
        closed=tuple(map(_time, rows[:MOST_SHOWN])),
        count=len(rows),
        in_the_way=tuple(map(_time, in_the_way)),
        is_over=closure.ended_at is not None,
    )


def closable(viewer: Viewer) -> tuple[Space, ...]:
    """The spaces of the viewer's provider that can be closed, by listing and name."""
    found = own_spaces(viewer).where(Space.closed_at.is_(None), Listing.state != ListingState.CLOSED)
    return tuple(session.scalars(found.order_by(Listing.title, Listing.id, Space.id)))


def wanted(plan: Plan, *, by_nights: bool) -> list[Period]:
    """The times of a plan that are not over, as far ahead as they are written."""
    now, before = clock.now(), clock.today() + AHEAD
    return [one for one in plan.periods(before, by_nights=by_nights) if one.ends_at > now]


def taken_of(spaces: Sequence[Space], plan: Plan, *, besides: str = "") -> Iterator[Occupancy]:
    """What stands in the way of a plan; not what ``besides``, a reference, has closed itself."""
    for by_nights in (True, False):
        several = [space for space in spaces if space.listing.kind.is_stay is by_nights]
        periods = wanted(plan, by_nights=by_nights) if several else []
        if periods:
            for row in standing(several, Period(periods[0].starts_at, periods[-1].ends_at)):
                if row.reference != besides and any(row.period.overlaps(one) for one in periods):
                    yield row


def goes_on() -> ColumnElement[bool]:
    """Whether a closure is not over yet."""
    today = clock.today()
    return and_(
        Closure.ended_at.is_(None),
        or_(Closure.repeat != Repeat.ONCE, Closure.again_on >= today),
        or_(Closure.until_on.is_(None), Closure.until_on >= today - timedelta(days=LONGEST_DAYS)),
    )


def behind(references: Collection[str], *, viewer: Viewer) -> dict[str, str]:
    """Of these references those that are closures of the viewer's own, each with its ``ref``."""
    refs = [one.removeprefix("closure:") for one in references if one.startswith("closure:")]
    found = session.scalars(_own(viewer).where(Closure.ref.in_(refs)).with_only_columns(Closure.ref)) if refs else ()
    return {f"closure:{ref}": ref for ref in found}


def _own(viewer: Viewer) -> Select[Closure]:
    return (
        select(Closure)
        .join(Closure.provider)
        .where(Provider.organisation_id == viewer.organisation_id, Provider.organisation_id.is_not(None))
        .options(selectinload(Closure.closed).joinedload(ClosedSpace.space).joinedload(Space.listing))
    )


def _closed_by(closure: Closure) -> list[Occupancy]:
    return list(
        session.scalars(
            select(Occupancy)
            .where(Occupancy.reference == closure.reference, Occupancy.released_at.is_(None))
            .where(Occupancy.ends_at > clock.now())
            .options(joinedload(Occupancy.space).joinedload(Space.listing))
            .order_by(Occupancy.starts_at, Occupancy.space_id)
        )
    )


def _in_the_way(closure: Closure) -> list[Occupancy]:
    found = taken_of(closure.spaces, closure.plan, besides=closure.reference)
    return sorted(found, key=lambda row: (row.starts_at, row.space_id))[:MOST_SHOWN]


def _row(closure: Closure) -> ClosureRow:
    names = [space.name for space in closure.spaces]
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED + 1 else []
    shown = names[:MOST_NAMED] if more else names
    return ClosureRow(closure.ref, closure.plan.words, listed([*shown, *more]), closure.note)


def _time(row: Occupancy) -> Time:
    return Time(row.space.name, period_words(row, by_nights=row.space.listing.kind.is_stay), row.cause.value)
