"""What a page says of a break of which one part comes first."""

from marketplace import clock
from marketplace.booking.models import Break
from marketplace.booking.queries.later_days import later_answers, may_be_later
from marketplace.booking.queries.page import Stages
from marketplace.booking.stages import last_day_of
from marketplace.editing import stamp
from marketplace.wording import listed


def stages_of(one: Break) -> Stages | None:
    """The first part of a break and the day for the rest; none where nothing comes first, or all is confirmed."""
    parts = [line for line in one.lines_in if not line.is_fee]
    first = [line for line in parts if not line.comes_later]
    if one.rest_by is None or not first or one.confirmed_at:
        return None
    return Stages(
        first=listed(list(dict.fromkeys(line.title for line in first))),
        rest=len(parts) - len(first),
        rest_by=one.rest_by,
        last_on=last_day_of(one.rest_by),
        kept_at=one.first_kept_at,
        is_late=one.rest_by <= clock.now(),
        later=later_answers(one) if may_be_later(one) else (),
    )


def stages_stamp(one: Break) -> str:
    """The stamp of what comes first and by when, to see whether it was changed meanwhile."""
    return stamp(one.rest_by, sorted(line.ref for line in one.lines_in if not line.comes_later))
