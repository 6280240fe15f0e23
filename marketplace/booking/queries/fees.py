"""What fees of holders come to, of what their pots pay or would pay of a break, and how they are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketplace.booking.models import Break, Share
from marketplace.budgets.fees import fee_pence, show_per_cent
from marketplace.budgets.models import Pot


@dataclass(frozen=True, slots=True)
class FeeOf:
    """The fee on top of what one pot pays of a break. ``more_pence``: what of it is not a part of the break yet."""

    pot: Pot
    title: str
    pence: int
    more_pence: int


def fee_title(pot: Pot) -> str:
    """What the part is called: "Fee of Cheviot Circle, 5%"."""
    return f"Fee of {pot.holder.name if pot.holder else pot.funder}, {show_per_cent(pot.fee_basis_points)}"


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
        pence = fee_pence(kept + now + added.get(pot.ref, 0), pot.fee_basis_points)
        before = fee_pence(kept + now, pot.fee_basis_points)
        if pence:
            found.append(FeeOf(pot, fee_title(pot), pence, pence - before))
    return tuple(found)
