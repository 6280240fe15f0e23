"""Committed money into a pot, and putting right what was entered wrongly. A named officer does it, and says why."""

from dataclasses import dataclass

from sqlalchemy import select

from marketplace.accounts.viewer import Viewer
from marketplace.budgets.balance import Shortfall
from marketplace.budgets.drafts import LONGEST_REASON
from marketplace.budgets.errors import NotEnoughMoney
from marketplace.budgets.models import AccountSort, LedgerAccount, Phase, Pot, Transfer, TransferNote
from marketplace.budgets.queries.pots import known_pot
from marketplace.budgets.services import entries, ledger
from marketplace.budgets.services.entries import Entry
from marketplace.budgets.services.pots import about, locked_open, record
from marketplace.budgets.statement import ADDED, ASKED_BACK
from marketplace.db import new_ref, session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.money import MOST_PENCE, format_pence
from marketplace.people.writing import one_line


@dataclass(frozen=True)
class Added:
    """Committed money that was put in: the row, and what of it stands after corrections."""

    transfer: Transfer
    pence: int


def add_committed_money(ref: str, *, pence: int, reason: str, by: Viewer) -> None:
    """A funder's money into a committed pot: the officer commits it and says why. Raises Refused by field."""
    words = _reason(reason)
    _refuse_amount(pence, least=1)
    with transaction():
        pot = _committed(ref, by)
        key = f"{ADDED}{new_ref()}"
        funder = _funder_account(pot)
        entry = Entry(funder, ledger.locked(pot.id).account_id, pence, Phase.POSTED, key, reference=about(pot))
        entries.write([entry], by=by.actor)
        _note(key, words)
        record("add_committed_money", pot, by=by)


def correct(ref: str, *, key: str, pence: int, reason: str, by: Viewer) -> None:
    """What was added under ``key`` should have been ``pence``: the difference is another row that names it.

    Raises Refused by field, NotEnoughMoney when more is taken back than is free.
    """
    words = _reason(reason)
    _refuse_amount(pence, least=0)
    with transaction():
        pot = _committed(ref, by)
        side = ledger.locked(pot.id)
        was = added(pot, key)
        change = pence - was.pence
        if change == 0:
            raise Refused(fields={"amount": f"It is {format_pence(pence)} already"})
        ledger.let_go_expired([side], by=by.actor)
        free = entries.sides([pot.id])[pot.id].available_pence
        if -change > free:
            raise NotEnoughMoney([Shortfall(pot.id, pot.name, -change, free)])
        first = was.transfer
        ends = (first.from_id, first.to_id) if change > 0 else (first.to_id, first.from_id)
        row_key = f"corrected:{new_ref()}"
        entry = Entry(*ends, abs(change), Phase.POSTED, row_key, first.reference, corrects_id=first.id)
        entries.write([entry], by=by.actor)
        _note(row_key, words)
        record("correct_committed_money", pot, by=by)


def give_back(ref: str, *, pence: int, reason: str, by: Viewer) -> None:
    """Committed money that is free goes back to its funder, of a closed pot too: the officer says why.

    Raises Refused by field, NotEnoughMoney for more than is free.
    """
    words = _reason(reason)
    _refuse_amount(pence, least=1)
    with transaction():
        pot = _may_commit(ref, by)
        side = ledger.locked(pot.id)
        ledger.let_go_expired([side], by=by.actor)
        free = entries.sides([pot.id])[pot.id].available_pence
        if pence > free:
            raise NotEnoughMoney([Shortfall(pot.id, pot.name, pence, free)])
        key = f"{ASKED_BACK}{new_ref()}"
        entry = Entry(side.account_id, _funder_account(pot), pence, Phase.POSTED, key, reference=about(pot))
        entries.write([entry], by=by.actor)
        _note(key, words)
        record("give_back_committed_money", pot, by=by)


def added(pot: Pot, key: str) -> Added:
    """The money that was added to a pot under a key. Raises NotFound."""
    account = select(LedgerAccount.id).where(LedgerAccount.pot_id == pot.id).scalar_subquery()
    mine = select(Transfer).where(Transfer.key == key, Transfer.to_id == account, Transfer.phase == Phase.POSTED)
    row = session.scalar(mine.where(Transfer.key.startswith(ADDED)))
    if row is None:
        raise NotFound
    changes = session.scalars(select(Transfer).where(Transfer.corrects_id == row.id))
    change = sum(one.pence if one.to_id == row.to_id else -one.pence for one in changes)
    return Added(row, row.pence + change)


def _committed(ref: str, by: Viewer) -> Pot:
    """An open pot that ``by`` may put committed money into, locked."""
    return locked_open(_may_commit(ref, by))


def _may_commit(ref: str, by: Viewer) -> Pot:
    found = known_pot(ref, viewer=by)
    found.require(found.rights.may_commit, "put money into")
    return found.pot


def _funder_account(pot: Pot) -> int:
    reference = f"council:{pot.council_id}"
    return entries.accounts_of(AccountSort.OUTSIDE, {reference})[reference]


def _reason(text: str) -> str:
    words = one_line(text)
    if not words:
        raise Refused(fields={"reason": "Say why, in a few words"})
    if len(words) > LONGEST_REASON:
        raise Refused(fields={"reason": f"Use {LONGEST_REASON} letters or fewer"})
    return words


def _refuse_amount(pence: int, *, least: int) -> None:
    if not least <= pence <= MOST_PENCE:
        span = f"{format_pence(least)} to {format_pence(MOST_PENCE)}"
        raise Refused(fields={"amount": f"Enter an amount from {span}"})


def _note(key: str, words: str) -> None:
    transfer_id = session.scalars(select(Transfer.id).where(Transfer.key == key)).one()
    session.add(TransferNote(transfer_id=transfer_id, words=words))
    session.flush()
