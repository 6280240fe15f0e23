"""What the drawings of a break need: the sign of each part, and its cover as one bar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from flask import url_for

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.cover import Gap
from marketplace.booking.missing_times import most_missing, time_words, times_missing
from marketplace.booking.queries.page import BreakPage, Wait
from marketplace.booking.queries.part_rows import LineRow
from marketplace.booking.sorts import LineSort
from marketplace.clock import in_london
from marketplace.listings.asked import MOST_DAYS_ALIKE, Asked
from marketplace.listings.forms.search import FOR_BREAK
from marketplace.periods import Period, merged, same_hours
from marketplace.wording import capital

MINUTE = timedelta(minutes=1)
_SIGNS = {
    ListingKind.ACCOMMODATION: "house",
    ListingKind.CARE_HOME: "care-home",
    ListingKind.PA_BANK: "people",
    ListingKind.SOLE_PA: "person",
    ListingKind.CARE_AT_HOME: "home-care",
    ListingKind.SHARED_LIVES: "heart",
    ListingKind.ACTIVITY: "activity",
    ListingKind.TRANSPORT: "car",
    ListingKind.EQUIPMENT: "bed",
    ListingKind.OTHER: "plus",
}


class CoverKind(StrEnum):
    """How a piece of the bar is drawn."""

    GOT = "got"
    NIGHT = "night"
    HOLE = "hole"
    PART = "part"
    """Some of those who are needed are there."""


@dataclass(frozen=True)
class CoverPiece:
    """A piece of the bar, in minutes after the start of the break."""

    starts: int
    ends: int
    kind: CoverKind


@dataclass(frozen=True)
class Step:
    """What one of those who are waited for is to do, all of it together."""

    who: str
    words: tuple[str, ...]
    until: datetime | None
    is_mine: bool


def steps_of(found: BreakPage) -> tuple[Step, ...]:
    """What a break waits for, each of those who are waited for once; the reader first."""
    by_whom: dict[tuple[bool, str], list[Wait]] = {}
    for wait in sorted(found.waits, key=lambda one: not one.is_mine):
        by_whom.setdefault((wait.is_mine, "You" if wait.is_mine else capital(wait.whom)), []).append(wait)
    return tuple(
        Step(
            who,
            tuple(one.told_words or one.words if mine else one.words for one in waits),
            max((one.until for one in waits if one.until), default=None),
            mine,
        )
        for (mine, who), waits in by_whom.items()
    )


def sign_of(line: LineRow) -> str:
    """The sign of a part."""
    if line.sort is LineSort.FEE or line.kind is None:
        return "money"
    return sign_of_kind(line.kind, is_at_night=any(segment.unit.is_at_night for segment in line.segments))


def sign_of_kind(kind: ListingKind, *, is_at_night: bool = False) -> str:
    """The sign of something from a listing of this kind."""
    return "moon" if is_at_night else _SIGNS[kind]


@dataclass(frozen=True)
class Look:
    """A search of this site for one kind of part: what is found is added straight to the break it is for.

    ``when``: for which of the times when nobody is there; blank where it asks for no hours.
    """

    words: str
    sign: str
    href: str
    when: str = ""


_AT_HOME = frozenset({ListingKind.PA_BANK, ListingKind.SOLE_PA, ListingKind.CARE_AT_HOME})
_LOOKS = (
    (ListingKind.ACCOMMODATION, "A place to stay", "house"),
    (ListingKind.PA_BANK, "Support from a team of PAs", "people"),
    (ListingKind.SOLE_PA, "A PA who works alone", "person"),
    (ListingKind.CARE_AT_HOME, "Care at home", "home-care"),
    (ListingKind.CARE_HOME, "A care home", "care-home"),
    (ListingKind.SHARED_LIVES, "Shared Lives", "heart"),
    (ListingKind.TRANSPORT, "Transport", "car"),
    (ListingKind.ACTIVITY, "Something to do", "activity"),
    (ListingKind.EQUIPMENT, "Equipment to hire", "hoist"),
)


def looks_for(found: BreakPage) -> tuple[Look, ...]:
    """Where each kind of part is looked for: where the break is, on its days, for whom it is.

    While a carer is away, the place is for the carer, and who gives support comes to the person at home. Who comes by
    the hour is looked for at the time at which somebody is missing longest.
    """
    missing = most_missing(_times_missing(found))
    return tuple(
        _look_at(found, kind, words, sign, missing)
        if missing and kind in _AT_HOME
        else Look(words, sign, _search(found, kind))
        for kind, words, sign in _LOOKS
    )


def gap_looks(found: BreakPage) -> tuple[Look, ...]:
    """Where PAs are looked for at each time when somebody is missing; nothing where nobody is."""
    return tuple(_look_at(found, ListingKind.PA_BANK, time_words(one), "people", one) for one in _times_missing(found))


def _times_missing(found: BreakPage) -> tuple[Asked, ...]:
    return times_missing(found.cover.gaps, today=clock.today()) if found.cover else ()


def _look_at(found: BreakPage, kind: ListingKind, words: str, sign: str, when: Asked) -> Look:
    return Look(words, sign, f"{_search(found, kind)}&{urlencode(when.address)}", time_words(when))


def _search(found: BreakPage, kind: ListingKind) -> str:
    first, last = (in_london(at).date().isoformat() for at in (found.period.starts_at, found.period.ends_at))
    is_carers_own = found.whose == "carer" and kind is ListingKind.ACCOMMODATION
    whose = found.carer_ref if is_carers_own else found.person_ref
    near = found.home_town if kind in _AT_HOME and found.home_town else found.town
    said = {"kind": kind.value, "near": near, "person": whose, FOR_BREAK: found.ref}
    days = {"from": first, "to": last} if kind.is_stay and first != last else {}
    return f"{url_for('listings.search')}?{urlencode({name: value for name, value in (said | days).items() if value})}"


def look_instead(found: BreakPage, line: LineRow) -> str:
    """Where something else of the kind of a part is looked for, for the time that it is wanted."""
    if line.kind is None:
        return ""
    when = time_wanted(line)
    if when is None or line.kind.is_stay:
        return _search(found, line.kind)
    return f"{_search(found, line.kind)}&{urlencode(when.address)}"


def looks_instead(found: BreakPage) -> dict[str, str]:
    """The same of each part that is not free at its time, by its reference; nothing for whoever may add nothing."""
    if not found.rights.may_add:
        return {}
    return {line.ref: look_instead(found, line) for line in found.lines if line.is_taken}


def time_wanted(line: LineRow) -> Asked | None:
    """The time of a part as a search says it: its nights, or the hours of its first days that are alike.

    None for what has no time.
    """
    periods = merged(segment.period for segment in line.segments if segment.period)
    if not periods:
        return None
    if line.kind is not None and line.kind.is_stay:
        days = [in_london(at).date() for at in (periods[0].starts_at, periods[-1].ends_at)]
        return Asked(stay=(days[0], days[1]))
    alike = next(days for days in range(len(periods), 0, -1) if same_hours(periods[0], days) == tuple(periods[:days]))
    return Asked(hours=periods[0], days_alike=min(alike, MOST_DAYS_ALIKE))


def cover_pieces_of(found: BreakPage) -> tuple[CoverPiece, ...]:
    """The pieces of a break's cover, in the order they are drawn: gaps last, so that they stay in sight."""
    if found.cover is None:
        return ()
    whole = found.cover.needed
    asleep = [
        segment.period
        for line in found.lines
        if not line.is_taken
        for segment in line.segments
        if segment.period and segment.unit.is_at_night and segment.period.overlaps(whole)
    ]
    pieces = [_piece(period, whole, CoverKind.GOT) for period in found.cover.arranged]
    pieces += [_piece(period, whole, CoverKind.NIGHT) for period in asleep]
    return (*pieces, *(_piece(gap.period, whole, _hole(gap)) for gap in found.cover.gaps))


def _hole(gap: Gap) -> CoverKind:
    return CoverKind.PART if gap.there else CoverKind.HOLE


def _piece(period: Period, whole: Period, kind: CoverKind) -> CoverPiece:
    starts = max(period.starts_at, whole.starts_at) - whole.starts_at
    ends = min(period.ends_at, whole.ends_at) - whole.starts_at
    return CoverPiece(starts // MINUTE, ends // MINUTE, kind)
