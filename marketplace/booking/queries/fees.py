"""What fees of holders come to, of what their pots pay or would pay of a break, and how they are called.

The rate is that of the day on which the break is held: from then on it stays, whatever the pot or the council says
later (decision 122).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketplace import clock
from marketplace.booking.lifecycle import UNHELD
from marketplace.booking.models import Break, Share
from marketplace.budgets.fees import fee_pence, show_per_cent
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.fee_rates import fee_rate


@dataclass(frozen=True, slots=True)
class FeeOf:
    """The fee on top of what one pot pays of a break. ``more_pence``: what of it is not a part of the break yet."""

    pot: Pot
    title: str
    pence: int
    more_pence: int


def fee_title(pot: Pot, rate: int) -> str:
    """What the part is called: "Fee of Cheviot Circle, 5%"."""
    return f"Fee of {pot.holder.name if pot.holder else pot.funder}, {show_per_cent(rate)}"


def rate_in(one: Break, pot: Pot) -> int:
    """The rate of a pot's fee in a break, in hundredths of a per cent: as it was held, or as of today before that."""
    held = None if one.state_on(clock.now()) in UNHELD else _rate_held(one, pot.id)
    return fee_rate(pot) if held is None else held


def _rate_held(one: Break, pot_id: int) -> int | None:
    return next((line.fee_basis_points for line in one.lines_in if line.is_fee and line.pot_id == pot_id), None)


def kept_shares(one: Break) -> list[Share]:
    """Shares of what was cancelled of which something was kept: their pots paid that."""
    return [share for line in one.lines if not line.is_fee for share in line.shares if share.kept_pence]


def fees_with(one: Break, pots: Iterable[Pot], added: Mapping[str, int], *, is_anew: bool) -> tuple[FeeOf, ...]:
    """The fees if pots paid so much more of a break, by their references; ``is_anew``: instead of what they pay now."""
    found = []
    for pot in pots:
        kept = sum(share.kept_pence for share in kept_shares(one) if share.pot_id == pot.id)
        shares = [share for line in one.lines_in if not line.is_fee for share in line.shares]
        now = 0 if is_anew else sum(share.pence for share in shares if share.pot_id == pot.id)
        rate = rate_in(one, pot)
        pence = fee_pence(kept + now + added.get(pot.ref, 0), rate)
        before = fee_pence(kept + now, rate)
        if pence:
            found.append(FeeOf(pot, fee_title(pot, rate), pence, pence - before))
    return tuple(found)
