"""The verbs of the ledger: set money aside, keep it longer, pay of it, let it go, bring it back.

Whoever sets money aside leaves an opaque reference and names whom it is for by another; why they want it is not known
here. Each verb is all or nothing and set-wise: the pots are locked first, sorted, in one go; the database's CHECK
stands behind (DATA_MODEL 7). A call's ``key`` makes it harmless when repeated. The rows themselves say who did it
and when.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Select, bindparam, or_, select, update

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.budgets.balance import Shortfall, shortfalls
from marketplace.budgets.errors import NoLongerSetAside, NotEnoughMoney, PotClosed
from marketplace.budgets.models import HOLD_IS_OPEN, AccountSort, LedgerAccount, MoneyHold, Phase, Pot, Transfer
from marketplace.budgets.queries.balances import balances
from marketplace.budgets.services import entries
from marketplace.budgets.services.entries import Entry, PotSide, key_of
from marketplace.budgets.sorts import Control
from marketplace.db import lock, session, transaction


@dataclass(frozen=True)
class PotPays:
    """That a pot is to pay ``pence`` to ``payee`` for what ``reference`` names (one share has one reference)."""

    pot_id: int
    pence: int
    reference: str
    payee: str


@dataclass(frozen=True)
class Portion:
    """So much of what is set aside, or was paid, for ``reference``; without ``pence`` all of it."""

    reference: str
    pence: int | None = None


@dataclass(frozen=True)
class _Open:
    """What is open of one pending transfer. ``is_used``: as of ``PotSide``."""

    transfer_id: int
    from_id: int
    to_id: int
    reference: str
    pence: int
    is_used: bool


_REFERENCES: BindParameter[str] = bindparam("references", expanding=True)
_IS_IN_TIME = or_(MoneyHold.expires_at.is_(None), MoneyHold.expires_at > bindparam("now"))
_POTS = select(LedgerAccount.pot_id).where(LedgerAccount.pot_id.is_not(None))
_POTS_OPEN_FOR = _POTS.join(MoneyHold, MoneyHold.account_id == LedgerAccount.id).where(
    MoneyHold.reference.in_(_REFERENCES), HOLD_IS_OPEN
)
# By the transfers, as their references have an index: holds that are open no longer have none.
_POTS_EVER_OF = _POTS.join(Transfer, Transfer.from_id == LedgerAccount.id).where(
    Transfer.reference.in_(_REFERENCES), Transfer.phase == Phase.PENDING
)
_HOLDS = (
    select(Transfer.id, Transfer.from_id, Transfer.to_id, Transfer.reference, MoneyHold.open_pence, entries.IS_USED)
    .join(MoneyHold, MoneyHold.transfer_id == Transfer.id)
    .where(HOLD_IS_OPEN)
    .order_by(Transfer.id)
)
_LIVE = _HOLDS.where(MoneyHold.reference.in_(_REFERENCES), _IS_IN_TIME)
_OPEN = _HOLDS.where(MoneyHold.reference.in_(_REFERENCES))
_OVER = _HOLDS.where(
    MoneyHold.account_id.in_(bindparam("accounts", expanding=True)), MoneyHold.expires_at <= bindparam("now")
)


def hold(*, wanted: Iterable[PotPays], until: datetime | None, key: str, by: Actor) -> list[Shortfall]:
    """Set aside all that is wanted until an instant, or nothing. None: until it is paid or let go.

    Committed pots refuse: NotEnoughMoney names every one that is short. Stated pots warn: those that fall short are
    returned, and the money is set aside all the same. Own money is a promise and makes no entry. Raises PotClosed,
    AlreadySetAside.
    """
    asked = list(wanted)
    with transaction():
        # What never changes is looked up before the lock: others wait behind it.
        known = entries.known_accounts({one.payee for one in asked})
        pot_ids = {one.pot_id for one in asked} | _pots(_POTS_OPEN_FOR, {one.reference for one in asked})
        pots = _locked_pots(pot_ids, keys=[key_of(key, one.reference) for one in asked])
        counted = [one for one in asked if pots[one.pot_id].control is not Control.OWN]
        if any(pot.is_used for pot in pots.values()):
            before = entries.done_before({key_of(key, one.reference): one.pence for one in counted})
            if before is not None:
                return []
        _refuse_closed([pots[one.pot_id] for one in asked])
        if let_go_expired(pots.values(), by=by):
            pots = entries.sides(pots)
        short = _shortfalls(counted, pots)
        refused = [one for one in short if pots[one.pot_id].control is Control.COMMITTED]
        if refused:
            raise NotEnoughMoney(refused)
        payees = entries.accounts_of(AccountSort.PAYEE, {one.payee for one in counted}, known)
        entries.write([_pending(one, pots, payees, key=key, until=until) for one in counted], by=by)
        return short


def extend(*, references: Collection[str], until: datetime | None, by: Actor) -> int:
    """Keep what is set aside for these references until another instant; how many holds that were.

    The caller checks that none is missing: a hold whose time is over is not brought back.
    """
    with transaction():
        lock((Pot, _pots(_POTS_OPEN_FOR, references)))
        kept = session.execute(
            update(MoneyHold)
            .where(MoneyHold.reference.in_(references), HOLD_IS_OPEN, _IS_IN_TIME)
            .values(expires_at=until)
            .returning(MoneyHold.transfer_id)
            .execution_options(synchronize_session=False),
            {"now": clock.now()},
        ).all()
        for reference in sorted(references):
            audit.record("money-kept", about=reference, by=by)
        return len(kept)


def keep(*, references: Collection[str], by: Actor) -> int:
    """Keep what is set aside for these references until it is paid or let go; how many holds that were."""
    return extend(references=references, until=None, by=by)


def post(*, portions: Iterable[Portion], key: str, by: Actor) -> int:
    """Pay of what is set aside for these references, all or nothing; the pence paid. The rest stays set aside.

    Raises NoLongerSetAside naming every reference with less set aside, nothing, or a hold whose time is over.
    """
    asked = {one.reference: one.pence for one in portions}
    keys = {key_of(key, reference): pence for reference, pence in asked.items()}
    with transaction():
        lock((Pot, _pots(_POTS_EVER_OF, asked)))
        standing = {one.reference: one for one in _found(_LIVE, references=asked, keys=keys)}
        missing = [name for name, pence in asked.items() if name not in standing or (pence or 0) > standing[name].pence]
        if missing or any(one.is_used for one in standing.values()):
            before = entries.done_before(keys)
            if before is not None:
                return before
        if missing:
            raise NoLongerSetAside(missing)
        rows = [
            _of_pending(one, Phase.POST, asked[one.reference], key_of(key, one.reference)) for one in standing.values()
        ]
        entries.write(rows, by=by)
        return sum(row.pence for row in rows)


def void(*, references: Collection[str], left: Mapping[str, int] | None = None, by: Actor) -> int:
    """Let go of what is set aside for these references; the pence let go. Nothing set aside is no error.

    ``left``: the pence that stay set aside; of those it does not name nothing does.
    """
    with transaction():
        lock((Pot, _pots(_POTS_OPEN_FOR, references)))
        return _let_go(_found(_OPEN, references=references), left or {}, by=by)


def pay_own(*, wanted: Iterable[PotPays], key: str, by: Actor) -> None:
    """Own money was paid: it comes into its pots and goes to whom it is for, in one transaction (DATA_MODEL 4)."""
    asked = list(wanted)
    with transaction():
        pots = _locked_pots({one.pot_id for one in asked})
        if any(pot.control is not Control.OWN for pot in pots.values()):
            msg = "only own money is paid without being set aside"
            raise ValueError(msg)
        if entries.done_before({key_of(key, f"{one.reference}:paid"): one.pence for one in asked}) is not None:
            return
        outside = entries.accounts_of(AccountSort.OUTSIDE, {OWN_MONEY})[OWN_MONEY]
        payees = entries.accounts_of(AccountSort.PAYEE, {one.payee for one in asked})
        rows = [
            Entry(from_id, to_id, one.pence, Phase.POSTED, key_of(key, f"{one.reference}:{what}"), one.reference)
            for one in asked
            for what, from_id, to_id in (
                ("in", outside, pots[one.pot_id].account_id),
                ("paid", pots[one.pot_id].account_id, payees[one.payee]),
            )
        ]
        entries.write(rows, by=by)


def lock_pots_of(references: Collection[str]) -> None:
    """Take the pots of which anything was ever set aside for these references, for several verbs in one transaction."""
    lock((Pot, _pots(_POTS_EVER_OF, references)))


OWN_MONEY = "own-money"
"""The outside that own money comes from and goes back to."""


def let_go_expired(pots: Iterable[PotSide], *, by: Actor) -> int:
    """Let go of the holds on these pots whose time is over; the pence let go. The pots are locked already."""
    accounts = [pot.account_id for pot in pots if pot.has_expired]
    if not accounts:
        return 0
    return _let_go(_found(_OVER, accounts=accounts), {}, by=by)


def locked(pot_id: int) -> PotSide:
    """One pot as the ledger sees it, locked until the transaction that is open ends."""
    return _locked_pots({pot_id})[pot_id]


def _locked_pots(pot_ids: Collection[int], *, keys: Collection[str] = ()) -> dict[int, PotSide]:
    lock((Pot, pot_ids))
    return entries.sides(pot_ids, keys=keys)


def _pots(which: Select[int | None], references: Collection[str]) -> set[int]:
    found = session.connection().execute(which, {"references": list(references)}).scalars()
    return {pot_id for pot_id in found if pot_id is not None}


def _refuse_closed(pots: Iterable[PotSide]) -> None:
    closed = {pot.name for pot in pots if pot.is_closed}
    if closed:
        raise PotClosed(sorted(closed))


def _shortfalls(asked: Iterable[PotPays], pots: Mapping[int, PotSide]) -> list[Shortfall]:
    """The pots of which more is asked than is free. Of committed ones the database keeps count, of stated ones sums."""
    wanted: dict[int, int] = {}
    for one in asked:
        wanted[one.pot_id] = wanted.get(one.pot_id, 0) + one.pence
    stated = [pot_id for pot_id in wanted if pots[pot_id].control is Control.STATED]
    free = {pot_id: pots[pot_id].available_pence for pot_id in wanted}
    free |= {pot_id: balance.free_pence for pot_id, balance in balances(stated).items()}
    return shortfalls(wanted, free, {pot_id: pots[pot_id].name for pot_id in wanted})


def _pending(
    one: PotPays, pots: Mapping[int, PotSide], payees: Mapping[str, int], *, key: str, until: datetime | None
) -> Entry:
    return Entry(
        from_id=pots[one.pot_id].account_id,
        to_id=payees[one.payee],
        pence=one.pence,
        phase=Phase.PENDING,
        key=key_of(key, one.reference),
        reference=one.reference,
        expires_at=until,
    )


def _found(
    which: Select[int, int, int, str, int, bool], *, keys: Collection[str] = (), **words: Collection[str | int]
) -> list[_Open]:
    asked = {name: list(values) for name, values in words.items()} | {"keys": list(keys), "now": clock.now()}
    return [_Open(*row) for row in session.connection().execute(which, asked)]


def _of_pending(one: _Open, phase: Phase, pence: int | None, key: str) -> Entry:
    amount = one.pence if pence is None else pence
    return Entry(one.from_id, one.to_id, amount, phase, key, one.reference, pending_id=one.transfer_id)


def _let_go(holds: Iterable[_Open], left: Mapping[str, int], *, by: Actor) -> int:
    rows = []
    for one in holds:
        stays = left.get(one.reference, 0)
        if one.pence > stays:
            name = f"{one.transfer_id}:{stays}" if stays else str(one.transfer_id)
            rows.append(_of_pending(one, Phase.VOID, one.pence - stays, key_of("void", name)))
    entries.write(rows, by=by)
    return sum(row.pence for row in rows)
