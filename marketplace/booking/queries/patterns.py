"""The patterns of a reader: their own, or those of the organisation that they act for. Others' do not exist."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, select

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import BreakPattern, PatternPart
from marketplace.booking.sorts import LineSort, Whose
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import RateUnit
from marketplace.listings.opening import WEEKDAYS
from marketplace.wording import plural

_WHOSE_WORDS = {
    Whose.PERSON: "for a person who has support",
    Whose.CARER: "for a carer",
    Whose.TOGETHER: "for a person and their carer, together",
}


@dataclass(frozen=True)
class PatternPartRow:
    """One part of a pattern. ``where_from``: from whom, where it is not from this site."""

    title: str
    times: tuple[str, ...]
    where_from: str


@dataclass(frozen=True)
class PatternRow:
    """A pattern as it is listed. ``when``: from which day of the week to which, with the hours."""

    ref: str
    name: str
    whose_words: str
    when: str
    parts: tuple[PatternPartRow, ...]
    needs: tuple[str, ...]


def patterns_for(*, viewer: Viewer) -> tuple[PatternRow, ...]:
    """Every pattern of the viewer, by name."""
    rows = session.scalars(select(BreakPattern).where(_is_theirs(viewer)).order_by(BreakPattern.name, BreakPattern.id))
    return tuple(map(row_of, rows))


def pattern_of(ref: str, *, viewer: Viewer) -> BreakPattern:
    """One of them. Raises NotFound."""
    found = session.scalar(select(BreakPattern).where(BreakPattern.ref == ref, _is_theirs(viewer)))
    if found is None:
        raise NotFound
    return found


def count_of(*, viewer: Viewer) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(BreakPattern).where(_is_theirs(viewer))) or 0


def _is_theirs(viewer: Viewer) -> ColumnElement[bool]:
    """Those of the organisation that somebody acts for; else their own."""
    if viewer.organisation_id is not None:
        return BreakPattern.organisation_id == viewer.organisation_id
    return false() if viewer.account_id is None else BreakPattern.account_id == viewer.account_id


def row_of(one: BreakPattern) -> PatternRow:
    """A pattern as it is shown."""
    return PatternRow(
        ref=one.ref,
        name=one.name,
        whose_words=_WHOSE_WORDS[one.whose],
        when=_when(one),
        parts=tuple(_part_row(part, one.weekday) for part in one.parts),
        needs=tuple(part.words for part in one.cover_needs),
    )


def _when(one: BreakPattern) -> str:
    nights = f"; {plural(one.last_day, 'night')}" if one.last_day else ""
    return f"{one.stretch.words(one.weekday)}{nights}"


def _part_row(part: PatternPart, weekday: int) -> PatternPartRow:
    return PatternPartRow(part.title, _times_of(part, weekday), _where_from(part))


def _times_of(part: PatternPart, weekday: int) -> tuple[str, ...]:
    """When a part is, by days of the week; how many there are, where it has no time of its own."""
    if not part.times:
        return (_count(part),) if part.quantity else ()
    if part.unit is RateUnit.NIGHT:
        return tuple(
            f"{plural(one.last_day - one.first_day, 'night')}, {WEEKDAYS[(weekday + one.first_day) % 7]}"
            f" to {WEEKDAYS[(weekday + one.last_day) % 7]}"
            for one, _ in part.stretches
        )
    return tuple(one.words(weekday) for one, _ in part.stretches)


def _count(part: PatternPart) -> str:
    if part.unit is RateUnit.HOUR:
        return plural(round(part.quantity / 60), "hour")
    return plural(part.quantity, part.unit.noun)


def _where_from(part: PatternPart) -> str:
    return {LineSort.BROKERED: "not from this site", LineSort.OWN_ARRANGEMENT: "an own arrangement"}.get(part.sort, "")
