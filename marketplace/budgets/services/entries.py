"""Rows of the ledger: the accounts they stand between, writing them once, and what the database refused of them.

Only the services beside this module write to the ledger, and only through it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, exists, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from marketplace import clock
from marketplace.audit import Actor
from marketplace.budgets.errors import AlreadySetAside, KeyUsed, NoLongerSetAside, NotEnoughMoney, NotPaid
from marketplace.budgets.models import (
    HOLD_IS_OPEN,
    AccountSort,
    LedgerAccount,
    MoneyHold,
    Phase,
    Pot,
    PotSort,
    Transfer,
)
from marketplace.budgets.sorts import Control
from marketplace.db import session
from marketplace.errors import Conflict


@dataclass(frozen=True)
class PotSide:
    """A pot as the ledger sees it. ``available_pence`` counts for committed pots alone.

    ``has_expired``: there are holds on it whose time is over and that were not let go yet. ``is_used``: one of the keys
    that were asked about with it is a row's already.
    """

    pot_id: int
    account_id: int
    name: str
    control: Control
    is_closed: bool
    available_pence: int
    has_expired: bool
    is_used: bool


IS_USED = exists().where(Transfer.key.in_(bindparam("keys", expanding=True)))
"""Whether one of ``keys`` is a row's already: asked together with what else is looked up while others wait."""

# Built once: building one takes longer than either database takes to answer it.
_SIDES = (
    select(
        Pot.id,
        LedgerAccount.id,
        Pot.name,
        PotSort.control,
        Pot.closed_at.is_not(None),
        LedgerAccount.available_pence,
        exists().where(
            MoneyHold.account_id == LedgerAccount.id, HOLD_IS_OPEN, MoneyHold.expires_at <= bindparam("now")
        ),
        IS_USED,
    )
    .join(PotSort, PotSort.id == Pot.sort_id)
    .join(LedgerAccount, LedgerAccount.pot_id == Pot.id)
    .where(Pot.id.in_(bindparam("pot_ids", expanding=True)))
)
_KNOWN = select(LedgerAccount.reference, LedgerAccount.id).where(
    LedgerAccount.reference.in_(bindparam("references", expanding=True))
)
_WRITE = insert(cast("Table", Transfer.__table__))


@dataclass(frozen=True)
class Entry:
    """One row to be written; see ``models.Transfer``."""

    from_id: int
    to_id: int
    pence: int
    phase: Phase
    key: str
    reference: str
    pending_id: int | None = None
    corrects_id: int | None = None
    expires_at: datetime | None = None


def sides(pot_ids: Collection[int], *, keys: Collection[str] = ()) -> dict[int, PotSide]:
    """These pots by id, as they are now, and whether one of ``keys`` was used: looked up while others wait, at once."""
    words = {"pot_ids": pot_ids, "keys": keys, "now": clock.now()}
    several = [PotSide(*row) for row in session.connection().execute(_SIDES, words)]
    return {side.pot_id: side for side in several}


def known_accounts(references: Iterable[str]) -> dict[str, int]:
    """The account of each of these references that has one. An account never changes: it may be read before a lock."""
    found = session.connection().execute(_KNOWN, {"references": list(references)})
    return {str(reference): account_id for reference, account_id in found}


def accounts_of(
    sort: AccountSort, references: Collection[str], known: Mapping[str, int] | None = None
) -> dict[str, int]:
    """The account of each of these outside or payee references; what has none yet is given one.

    ``known``: what ``known_accounts`` said before.
    """
    found = known_accounts(references) if known is None else dict(known)
    missing = sorted(set(references) - set(found))
    if not missing:
        return found
    # Two that meet a new payee at once both mean the same account: whoever is second finds it there.
    dialect = session.get_bind().dialect.name
    made: Any = (postgresql if dialect == "postgresql" else sqlite).insert(LedgerAccount)
    rows = [_account_row(sort, reference) for reference in missing]
    session.execute(made.on_conflict_do_nothing(), rows)
    return found | known_accounts(missing)


def write(entries: Sequence[Entry], *, by: Actor) -> None:
    """Add these rows. Raises what the database would not have: an overdraft, a key used, more than is open or paid."""
    if not entries:
        return
    stamp = {"at": clock.now(), "by_account_id": by.account_id}
    try:
        session.execute(_WRITE, [vars(entry) | stamp for entry in entries])
    except IntegrityError as error:
        refusal = _refusal(str(error.orig), entries)
        if refusal is None:
            raise
        raise refusal from error


def done_before(wanted: Mapping[str, int | None]) -> int | None:
    """The pence of the rows with these keys, when the same call came before; None when it did not.

    ``wanted`` says each row's amount, or None where any will do. Raises KeyUsed when some rows are there and others are
    not, or they have other amounts.
    """
    rows = session.execute(select(Transfer.key, Transfer.pence).where(Transfer.key.in_(wanted)))
    found: dict[str, int] = {row.key: row.pence for row in rows}
    if not found:
        return None
    for key, pence in wanted.items():
        if key not in found or (pence is not None and pence != found[key]):
            raise KeyUsed(key)
    return sum(found.values())


def key_of(key: str, what: str) -> str:
    """The key of one row of a call."""
    return f"{key}:{what}"


def _account_row(sort: AccountSort, reference: str) -> dict[str, object]:
    return {"sort": sort, "reference": reference, "is_guarded": False, "available_pence": 0, "held_pence": 0}


def _refusal(said: str, entries: Sequence[Entry]) -> Conflict | None:
    """The refusal that a guard of the database means, by its name."""
    references = {entry.reference for entry in entries}
    if "not_overdrawn" in said:
        return NotEnoughMoney([])
    if "transfer_of_a_pending_one" in said or "ck_money_hold_not_below_nought" in said:
        return NoLongerSetAside(references)
    if "transfer_within_what_it_corrects" in said:
        return NotPaid(references)
    if "uq_money_hold_open_reference" in said or "money_hold.reference" in said:
        return AlreadySetAside(references)
    if "uq_transfer_key" in said or "transfer.key" in said:
        return KeyUsed(entries[0].key)
    return None
