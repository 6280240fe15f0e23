"""Forms of the brokerage's finance about payouts. What may be said is for the services."""

from collections.abc import Sequence

from marketplace.money import format_pence
from marketplace.payments.payouts.models import Payout
from marketplace.payments.payouts.queries.to_pay_out import OwedProvider
from marketplace.payments.payouts.services.finance import LONGEST_WORDS
from marketplace.web.fields import Ticks, Words, YesNo
from marketplace.web.forms import Form


class SettleReversalForm(Form):
    """What was done about money that the card firm would not take back."""

    came_back = YesNo("Did the provider send it back another way?", needed="Say if the money came back")
    words = Words("What did you do?", most=LONGEST_WORDS, needed="Say what you did")


class PayOutForm(Form):
    """Which parts are paid together; all of them to begin with."""

    parts = Ticks("What do you pay now?", choices=[], needed="Tick at least one part")

    @classmethod
    def of(cls, ready: Sequence[OwedProvider]) -> "PayOutForm":
        """The form for those of whom it is known where to pay them."""
        several = [part for one in ready for part in one.payouts]
        made = cls(data={"parts": [part.ref for part in several]})
        made.parts.choices = [(part.ref, _choice(part)) for part in several]
        return made


def _choice(one: Payout) -> str:
    fee = f", less our fee of {format_pence(one.fee_pence)}" if one.fee_pence else ""
    what = ", ".join(filter(None, (one.words, one.when, f"break {one.group}")))
    return f"{one.provider.name}: {format_pence(one.net_pence)}{fee}. {what}"
