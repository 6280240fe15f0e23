"""The welfare half of a pot statement: what was paid, by what matters to the person that it was for. Pure (R45).

The money half says where each penny went; this half says what for, and what became of it. No more is asked than that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketplace.budgets.statement import Line, PaidFor

NOT_NAMED = "Nothing is named"
"""What stands for money that needs no outcome: people's own, the NHS's, an award's."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that matters. ``pence``: paid for it, less what came back; ``things``: what, and how it went."""

    words: str
    pence: int
    things: tuple[tuple[str, str], ...]


def welfare(lines: Iterable[Line], what_for: Mapping[str, PaidFor]) -> tuple[Matter, ...]:
    """What the movements of a statement were for, what most was paid for first; what is not named at the end.

    The sums of all matters are what was paid in all, less what came back, of what is known in ``what_for``.
    """
    pence: dict[str, int] = {}
    things: dict[str, dict[tuple[str, str], None]] = {}
    for line in lines:
        about = what_for.get(line.reference) if line.reference else None
        if about is not None:
            name = about.outcome or NOT_NAMED
            pence[name] = pence.get(name, 0) - line.pence
            things.setdefault(name, {})[about.thing or about.words, about.went] = None
    found = [Matter(name, pence[name], tuple(things[name])) for name in pence]
    return tuple(sorted(found, key=lambda one: (one.words == NOT_NAMED, -one.pence, one.words)))
