"""All pots of a council, or of whoever holds ISFs, in one month: sums by sort, what is set aside by age, files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission, RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.ages import Aged, by_age
from marketplace.budgets.models import HOLD_IS_OPEN, LedgerAccount, MoneyExport, MoneyHold, Pot, Transfer
from marketplace.budgets.month_return import BesideBank
from marketplace.budgets.queries.beside_bank import beside_bank_of
from marketplace.budgets.queries.pots import tied_pots
from marketplace.budgets.queries.statements import (
    account_ids_of,
    corrected_sums,
    left_before,
    moved_sums,
    outgoings_at,
    set_aside_at,
    told_sums,
)
from marketplace.budgets.sorts import Control
from marketplace.budgets.statement import Month, months
from marketplace.clock import in_london, london_instant
from marketplace.db import session
from marketplace.errors import NotFound

Ts = TypeVarTuple("Ts")

EXPORTS_SHOWN = 5


@dataclass(frozen=True)
class Sums:
    """Several pots together in a month, in pence. ``set_aside_pence`` and ``outgoings_pence`` at its end.

    ``told_pence``: how much more there is by amounts that were told to us, which are no income of the month.
    ``corrected_pence``: how much more by what was put right, which neither came nor went.
    ``left_over_pence``: what no break can use, in pots that were closed or past their last day.
    """

    label: str
    pots: int = 0
    opening_pence: int = 0
    in_pence: int = 0
    out_pence: int = 0
    set_aside_pence: int = 0
    outgoings_pence: int = 0
    told_pence: int = 0
    left_over_pence: int = 0
    corrected_pence: int = 0

    @property
    def closing_pence(self) -> int:
        """What was in them at the end."""
        return self.opening_pence + self.in_pence + self.told_pence + self.corrected_pence - self.out_pence

    @property
    def free_pence(self) -> int:
        """What could still be set aside."""
        return self.closing_pence - self.set_aside_pence - self.outgoings_pence - self.left_over_pence

    def plus(self, other: "Sums") -> "Sums":
        """Both together, under the name of the first."""
        return Sums(
            self.label,
            self.pots + other.pots,
            self.opening_pence + other.opening_pence,
            self.in_pence + other.in_pence,
            self.out_pence + other.out_pence,
            self.set_aside_pence + other.set_aside_pence,
            self.outgoings_pence + other.outgoings_pence,
            self.told_pence + other.told_pence,
            self.left_over_pence + other.left_over_pence,
            self.corrected_pence + other.corrected_pence,
        )


@dataclass(frozen=True)
class Accounts:
    """One month of all of them. ``months``: those there are, the latest first; ``exports``: the files asked for.

    ``beside``: of direct payments whose return of the month was sent, what the bank had and what is counted here.
    """

    month: Month
    months: tuple[Month, ...]
    sorts: tuple[Sums, ...]
    total: Sums
    aged: tuple[Aged, ...]
    exports: tuple[MoneyExport, ...]
    beside: tuple[BesideBank, ...] = ()


def accounts(asked: Month | None, *, viewer: Viewer) -> Accounts:
    """What a council's finance, or an ISF holder, accounts for. Raises NotFound for anybody else."""
    where = _theirs(viewer)
    pots = pots_where(where)
    there = months_there(pots)
    month = asked if asked is not None and asked in there else there[0]
    sorts = _by_sort(pots, month)
    total = in_all(sorts)
    beside = tuple(beside_bank_of(pots, month).values())
    return Accounts(month, there, sorts, total, _aged(where), exports_where(own_exports(viewer)), beside)


def may_account(viewer: Viewer) -> bool:
    """Whether the viewer accounts for the pots of many people."""
    return tied_pots(viewer) is not None


def own_export(ref: str, *, viewer: Viewer) -> MoneyExport:
    """A file that the viewer asked for, of what they still account for. Raises NotFound."""
    found = session.scalar(select(MoneyExport).where(MoneyExport.ref == ref, own_exports(viewer)))
    if found is None:
        raise NotFound
    return found


def pots_where(where: ColumnElement[bool]) -> Sequence[Pot]:
    """Pots with counted money, in the order in which files have them."""
    wanted = select(Pot).where(where).options(joinedload(Pot.sort), joinedload(Pot.person)).order_by(Pot.id)
    return [pot for pot in session.scalars(wanted) if pot.is_counted]


def months_there(pots: Sequence[Pot]) -> tuple[Month, ...]:
    """The months that pots have statements of together, the latest first; this one where there is no pot."""
    this = Month.of(clock.today())
    first = min((Month.of(in_london(pot.made_at).date()) for pot in pots), default=this)
    return tuple(months(first, this))


def _theirs(viewer: Viewer) -> ColumnElement[bool]:
    where = tied_pots(viewer)
    if where is None:
        raise NotFound
    return where


def in_all(several: Iterable[Sums]) -> Sums:
    """All of them together."""
    return reduce(Sums.plus, several, Sums("All"))


def _by_sort(pots: Sequence[Pot], month: Month) -> tuple[Sums, ...]:
    """Those of each sort together, in the order of sorts."""
    found: dict[str, Sums] = {}
    for _, one in sums_of_each(sorted(pots, key=lambda one: one.sort.position), month):
        found[one.label] = found[one.label].plus(one) if one.label in found else one
    return tuple(found.values())


def sums_of_each(pots: Sequence[Pot], month: Month) -> Iterator[tuple[Pot, Sums]]:
    """Each pot with its month, under the label of its sort: as many questions for many as for one."""
    starts_at, ends_at = london_instant(month.first_on), london_instant(month.next_on)
    of_pot = account_ids_of(pot.id for pot in pots)
    accounts_ = list(of_pot.values())
    opening, aside = left_before(accounts_, starts_at), set_aside_at(accounts_, ends_at)
    came, went = moved_sums(accounts_, starts_at, ends_at)
    more, less = told_sums([of_pot[pot.id] for pot in pots if is_stated(pot)], starts_at, ends_at)
    up, down = corrected_sums([of_pot[pot.id] for pot in pots if not is_stated(pot)], starts_at, ends_at)
    outgoings = outgoings_at(list(of_pot), ends_at)
    on = min(month.last_on, clock.today())
    for pot in pots:
        account = of_pot[pot.id]
        one = Sums(
            pot.sort.label,
            1,
            opening.get(account, 0),
            came.get(account, 0) - more.get(account, 0) - up.get(account, 0),
            went.get(account, 0) - less.get(account, 0) - down.get(account, 0),
            aside.get(account, 0),
            outgoings.get(pot.id, 0),
            more.get(account, 0) - less.get(account, 0),
            corrected_pence=up.get(account, 0) - down.get(account, 0),
        )
        yield pot, replace(one, left_over_pence=one.free_pence) if pot.is_over(on) else one


def is_stated(pot: Pot) -> bool:
    """Whether its money is elsewhere, and we know of it what we are told."""
    return pot.sort.control is Control.STATED


def _aged(where: ColumnElement[bool]) -> tuple[Aged, ...]:
    """What is set aside now, by how long it has been."""
    now = clock.now()
    holds = session.execute(open_holds(select(Transfer.at, MoneyHold.open_pence), where, now))
    return by_age(((row.at, row.open_pence) for row in holds), now)


def open_holds(wanted: Select[*Ts], where: ColumnElement[bool], now: datetime) -> Select[*Ts]:
    """What is asked of the holds that are open now, with their transfers, on these pots."""
    return (
        wanted.select_from(MoneyHold)
        .join(Transfer, Transfer.id == MoneyHold.transfer_id)
        .join(LedgerAccount, LedgerAccount.id == MoneyHold.account_id)
        .join(Pot, Pot.id == LedgerAccount.pot_id)
        .where(where, HOLD_IS_OPEN)
        .where(or_(MoneyHold.expires_at.is_(None), MoneyHold.expires_at > now))
    )


def exports_where(*where: ColumnElement[bool]) -> tuple[MoneyExport, ...]:
    """The latest of these files."""
    latest = select(MoneyExport).where(*where).order_by(MoneyExport.id.desc()).limit(EXPORTS_SHOWN)
    return tuple(session.scalars(latest))


def own_exports(viewer: Viewer) -> ColumnElement[bool]:
    """Which files the viewer asked for, of what they still account for or send on."""
    is_own = MoneyExport.asked_by_account_id == viewer.account_id
    if sends_on(viewer):
        return and_(is_own, MoneyExport.funder.is_not(None))
    if not may_account(viewer):
        return false()
    if viewer.role is RoleName.COUNCIL_FINANCE:
        return and_(is_own, MoneyExport.council_id == viewer.council_id)
    return and_(is_own, MoneyExport.holder_id == viewer.organisation_id)


def sends_on(viewer: Viewer) -> bool:
    """Whether the viewer sends statements on to funders who have nobody here (decision 112)."""
    return viewer.is_signed_in and viewer.can(Permission.HANDLE_PAYMENTS)
