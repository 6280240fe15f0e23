"""What is due to providers out of what cards paid: brought to what it is now, however often it is said.

A part that is due for the first time is a payout of each payment that paid it; one that was due for less before has
another for the rest; one that is due for less than before is taken back, the latest payout first.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import session
from marketplace.payments.charges import shared_out
from marketplace.payments.invoices.paper import brokerage_fee
from marketplace.payments.models import CardPayment, Charge
from marketplace.payments.payouts.due import Due
from marketplace.payments.payouts.lifecycle import PayoutState
from marketplace.payments.payouts.models import Payout
from marketplace.payments.payouts.queries import lost_pence
from marketplace.payments.payouts.services.letters import tell_if_it_waits
from marketplace.payments.payouts.services.taking_back import take_back
from marketplace.payments.payouts.services.waking import owe_sending
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName

LONGEST_WORDS = 240


def settle(dues: Collection[Due], *, by: Actor) -> None:
    """Owe what is due and was not before, and take back what is due no more, in the transaction that is open.

    Whoever calls holds the lock of what the parts belong to.
    """
    if not dues:
        return
    payments = _payments({due.charged for due in dues})
    standing = _standing(payments)
    made: list[Payout] = []
    for due in dues:
        mine = [one for one in standing if (one.part, one.charged) == (due.part, due.charged)]
        more = due.pence - sum(one.left_pence for one in mine)
        if more < 0:
            take_back(mine, -more, by=by)
        elif more > 0:
            made += _owed(due, more, [one for one in payments if one.charge.reference == due.charged], standing)
    for payout in made:
        audit.record("payout-owed", about=payout.reference, by=by)
        owe_sending(payout)
    for provider_id in sorted({one.provider_id for one in made}):
        tell_if_it_waits(provider_id, sum(one.net_pence for one in made if one.provider_id == provider_id))


def _payments(references: Collection[str]) -> list[CardPayment]:
    """What was paid, locked: a dispute that is decided now waits, and so does another who settles."""
    ids = (
        select(CardPayment.id).join(Charge, Charge.id == CardPayment.charge_id).where(Charge.reference.in_(references))
    )
    locked = select(CardPayment).where(CardPayment.id.in_(ids)).order_by(CardPayment.id).with_for_update()
    session.scalars(locked.execution_options(populate_existing=True)).all()
    return list(
        session.scalars(select(CardPayment).where(CardPayment.id.in_(ids)).options(joinedload(CardPayment.charge)))
    )


def _standing(payments: Collection[CardPayment]) -> list[Payout]:
    """Everything that was owed out of these payments and still is, or was sent; locked."""
    ids = [one.id for one in payments]
    wanted = select(Payout).where(Payout.payment_id.in_(ids), Payout.state != PayoutState.OVER)
    found = session.scalars(wanted.order_by(Payout.id).with_for_update().execution_options(populate_existing=True))
    return list(found)


def _owed(due: Due, pence: int, payments: Collection[CardPayment], standing: list[Payout]) -> list[Payout]:
    """A payout of each payment that has something left, in all as much as is due and there."""
    lost = lost_pence([one.id for one in payments])
    room = {
        one.id: one.left_pence
        - lost.get(one.id, 0)
        - sum(payout.left_pence for payout in standing if payout.payment_id == one.id)
        for one in payments
    }
    room = {payment_id: left for payment_id, left in room.items() if left > 0}
    shared = shared_out(min(pence, sum(room.values())), room)
    found = [made for payment_id, part in sorted(shared.items()) if (made := _made(due, payment_id, part))]
    standing += found
    return found


def _made(due: Due, payment_id: int, pence: int) -> Payout | None:
    rate = settings_in_force().number(SettingName.BROKERAGE_FEE_PER_TEN_THOUSAND, on=clock.today())
    fee = brokerage_fee(pence, rate)
    if fee >= pence:
        return None
    row = Payout(
        provider_id=due.provider_id,
        payment_id=payment_id,
        part=due.part,
        charged=due.charged,
        group=due.group,
        words=due.words[:LONGEST_WORDS],
        when=due.when[:LONGEST_WORDS],
        what_for=dict(due.what_for),
        pence=pence,
        fee_pence=fee,
        back_pence=0,
        state=PayoutState.OWED,
        turns=0,
        tries=0,
        made_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row
