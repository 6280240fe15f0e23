"""Forms of the brokerage's finance about cards. What may be said is for the services."""

from marketplace.payments.services.reconciling import LONGEST_WORDS
from marketplace.web.fields import Words
from marketplace.web.forms import Form


class SettleForm(Form):
    """What a case was, and what was done about it."""

    words = Words("What was it, and what did you do?", most=LONGEST_WORDS, needed="Say what it was, and what you did")
