"""What a provider is to a line, and what it may know of whom the line is for (R54)."""

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Line
from marketplace.errors import NotFound
from marketplace.listings.queries.feeds import is_any_unread

READ_FIRST = "Accept it for now first, then read what keeps the person safe"
"""What a support provider is told that accepts for good before it has accepted for now."""

NOT_SAID = "The person has not said yet whether you may read this. You can accept for good once that is answered"
"""What it is told that has accepted for now, while nobody has answered that."""


def refuse_stranger(line: Line, *, viewer: Viewer) -> None:
    """Raise NotFound unless the viewer acts for the provider of this line, and it was asked."""
    if not is_provider_of(line, viewer=viewer) or line.asked_at is None:
        raise NotFound


def is_provider_of(line: Line, *, viewer: Viewer) -> bool:
    """Whether the viewer acts for the provider of this line."""
    if line.listing is None or not viewer.can(Permission.ANSWER_REQUESTS) or viewer.organisation_id is None:
        return False
    return line.listing.provider.organisation_id == viewer.organisation_id


def is_calendar_unread(line: Line) -> bool:
    """Whether a calendar elsewhere, of a space that this line has, was not read for a day: it may be taken there."""
    return is_any_unread({segment.space_id for segment in line.segments if segment.space_id is not None})


def needs_two_steps(line: Line) -> bool:
    """Whether its provider accepts provisionally first: who supports people reads what keeps them safe."""
    return line.listing is not None and line.listing.kind.is_support
