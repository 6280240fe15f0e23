"""What was looked for and not found, as it is read: no count so small that it may be one person. Pure."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO

LEAST_SHOWN = 5
"""A count below this is not said, nor is what it counts."""


@dataclass(frozen=True)
class Tally:
    """How often one thing was looked for in vain."""

    words: str
    count: int


@dataclass(frozen=True)
class Table:
    """One list of counts, largest first; ``hidden``: how many things were looked for too seldom to be said."""

    name: str
    column: str
    tallies: tuple[Tally, ...]
    hidden: int

    @property
    def most(self) -> int:
        """The largest count of it."""
        return max((one.count for one in self.tallies), default=1)


def table(name: str, column: str, counts: Iterable[tuple[str, int]]) -> Table:
    """Counts by their words, those too small to be said only by how many there are.

    Other tables count the same searches: where what is not said comes to less than five, a difference would tell it,
    and the next smallest goes with it.
    """
    found = sorted((Tally(words, count) for words, count in counts), key=lambda one: (-one.count, one.words))
    shown = [one for one in found if one.count >= LEAST_SHOWN]
    while shown and 0 < sum(one.count for one in found[len(shown) :]) < LEAST_SHOWN:
        shown.pop()
    return Table(name, column, tuple(shown), len(found) - len(shown))


def about(total: int) -> int:
    """A total from which no hidden count can be worked out: rounded down to fives."""
    return total // LEAST_SHOWN * LEAST_SHOWN


def in_fives(whole: Table) -> Table:
    """The same with each count rounded down to fives: two looks at it differ by no single search."""
    tallies = (Tally(one.words, about(one.count)) for one in whole.tallies)
    return replace(whole, tallies=tuple(sorted(tallies, key=lambda one: (-one.count, one.words))))


def as_csv(tables: Sequence[Table], *, since: date, town: str) -> str:
    """The same as text for a spreadsheet."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["searches from", "near", "counted by", "what", "searches that found nothing"])
    for one in tables:
        for tally in one.tallies:
            writer.writerow([since.isoformat(), town or "everywhere", one.column, tally.words, tally.count])
        if one.hidden:
            writer.writerow(
                [since.isoformat(), town or "everywhere", one.column, f"{one.hidden} more", "too few to be said"]
            )
    return out.getvalue()
