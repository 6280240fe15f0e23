"""Forms of the brokerage's finance about payouts. What may be said is for the services."""

from collections.abc import Sequence

from marketplace.money import format_pence
from marketplace.payments.payouts.queries.to_pay_out import OwedProvider
from marketplace.payments.payouts.services.finance import LONGEST_WORDS
from marketplace.web.fields import Ticks, Words, YesNo
from marketplace.web.forms import Form
from marketplace.wording import day, plural


class SettleReversalForm(Form):
    """What was done about money that the card firm would not take back."""

    came_back = YesNo("Did the provider send it back another way?", needed="Say if the money came back")
    words = Words("What did you do?", most=LONGEST_WORDS, needed="Say what you did")


class PayOutForm(Form):
    """Which providers are paid together; all of them to begin with."""

    providers = Ticks("Whom do you pay now?", choices=[], needed="Tick at least one provider")

    @classmethod
    def of(cls, ready: Sequence[OwedProvider]) -> "PayOutForm":
        """The form for those of whom it is known where to pay them."""
        made = cls(data={"providers": [one.ref for one in ready]})
        made.providers.choices = [(one.ref, _choice(one)) for one in ready]
        return made


def _choice(one: OwedProvider) -> str:
    fee = f", less our fee of {format_pence(one.fee_pence)}" if one.fee_pence else ""
    parts = plural(len(one.payouts), "part")
    return f"{one.name}: {format_pence(one.net_pence)} for {parts}{fee}, since {day(one.since)}"
