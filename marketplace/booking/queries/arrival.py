"""What those who go on a confirmed break are told of coming: keys before all. Nobody else reads it, and not before."""

from datetime import timedelta

from marketplace import clock
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Line
from marketplace.booking.queries.known import KnownBreak
from marketplace.listings.models import Provider

TOLD_FOR = timedelta(days=1)
"""How long after a part ends it is still told: somebody may have to go back for a coat."""

_TOLD_IN = frozenset({BreakState.CONFIRMED, BreakState.COMPLETED})


def arrival_of(line: Line, known: KnownBreak) -> tuple[tuple[str, str], ...]:
    """Each thing told with its name; nothing to whom it is not told, before all is confirmed, or when it is over."""
    if line.listing is None or not line.state.is_in or known.state not in _TOLD_IN or not known.is_with_them:
        return ()
    ends_at = max((one.ends_at for one in line.periods), default=line.break_.ends_at)
    if ends_at + TOLD_FOR <= clock.now():
        return ()
    said, provider = line.listing.arrival, line.listing.provider
    rows = [
        ("How it starts", said.handover if said else ""),
        ("Keys", said.keys if said else ""),
        ("How the hoist works", said.hoist_induction if said else ""),
        ("In the evening, at night and at weekends", (said.out_of_hours if said else "") or _at_night(provider)),
        ("House rules", line.listing.house_rules),
    ]
    return tuple((name, words) for name, words in rows if words)


def _at_night(provider: Provider) -> str:
    return f"Call {provider.out_of_hours_telephone}" if provider.out_of_hours_telephone else ""
