"""What was said of somebody's own PA: whether a relative, and what then is so (R19 to R22)."""

from dataclasses import dataclass

from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Factor
from marketplace.booking.queries.known import known_break


@dataclass(frozen=True, slots=True)
class Relative:
    """What a PA is to the person; see ``PaidRelative``."""

    is_relative: bool
    has_powers: bool = False
    in_same_house: bool | None = None
    all_agree: bool = False
    is_capable: bool = False
    factor: Factor | None = None


def relative_said(ref: str, line_ref: str, *, viewer: Viewer) -> Relative | None:
    """What was said of the PA of a line that the viewer sees; none where nothing was. Raises NotFound."""
    row = known_break(ref, viewer=viewer).line(line_ref).relative
    if row is None:
        return None
    return Relative(row.is_relative, row.has_powers, row.in_same_house, row.all_agree, row.is_capable, row.factor)
