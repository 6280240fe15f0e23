"""What a provider keeps when somebody cancels: steps of days and per cent, and the plain words made from them. Pure.

A limit is the same time on a clock in London so many days before the start, so that a step is never an hour out in the
night the clocks change. At the limit itself cancelling still costs what it did before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from marketplace.clock import in_london, london_instant
from marketplace.wording import plural

MOST_STEPS = 3
MOST_DAYS = 365
LONGEST_STEPS = 30
"""Signs of steps as they are kept: three of "365:100", with commas between."""

_STEP = re.compile(r"(\d{1,3})\s*:\s*(\d{1,3})\s*%?", re.ASCII)


class NotSteps(ValueError):
    """What was said is no list of steps; the text says why."""


@dataclass(frozen=True, slots=True)
class Step:
    """Cancelled later than ``days`` days before it starts, ``per_cent`` of the price is kept."""

    days: int
    per_cent: int

    def limit(self, starts_at: datetime) -> datetime:
        """The last instant, in UTC, at which this step is not reached yet."""
        local = in_london(starts_at)
        return london_instant(local.date() - timedelta(days=self.days), local.time())


Steps = tuple[Step, ...]
"""The earliest limit first, each dearer than the one before; none: nothing is kept."""


class Cancellation(StrEnum):
    """What a provider asks for when somebody cancels: a usual sort, or its own steps and words."""

    NOT_SAID = "not_said"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    OWN = "own"

    @property
    def steps(self) -> Steps:
        """The steps of a usual sort; none of the provider's own."""
        return _USUAL[self]

    @property
    def words(self) -> str:
        """The usual sort as families read it; none of the provider's own."""
        return "" if self is Cancellation.OWN else steps_words(self.steps) or NOTHING


NOTHING = "The provider asks for nothing when you cancel."

_USUAL: dict[Cancellation, Steps] = {
    Cancellation.NOT_SAID: (),
    Cancellation.DAY: (Step(1, 50),),
    Cancellation.WEEK: (Step(7, 50),),
    Cancellation.MONTH: (Step(28, 50), Step(7, 100)),
    Cancellation.OWN: (),
}


def per_cent_at(steps: Steps, starts_at: datetime, at: datetime) -> int:
    """The per cent of the price that is kept of what starts at ``starts_at``, cancelled at ``at``; 0 to 100."""
    return max((step.per_cent for step in steps if at > step.limit(starts_at)), default=0)


def next_limit(steps: Steps, starts_at: datetime, at: datetime) -> datetime | None:
    """Until when cancelling costs what it costs at ``at``; nothing where it will not get dearer."""
    return min((limit for step in steps if (limit := step.limit(starts_at)) >= at), default=None)


def steps_words(steps: Steps) -> str:
    """Steps as families read them; nothing where there are none."""
    if not steps:
        return ""
    first, *rest = steps
    until = f"Cancel up to {plural(first.days, 'day')} before it starts" if first.days else "Cancel before it starts"
    said = [f"{until}, and you pay nothing. After that you pay {_part(first.per_cent)}", *map(_later, rest)]
    joined = " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 2 else ", and ".join(said)
    return f"{joined}."


def cancellation_words(sort: Cancellation, steps: Steps, own: str) -> str:
    """What is said of cancelling: the usual words of its sort or of its own steps, then the provider's own words."""
    return " ".join(filter(None, (sort.words or steps_words(steps), own)))


def steps_text(steps: Steps) -> str:
    """Steps as they are kept, and written in files: ``28:50,7:100``."""
    return ",".join(f"{step.days}:{step.per_cent}" for step in steps)


def read_steps(text: str) -> Steps:
    """Steps from ``28:50,7:100``, or with semicolons and per cent signs between. Raises NotSteps."""
    found = [_STEP.fullmatch(piece.strip()) for piece in re.split("[,;]", text) if piece.strip()]
    read = [Step(int(one[1]), int(one[2])) for one in found if one]
    if len(read) < len(found):
        raise NotSteps("Write days and per cent, like 28:50; 7:100")
    return checked_steps(read)


def checked_steps(steps: Sequence[Step]) -> Steps:
    """Steps in order, the earliest first. Raises NotSteps for too many, a day said twice, or one that costs no more."""
    ordered = tuple(sorted(steps, key=lambda step: -step.days))
    if len(ordered) > MOST_STEPS:
        raise NotSteps(f"Use {MOST_STEPS} steps or fewer")
    if any(step.days > MOST_DAYS or not 1 <= step.per_cent <= 100 for step in ordered):
        raise NotSteps(f"Use up to {MOST_DAYS} days, and from 1 to 100 per cent")
    if any(later.days == step.days for step, later in pairwise(ordered)):
        raise NotSteps("Each step has other days")
    if any(later.per_cent <= step.per_cent for step, later in pairwise(ordered)):
        raise NotSteps("The nearer the start, the more it costs. Put the per cents in that order")
    return ordered


def _later(step: Step) -> str:
    if not step.days:
        return f"once it has started {_part(step.per_cent)}"
    return f"in the last {plural(step.days, 'day') if step.days > 1 else 'day'} {_part(step.per_cent)}"


def _part(per_cent: int) -> str:
    return {50: "half", 100: "all of it"}.get(per_cent, f"{per_cent}%")
