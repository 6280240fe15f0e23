"""A carer's half and a person's half of one break: if one fails, the other warns. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marketplace.booking.lifecycle import LineState
from marketplace.booking.sorts import ForWhom
from marketplace.wording import listed

FAILED = frozenset({LineState.DECLINED, LineState.WITHDRAWN, LineState.REFUSED, LineState.CANCELLED})
"""States of lines that went out by what somebody answered, not because the arranger took them out."""

_OTHER = {ForWhom.PERSON: ForWhom.CARER, ForWhom.CARER: ForWhom.PERSON}


@dataclass(frozen=True, slots=True)
class HalfLine:
    """One line as its half sees it. ``was_lost``: its provider said no, and whoever arranges went on without it."""

    title: str
    for_whom: ForWhom
    state: LineState
    counts_as_cover: bool
    was_lost: bool = False

    @property
    def has_failed(self) -> bool:
        """Whether it will not happen though somebody meant it to: the half may be without it, but not unwarned."""
        return self.state in FAILED or (self.was_lost and not self.state.is_in)


def failing(lines: Iterable[HalfLine], half: ForWhom, *, has_gaps: bool) -> tuple[str, ...]:
    """The titles of lines that failed in a half and were not made good: nothing is left of it, or cover has gaps."""
    own = [line for line in lines if line.for_whom is half]
    lost = [line for line in own if line.has_failed]
    is_empty = not any(line.state.is_in for line in own)
    return tuple(line.title for line in lost if is_empty or (line.counts_as_cover and has_gaps))


def warnings(lines: Sequence[HalfLine], *, person: str, carer: str, has_gaps: bool) -> tuple[str, ...]:
    """A sentence for each half that failed while the other stands."""
    names = {ForWhom.PERSON: person, ForWhom.CARER: carer}
    said = []
    for half, other in _OTHER.items():
        gone = failing(lines, half, has_gaps=has_gaps)
        standing = [line.title for line in lines if line.for_whom is other and line.state.is_in]
        if gone and standing:
            said.append(
                f"{listed(gone)} for {names[half]} will not happen. "
                f"{listed(standing)} for {names[other]} is still arranged. Change one, or cancel the other"
            )
    return tuple(said)
