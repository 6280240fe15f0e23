"""What a direct payment's bank had by the returns that were sent, beside what its pot counted here on that day.

The return says what the bank had; the pot counts what was told to us, and what moved here since. They are two looks at
the same money: where they differ, the difference is named, and none of the two is changed for the other.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select, tuple_

from marketplace.budgets.models import HandLine, Pot, SentReturn, StatedAmount
from marketplace.budgets.month_return import BesideBank
from marketplace.budgets.queries.returns import has_returns
from marketplace.budgets.queries.statements import account_ids_of, left_before
from marketplace.budgets.statement import Month
from marketplace.clock import in_london, london_instant
from marketplace.db import session


def beside_bank(pots: Collection[Pot], month: Month) -> Mapping[int, BesideBank]:
    """Of each of these pots the latest return sent of a month up to this one, by the pot's id; others are missing."""
    ids = [pot.id for pot in pots if has_returns(pot)]
    latest = select(SentReturn.pot_id, func.max(SentReturn.month)).where(SentReturn.month <= str(month))
    latest = latest.where(SentReturn.pot_id.in_(ids)).group_by(SentReturn.pot_id)
    return _beside(session.scalars(select(SentReturn).where(tuple_(SentReturn.pot_id, SentReturn.month).in_(latest))))


def beside_bank_of(pots: Collection[Pot], month: Month) -> Mapping[int, BesideBank]:
    """The same of those alone whose return of this very month was sent."""
    ids = [pot.id for pot in pots if has_returns(pot)]
    sent = select(SentReturn).where(SentReturn.pot_id.in_(ids), SentReturn.month == str(month))
    return _beside(session.scalars(sent))


def _beside(sent: Iterable[SentReturn]) -> dict[int, BesideBank]:
    by_month: dict[Month, list[SentReturn]] = {}
    for row in sent:
        if month := Month.read(row.month):
            by_month.setdefault(month, []).append(row)
    return {row.pot_id: one for month, rows in by_month.items() for row, one in _at_the_end(month, rows)}


def _at_the_end(month: Month, rows: Collection[SentReturn]) -> Iterable[tuple[SentReturn, BesideBank]]:
    at = london_instant(month.next_on)
    ids = [row.pot_id for row in rows]
    accounts = account_ids_of(ids)
    here, told = left_before(accounts.values(), at), _told_before(ids, at)
    besides, taken_over = _besides(told, month), _taken_over(ids, month, at)
    for row in rows:
        yield (
            row,
            BesideBank(
                month=month,
                bank_pence=row.bank_pence,
                here_pence=here.get(accounts[row.pot_id], 0),
                told_on=told.get(row.pot_id),
                besides_pence=besides.get(row.pot_id, 0),
                counts_on=taken_over.get((row.pot_id, row.bank_pence)),
            ),
        )


def _told_before(ids: Collection[int], at: datetime) -> dict[int, date]:
    """For which day the latest amount was told before an instant."""
    latest = select(func.max(StatedAmount.id)).where(StatedAmount.pot_id.in_(ids), StatedAmount.made_at < at)
    rows = select(StatedAmount.pot_id, StatedAmount.stated_on)
    found = session.execute(rows.where(StatedAmount.id.in_(latest.group_by(StatedAmount.pot_id))))
    return {row.pot_id: row.stated_on for row in found}


def _taken_over(ids: Collection[int], month: Month, at: datetime) -> dict[tuple[int, int], date]:
    """On which day, after its end, an amount was told here for the last day of a month: by the pot and the amount."""
    told = select(StatedAmount.pot_id, StatedAmount.amount_pence, StatedAmount.made_at).where(
        StatedAmount.pot_id.in_(ids), StatedAmount.stated_on == month.last_on, StatedAmount.made_at >= at
    )
    rows = session.execute(told.order_by(StatedAmount.id.desc()))
    return {(row.pot_id, row.amount_pence): in_london(row.made_at).date() for row in rows}


def _besides(told: Mapping[int, date], month: Month) -> dict[int, int]:
    """What the returns up to a month say went through the accounts besides the site, after the day that was told."""
    found: dict[int, int] = {}
    rows = select(HandLine.pot_id, HandLine.happened_on, HandLine.sort, HandLine.pence)
    for row in session.execute(rows.where(HandLine.pot_id.in_(told), HandLine.month <= str(month))):
        if row.happened_on > told[row.pot_id]:
            found[row.pot_id] = found.get(row.pot_id, 0) + (row.pence if row.sort.is_in else -row.pence)
    return found
