"""Whoever is paid says that the money came: the lead a recharge, a debtor what was owed to it by a lowering.

Of a direct payment it leaves the pot with that, or is in it again.
"""

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.budgets.services import ledger
from marketplace.db import lock, session, transaction
from marketplace.errors import NotFound
from marketplace.payments.recharges.lifecycle import RechargeState, moved
from marketplace.payments.recharges.models import Recharge
from marketplace.payments.recharges.queries import KnownRecharge, known_recharge
from marketplace.payments.recharges.services import books


def mark_received(ref: str, *, by: Viewer) -> None:
    """A recharge was paid back to the viewer. Raises NotFound, CannotMove."""
    with transaction():
        known = _locked(ref, by)
        if not known.is_lead:
            raise NotFound
        books.post(known.recharge, by=by.actor)
        _settle(known.recharge, RechargeState.RECEIVED, by)


def mark_returned(ref: str, *, by: Viewer) -> None:
    """What the viewer had paid back too much came. Raises NotFound, CannotMove."""
    with transaction():
        known = _locked(ref, by)
        if not known.is_debtor:
            raise NotFound
        books.bring_back(known.recharge, by=by.actor)
        _settle(known.recharge, RechargeState.RETURNED, by)


def _locked(ref: str, by: Viewer) -> KnownRecharge:
    found = known_recharge(ref, viewer=by).recharge
    ledger.lock_pots_of({line.reference for line in found.lines})
    lock((Recharge, [found.id]))
    return known_recharge(ref, viewer=by)


def _settle(one: Recharge, to: RechargeState, by: Viewer) -> None:
    one.state = moved(one.state, to)
    one.settled_at, one.settled_by_account_id = clock.now(), by.account_id
    audit.record(f"recharge-{to.value}", about=one.about, by=by.actor)
    session.flush()
