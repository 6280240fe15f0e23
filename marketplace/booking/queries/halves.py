"""What each half of a break has to be told of the other."""

from marketplace.booking.halves import HalfLine, warnings
from marketplace.booking.models import Break
from marketplace.booking.queries.cover import cover_of


def half_warnings(one: Break) -> tuple[str, ...]:
    """A sentence for each half that failed while the other stands; nothing where only one of them has to do with it."""
    if one.person is None or one.carer is None:
        return ()
    lines = [HalfLine(line.title, line.for_whom, line.state, line.counts_as_cover) for line in one.lines]
    found = cover_of(one)
    has_gaps = found is not None and bool(found.gaps)
    return warnings(lines, person=one.person.called, carer=one.carer.called, has_gaps=has_gaps)
