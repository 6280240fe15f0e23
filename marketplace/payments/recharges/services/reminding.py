"""Telling a debtor once that the day of a recharge is over: owed with it, done after that day if it is open still."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from marketplace import jobs
from marketplace.clock import LONDON
from marketplace.db import lock, session, transaction
from marketplace.payments.recharges.lifecycle import RechargeState
from marketplace.payments.recharges.models import Recharge
from marketplace.payments.recharges.services.addresses import address_of_debtor
from marketplace.payments.recharges.services.letters import tell_late, was_told_late

REMIND = "remind-recharge"


def owe_reminder(one: Recharge) -> None:
    """Look at it in the morning after its day, in the transaction that is open."""
    due_at = datetime.combine(one.due_on + timedelta(days=1), time(8), tzinfo=LONDON)
    jobs.owe(REMIND, key=f"{REMIND}:{one.ref}", payload={"recharge": one.ref}, due_at=due_at)


def remind_owed(payload: jobs.Payload) -> None:
    """Tell whoever is to pay it that its day is over, if it is open still. The worker's job; harmless when repeated."""
    with transaction():
        wanted = select(Recharge).where(Recharge.ref == payload["recharge"])
        lock((Recharge, session.scalars(wanted.with_only_columns(Recharge.id)).all()))
        one = session.scalar(wanted)
        if one is not None and one.state is RechargeState.OPEN and not was_told_late(one):
            tell_late(one, address_of_debtor(one.who))
