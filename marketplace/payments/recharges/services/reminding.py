"""Telling a debtor once that the day of a recharge is over: looked at after that day, told if it is open still."""

from marketplace import jobs
from marketplace.db import transaction
from marketplace.notifications.services import was_owed
from marketplace.payments.papers.services.late import kind_of_look, looked_at
from marketplace.payments.recharges.lifecycle import RechargeState
from marketplace.payments.recharges.models import Recharge
from marketplace.payments.recharges.services.addresses import address_of_debtor
from marketplace.payments.recharges.services.letters import LATE, tell_late

REMIND = kind_of_look(Recharge)


def remind_owed(payload: jobs.Payload) -> None:
    """Tell whoever is to pay it that its day is over, if it is open still. The worker's job; harmless when repeated."""
    with transaction():
        one = looked_at(Recharge, payload)
        if one is None or one.state is not RechargeState.OPEN or was_owed(LATE, about=one.about, since=one.made_at):
            return
        tell_late(one, address_of_debtor(one.who))
