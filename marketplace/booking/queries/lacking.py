"""Parts of breaks that have no space yet, and whether there is one for each of them now. Nothing is taken here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marketplace.accounts.viewer import Viewer
from marketplace.booking.assigning import Diaries, LineNeeds, Need, assign
from marketplace.booking.models import Line, Segment
from marketplace.booking.queries.free_spaces import diaries_of, spaces_of
from marketplace.booking.queries.holdings import Holdings, holdings
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.words import times_words
from marketplace.listings.models import Space
from marketplace.periods import Period
from marketplace.wording import listed


@dataclass(frozen=True)
class Lacking:
    """The segments of a line that have no space yet, and the spaces that they may take."""

    line: Line
    segments: tuple[Segment, ...]
    spaces: tuple[Space, ...]

    @property
    def needs(self) -> LineNeeds:
        """What it asks of the diaries."""
        return LineNeeds(tuple(map(_need, self.segments)), tuple(space.id for space in self.spaces))


def lacking(lines: Iterable[Line], before: Holdings) -> list[Lacking]:
    """The lines that lack a space for some of their segments."""
    wanted = ((line, tuple(filter(before.lacks_space, line.segments))) for line in lines)
    return [Lacking(line, segments, tuple(spaces_of(line))) for line, segments in wanted if segments]


def diaries_for(several: Iterable[Lacking]) -> Diaries:
    """The diaries that these lines are looked for in."""
    each = list(several)
    spaces = {space for one in each for space in one.spaces}
    return diaries_of(list(spaces), [period_of(segment) for one in each for segment in one.segments])


def not_free(several: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Of the lines of several breaks those, by reference, that could not be held now; each break by itself."""
    before = holdings(line for lines in several for line in lines)
    each = [lacking(lines, before) for lines in several]
    diaries = diaries_for(one for lines in each for one in lines)
    return frozenset(one.line.ref for lines in each for one, _ in _unplaced(lines, diaries.copy()))


def taken_of(lines: Iterable[Line], before: Holdings) -> frozenset[str]:
    """Of the lines of a break those, by reference, that are not held and could not be held now.

    Not those that no space may serve at all, whenever it is: of them the rules speak.
    """
    return frozenset(one.line.ref for one, _ in _taken(lines, before))


def not_free_words(ref: str, *, viewer: Viewer) -> tuple[str, ...]:
    """The parts of a break for which there is no space now, each with the times that are taken. Raises NotFound.

    What no space may serve at all, whenever it is, is none of them: that is for the rules to say.
    """
    lines = known_break(ref, viewer=viewer).break_.lines_in
    taken = _taken(lines, holdings(lines))
    return tuple(f"{one.line.title} ({listed(times_words(segments))})" for one, segments in taken)


def period_of(segment: Segment) -> Period:
    """When a segment takes its space. Raises ValueError when it takes none."""
    if segment.period is None:
        msg = f"{segment.reference} takes a space for no time"
        raise ValueError(msg)
    return segment.period


def _taken(lines: Iterable[Line], before: Holdings) -> list[tuple[Lacking, list[Segment]]]:
    """Those of these lines that some space may serve, and none at their time now, with what lacks one."""
    wanted = [one for one in lacking(lines, before) if one.spaces]
    return _unplaced(wanted, diaries_for(wanted)) if wanted else []


def _unplaced(lines: Sequence[Lacking], diaries: Diaries) -> list[tuple[Lacking, list[Segment]]]:
    """The lines for some of whose segments there is no space, with those."""
    found = assign([one.needs for one in lines], diaries)
    each = ((one, [segment for segment in one.segments if segment.reference not in found]) for one in lines)
    return [(one, segments) for one, segments in each if segments]


def _need(segment: Segment) -> Need:
    return Need(segment.reference, period_of(segment), segment.wanted_space_id, segment.unit.is_at_night)
