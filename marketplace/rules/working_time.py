"""Working time of PAs (WTR): rest, a week's hours, the way between visits, a waking night. Warns, never stops.

Sleepovers count as work here: the PA has to be there. Who really works for themselves is outside these rules.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from marketplace.clock import in_london, london_instant
from marketplace.periods import Period, merged
from marketplace.rules.results import Answer, FactUsed, Result
from marketplace.rules.rule import Rule, Subject
from marketplace.rules.settings import SettingName, Settings
from marketplace.wording import short_moment

DAY = timedelta(hours=24)
NIGHT_BEGINS, NIGHT_ENDS = time(23, 0), time(6, 0)
NIGHT_WORK = timedelta(hours=3)
"""From this long within the night on, a shift is night work."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One stretch of work. ``km_from_last``: from the visit before; None when it is not known where one of them is."""

    period: Period
    sleeps_over: bool = False
    km_from_last: float | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """All that a PA does here around the visits in question, in order."""

    name: str
    visits: tuple[Visit, ...]
    is_self_employed: bool = False
    opts_out: bool = False


def decide_working_time(roster: Roster, settings: Settings) -> Result:
    """WTR: warn of too little rest, too long a week, too short a way between visits, too long a night awake."""
    used = (
        FactUsed("PA", roster.name),
        FactUsed("Works for themselves", "yes" if roster.is_self_employed else "no"),
        FactUsed("Has signed to work longer weeks", "yes" if roster.opts_out else "no"),
        FactUsed("Visits looked at", str(len(roster.visits))),
    )
    if roster.is_self_employed:
        sentence = f"{roster.name} works for themselves, so these rules do not count."
        return Result("WTR", Answer.ALLOWED, sentence, used)
    warnings = tuple(_warnings(roster, settings))
    if not warnings:
        return Result("WTR", Answer.ALLOWED, f"{roster.name} has enough rest, and time for the way.", used)
    facts = (*used, *(FactUsed("What to look at", words) for words in warnings))
    sentence = f"Look at the working time of {roster.name}."
    return Result("WTR", Answer.WARN, sentence, facts, "Put another PA in, or give them time off to make up for it.")


def _warnings(roster: Roster, settings: Settings) -> Iterator[str]:
    if not roster.visits:
        return
    yield from _short_rests(roster.visits, settings)
    if not roster.opts_out:
        yield from _long_weeks(roster.visits, settings)
    yield from _short_ways(roster.visits, settings)
    yield from _long_nights(roster.visits, settings)


def _short_rests(visits: Sequence[Visit], settings: Settings) -> Iterator[str]:
    """Each stretch of work after which a day has no rest that is long enough."""
    worked = merged(visit.period for visit in visits)
    least = timedelta(hours=_number(visits, SettingName.REST_HOURS, settings))
    for one in worked:
        day = Period(one.starts_at, one.starts_at + DAY)
        longest = max((_length(gap) for gap in day.minus(worked)), default=timedelta())
        if longest < least:
            yield f"{_hours(longest)} of rest in the day from {short_moment(one.starts_at)}, not {_hours(least)}"
            return  # one long run of work would be told once for each of its visits


def _long_weeks(visits: Sequence[Visit], settings: Settings) -> Iterator[str]:
    most = timedelta(hours=_number(visits, SettingName.WEEK_HOURS, settings))
    weeks: dict[datetime, timedelta] = {}
    for visit in visits:
        for piece in visit.period.days():
            day = in_london(piece.starts_at).date()
            monday = london_instant(day - timedelta(days=day.weekday()))
            weeks[monday] = weeks.get(monday, timedelta()) + _length(piece)
    for monday, worked in sorted(weeks.items()):
        if worked > most:
            yield f"{_hours(worked)} in the week from {short_moment(monday)}, more than {_hours(most)}"


def _short_ways(visits: Sequence[Visit], settings: Settings) -> Iterator[str]:
    speed = _number(visits, SettingName.TRAVEL_KM_AN_HOUR, settings)
    for before, after in pairwise(visits):
        if not after.km_from_last:
            continue
        needed, there = timedelta(hours=after.km_from_last / speed), after.period.starts_at - before.period.ends_at
        if there < needed:
            at = short_moment(after.period.starts_at)
            yield f"{_minutes(there)} for the way to the visit at {at}, about {_minutes(needed)} are needed"


def _long_nights(visits: Sequence[Visit], settings: Settings) -> Iterator[str]:
    most = timedelta(hours=_number(visits, SettingName.NIGHT_HOURS, settings))
    for visit in visits:
        if not visit.sleeps_over and _in_the_night(visit.period) >= NIGHT_WORK and _length(visit.period) > most:
            yield f"{_hours(_length(visit.period))} awake through the night from {short_moment(visit.period.starts_at)}"


def _in_the_night(period: Period) -> timedelta:
    """How much of a stretch lies between 23:00 and 06:00."""
    first, last = in_london(period.starts_at).date() - timedelta(days=1), in_london(period.ends_at).date()
    nights = []
    for number in range((last - first).days + 1):
        evening = first + timedelta(days=number)
        morning = evening + timedelta(days=1)
        nights.append(Period(london_instant(evening, NIGHT_BEGINS), london_instant(morning, NIGHT_ENDS)))
    return _length(period) - sum((_length(one) for one in period.minus(nights)), timedelta())


def _number(visits: Sequence[Visit], name: SettingName, settings: Settings) -> int:
    return settings.number(name, on=in_london(visits[0].period.starts_at).date())


def _length(period: Period) -> timedelta:
    return period.ends_at - period.starts_at


def _hours(length: timedelta) -> str:
    return f"{length.total_seconds() / 3600:g} hours"


def _minutes(length: timedelta) -> str:
    return f"{round(length.total_seconds() / 60)} minutes"


WTR = Rule(
    id="WTR",
    name="Rest for PAs",
    sentence="A PA has enough rest, not too long a week, and time for the way from one visit to the next.",
    source="Working Time Regulations 1998, regulations 4, 6, 10 and 24; "
    "that all time at a sleepover is work, and the speed of travel, are our reading",
    decides=decide_working_time,
    subject=Subject.WHO_HELPS,
    answers=(Answer.ALLOWED, Answer.WARN),
    uses=(
        SettingName.REST_HOURS,
        SettingName.WEEK_HOURS,
        SettingName.NIGHT_HOURS,
        SettingName.TRAVEL_KM_AN_HOUR,
    ),
    is_our_reading=True,
    is_open_to_families=False,
)
