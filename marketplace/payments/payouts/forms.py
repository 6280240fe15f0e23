"""Forms of the brokerage's finance about payouts. What may be said is for the services."""

from marketplace.payments.payouts.services.finance import LONGEST_WORDS
from marketplace.web.fields import Words, YesNo
from marketplace.web.forms import Form


class SettleReversalForm(Form):
    """What was done about money that the card firm would not take back."""

    came_back = YesNo("Did the provider send it back another way?", needed="Say if the money came back")
    words = Words("What did you do?", most=LONGEST_WORDS, needed="Say what you did")
