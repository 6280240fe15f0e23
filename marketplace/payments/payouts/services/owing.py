"""What is due to providers out of what families paid: brought to what it is now, however often it is said.

A part that is due for the first time is a payout of each payment by card, and one of what came by transfer; one that
was due for less before has another for the rest; one that is due for less than before is taken back, the latest first.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import session
from marketplace.payments.charges import shared_out
from marketplace.payments.invoices.paper import brokerage_fee
from marketplace.payments.models import CardPayment, Charge
from marketplace.payments.payouts.due import Due
from marketplace.payments.payouts.lifecycle import PayoutState, PayoutWay
from marketplace.payments.payouts.models import Payout
from marketplace.payments.payouts.queries.payouts import lost_pence
from marketplace.payments.payouts.services.letters import tell_if_it_waits, tell_if_no_bank_is_known
from marketplace.payments.payouts.services.taking_back import take_back
from marketplace.payments.payouts.services.waking import owe_sending
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName

LONGEST_WORDS = 240


def settle(dues: Collection[Due], *, by: Actor) -> None:
    """Owe what is due and was not before, and take back what is due no more, in the transaction that is open.

    What cards paid is sent by itself; what came by bank transfer waits until finance puts it on a list. Whoever calls
    holds the lock of what the parts belong to.
    """
    by_card = _settle_cards([due for due in dues if due.way is PayoutWay.CARD], by)
    by_bank = _settle_transfers([due for due in dues if due.way is PayoutWay.BANK], by)
    for payout in (*by_card, *by_bank):
        audit.record("payout-owed", about=payout.reference, by=by)
    for payout in by_card:
        owe_sending(payout)
    for provider_id, pence in _by_provider(by_card):
        tell_if_it_waits(provider_id, pence)
    for provider_id, pence in _by_provider(by_bank):
        tell_if_no_bank_is_known(provider_id, pence)


def _settle_cards(dues: Collection[Due], by: Actor) -> list[Payout]:
    """What is owed anew out of what cards paid: of each payment that has something left.

    What is due no more is taken back first, of whichever part: another is paid from it.
    """
    if not dues:
        return []
    payments = _payments({due.charged for due in dues})
    standing = _standing(Payout.payment_id.in_([one.id for one in payments]))
    made: list[Payout] = []
    for due, more in [(due, _brought(due, standing, by)) for due in dues]:
        if more:
            made += _owed(due, more, [one for one in payments if one.charge.reference == due.charged], standing)
    return made


def _settle_transfers(dues: Collection[Due], by: Actor) -> list[Payout]:
    """What is owed anew out of what came by bank transfer. Only what has come is ever due."""
    if not dues:
        return []
    standing = _standing(Payout.charged.in_({due.charged for due in dues}), Payout.way == PayoutWay.BANK)
    several = [(due, _brought(due, standing, by)) for due in dues]
    return [made for due, more in several if more and (made := _made(due, more, nth=_next(due)))]


def _brought(due: Due, standing: Collection[Payout], by: Actor) -> int:
    """Take back what is due no more; how much is due that was not before."""
    mine = [one for one in standing if (one.part, one.charged) == (due.part, due.charged)]
    more = due.pence - sum(one.left_pence for one in mine)
    if more < 0:
        take_back(mine, -more, by=by)
    return max(more, 0)


def _next(due: Due) -> int:
    """The number of the next payout for this part: the database has each number once."""
    last = select(func.max(Payout.nth)).where(Payout.part == due.part, Payout.charged == due.charged)
    return (session.scalar(last) or 0) + 1


def _by_provider(made: Collection[Payout]) -> list[tuple[int, int]]:
    """What each provider is owed anew, less the fee."""
    ids = sorted({one.provider_id for one in made})
    return [(id_, sum(one.net_pence for one in made if one.provider_id == id_)) for id_ in ids]


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


def _standing(*which: ColumnElement[bool]) -> list[Payout]:
    """Everything that was owed out of these and still is, or was sent; locked."""
    wanted = select(Payout).where(*which, Payout.state != PayoutState.OVER)
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
    found = [made for payment_id, part in sorted(shared.items()) if (made := _made(due, part, payment_id=payment_id))]
    standing += found
    return found


def _made(due: Due, pence: int, *, payment_id: int | None = None, nth: int | None = None) -> Payout | None:
    rate = settings_in_force().number(SettingName.BROKERAGE_FEE_PER_TEN_THOUSAND, on=clock.today())
    fee = brokerage_fee(pence, rate)
    if fee >= pence:
        return None
    row = Payout(
        provider_id=due.provider_id,
        way=due.way,
        payment_id=payment_id,
        nth=nth,
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
