"""Returns of direct payments by the month: what is in one so far, and those that were sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.models import HandLine, Pot, PotSort, SentReturn
from marketplace.budgets.models.account_lines import AccountLine
from marketplace.budgets.month_return import ByHand, MonthReturn
from marketplace.budgets.queries.account_lines import AtBank, as_at_bank, at_bank
from marketplace.budgets.queries.pots import known_pot, named_pots
from marketplace.budgets.queries.statements import months_of, statement
from marketplace.budgets.sorts import Control
from marketplace.budgets.statement import Month, no_such_month
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound

_READ = (joinedload(Pot.sort), joinedload(Pot.person))


@dataclass(frozen=True)
class ReturnPage:
    """One month of one direct payment. ``sent`` none: it is still being made.

    ``asks_opening``: nobody has said yet what the account had at its beginning, for no return was sent before it.
    ``may_read_account``: read its statement in, and say what each line is.
    ``at_bank``: what the account's own statement says of it, where that was taken in.
    ``set_aside_pence`` and ``free_pence``: of the pot at its end, beside the account.
    """

    pot: Pot
    month: Month
    sums: MonthReturn
    at_bank: AtBank | None
    sent: SentReturn | None
    asks_opening: bool
    is_over: bool
    may_write: bool
    may_read_account: bool
    set_aside_pence: int
    free_pence: int

    @property
    def may_send(self) -> bool:
        """Whether it can be sent now: once, when its month is over."""
        return self.may_write and self.is_over


def return_of(ref: str, month: Month | None, *, viewer: Viewer) -> ReturnPage:
    """The return of a month. Raises NotFound for a pot that has none, and for a month that it does not have."""
    found = known_pot(ref, viewer=viewer)
    pot = found.pot
    if not has_returns(pot):
        raise NotFound
    there = months_of(pot)
    if month is None or month not in there:
        raise NotFound(no_such_month("return of this pot", there))
    sent = session.scalar(
        select(SentReturn)
        .where(SentReturn.pot_id == pot.id, SentReturn.month == str(month))
        .options(joinedload(SentReturn.sent_by))
    )
    before = _sent_before(pot, month)
    told = statement(pot, first_on=month.first_on, last_on=month.last_on)
    opening = sent.opening_pence if sent else before.bank_pence if before else 0
    moved = as_at_bank(pot, month, told.lines)
    sums = MonthReturn(opening, moved, _by_hand(pot, month), sent.bank_pence if sent else None)
    return ReturnPage(
        pot=pot,
        month=month,
        sums=sums,
        at_bank=at_bank(pot, month, moved),
        sent=sent,
        asks_opening=sent is None and before is None,
        is_over=month.last_on < clock.today(),
        may_write=found.rights.may_state and sent is None,
        may_read_account=found.rights.may_read_account and sent is None,
        set_aside_pence=told.set_aside_pence,
        free_pence=told.free_pence,
    )


@dataclass(frozen=True)
class ReturnMissing:
    """A direct payment of which months are over and have no return: the first of them, and how many."""

    pot: Pot
    first: Month
    months: int


def returns_missing(*, viewer: Viewer) -> tuple[ReturnMissing, ...]:
    """Those of the pots that the viewer accounts for by name, as far as a council asks for returns of them."""
    pots = _accounted(viewer)
    sent = {(row.pot_id, row.month) for row in _sent_of(pots)}
    found = []
    for pot in pots:
        missing = [month for month in _over(pot) if (pot.id, str(month)) not in sent]
        if missing:
            found.append(ReturnMissing(pot, missing[-1], len(missing)))
    return tuple(found)


def returns_that_differ(*, viewer: Viewer) -> tuple[tuple[Pot, Month, int, str], ...]:
    """Of the same pots, months of the last year whose bank said something else: by how much in pence, and why."""
    pots = {pot.id: pot for pot in _accounted(viewer)}
    since = f"{clock.today() - timedelta(days=365):%Y-%m}"
    rows = ((row, Month.read(row.month)) for row in _sent_of(pots.values()) if row.month >= since)
    return tuple(
        (pots[row.pot_id], month, row.bank_pence - row.closing_pence, row.words)
        for row, month in rows
        if month is not None and row.bank_pence != row.closing_pence
    )


def _accounted(viewer: Viewer) -> list[Pot]:
    where = named_pots(viewer)
    if where is None:
        return []
    wanted = select(Pot).join(PotSort, PotSort.id == Pot.sort_id).where(where, PotSort.control == Control.STATED)
    return [pot for pot in session.scalars(wanted.options(*_READ).order_by(Pot.id)) if has_returns(pot)]


def _sent_of(pots: Iterable[Pot]) -> list[SentReturn]:
    wanted = select(SentReturn).where(SentReturn.pot_id.in_([pot.id for pot in pots]))
    return list(session.scalars(wanted.order_by(SentReturn.pot_id, SentReturn.month)))


def _over(pot: Pot) -> list[Month]:
    """The months of a pot that are over, the latest first, none after it was closed."""
    last = min(clock.today(), in_london(pot.closed_at).date()) if pot.closed_at else clock.today()
    return [month for month in months_of(pot) if month.last_on < clock.today() and month.first_on <= last]


def has_returns(pot: Pot) -> bool:
    """Whether a council asks for returns: its money, in an account that this site does not see."""
    return pot.sort.control is Control.STATED and pot.sort.facts.is_council_money


def _sent_before(pot: Pot, month: Month) -> SentReturn | None:
    """The return of the month before, where it was sent: what the bank had then is what it had at the beginning."""
    last = Month.of(month.first_on - timedelta(days=1))
    return session.scalar(select(SentReturn).where(SentReturn.pot_id == pot.id, SentReturn.month == str(last)))


def _by_hand(pot: Pot, month: Month) -> tuple[ByHand, ...]:
    is_at_bank = exists().where(AccountLine.hand_line_id == HandLine.id)
    rows = select(HandLine, is_at_bank).where(HandLine.pot_id == pot.id, HandLine.month == str(month))
    return tuple(
        ByHand(row.ref, row.happened_on, row.sort, row.pence, row.words, is_at_bank=is_there)
        for row, is_there in session.execute(rows.order_by(HandLine.happened_on, HandLine.id))
    )
