"""What was looked for and not found, as it is read: no count so small that it may be one person. Pure."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    """One list of counts, largest first; ``hidden``: how many things were looked for too seldom, where that is said."""

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


def table_in_fives(name: str, column: str, counts: Iterable[tuple[str, int]]) -> Table:
    """Counts rounded down to fives, without those too small to be said, and without a word on how many these are.

    What is looked for too seldom changes nothing in it, so that two looks tell nobody of the one search between them.
    """
    tallies = (Tally(words, about(count)) for words, count in counts if count >= LEAST_SHOWN)
    return Table(name, column, tuple(sorted(tallies, key=lambda one: (-one.count, one.words))), hidden=0)


def as_csv(tables: Sequence[Table], *, since: date, town: str, is_in_fives: bool) -> str:
    """The same as text for a spreadsheet."""
    out = StringIO()
    writer = csv.writer(out)
    rounded = f", rounded down to fives; under {LEAST_SHOWN} left out" if is_in_fives else ""
    writer.writerow(["searches from", "near", "counted by", "what", f"searches that found nothing{rounded}"])
    for one in tables:
        for tally in one.tallies:
            writer.writerow([since.isoformat(), town or "everywhere", one.column, tally.words, tally.count])
        if one.hidden:
            writer.writerow(
                [since.isoformat(), town or "everywhere", one.column, f"{one.hidden} more", "too few to be said"]
            )
    return out.getvalue()
