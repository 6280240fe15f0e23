"""The end of an officer's clock goes to the next officers, once. It never agrees (R18a, R47)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, Line, Swap, SwapPot
from marketplace.booking.queries.known import breaks_whole, who_died
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.readiness import agreements_of_each, is_agreed
from marketplace.booking.queries.requesting import clock_ends_at
from marketplace.booking.services.recipients import approvers_of
from marketplace.booking.swaps import SwapState
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import AgreedBy
from marketplace.db import session, transaction
from marketplace.notifications.services import owe, was_owed

OVER = "break-clock-over"


@dataclass(frozen=True)
class _Late:
    """What officers have not answered in time: the pots that wait, asked since when, and how long it is kept.

    ``about``: as letters name it. ``swap``: "Swimming in place of Riding" where that is asked, blank where all of a
    break is.
    """

    break_: Break
    about: str
    pots: Sequence[Pot]
    since: datetime
    until: datetime | None
    swap: str = ""


def escalate_clocks() -> int:
    """Tell the next officers of what waits beyond its clock, once; of how many. The worker's sweep."""
    with transaction():
        return sum(_tell(late) for late in (*_late_breaks(), *_late_swaps()))


def _late_breaks() -> Iterator[_Late]:
    now = clock.now()
    asked = select(Break.id).where(Break.state == BreakState.REQUESTED, Break.hold_until > now)
    breaks = breaks_whole(session.scalars(asked.order_by(Break.id)))
    agreed = agreements_of_each([one.id for one in breaks])
    for one in breaks:
        since = one.requested_at or one.changed_at
        waiting = [pot for pot in pots_of(one.lines_now) if not is_agreed(one, pot, agreed[one.id].get(pot.id))]
        if late := _beyond(waiting, since):
            yield _Late(one, one.about, late, since, one.hold_until)


def _late_swaps() -> Iterator[_Late]:
    waiting = (
        select(Swap)
        .where(Swap.state == SwapState.WAITS, Swap.until > clock.now())
        .options(
            joinedload(Swap.old).joinedload(Line.break_),
            joinedload(Swap.fresh),
            selectinload(Swap.pots).joinedload(SwapPot.pot).joinedload(Pot.sort),
        )
        .order_by(Swap.id)
    )
    for swap in session.scalars(waiting).unique():
        if late := _beyond([row.pot for row in swap.pots if row.is_waited_for], swap.changed_at):
            words = f"{swap.fresh.title} in place of {swap.old.title}"
            yield _Late(swap.break_, swap.fresh.about, late, swap.changed_at, swap.until, words)


def _beyond(pots: Sequence[Pot], since: datetime) -> list[Pot]:
    """Those of an officer whose clock is over."""
    asked = (pot for pot in pots if pot.sort.agreed_by is AgreedBy.OFFICER)
    return [pot for pot in asked if clock_ends_at(pot, since=since) <= clock.now()]


def _tell(late: _Late) -> bool:
    one = late.break_
    if who_died(one) is not None or was_owed(OVER, about=late.about, since=late.since):
        return False
    councils = dict.fromkeys(pot.council_id for pot in late.pots)
    readers = [reader for council_id in councils for reader in approvers_of(council_id)]
    for reader in readers:
        owe(
            OVER,
            to=reader,
            about=late.about,
            called=" and ".join(person.called for person in one.principals),
            title=one.title,
            swap=late.swap,
            pots=[pot.name for pot in late.pots],
            since=late.since,
            until=late.until,
            ref=one.ref,
        )
    return bool(readers)
