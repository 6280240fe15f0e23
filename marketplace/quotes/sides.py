"""A stay in a care home and a flexible break as two columns of one paper. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from marketplace.money import round_half_up
from marketplace.wording import plural


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
    """Both, and what matters to the person."""

    home: Side
    flexible: Side
    outcomes: tuple[str, ...]
    charge_note: str = ""
    open_pence: int = 0

    @property
    def council_difference_pence(self) -> int:
        """How much more the flexible break costs the council; below nought: how much less."""
        return self.flexible.council_pence - self.home.council_pence
