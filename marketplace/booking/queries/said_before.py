"""What somebody said before to a part like another one of the same break: a no counts until they say otherwise."""

from marketplace.booking.models import Line, Say
from marketplace.booking.queries.readiness import latest_says
from marketplace.people.models import Person


def no_before(line: Line, person: Person) -> Say | None:
    """The no that is the last of what somebody said to parts like this one; none where they said no such thing."""
    alike = [other for other in line.break_.lines if other.id != line.id and _what(other) == _what(line)]
    last = latest_says(alike)
    said = [last[other.id, person.id] for other in alike if (other.id, person.id) in last]
    latest = max(said, key=lambda one: (one.at, one.id), default=None)
    return latest if latest is not None and latest.is_yes is False else None


def _what(line: Line) -> tuple[object, ...]:
    return ("listed", line.listing_id) if line.listing_id else (line.sort, line.provider_name, line.title)
