"""What recharges move in the books of direct payments: when it is paid back, not when the lead paid (0110).

Called inside the transaction that is open, with the pots locked before the recharge.
"""

from marketplace.audit import Actor
from marketplace.budgets.queries.paid_out import set_aside_for
from marketplace.budgets.services import ledger, refunds
from marketplace.budgets.services.ledger import Portion
from marketplace.payments.recharges.models import Recharge
from marketplace.payments.recharges.queries import leaving


def post(one: Recharge, *, by: Actor) -> None:
    """A recharge was paid back: so much leaves its pot. Raises NoLongerSetAside."""
    if portions := _portions(one):
        ledger.post(portions=portions, key=one.about, by=by)


def let_go(lowering: Recharge, *, by: Actor) -> None:
    """So much less is to be paid back: it is free in its pot again."""
    if less := leaving(lowering):
        aside = set_aside_for(list(less))
        left = {reference: aside.get(reference, 0) - pence for reference, pence in less.items()}
        ledger.void(references=list(less), left=left, by=by)


def bring_back(lowering: Recharge, *, by: Actor) -> None:
    """What was paid back too much came: it is in its pot again. Raises NotPaid."""
    if portions := _portions(lowering):
        refunds.refund(portions=portions, key=lowering.about, by=by)


def _portions(one: Recharge) -> list[Portion]:
    return [Portion(reference, pence) for reference, pence in leaving(one).items()]
