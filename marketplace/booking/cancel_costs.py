"""What cancelling a confirmed part costs, and what of it each share bears: from terms, times and prices. Pure.

What has begun is paid in full; of the rest its provider keeps the per cent of its terms at that time, half up once on
the sum. A visitor levy on a stay that has not begun goes back to whoever was to pay it. What has begun is borne by the
shares that pay it, of the rest each share bears its part, so that each pot gets back what is left of its own
(docs/decisions/0035).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from marketplace.budgets.sorts import Control
from marketplace.listings.cancelling import Steps, per_cent_at
from marketplace.money import per_cent_of, share_out

BACK_FIRST = (Control.OWN, Control.STATED, Control.COMMITTED)
"""Who has the odd penny back first: what people paid themselves, then money told to us, then what a funder commits."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a part: when it begins, and its price in pence.

    ``is_levy``: it is a visitor levy, which falls due when the stay begins, and before that goes back whole (R35).
    """

    starts_at: datetime
    pence: int
    is_levy: bool = False


@dataclass(frozen=True, slots=True)
class Paid:
    """What one share pays of a part, in pence, and whose money it is."""

    control: Control
    pence: int


def cost_pence(stretches: Collection[Stretch], steps: Steps, at: datetime) -> int:
    """What is kept of a part that is cancelled at ``at``, in pence: from nothing to all of its price."""
    if not stretches:
        return 0
    begun = sum(one.pence for one in stretches if one.starts_at <= at)
    ahead = sum(one.pence for one in stretches if one.starts_at > at and not one.is_levy)
    per_cent = per_cent_at(steps, min(one.starts_at for one in stretches), at)
    return begun + per_cent_of(ahead, Fraction(per_cent))


def borne(paid: Sequence[Paid], cost: int) -> list[int]:
    """What of ``cost`` each share bears, in pence and in their order; they sum to it exactly.

    What goes back is shared out in proportion to what was paid; odd pennies go where most was lost, and of equals to
    ``BACK_FIRST``. Raises ValueError for more than was paid.
    """
    if not paid:
        return []
    total = sum(one.pence for one in paid)
    if cost > total:
        msg = f"{cost} is more than the {total} that was paid"
        raise ValueError(msg)
    if not total:
        return [0] * len(paid)
    order = sorted(range(len(paid)), key=lambda index: (BACK_FIRST.index(paid[index].control), index))
    back = share_out(total - cost, [paid[index].pence for index in order])
    kept = [0] * len(paid)
    for index, pence in zip(order, back, strict=True):
        kept[index] = paid[index].pence - pence
    return kept
