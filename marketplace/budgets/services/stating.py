"""Saying how much is in a stated pot: what the person, or a letter, says they have on a day (DATA_MODEL 7)."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.drafts import FIRST_DAY, LONGEST_EVIDENCE
from marketplace.budgets.models import AccountSort, LedgerAccount, Phase, Pot, StatedAmount, Transfer
from marketplace.budgets.queries.balances import MOVED, balances
from marketplace.budgets.queries.pots import known_pot
from marketplace.budgets.queries.statements import latest_stated
from marketplace.budgets.services import entries, ledger
from marketplace.budgets.services.entries import Entry
from marketplace.budgets.services.pots import about, locked_open, record
from marketplace.budgets.statement import LEVY_BACK, TOLD, WENT_BACK
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.money import MOST_PENCE, format_pence
from marketplace.people.writing import one_line
from marketplace.wording import day

STATED_MONEY = "stated-money"
"""The outside that stated money is in: accounts and awards that the site does not see."""


@dataclass(frozen=True)
class Stated:
    """What is said to be in a pot at the end of a day (of today: now), and what of it goes out for regular costs."""

    on: date
    amount_pence: int
    outgoings_pence: int = 0
    evidence: str = ""


def state_amount(ref: str, *, stated: Stated, by: Viewer) -> None:
    """Enter what is in a stated pot. A newer figure is a correcting row: what was before stays to be read.

    What was paid from here after that day is taken off, for the figure cannot know of it. Raises Refused by field.
    """
    evidence = one_line(stated.evidence)
    _refuse_bad(stated, evidence)
    with transaction():
        pot = _locked(ref, by)
        _refuse_older(pot, stated)
        side = ledger.locked(pot.id)
        target = stated.amount_pence - _paid_after(side.account_id, stated.on)
        row = StatedAmount(
            pot_id=pot.id,
            stated_on=stated.on,
            amount_pence=stated.amount_pence,
            outgoings_pence=stated.outgoings_pence,
            evidence=evidence,
            made_at=clock.now(),
            made_by_account_id=by.account_id,
        )
        session.add(row)
        session.flush()
        _move(side.account_id, target - balances([pot.id])[pot.id].left_pence, row, pot, by)
        record("state_amount", pot, by=by)


def _refuse_bad(stated: Stated, evidence: str) -> None:
    wrong = {}
    if not FIRST_DAY <= stated.on <= clock.today():
        wrong["stated_on"] = "Enter a day in the past, or today"
    if not 0 <= stated.amount_pence <= MOST_PENCE:
        wrong["amount"] = f"Enter an amount up to {format_pence(MOST_PENCE)}"
    if not 0 <= stated.outgoings_pence <= stated.amount_pence:
        wrong["outgoings"] = "Regular costs cannot be more than the amount"
    if not evidence:
        wrong["evidence"] = "Say how you know: a bank statement, or an award letter and its date"
    if len(evidence) > LONGEST_EVIDENCE:
        wrong["evidence"] = f"Use {LONGEST_EVIDENCE} letters or fewer"
    if wrong:
        raise Refused(fields=wrong)


def _locked(ref: str, by: Viewer) -> Pot:
    found = known_pot(ref, viewer=by)
    found.require(found.rights.may_state, "say how much is in")
    return locked_open(found.pot)


def _refuse_older(pot: Pot, stated: Stated) -> None:
    latest = latest_stated(pot)
    if latest is not None and stated.on < latest.stated_on:
        raise Refused(fields={"stated_on": f"There is a newer amount already, from {day(latest.stated_on)}"})


def _paid_after(account_id: int, last_on: date) -> int:
    """What was paid from a pot after a day, less what came back, levies too, and what went back to its funder."""
    after = london_instant(last_on + timedelta(days=1))
    other = aliased(LedgerAccount)
    is_out = Transfer.from_id == account_id
    is_other = other.id == case((is_out, Transfer.to_id), else_=Transfer.from_id)
    net = func.coalesce(func.sum(case((is_out, Transfer.pence), else_=-Transfer.pence)), 0)
    is_levy = Transfer.key.startswith(LEVY_BACK)
    paid = (
        select(net)
        .join(other, is_other)
        .where(is_out | (Transfer.to_id == account_id))
        .where(or_(other.sort == AccountSort.PAYEE, Transfer.key.startswith(WENT_BACK), is_levy))
        .where(Transfer.phase.in_(MOVED), Transfer.at >= after)
    )
    return int(session.scalars(paid).one())


def _move(account_id: int, change: int, row: StatedAmount, pot: Pot, by: Viewer) -> None:
    """Bring the pot's account to what was stated: in from outside, or out again, naming the first such row."""
    if change == 0:
        return
    outside = entries.accounts_of(AccountSort.OUTSIDE, {STATED_MONEY})[STATED_MONEY]
    ends = (outside, account_id) if change > 0 else (account_id, outside)
    first = select(Transfer.id).where(Transfer.from_id == outside, Transfer.to_id == account_id)
    first_id = session.scalar(first.where(Transfer.corrects_id.is_(None)).order_by(Transfer.id).limit(1))
    key = f"{TOLD}{row.id}"
    entry = Entry(*ends, abs(change), Phase.POSTED, key, about(pot), corrects_id=first_id)
    entries.write([entry], by=by.actor)
