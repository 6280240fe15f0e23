"""The ledger read whole, for a proof: what is kept of each account, what its entries say, and the chain of seals."""

from collections.abc import Iterator, Mapping
from itertools import chain

from sqlalchemy import Result, case, func, select
from sqlalchemy.orm import aliased

from marketplace.budgets import proof
from marketplace.budgets.models import AccountSort, LedgerAccount, MoneyHold, Phase, Transfer
from marketplace.budgets.models.proofs import LedgerFlaw, LedgerProof, LedgerSeal
from marketplace.budgets.proof import Flaw, KeptSums, Moved, Seal, Sealable
from marketplace.db import session

ROWS_AT_ONCE = 10_000


def sum_flaws() -> list[Flaw]:
    """Where sums that the database keeps are not what the entries say. Three statements, however many pots."""
    return proof.account_flaws(_kept(), chain(_moved(is_out=True), _moved(is_out=False))) + proof.hold_flaws(_holds())


def chain_flaws(heads: Mapping[str, str]) -> list[Flaw]:
    """Where the entries are not as they were sealed, or a head that was is not any more."""
    return proof.chain_flaws(seals(), entries_above(0), heads)


def seals() -> list[Seal]:
    """Every seal there is, the first one first."""
    rows = session.execute(
        select(LedgerSeal.id, LedgerSeal.after_id, LedgerSeal.last_id, LedgerSeal.entries, LedgerSeal.digest).order_by(
            LedgerSeal.after_id
        )
    )
    return [Seal(*row) for row in rows]


def heads_before() -> dict[str, str]:
    """Each head that an earlier proof rested on, and the first proof that did."""
    rows = session.execute(select(LedgerProof.head, func.min(LedgerProof.id)).group_by(LedgerProof.head))
    return {head: f"proof {number}" for head, number in rows}


def entries_above(after_id: int, last_id: int | None = None) -> Iterator[Sealable]:
    """The entries with higher numbers, up to ``last_id``, as they are sealed. Read a part at a time."""
    names = _account_names()
    which = Transfer.id > after_id if last_id is None else Transfer.id.between(after_id + 1, last_id)
    rows = session.execute(_SEALABLE.where(which).order_by(Transfer.id).execution_options(yield_per=ROWS_AT_ONCE))
    for entry_id, from_id, to_id, pence, phase, *rest in rows:
        yield Sealable(entry_id, names.get(from_id, "nothing"), names.get(to_id, "nothing"), pence, phase, *rest)


_SEALABLE = select(
    Transfer.id,
    Transfer.from_id,
    Transfer.to_id,
    Transfer.pence,
    Transfer.phase,
    Transfer.pending_id,
    Transfer.corrects_id,
    Transfer.key,
    Transfer.reference,
    Transfer.expires_at,
    Transfer.at,
    Transfer.by_account_id,
)


def flaws_of(made: LedgerProof) -> list[Flaw]:
    """What a proof found, as far as it is kept."""
    rows = session.scalars(select(LedgerFlaw).where(LedgerFlaw.proof_id == made.id).order_by(LedgerFlaw.id))
    return [Flaw(one.kind, one.about, one.kept_pence, one.reckoned_pence) for one in rows]


def count_entries() -> int:
    """How many entries the ledger has."""
    return session.scalars(select(func.count()).select_from(Transfer)).one()


def count_accounts() -> int:
    """How many accounts it has."""
    return session.scalars(select(func.count()).select_from(LedgerAccount)).one()


def _account_names() -> dict[int, str]:
    """What each account stands for: its identity is sealed with every entry, so that money is not renamed either."""
    rows = session.execute(select(LedgerAccount.id, LedgerAccount.sort, LedgerAccount.pot_id, LedgerAccount.reference))
    return {
        account_id: f"{sort} {pot_id if sort is AccountSort.POT else reference}"
        for account_id, sort, pot_id, reference in rows
    }


def _kept() -> list[KeptSums]:
    rows = session.execute(
        select(
            LedgerAccount.id,
            LedgerAccount.sort == AccountSort.POT,
            LedgerAccount.is_guarded,
            LedgerAccount.available_pence,
            LedgerAccount.held_pence,
            LedgerAccount.came_in_pence,
            LedgerAccount.paid_pence,
        )
    )
    return [KeptSums(*row) for row in rows]


def _moved(*, is_out: bool) -> Iterator[Moved]:
    """Sums of all entries by account, phase and whether the other side is a payee."""
    other = aliased(LedgerAccount)
    mine = Transfer.from_id if is_out else Transfer.to_id
    theirs = Transfer.to_id if is_out else Transfer.from_id
    is_payee = case((other.sort == AccountSort.PAYEE, 1), else_=0)
    rows: Result[int, Phase, int, int] = session.execute(
        select(mine, Transfer.phase, func.sum(Transfer.pence), is_payee)
        .outerjoin(other, other.id == theirs)
        .group_by(mine, Transfer.phase, is_payee)
    )
    for account_id, phase, pence, with_payee in rows:
        yield Moved(account_id, phase, is_out, bool(with_payee), int(pence))


def _holds() -> Iterator[tuple[int, int | None, int]]:
    """Each pending entry, what is kept as open of it, and what its entries say. Only those that differ."""
    done = (
        select(Transfer.pending_id, func.sum(Transfer.pence).label("pence"))
        .where(Transfer.pending_id.is_not(None))
        .group_by(Transfer.pending_id)
        .subquery()
    )
    right = Transfer.pence - func.coalesce(done.c.pence, 0)
    rows = session.execute(
        select(Transfer.id, MoneyHold.open_pence, right)
        .outerjoin(MoneyHold, MoneyHold.transfer_id == Transfer.id)
        .outerjoin(done, done.c.pending_id == Transfer.id)
        .where(Transfer.phase == Phase.PENDING)
        .where((MoneyHold.open_pence.is_(None)) | (MoneyHold.open_pence != right))
    )
    return ((entry_id, kept, int(pence)) for entry_id, kept, pence in rows)
