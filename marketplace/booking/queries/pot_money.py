"""What is free in a pot for a break: on its day, and on those after it that regular costs need money for."""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break
from marketplace.booking.models.promises import Promise
from marketplace.booking.queries.holdings import Holdings
from marketplace.budgets.balance import Balance
from marketplace.budgets.models import Pot
from marketplace.budgets.queries.dated_money import DatedMoney
from marketplace.budgets.sorts import Control
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.rules.pots import LimitSort, PotLimit

_TAKEN = frozenset({BreakState.CONFIRMED, BreakState.COMPLETED})


def of_money(one: Break, pot: Pot, before: int, dated: DatedMoney, *, is_paid: bool) -> Iterator[PotLimit]:
    """What is kept back of a pot, and whether enough is there when the break comes and on every day after it.

    ``before``: what is free without the break. What is paid already is out of the pot: nothing is short of it any more.
    """
    pays = sum(share.pence for line in one.lines_in for share in line.shares if share.pot_id == pot.id)
    terms = pot.terms
    if terms and terms.kept_back_pence:
        yield PotLimit(
            pot.name,
            LimitSort.KEPT_BACK,
            before - terms.kept_back_pence,
            pays,
            is_firm=terms.is_firm,
            is_emergency=one.is_emergency,
        )
    if is_paid:
        return
    if dated.is_any:
        yield _in_time(one, pot, pays, before, dated)
    elif pot.sort.control is Control.STATED and pays > (most := before - _kept_back(one, pot)):
        yield PotLimit(pot.name, LimitSort.IN_TIME, most, pays)


def _in_time(one: Break, pot: Pot, pays: int, before: int, dated: DatedMoney) -> PotLimit:
    """Whether enough is there on the day of the break; where it is, whether it lasts until the pot ends."""
    on, last_on, kept_back = in_london(one.starts_at).date(), _last_day(one, pot), _kept_back(one, pot)
    then = dated.free_by(on, before)
    is_enough = pays <= then.free_pence - kept_back
    short = dated.first_short(on, last_on, before, needed=pays + kept_back) if is_enough else None
    dry = None if is_enough else dated.first_short(clock.today(), on, before, needed=0)
    more = short.after if short else then.next_in()
    return PotLimit(
        pot.name,
        LimitSort.IN_TIME,
        (short or then).free_pence - kept_back,
        pays,
        next_on=more.due_on if more else None,
        next_pence=more.pence if more else 0,
        now_pence=free_for(one, pot, before, dated),
        short_on=short.on if short else None,
        mine_pence=pays,
        then_pence=then.free_pence - kept_back,
        least_pence=dated.tightest(on, last_on, before).free_pence - kept_back if short else None,
        dry_on=dry.on if dry else None,
    )


def free_for(one: Break, pot: Pot, before: int, dated: DatedMoney) -> int:
    """What a pot has for a break when so much is free without it: what can be set aside now.

    Regular costs need it on no day, those after the break and until the pot ends among them, and it is not kept back.
    """
    return dated.lowest_by(_last_day(one, pot), before) - _kept_back(one, pot)


def _last_day(one: Break, pot: Pot) -> date:
    """Until when what a break takes is missing in a pot: what regular costs take after it is not free for it either."""
    on = in_london(one.starts_at).date()
    return max(on, pot.ends_on or on)


def _kept_back(one: Break, pot: Pot) -> int:
    return pot.terms.kept_back_pence if pot.terms and not one.is_emergency else 0


def free_without(one: Break, pot: Pot, now: Balance, held: Holdings) -> int:
    """What is free in a pot without a break: what it has set aside or paid already is added again."""
    shares = [share for line in one.lines_in for share in line.shares if share.pot_id == pot.id]
    is_paid = one.state_on(clock.now()) in _TAKEN
    return now.free_pence + sum(share.pence for share in shares if is_paid or share.reference in held.money)


def paid_promises(breaks: Collection[Break], pot_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """The break and the pot, by their ids, of what these breaks have been paid from these pots."""
    ids = [one.id for one in breaks if one.state in _TAKEN]
    if not ids or not pot_ids:
        return frozenset()
    found = select(Promise).where(Promise.break_id.in_(ids), Promise.pot_id.in_(pot_ids))
    promises = session.scalars(found.options(joinedload(Promise.break_)))
    return frozenset((one.break_id, one.pot_id) for one in promises if one.is_paid)
