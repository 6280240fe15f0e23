"""A stay in a care home and a flexible break as two columns of one paper. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from marketplace.money import format_pence, round_half_up
from marketplace.periods import Period
from marketplace.wording import listed, plural


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. ``met``: for each thing that matters, in the order of ``Sides.outcomes``, whether it helps."""

    name: str
    nights: int
    council_pence: int
    person_pence: int
    others_pence: int
    support: str
    staff: str
    met: tuple[bool, ...]
    miles: int | None
    who: str
    near: str
    source: str

    @property
    def pence(self) -> int:
        """All that it costs."""
        return self.council_pence + self.person_pence + self.others_pence

    @property
    def night_pence(self) -> int:
        """What the council pays for each night, rounded half up."""
        return round_half_up(Fraction(self.council_pence, self.nights)) if self.nights else self.council_pence

    @property
    def met_words(self) -> str:
        """How many of the things that matter it does something for."""
        return f"{sum(self.met)} of {plural(len(self.met), 'thing')}" if self.met else "not said"


@dataclass(frozen=True, slots=True)
class Sides:
    """Both, and what matters to the person. ``open_pence``: what nobody pays of the flexible break yet."""

    home: Side
    flexible: Side
    outcomes: tuple[str, ...]
    charge_note: str = ""
    open_pence: int = 0

    @property
    def flexible_pence(self) -> int:
        """All that the flexible break costs, whether somebody pays it yet or not."""
        return self.flexible.pence + self.open_pence

    @property
    def council_words(self) -> str:
        """Which costs the council more, as far as it is sure: what nobody pays yet may fall to it."""
        least = self.flexible.council_pence - self.home.council_pence
        most = least + self.open_pence
        sure = "" if least == most else "at least "
        if least > 0:
            return f"The flexible break costs the council {sure}{format_pence(least)} more."
        if most < 0:
            return f"The flexible break costs the council {sure}{format_pence(-most)} less."
        if least == most:
            return "Both cost the council the same."
        return "Which of them costs the council more is not known yet."


def most_at_once(periods: Iterable[Period]) -> int:
    """How many of these stretches run at one moment, at most. One that ends as another begins does not run with it."""
    edges = [edge for one in periods for edge in ((one.starts_at, 1), (one.ends_at, -1))]
    now = most = 0
    for _, change in sorted(edges, key=lambda edge: (edge[0], edge[1])):
        now += change
        most = max(most, now)
    return most


def staff_words(at_once: int) -> str:
    """How many help at one time."""
    if at_once == 0:
        return "nobody is arranged yet"
    return "1 worker for 1 person" if at_once == 1 else f"up to {at_once} workers for 1 person"


def support_words(minutes: int, nights: int) -> str:
    """How much support there is: "36 hours of support and 3 nights with somebody there"."""
    hours, rest = divmod(minutes, 60)
    by_day = f"{plural(hours, 'hour')}{f' {rest} minutes' if rest else ''} of support" if minutes else ""
    by_night = f"{plural(nights, 'night')} with somebody there" if nights else ""
    return listed([one for one in (by_day, by_night) if one]) or "none is arranged yet"
