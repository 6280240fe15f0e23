"""Rows of a provider's calendar: what takes one space, or the seats of a session, day by day. Asks no database.

A day of what is sold by the night is its night, London noon to noon; of what is sold by the hour it is the day.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from marketplace import clock
from marketplace.clock import in_london, london_instant
from marketplace.holidays import bank_holidays
from marketplace.listings.queries.diary import NightState
from marketplace.periods import Period, night, nights_touched
from marketplace.wording import plural, short_day

_WORDS = {
    NightState.HELD: "held",
    NightState.BOOKED: "booked",
    NightState.CLOSED: "closed",
    NightState.OUTSIDE: "taken",
}
_HEAVIEST_FIRST = (NightState.BOOKED, NightState.HELD, NightState.OUTSIDE, NightState.CLOSED)


@dataclass(frozen=True)
class Day:
    """One day of the calendar. ``holiday`` names the bank holiday that it is."""

    on: date

    @property
    def number(self) -> int:
        """Its day of the month."""
        return self.on.day

    @property
    def letter(self) -> str:
        """``M``."""
        return f"{self.on:%a}"[0]

    @property
    def words(self) -> str:
        """``Mon 1 Mar``."""
        return short_day(self.on)

    @property
    def is_weekend(self) -> bool:
        """Whether it is a Saturday or Sunday."""
        return self.on.weekday() >= 5

    @property
    def is_today(self) -> bool:
        """Whether it is today."""
        return self.on == clock.today()

    @property
    def holiday(self) -> str:
        """The bank holiday that it is, by name."""
        return bank_holidays().get(self.on, "")


@dataclass(frozen=True)
class Taken:
    """What takes a space for a time. ``words`` say what it is; ``href`` leads to the request, or the closure."""

    space_id: int
    period: Period
    state: NightState
    words: str = ""
    href: str = ""

    @property
    def said(self) -> str:
        """What it is, in words: its own, or those of its state."""
        return self.words or _WORDS[self.state]


@dataclass(frozen=True)
class Entry:
    """One thing in the cell of a day. ``at``: its hours, where it has any."""

    state: NightState
    words: str
    at: str = ""
    href: str = ""


@dataclass(frozen=True)
class Cell:
    """One day of a row. Without entries ``words`` say what it is: free, past, or what it is called when it is shut."""

    day: Day
    state: NightState
    words: str
    entries: tuple[Entry, ...] = ()
    is_shut: bool = False


@dataclass(frozen=True)
class Run:
    """One stretch in a row: columns ``starts`` to ``ends`` - 1, and in words."""

    starts: int
    ends: int
    state: NightState
    words: str
    at: str
    href: str = ""
    is_shut: bool = False


@dataclass(frozen=True)
class Row:
    """A space, or the seats of a listing together (``ref`` is blank then). ``is_by_night``: it is sold so."""

    name: str
    words: str
    href: str
    ref: str
    cells: tuple[Cell, ...]
    runs: tuple[Run, ...]
    is_by_night: bool = False


@dataclass(frozen=True)
class Label:
    """How a row is called, and where it leads; ``day_href`` to all that is in one day.

    ``shut``: what a day is called on which it is not open, or the PA does not work.
    """

    name: str
    words: str
    href: str
    day_href: Callable[[date], str]
    ref: str = ""
    shut: str = "not open"


def nights_row(label: Label, taken: Sequence[Taken], days: Sequence[Day]) -> Row:
    """A space that is sold by the night. A stretch runs over all the nights that it touches."""
    now = clock.now()
    cells = tuple(_night_cell(day, taken, now) for day in days)
    runs = tuple(_night_run(one, days) for one in taken if _columns(nights_touched(one.period), days))
    return Row(label.name, label.words, label.href, label.ref, cells, runs, is_by_night=True)


def hours_row(label: Label, taken: Sequence[Taken], days: Sequence[Day], is_open: Callable[[date], bool]) -> Row:
    """A space that is sold by the hour: each day has what takes it, however short, by its hours."""
    cells = tuple(_hours_cell(day, taken, shut="" if is_open(day.on) else label.shut) for day in days)
    return Row(label.name, label.words, label.href, label.ref, cells, _day_runs(cells, label))


def sessions_row(
    label: Label, taken: Sequence[Taken], days: Sequence[Day], seats: int, sessions: Mapping[date, Sequence[Period]]
) -> Row:
    """The seats of an activity together: how many of them are free at each session of a day."""
    cells = tuple(_sessions_cell(day, taken, seats, sessions[day.on], label.shut) for day in days)
    return Row(label.name, label.words, label.href, label.ref, cells, _day_runs(cells, label))


def at_words(period: Period, day: date) -> str:
    """The hours of a stretch within one day: ``09:00 to 09:45``, ``from 22:00``, ``until 07:00``, ``all day``."""
    whole = day_of(day)
    starts, ends = f"{in_london(period.starts_at):%H:%M}", f"{in_london(period.ends_at):%H:%M}"
    if period.covers(whole):
        return "all day"
    if period.starts_at <= whole.starts_at:
        return f"until {ends}"
    return f"from {starts}" if period.ends_at >= whole.ends_at else f"{starts} to {ends}"


def day_of(day: date) -> Period:
    """A London day, midnight to midnight: 23 or 25 hours when the clocks change."""
    return Period(london_instant(day), london_instant(day + timedelta(days=1)))


def _night_cell(day: Day, taken: Iterable[Taken], now: datetime) -> Cell:
    span = night(day.on)
    here = [one for one in taken if one.period.overlaps(span)]
    entries = tuple(Entry(one.state, one.said, href=one.href) for one in here)
    if here:
        return Cell(day, _heaviest(entries), entries[0].words, entries)
    return _empty(day, is_over=span.ends_at <= now)


def _hours_cell(day: Day, taken: Iterable[Taken], *, shut: str) -> Cell:
    span = day_of(day.on)
    here = sorted((one for one in taken if one.period.overlaps(span)), key=lambda one: one.period)
    entries = tuple(Entry(one.state, one.said, at_words(one.period, day.on), one.href) for one in here)
    if entries:
        return Cell(day, _heaviest(entries), _counted(entries), entries)
    return _empty(day, is_over=span.ends_at <= clock.now(), shut=shut)


def _sessions_cell(day: Day, taken: Sequence[Taken], seats: int, sessions: Sequence[Period], shut: str) -> Cell:
    entries = tuple(entry for one in sessions for entry in _session(one, day.on, taken, seats))
    if not entries:
        return _empty(day, is_over=False, shut=shut)
    counts = [entry for entry in entries if entry.at]
    state = min((entry.state for entry in counts), key=list(NightState).index)
    return Cell(day, state, ", ".join(entry.words.removesuffix(" free") for entry in counts), entries)


def _session(span: Period, day: date, taken: Iterable[Taken], seats: int) -> list[Entry]:
    """How many seats are free throughout a session, then what takes the others."""
    here = [one for one in taken if one.period.overlaps(span)]
    free = seats - len({one.space_id for one in here})
    said = [Entry(one.state, one.said, href=one.href) for one in here if one.href]
    state = NightState.FREE if free else _heaviest([Entry(one.state, one.said) for one in here])
    if span.ends_at <= clock.now() and free == seats:
        state = NightState.PAST
    return [Entry(state, f"{free} of {seats} free", at_words(span, day)), *said]


def _empty(day: Day, *, is_over: bool, shut: str = "") -> Cell:
    if shut:
        return Cell(day, NightState.PAST, shut, is_shut=True)
    return Cell(day, NightState.PAST, "past") if is_over else Cell(day, NightState.FREE, "free")


def _heaviest(entries: Sequence[Entry]) -> NightState:
    return min((entry.state for entry in entries), key=_HEAVIEST_FIRST.index)


def _counted(entries: Sequence[Entry]) -> str:
    """``booked``, ``2 booked``, ``3 taken`` when they are of several sorts."""
    if len(entries) == 1:
        return entries[0].words
    sorts = Counter(entry.words for entry in entries)
    return f"{len(entries)} {next(iter(sorts)) if len(sorts) == 1 else 'taken'}"


def _columns(touched: Sequence[date], days: Sequence[Day]) -> tuple[int, int] | None:
    """The first column and the last + 1 of those days that are shown."""
    first, last = days[0].on, days[-1].on
    shown = [day for day in touched if first <= day <= last]
    return ((shown[0] - first).days + 1, (shown[-1] - first).days + 2) if shown else None


def _night_run(one: Taken, days: Sequence[Day]) -> Run:
    touched = nights_touched(one.period)
    starts, ends = _columns(touched, days) or (1, 2)
    at = f"{short_day(touched[0])} to {short_day(touched[-1] + timedelta(days=1))}, {plural(len(touched), 'night')}"
    return Run(starts, ends, one.state, one.said, at, one.href)


def _day_runs(cells: Sequence[Cell], label: Label) -> tuple[Run, ...]:
    """One for each day that has anything; days without any opening run on."""
    runs: list[Run] = []
    for column, cell in enumerate(cells, start=1):
        if cell.entries:
            at = "; ".join(f"{entry.at} {entry.words}".strip() for entry in cell.entries)
            href = cell.entries[0].href if len(cell.entries) == 1 else label.day_href(cell.day.on)
            runs.append(Run(column, column + 1, cell.state, cell.words, f"{cell.day.words}: {at}", href))
        elif cell.is_shut:
            runs.append(Run(column, column + 1, cell.state, cell.words, cell.day.words, is_shut=True))
    return _joined(runs)


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and last.is_shut and run.is_shut and last.ends == run.starts:
            joined[-1] = replace(last, ends=run.ends, at=f"{last.at.split(' to ')[0]} to {run.at}")
        else:
            joined.append(run)
    return tuple(joined)
