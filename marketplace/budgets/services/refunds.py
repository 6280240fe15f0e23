"""Money back to the pot that paid, and to no other: each row names the payment that it takes back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased

from marketplace.audit import Actor
from marketplace.budgets.errors import NotPaid
from marketplace.budgets.models import AccountSort, LedgerAccount, Phase, Pot, Transfer
from marketplace.budgets.services import entries
from marketplace.budgets.services.entries import Entry, key_of
from marketplace.budgets.services.ledger import Portion
from marketplace.db import lock, session, transaction


@dataclass(frozen=True)
class _Done:
    """One transfer that was made for a reference, and what of it still stands."""

    transfer_id: int
    from_id: int
    to_id: int
    reference: str
    pence: int
    is_payment: bool


def refund(*, portions: Iterable[Portion], key: str, by: Actor) -> int:
    """Bring back what was paid for these references, all or nothing; the pence that came back.

    The latest payment is taken back first. Own money goes on to where it came from. Raises NotPaid naming every
    reference for which less was paid than is to come back.
    """
    asked = {one.reference: one.pence for one in portions}
    with transaction():
        _lock_pots_of(asked)
        before = _done_before(asked, key)
        if before:
            return before
        done = _standing(asked)
        paid = {name: sum(one.pence for one in done if one.is_payment and one.reference == name) for name in asked}
        missing = [name for name, pence in asked.items() if not paid[name] or (pence or 0) > paid[name]]
        if missing:
            raise NotPaid(missing)
        back = {name: paid[name] if pence is None else pence for name, pence in asked.items()}
        rows = [row for name, pence in back.items() for row in _reversed(done, name, pence, key)]
        entries.write(rows, by=by)
        return sum(back.values())


def _done_before(references: Iterable[str], key: str) -> int:
    """The pence that came back when the same call was made before."""
    is_back = and_(Transfer.key.startswith(key_of(key, ""), autoescape=True), Transfer.key.contains(":back:"))
    came_back = select(func.coalesce(func.sum(Transfer.pence), 0))
    return session.scalars(came_back.where(Transfer.reference.in_(list(references)), is_back)).one()


def _lock_pots_of(references: Iterable[str]) -> None:
    names = list(references)
    accounts = select(LedgerAccount.pot_id).join(Transfer, Transfer.from_id == LedgerAccount.id)
    pots = session.scalars(accounts.where(Transfer.reference.in_(names), LedgerAccount.pot_id.is_not(None)))
    lock((Pot, {pot_id for pot_id in pots if pot_id is not None}))


def _standing(references: Iterable[str]) -> list[_Done]:
    """What was paid from pots, and into them, for these references, less what was taken back; the latest first."""
    payee, correction = aliased(LedgerAccount), aliased(Transfer)
    change = case((correction.from_id == Transfer.from_id, correction.pence), else_=-correction.pence)
    corrected = select(func.coalesce(func.sum(change), 0)).where(correction.corrects_id == Transfer.id)
    found = session.execute(
        select(
            Transfer.id,
            Transfer.from_id,
            Transfer.to_id,
            Transfer.reference,
            Transfer.pence + corrected.scalar_subquery(),
            payee.sort == AccountSort.PAYEE,
        )
        .join(payee, payee.id == Transfer.to_id)
        .where(Transfer.reference.in_(list(references)), Transfer.corrects_id.is_(None))
        .where(Transfer.phase.in_((Phase.POST, Phase.POSTED)))
        .order_by(Transfer.id.desc())
    )
    return [_Done(*row) for row in found]


def _reversed(done: Iterable[_Done], reference: str, pence: int, key: str) -> Iterator[Entry]:
    """The rows that take back ``pence``: from whom was paid to the pot, then, of own money, from the pot to outside."""
    own = [one for one in done if one.reference == reference]
    payments = list(_taken([one for one in own if one.is_payment], pence))
    paid_in = list(_taken([one for one in own if not one.is_payment], pence))
    for what, parts in (("back", payments), ("sent", paid_in)):
        for number, part in enumerate(parts, start=1):
            row_key = key_of(key, f"{reference}:{what}:{number}")
            yield Entry(
                part.to_id, part.from_id, part.pence, Phase.POSTED, row_key, reference, corrects_id=part.transfer_id
            )


def _taken(done: Iterable[_Done], pence: int) -> Iterator[_Done]:
    """The first of these that make up ``pence``, the last of them in part."""
    for one in done:
        part = min(one.pence, pence)
        if part > 0:
            yield replace(one, pence=part)
            pence -= part
