"""Pot statements, from the rows of the ledger. Whoever asks for one has shown that they may see the pot."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import aliased

from marketplace import clock
from marketplace.accounts.models import Account
from marketplace.budgets.models import (
    AccountSort,
    LedgerAccount,
    MoneyHold,
    Phase,
    Pot,
    StatedAmount,
    Transfer,
    TransferNote,
)
from marketplace.budgets.queries.balances import MOVED
from marketplace.budgets.statement import (
    ADDED,
    LEVY_BACK,
    PROMISED,
    TOLD,
    WENT_BACK,
    First,
    Line,
    Month,
    Movement,
    Statement,
    months,
    movement,
)
from marketplace.clock import in_london, london_instant
from marketplace.db import session

_Found = Row[int, Transfer, AccountSort, str]


def statement(pot: Pot, *, first_on: date, last_on: date) -> Statement:
    """The statement of a pot from one day to another, both included; days to come are as they are now."""
    return statements([pot], first_on=first_on, last_on=last_on)[0]


def statements(pots: Sequence[Pot], *, first_on: date, last_on: date) -> list[Statement]:
    """The same of several pots, in their order: as many questions for many as for one."""
    accounts = account_ids_of(pot.id for pot in pots)
    starts_at, ends_at = london_instant(first_on), london_instant(last_on + timedelta(days=1))
    ids = list(accounts.values())
    opening, aside = left_before(ids, starts_at), set_aside_at(ids, ends_at)
    outgoings = outgoings_at(list(accounts), ends_at)
    moved: dict[int, list[_Found]] = {account_id: [] for account_id in ids}
    for found in _moved_between(ids, starts_at, ends_at):
        moved[found[0]].append(found)
    told = _told_days(row.key for rows in moved.values() for _, row, _, _ in rows)
    found_rows = [row for rows in moved.values() for _, row, _, _ in rows]
    more = _Beside(told, _put_right(found_rows), _names(found_rows), _firsts(found_rows))
    return [
        Statement(
            pot_name=pot.name,
            first_on=first_on,
            last_on=last_on,
            opening_pence=opening.get(accounts[pot.id], 0),
            lines=tuple(_lines(moved[accounts[pot.id]], pot, opening.get(accounts[pot.id], 0), more)),
            set_aside_pence=aside.get(accounts[pot.id], 0),
            outgoings_pence=outgoings.get(pot.id, 0),
            pot_is_over=pot.is_over(min(last_on, clock.today())),
        )
        for pot in pots
    ]


def months_of(pot: Pot) -> list[Month]:
    """The months of which a pot has a statement, the latest first: from the one it was made in to this one."""
    return months(Month.of(in_london(pot.made_at).date()), Month.of(clock.today()))


def latest_stated(pot: Pot) -> StatedAmount | None:
    """What was last said to be in a pot."""
    return session.scalar(
        select(StatedAmount).where(StatedAmount.pot_id == pot.id).order_by(StatedAmount.id.desc()).limit(1)
    )


def account_ids_of(pot_ids: Iterable[int]) -> dict[int, int]:
    """The account of each of these pots, by the pot's id."""
    wanted = select(LedgerAccount.pot_id, LedgerAccount.id).where(LedgerAccount.pot_id.in_(list(pot_ids)))
    return {int(pot_id or 0): account_id for pot_id, account_id in session.execute(wanted)}


def left_before(account_ids: Collection[int], at: datetime) -> dict[int, int]:
    """What was in each of these accounts before an instant; those in which nothing had moved are missing."""
    left: dict[int, int] = {}
    for end, sign in ((Transfer.to_id, 1), (Transfer.from_id, -1)):
        sums = select(end, func.sum(Transfer.pence)).where(end.in_(account_ids), Transfer.phase.in_(MOVED))
        for account_id, pence in session.execute(sums.where(Transfer.at < at).group_by(end)):
            left[account_id] = left.get(account_id, 0) + sign * int(pence)
    return left


def moved_sums(
    account_ids: Collection[int], starts_at: datetime, ends_at: datetime
) -> tuple[dict[int, int], dict[int, int]]:
    """What came into each of these accounts between two instants, and what went out of it."""
    came: dict[int, int] = {}
    went: dict[int, int] = {}
    for end, sums in ((Transfer.to_id, came), (Transfer.from_id, went)):
        moved = select(end, func.sum(Transfer.pence)).where(end.in_(account_ids), Transfer.phase.in_(MOVED))
        between = moved.where(Transfer.at >= starts_at, Transfer.at < ends_at).group_by(end)
        sums |= {account_id: int(pence) for account_id, pence in session.execute(between)}
    return came, went


def _moved_between(account_ids: Collection[int], starts_at: datetime, ends_at: datetime) -> Iterable[_Found]:
    """What moved on these accounts, with the account it is told for, what stands on the other side, and its note."""
    for end, far in ((Transfer.to_id, Transfer.from_id), (Transfer.from_id, Transfer.to_id)):
        other = aliased(LedgerAccount)
        yield from session.execute(
            select(end, Transfer, other.sort, TransferNote.words)
            .join(other, other.id == far)
            .outerjoin(TransferNote, TransferNote.transfer_id == Transfer.id)
            .where(end.in_(account_ids), Transfer.phase.in_(MOVED), Transfer.at >= starts_at, Transfer.at < ends_at)
        )


def told_sums(
    account_ids: Collection[int], starts_at: datetime, ends_at: datetime
) -> tuple[dict[int, int], dict[int, int]]:
    """What of that, on accounts of stated pots, was only told to us: how much more there is by it, and less."""
    is_told = ~Transfer.key.startswith(WENT_BACK) & ~Transfer.key.startswith(LEVY_BACK)
    return _outside_sums(account_ids, starts_at, ends_at, is_told)


def corrected_sums(
    account_ids: Collection[int], starts_at: datetime, ends_at: datetime
) -> tuple[dict[int, int], dict[int, int]]:
    """What of that, on accounts of committed pots, put right what was entered: how much more there is, and less."""
    return _outside_sums(account_ids, starts_at, ends_at, Transfer.corrects_id.is_not(None))


def _outside_sums(
    account_ids: Collection[int], starts_at: datetime, ends_at: datetime, which: ColumnElement[bool]
) -> tuple[dict[int, int], dict[int, int]]:
    """What of that came into each of these accounts from outside, and went there, by the rows that are asked for."""
    more: dict[int, int] = {}
    less: dict[int, int] = {}
    for end, far, sums in ((Transfer.to_id, Transfer.from_id, more), (Transfer.from_id, Transfer.to_id, less)):
        other = aliased(LedgerAccount)
        moved = (
            select(end, func.sum(Transfer.pence))
            .join(other, other.id == far)
            .where(end.in_(account_ids), Transfer.phase.in_(MOVED), Transfer.at >= starts_at, Transfer.at < ends_at)
            .where(other.sort == AccountSort.OUTSIDE, which)
            .group_by(end)
        )
        sums |= {account_id: int(pence) for account_id, pence in session.execute(moved)}
    return more, less


def _told_days(keys: Iterable[str]) -> dict[str, date]:
    """For which day the amounts behind these keys were told, by the key; others are left out."""
    ids = {int(key.removeprefix(TOLD)): key for key in keys if key.startswith(TOLD)}
    said = select(StatedAmount.id, StatedAmount.stated_on).where(StatedAmount.id.in_(ids))
    return {ids[row.id]: row.stated_on for row in session.execute(said)}


def _put_right(rows: Collection[Transfer]) -> Mapping[int, int]:
    """By how much these were put right, whenever it was, by the row; those that were not are missing."""
    firsts = {row.id: row.to_id for row in rows if row.key.startswith(ADDED)}
    found: dict[int, int] = {}
    wanted = select(Transfer.corrects_id, Transfer.to_id, Transfer.pence).where(Transfer.corrects_id.in_(firsts))
    for corrects_id, to_id, pence in session.execute(wanted) if firsts else ():
        first = int(corrects_id or 0)
        found[first] = found.get(first, 0) + (pence if to_id == firsts[first] else -pence)
    return found


@dataclass(frozen=True)
class _Beside:
    """What stands beside the rows: for which day each was told, how much it was put right by, and who entered it.

    ``firsts``: the rows that others put right, by their ids.
    """

    told: Mapping[str, date]
    put_right: Mapping[int, int]
    names: Mapping[int, str]
    firsts: Mapping[int, First]


def _firsts(rows: Iterable[Transfer]) -> Mapping[int, First]:
    """The rows that any of these put right, in whichever month they stand, by their ids."""
    ids = {row.corrects_id for row in rows} - {None}
    found = select(Transfer.id, Transfer.at, Transfer.pence).where(Transfer.id.in_(ids))
    return {row.id: First(in_london(row.at).date(), row.pence) for row in session.execute(found)} if ids else {}


def _names(rows: Iterable[Transfer]) -> Mapping[int, str]:
    """The name of each account that wrote any of these rows."""
    ids = {row.by_account_id for row in rows} - {None}
    names = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {row.id: row.name for row in names}


def _lines(found: Iterable[_Found], pot: Pot, opening: int, more: _Beside) -> Iterator[Line]:
    rows = sorted(found, key=lambda one: (one[1].at, one[1].id))
    changes = [row.pence if row.to_id == account_id else -row.pence for account_id, row, _, _ in rows]
    left = list(accumulate(changes, initial=opening))[1:]
    for (_, row, sort, note), pence, after in zip(rows, changes, left, strict=True):
        what = _movement(row, sort, pot, is_in=pence > 0)
        yield Line(
            on=in_london(row.at).date(),
            movement=what,
            pence=pence,
            left_pence=after,
            reference=row.reference if sort is AccountSort.PAYEE else "",
            note=note or "",
            key=row.key if what is Movement.ADDED else "",
            told_for=more.told.get(row.key) if what.is_told else None,
            stands_pence=pence + more.put_right.get(row.id, 0) if what is Movement.ADDED else 0,
            corrects=more.firsts.get(row.corrects_id or 0) if what is Movement.CORRECTED else None,
            by=more.names.get(row.by_account_id or 0, "") if what.is_by_hand else "",
            posting=row.key if what in _ALONE else _posting(row.key) if sort is AccountSort.PAYEE else "",
        )


_ALONE = frozenset({Movement.ASKED_BACK, Movement.LEVY_BACK})
"""What moves by itself: each is one line of an account."""


def _posting(key: str) -> str:
    """What of a row's key names the call that wrote it: ``"run:x"`` of ``"run:x:share:y"``."""
    return ":".join(key.split(":", 2)[:2])


def _movement(row: Transfer, other: AccountSort, pot: Pot, *, is_in: bool) -> Movement:
    if row.key.startswith(WENT_BACK):
        return Movement.ASKED_BACK
    if row.key.startswith(LEVY_BACK):
        return Movement.LEVY_BACK
    return movement(
        pot.sort.control,
        is_payee=other is AccountSort.PAYEE,
        is_in=is_in,
        is_correction=row.corrects_id is not None,
        is_unseen=pot.sort.is_unseen and not row.key.startswith(PROMISED),
    )


def set_aside_at(account_ids: Collection[int], at: datetime) -> dict[int, int]:
    """What was set aside on each of these accounts at an instant, or now if that is to come.

    A hold lives from its row to its time without a break, so the latest time it was given tells.
    """
    lives_at = min(at, clock.now())
    done = aliased(Transfer)
    closed = select(func.coalesce(func.sum(done.pence), 0)).where(done.pending_id == Transfer.id, done.at < at)
    aside = (
        select(MoneyHold.account_id, func.sum(Transfer.pence - closed.scalar_subquery()))
        .join(MoneyHold, MoneyHold.transfer_id == Transfer.id)
        .where(MoneyHold.account_id.in_(account_ids), Transfer.phase == Phase.PENDING, Transfer.at < at)
        .where(or_(MoneyHold.expires_at.is_(None), MoneyHold.expires_at > lives_at))
        .group_by(MoneyHold.account_id)
    )
    return {account_id: int(pence) for account_id, pence in session.execute(aside)}


def outgoings_at(pot_ids: Collection[int], at: datetime) -> dict[int, int]:
    """The regular outgoings of each of these pots, as they were last stated before an instant."""
    latest = select(func.max(StatedAmount.id)).where(StatedAmount.pot_id.in_(pot_ids), StatedAmount.made_at < at)
    wanted = select(StatedAmount.pot_id, StatedAmount.outgoings_pence)
    rows = session.execute(wanted.where(StatedAmount.id.in_(latest.group_by(StatedAmount.pot_id))))
    return {row.pot_id: row.outgoings_pence for row in rows}
