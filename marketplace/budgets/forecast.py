"""What of a pot is free by a day: what is free now, what comes in until then, what regular costs take. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.worded import Worded


class Every(Worded):
    """How often something goes out; said after an amount."""

    WEEK = "week", "every week"
    FOUR_WEEKS = "four_weeks", "every four weeks"
    MONTH = "month", "every month"


@dataclass(frozen=True, slots=True)
class Coming:
    """Money that comes in on a day."""

    due_on: date
    pence: int


@dataclass(frozen=True, slots=True)
class Going:
    """What goes out again and again from a day on, such as the pay of a PA; ``until_on`` none: without an end."""

    pence: int
    every: Every
    next_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is free by a day. ``coming`` and ``going_pence``: between now and then; ``after``: the first money later."""

    on: date
    now_pence: int
    coming: tuple[Coming, ...]
    going_pence: int
    after: Coming | None = None

    @property
    def free_pence(self) -> int:
        """What is free then; below nought when regular costs take more than there is."""
        return self.now_pence + sum(one.pence for one in self.coming) - self.going_pence

    def next_in(self) -> Coming | None:
        """The next money that comes in, before that day or else after it."""
        return self.coming[0] if self.coming else self.after


def forecast(
    now_pence: int, coming: Iterable[Coming], going: Sequence[Going], *, today: date, said_on: date, on: date
) -> Forecast:
    """What is free on a day. ``said_on``: the day ``now_pence`` is of; costs go out from the day after it.

    Money that was due and has not been written down as in is not counted on.
    """
    to_come = sorted((one for one in coming if one.due_on > today), key=lambda one: one.due_on)
    in_time = tuple(one for one in to_come if one.due_on <= on)
    out = sum(one.pence * sum(said_on < day <= on for day in days_of(one, on)) for one in going)
    after = next((one for one in to_come if one.due_on > on), None)
    return Forecast(on, now_pence, in_time, out, after)


def lowest(
    now_pence: int, coming: Sequence[Coming], going: Sequence[Going], *, today: date, said_on: date, until: date
) -> int:
    """The least that is free on any day from today until a day, that is before each money that comes, or at the end."""
    least = tightest(now_pence, coming, going, today=today, said_on=said_on, since=today, until=until)
    return min(now_pence, least.free_pence)


def tightest(
    now_pence: int,
    coming: Sequence[Coming],
    going: Sequence[Going],
    *,
    today: date,
    said_on: date,
    since: date,
    until: date,
) -> Forecast:
    """The first day on which least is free, of those from one day until another. ``today`` is not after ``since``."""
    befores = sorted(one.due_on - timedelta(days=1) for one in coming if since < one.due_on <= until)
    days = (since, *befores, until)
    then = (forecast(now_pence, coming, going, today=today, said_on=said_on, on=day) for day in days)
    return min(then, key=lambda one: one.free_pence)


def first_short(
    now_pence: int,
    coming: Sequence[Coming],
    going: Sequence[Going],
    *,
    today: date,
    said_on: date,
    since: date,
    until: date,
    needed: int,
) -> Forecast | None:
    """The first day from one until another at whose end less than is needed is free; none where it always is."""
    then = forecast(now_pence, coming, going, today=today, said_on=said_on, on=since)
    if then.free_pence < needed:
        return then
    moves: dict[date, int] = {}
    for one in going:
        for day in days_of(one, until):
            moves[day] = moves.get(day, 0) - (one.pence if day > said_on else 0)
    for more in coming:
        moves[more.due_on] = moves.get(more.due_on, 0) + more.pence
    free = then.free_pence
    for day in sorted(day for day in moves if since < day <= until):
        free += moves[day]
        if free < needed:
            return forecast(now_pence, coming, going, today=today, said_on=said_on, on=day)
    return None


def days_of(one: Going, last_on: date) -> Iterator[date]:
    """The days on which it goes out, up to a day. A month has its last day where it is short."""
    last = min(last_on, one.until_on) if one.until_on else last_on
    count = 0
    while (day := _nth(one, count)) <= last:
        yield day
        count += 1


def _nth(one: Going, count: int) -> date:
    if one.every is not Every.MONTH:
        weeks = 1 if one.every is Every.WEEK else 4
        return one.next_on + timedelta(weeks=weeks * count)
    months = one.next_on.month - 1 + count
    year, month = one.next_on.year + months // 12, months % 12 + 1
    return date(year, month, min(one.next_on.day, monthrange(year, month)[1]))
