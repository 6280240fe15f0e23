"""Which pots would not have enough for a break again and again, when each pays as much of it as it pays now."""

from collections.abc import Sequence

from marketplace.booking.models import Break
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.pot_money import free_without
from marketplace.booking.queries.pots import is_sum_known
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.balances import balances, stated_days
from marketplace.money import format_pence


def short_of_money(known: KnownBreak, pence: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """What is said of the pots for each time more, in order; ``pence``: what each of them costs.

    The break itself takes its own of them first, then each time before. Nothing for whoever sees no money, nor of own
    money, of which nobody counts how much there is.
    """
    one = known.break_
    if not known.sees_money or not one.pence:
        return tuple(() for _ in pence)
    pots = pots_of(one.lines_in)
    ids = [pot.id for pot in pots]
    now, said, held = balances(ids), stated_days(ids), holdings(one.lines_in)
    pays = {pot.id: _paid(one, pot) for pot in pots if is_sum_known(pot, said)}
    left = {pot.id: free_without(one, pot, now[pot.id], held) - pays[pot.id] for pot in pots if pot.id in pays}
    found = []
    for again in pence:
        left = {pot_id: free - pays[pot_id] * again // one.pence for pot_id, free in left.items()}
        found.append(tuple(_words(pot, left[pot.id]) for pot in pots if left.get(pot.id, 0) < 0))
    return tuple(found)


def _paid(one: Break, pot: Pot) -> int:
    """What a pot pays of a break."""
    return sum(share.pence for line in one.lines_in for share in line.shares if share.pot_id == pot.id)


def _words(pot: Pot, left: int) -> str:
    return f"{pot.name} would be {format_pence(-left)} short, with the breaks above"
