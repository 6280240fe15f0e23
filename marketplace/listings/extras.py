"""What a listing asks beside its rates: what every stay pays, and what people may add to a part of a break. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from marketplace.money import format_pence


class ExtraPer(StrEnum):
    """How often an extra is paid. The first two must be paid with every stay; of the third people say how many."""

    STAY = "stay"
    PERSON = "person"
    EACH = "each"

    @property
    def must_be_paid(self) -> bool:
        """Whether no stay is without it."""
        return self is not ExtraPer.EACH


@dataclass(frozen=True, slots=True)
class Extra:
    """One extra: what it is called ("Cleaning"), and its price in pence."""

    name: str
    pence: int
    per: ExtraPer

    def count(self, people: int) -> int:
        """How many of it a stay of so many people pays; 0 of what need not be paid."""
        return {ExtraPer.STAY: 1, ExtraPer.PERSON: people, ExtraPer.EACH: 0}[self.per]

    @property
    def words(self) -> str:
        """How a list of prices says it: "Linen: £8.00 for each person"."""
        return f"{self.name}: {format_pence(self.pence)}{_PER_WORDS[self.per]}"


def pence_of(extras: Iterable[Extra], per: ExtraPer) -> int:
    """The price of all of one sort together."""
    return sum(extra.pence for extra in extras if extra.per is per)


def must_pay_words(extras: Iterable[Extra], levy: str = "") -> str:
    """What goes on top of a price by the night: "plus £45.00 for each stay"; blank where nothing does.

    ``levy``: the visitor levy of its council, in words, if there is one.
    """
    several = tuple(extras)
    sums = [(pence_of(several, per), _PER_WORDS[per]) for per in ExtraPer if per.must_be_paid]
    said = [f"{format_pence(pence)}{words}" for pence, words in sums if pence]
    said += [f"a visitor levy of {levy}"] if levy else []
    return f"plus {' and '.join(said)}" if said else ""


_PER_WORDS = {ExtraPer.STAY: " for each stay", ExtraPer.PERSON: " for each person", ExtraPer.EACH: " each"}
