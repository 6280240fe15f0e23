"""What breaks that were planned together take of each pot, and at which of them its money runs out.

Each of them alone may be paid for exactly, all of them from the same pounds. Those that are confirmed or over are left
out: their money is not free any more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import LAPSING, UNHELD
from marketplace.booking.models import Break, Share
from marketplace.booking.queries.holdings import live_money
from marketplace.booking.queries.known import KnownBreak, breaks_whole, known_break, known_each
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.pots import is_sum_known
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.balances import balances, stated_days
from marketplace.budgets.queries.pots import rights_on
from marketplace.db import session
from marketplace.periods import Period

OPEN = UNHELD | LAPSING
"""Breaks whose money is still to be found, or is only held for now."""


@dataclass(frozen=True)
class Together:
    """What several breaks take of one pot. ``there_pence``: free or held for them; none where nobody counts it.

    ``runs_out``: when the first of them is that it does not pay in full; those that are held come first.
    """

    name: str
    pence: int
    breaks: int
    there_pence: int | None
    runs_out: Period | None

    @property
    def short_pence(self) -> int:
        """How much there is too little for all of them."""
        return 0 if self.there_pence is None else max(0, self.pence - self.there_pence)


def series_together(ref: str, *, viewer: Viewer) -> tuple[Together, ...]:
    """The same of the breaks that one was planned together with; nothing of one on its own. Raises NotFound."""
    series_id = known_break(ref, viewer=viewer).break_.series_id
    if series_id is None:
        return ()
    ahead = select(Break.id).where(Break.series_id == series_id, Break.state.in_(OPEN))
    ids = session.scalars(ahead.order_by(Break.starts_at, Break.id)).all()
    return together([one for one in known_each(breaks_whole(ids), viewer=viewer) if one.is_seen])


def together(several: Sequence[KnownBreak]) -> tuple[Together, ...]:
    """What these breaks, in their order, take of each pot that pays for more than one of them."""
    ahead = [known for known in several if known.state in OPEN and known.sees_money]
    lines = [line for known in ahead for line in known.break_.lines_in]
    pots, held = pots_of(lines), live_money([share.reference for line in lines for share in line.shares])
    ids = [pot.id for pot in pots]
    now, said = balances(ids), stated_days(ids)
    free = {pot.id: now[pot.id].free_pence for pot in pots if is_sum_known(pot, said)}
    found = [_of(pot, ahead, held, free.get(pot.id) if _may_see(pot, ahead[0]) else None) for pot in pots]
    return tuple(one for one in found if one.breaks > 1)


def _may_see(pot: Pot, known: KnownBreak) -> bool:
    return rights_on(pot, viewer=known.viewer, standing=known.standings.get(pot.person_id)).may_see


def _of(pot: Pot, ahead: Sequence[KnownBreak], held: Collection[str], free: int | None) -> Together:
    paid = {known.break_: _shares(known.break_, pot) for known in ahead}
    paying = {one: shares for one, shares in paid.items() if shares}
    aside = {one: sum(share.pence for share in shares if share.reference in held) for one, shares in paying.items()}
    left, runs_out = free, None
    for one, shares in paying.items():
        wanted = sum(share.pence for share in shares) - aside[one]
        if left is not None and wanted > max(left, 0) and runs_out is None:
            runs_out = one.period
        left = None if left is None else left - wanted
    return Together(
        name=pot.name,
        pence=sum(share.pence for shares in paying.values() for share in shares),
        breaks=len(paying),
        there_pence=None if free is None else free + sum(aside.values()),
        runs_out=runs_out,
    )


def _shares(one: Break, pot: Pot) -> list[Share]:
    return [share for line in one.lines_in for share in line.shares if share.pot_id == pot.id]
