"""Getting a visitor levy back for a disabled guest (R35, R36): when it can be asked for, its life, whose it is. Pure.

Whether somebody is entitled is for the council that asks the levy: here it is only said by whom it concerns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from marketplace.booking.cancel_costs import Paid, borne


class ReclaimState(StrEnum):
    """Where the reclaim of one levy stands."""

    PREPARED = "prepared"
    SENT = "sent"
    REFUNDED = "refunded"
    REFUSED = "refused"
    LEFT = "left"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _LABELS[self]


_LABELS = {
    ReclaimState.PREPARED: "ready to send",
    ReclaimState.SENT: "sent",
    ReclaimState.REFUNDED: "paid back",
    ReclaimState.REFUSED: "refused by the council",
    ReclaimState.LEFT: "not asked for",
}

MOVES: Mapping[ReclaimState | None, frozenset[ReclaimState]] = {
    None: frozenset({ReclaimState.PREPARED, ReclaimState.LEFT}),
    ReclaimState.PREPARED: frozenset({ReclaimState.PREPARED, ReclaimState.SENT, ReclaimState.LEFT}),
    ReclaimState.SENT: frozenset({ReclaimState.REFUNDED, ReclaimState.REFUSED}),
    ReclaimState.REFUNDED: frozenset(),
    # another paper, or somebody thinks better of it; the council pays after all, or the no was written down by mistake
    ReclaimState.REFUSED: frozenset({ReclaimState.PREPARED, ReclaimState.REFUNDED}),
    ReclaimState.LEFT: frozenset({ReclaimState.PREPARED}),
}
"""From each state, or from none yet, the states it may go to."""

OPEN = frozenset({ReclaimState.PREPARED, ReclaimState.SENT})
"""States in which the entitlement is kept: it is wiped with the last of them."""


class Entitlement(StrEnum):
    """What makes a guest one who gets the levy back: the Visitor Levy (Scotland) Act 2024, section 14(1)(i)."""

    ADULT_DISABILITY = "adult_disability"
    CHILD_DISABILITY = "child_disability"
    PENSION_AGE_DISABILITY = "pension_age_disability"
    DISABILITY_LIVING = "disability_living"
    ATTENDANCE = "attendance"
    INDEPENDENCE = "independence"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What it is called on pages and on the paper."""
        return _ENTITLED[self]


_ENTITLED = {
    Entitlement.ADULT_DISABILITY: "Adult Disability Payment",
    Entitlement.CHILD_DISABILITY: "Child Disability Payment",
    Entitlement.PENSION_AGE_DISABILITY: "Pension Age Disability Payment",
    Entitlement.DISABILITY_LIVING: "Disability Living Allowance",
    Entitlement.ATTENDANCE: "Attendance Allowance",
    Entitlement.INDEPENDENCE: "Personal Independence Payment",
    Entitlement.OTHER: "Something else that the council accepts",
}


class Ready(StrEnum):
    """Whether the levy of a part can be asked back now, and if not, why."""

    NONE = "none"
    OFF = "off"
    UNBOOKED = "unbooked"
    AHEAD = "ahead"
    UNPAID = "unpaid"
    YES = "yes"

    @property
    def sentence(self) -> str:
        """It said on pages."""
        return _READY[self]


_READY = {
    Ready.NONE: "There is no visitor levy in this part.",
    Ready.OFF: "This part did not begin, so there is no levy to get back from the council.",
    Ready.UNBOOKED: "This part is not booked. You can ask for the levy once you have stayed there and paid.",
    Ready.AHEAD: "You can ask for it once the stay is over.",
    Ready.UNPAID: "You can ask for it once the stay is paid for.",
    Ready.YES: "You can ask for it now.",
}


@dataclass(frozen=True, slots=True)
class Stayed:
    """What decides whether a levy can be asked back. ``is_in``: the part is booked or done, not cancelled or lost.

    ``is_planned``: it is in a break that is not booked, and was not cancelled either.
    """

    levy_pence: int
    is_in: bool
    ends_at: datetime | None
    is_paid: bool
    is_planned: bool = False


def ready(stay: Stayed, at: datetime) -> Ready:
    """Whether the guest has stayed and paid, so that the levy can be asked back at an instant."""
    if not stay.levy_pence:
        return Ready.NONE
    if stay.is_planned:
        return Ready.UNBOOKED
    if not stay.is_in or stay.ends_at is None:
        return Ready.OFF
    if at < stay.ends_at:
        return Ready.AHEAD
    return Ready.YES if stay.is_paid else Ready.UNPAID


def come_back(paid: Sequence[Paid], pence: int) -> list[int]:
    """What of ``pence`` that the council pays back is each payer's, in their order; they sum to it exactly.

    In proportion to what each paid of the levy; an odd penny as with every refund (``cancel_costs.BACK_FIRST``).
    Raises ValueError for more than was paid.
    """
    total = sum(one.pence for one in paid)
    if not 0 <= pence <= total:
        msg = f"{pence} is more than the {total} that was paid, or below nought"
        raise ValueError(msg)
    kept = borne(paid, total - pence)
    return [one.pence - left for one, left in zip(paid, kept, strict=True)]
