"""The pots that pay for lines."""

from collections.abc import Iterable

from marketplace.booking.models import Line
from marketplace.budgets.models import Pot


def pots_of(lines: Iterable[Line]) -> list[Pot]:
    """The pots that pay for any of these lines, each once, in the order of their sorts."""
    pots = {share.pot_id: share.pot for line in lines for share in line.shares}
    return sorted(pots.values(), key=lambda pot: (pot.sort.position, pot.id))
