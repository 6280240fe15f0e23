"""Own money by bank transfer: promised when a break is confirmed, marked by finance when it came or went back."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.audit import Actor
from marketplace.booking.models import Break, Line, Promise, Share
from marketplace.booking.times import times
from marketplace.budgets.services import ledger, refunds
from marketplace.budgets.services.ledger import Portion, PotPays
from marketplace.budgets.sorts import Control
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotFound

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def promise_own_money(one: Break) -> None:
    """Write down what each pot of own money has promised of a break that is confirmed."""
    now = clock.now()
    for pot_id, pence in sorted(_own_pence(one.lines_in).items()):
        session.add(
            Promise(
                break_id=one.id,
                pot_id=pot_id,
                pence=pence,
                payment_reference=_payment_reference(),
                due_on=clock.today() + timedelta(days=times().payment_days),
                made_at=now,
            )
        )
    session.flush()


def lower_promises(one: Break, gone: Iterable[Line], *, by: Actor) -> None:
    """What is promised goes down to what is left; what was paid for ``gone`` comes back to its pot in the books."""
    session.flush()
    left = _own_pence(one.lines_in)
    came_back = [share for line in gone for share in line.shares if share.pot.sort.control is Control.OWN]
    for promise in session.scalars(select(Promise).where(Promise.break_id == one.id)):
        if promise.paid_at is not None:
            _bring_back([share for share in came_back if share.pot_id == promise.pot_id], by)
        promise.pence = left.get(promise.pot_id, 0)
    session.flush()


def mark_paid(promise_ref: str, *, by: Viewer) -> None:
    """Finance has seen the money come: it goes into the pot and to whom it is for, in one transaction.

    Raises NotFound for anybody but finance, Conflict when it is marked already or nothing is owed.
    """
    with transaction():
        promise = _locked(promise_ref, by)
        if promise.paid_at is not None or not promise.pence:
            raise Conflict("This is not waited for any more")
        wanted = [
            PotPays(share.pot_id, share.pence, share.reference, line.payee)
            for line in promise.break_.lines_in
            for share in line.shares
            if share.pot_id == promise.pot_id
        ]
        ledger.pay_own(wanted=wanted, key=f"promise:{promise_ref}", by=by.actor)
        promise.paid_pence, promise.paid_at = promise.pence, clock.now()
        audit.record("promise-paid", about=f"promise:{promise_ref}", by=by.actor)


def mark_sent_back(promise_ref: str, *, by: Viewer) -> None:
    """Finance has sent back what was paid too much. Raises NotFound, or Conflict when nothing is owed back."""
    with transaction():
        promise = _locked(promise_ref, by)
        if not promise.owed_back_pence:
            raise Conflict("Nothing is owed back")
        promise.sent_back_pence += promise.owed_back_pence
        promise.sent_back_at = clock.now()
        audit.record("promise-sent-back", about=f"promise:{promise_ref}", by=by.actor)


def _locked(ref: str, by: Viewer) -> Promise:
    found = session.scalar(select(Promise).where(Promise.ref == ref)) if by.can(Permission.HANDLE_PAYMENTS) else None
    if found is None:
        raise NotFound
    lock((Break, [found.break_id]))
    return found


def _own_pence(lines: Iterable[Line]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for share in (share for line in lines for share in line.shares):
        if share.pot.sort.control is Control.OWN:
            sums[share.pot_id] = sums.get(share.pot_id, 0) + share.pence
    return sums


def _bring_back(shares: list[Share], by: Actor) -> None:
    for share in shares:
        refunds.refund(portions=[Portion(share.reference)], key=f"back:{share.ref}", by=by)


def _payment_reference() -> str:
    """What the payer writes on the transfer: short, and without signs that are read as others."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))
