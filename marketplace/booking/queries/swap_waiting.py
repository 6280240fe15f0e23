"""Swaps that wait for somebody's yes: whose part it is, who pays, an officer with a clock."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break, Line, Swap, SwapPot
from marketplace.booking.queries.agreeing import way_in
from marketplace.booking.queries.known import KnownBreak, known_each
from marketplace.booking.queries.requesting import clock_days, clock_ends_at
from marketplace.booking.queries.saying import way_to_say
from marketplace.booking.queries.swaps import card_extras, is_left_to, may_answer, says_missing_of
from marketplace.booking.sorts import AgreedHow
from marketplace.booking.swaps import SwapState
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import AgreedBy
from marketplace.db import session
from marketplace.people.models import Person


def swaps_waiting(which: ColumnElement[bool], *, viewer: Viewer) -> list[tuple[KnownBreak, Swap]]:
    """The swaps that wait for the viewer, of breaks of which they may know."""
    found = (
        select(Swap)
        .join(Break, Break.id == Swap.break_id)
        .where(Swap.state.in_((SwapState.WAITS, SwapState.PAYS)), Swap.until > clock.now(), which)
        .options(
            joinedload(Swap.break_).joinedload(Break.person),
            joinedload(Swap.break_).joinedload(Break.carer),
            joinedload(Swap.old),
            joinedload(Swap.fresh).selectinload(Line.segments),
            selectinload(Swap.pots).joinedload(SwapPot.pot).joinedload(Pot.sort),
            selectinload(Swap.pots).joinedload(SwapPot.pot).joinedload(Pot.person),
        )
    )
    swaps = list(session.scalars(found))
    if not swaps:
        return []
    knowns = known_each([swap.break_ for swap in swaps], viewer=viewer)
    missing = says_missing_of([swap.fresh for swap in swaps])
    each = zip(knowns, swaps, strict=True)
    return [(known, swap) for known, swap in each if _is_theirs(known, swap, missing[swap.fresh_id])]


def _is_theirs(known: KnownBreak, swap: Swap, missing: Iterable[Person]) -> bool:
    """Whether its money, a rule, or the say of somebody it is for waits for the viewer, or their card."""
    if swap.state is SwapState.PAYS:
        return any(way_in(known, promise.pot) is AgreedHow.HOLDER for promise, _ in card_extras(swap))
    if any(row.is_waited_for and may_answer(known, row.pot) for row in swap.pots):
        return True
    if is_left_to(known, swap):
        return True
    return known.is_seen and any(way_to_say(known, person) is not None for person in missing)


def clock_of(swap: Swap) -> tuple[datetime, int] | None:
    """When the officer's clock of a swap ends, and of how many working days it is; none where no officer is asked."""
    pots = [row.pot for row in swap.pots if row.is_waited_for and row.pot.sort.agreed_by is AgreedBy.OFFICER]
    clocks = [(clock_ends_at(pot, since=swap.changed_at), clock_days(pot)) for pot in pots]
    return max(clocks, default=None)
