"""What is due to a provider, as whoever books says it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.payments.payouts.lifecycle import PayoutWay


@dataclass(frozen=True)
class Due:
    """So much of a part, ``pence`` in all, is a provider's by now, out of what was paid as ``charged``.

    ``way``: how that was paid. ``group``: of all that belongs to the same break; ``words`` and ``when`` for its
    provider; ``what_for``: references alone, told to the card firm.
    """

    part: str
    charged: str
    provider_id: int
    pence: int
    group: str
    words: str
    when: str
    what_for: Mapping[str, str]
    way: PayoutWay = PayoutWay.CARD
