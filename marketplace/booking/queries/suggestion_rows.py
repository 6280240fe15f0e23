"""Suggested breaks as their page prints them, and what each is best at of those that are shown."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.queries.would_pay import WouldPay
from marketplace.booking.suggest.problem import Aim
from marketplace.booking.timeline import TimelineDay


@dataclass(frozen=True)
class Comes:
    """One PA of a suggestion: how long they are there, and whether they were there before or are to be signed off."""

    name: str
    words: str
    is_known: bool
    is_unsigned: bool


@dataclass(frozen=True)
class PartRow:
    """One part of a suggestion."""

    title: str
    provider: str
    town: str
    kind: ListingKind
    listing_ref: str
    words: str
    pence: int
    is_at_night: bool
    is_stay: bool


@dataclass(frozen=True)
class SuggestionRow:
    """One suggested break. ``best_at``: what none of those shown is better at, which several may be as good at.

    ``aims``: what it was found for. ``unmet``: wishes that it leaves open.

    ``paying``: who would pay for it, none where nobody is to say so. ``has_changed``: it costs something else by now.
    """

    ref: str
    aims: tuple[Aim, ...]
    best_at: tuple[str, ...]
    pence: int
    parts: tuple[PartRow, ...]
    comes: tuple[Comes, ...]
    unmet: tuple[str, ...]
    km: float | None
    days: tuple[TimelineDay, ...]
    is_taken: bool
    paying: WouldPay | None
    has_changed: bool

    @property
    def title(self) -> str:
        """What it is called: the place, or who comes."""
        return next((part.title for part in self.parts if part.is_stay), self.parts[0].title)


def with_labels(rows: Sequence[SuggestionRow]) -> tuple[SuggestionRow, ...]:
    """The same, each with what none of the others is better at. Who ties with others is said to be as good as they."""
    return tuple(replace(row, best_at=tuple(_best_at(row, rows)) or (ANOTHER,)) for row in rows)


ANOTHER = Aim.OTHER.words(comes=0, known=0)


def _best_at(row: SuggestionRow, rows: Sequence[SuggestionRow]) -> Iterator[str]:
    known = sum(one.is_known for one in row.comes)
    if not row.comes and Aim.FACES in row.aims:
        yield Aim.FACES.words(comes=0, known=0)
    for aim, measure in _MEASURES.items():
        measured = [found for each in rows if (found := measure(each)) is not None]
        if any(map(any, measured)) and measure(row) == min(measured):
            yield aim.words(comes=len(row.comes), known=known)


def _faces(row: SuggestionRow) -> tuple[float, ...] | None:
    """How many come, then how many of them are new; nothing where nobody comes."""
    return (len(row.comes), sum(not one.is_known for one in row.comes)) if row.comes else None


def _pence(row: SuggestionRow) -> tuple[float, ...]:
    return (row.pence,)


def _km(row: SuggestionRow) -> tuple[float, ...] | None:
    """How far the place is; nothing where none is wanted."""
    return (row.km,) if row.km is not None else None


def _unmet(row: SuggestionRow) -> tuple[float, ...]:
    return (len(row.unmet),)


_MEASURES: dict[Aim, Callable[[SuggestionRow], tuple[float, ...] | None]] = {
    Aim.FACES: _faces,
    Aim.PRICE: _pence,
    Aim.NEAR: _km,
    Aim.WISHES: _unmet,
}
"""How little is good, by what a break can be best at; where all have nothing of it, nobody is told that it is best."""
