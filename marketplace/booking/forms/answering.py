"""Forms of those who answer: a provider its requests, an officer or holder what money is asked for, an approver limits.

What may be said is for the services; these hold labels and what to do when something is missing.
"""

from wtforms import HiddenField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from marketplace.money import MOST_PENCE
from marketplace.web.fields import OneOf, Pounds, Ticks, Words
from marketplace.web.forms import Form

LONGEST_REASON = 300
LONGEST_ORDER = 60
LONGEST_PAYMENT_REFERENCE = 20
YES, NO = "yes", "no"


class NeededForNo(Words):
    """Words that must stand beside a no, and may stand beside a yes."""

    def pre_validate(self, form: BaseForm) -> None:
        super().pre_validate(form)
        if not self.data and form["answer"].data == NO:
            raise StopValidation("Say why you do not agree: the family reads it")


class AcceptForm(Form):
    """A provider's yes to one part. ``until_words``: the longer time that the family asks for; blank: none is.

    ``is_unread``: a calendar elsewhere has not been read for a day, so they look in it themselves.
    """

    looked = Ticks(
        "Your other calendar has not been read for a day. Is this time free there?",
        choices=[(YES, "I have looked in it now, and it is free")],
        needed="Look in your other calendar. If the time is free there, tick that you have looked",
    )
    longer = Ticks("The family asks for more time", choices=[])

    def __init__(self, *, until_words: str, is_unread: bool) -> None:
        super().__init__()
        if not is_unread:
            del self.looked
        if until_words:
            self.longer.choices = [(YES, f"Hold it for them until {until_words}")]
        else:
            del self.longer

    @property
    def has_looked(self) -> bool:
        """Whether they say that they looked in the calendar that could not be read."""
        return "looked" in self and bool(self.looked.data)

    @property
    def gives_longer(self) -> bool:
        """Whether the longer time is given."""
        return "longer" in self and bool(self.longer.data)


class ReasonForm(Form):
    """Why a provider says no, in words that the family reads."""

    reason = Words(
        "Why?",
        most=LONGEST_REASON,
        lines=4,
        needed="Say why: the family reads it, and looks for something else",
        hint="The family reads this. Say if another day or time would do.",
    )


_OF_OFFICERS = "Officers of your council read it as a like case, without names."


class PotAnswerForm(Form):
    """Yes or no for one pot of money. ``has_order``: a purchase order goes with a yes, which must name ``coding``.

    ``may_agree``: no rule stands in the way of a yes.
    """

    answer = OneOf(
        "Your decision", choices=[(YES, "Agree"), (NO, "Do not agree")], needed="Choose agree or do not agree"
    )
    purchase_order = Words(
        "Purchase order number", most=LONGEST_ORDER, hint="Providers put it on their invoices to the council."
    )
    reason = NeededForNo(
        "Your reason",
        most=LONGEST_REASON,
        lines=4,
        hint="The family reads this. It is kept with your name. You may leave it empty when you agree.",
    )

    def __init__(self, *, yes_words: str, has_order: bool, coding: str = "", may_agree: bool = True) -> None:
        super().__init__()
        self.answer.choices = [*([(YES, yes_words)] if may_agree else []), (NO, "Do not agree")]
        if has_order and may_agree:
            self.reason.description = f"{self.reason.description} {_OF_OFFICERS}"
            if coding:
                self.purchase_order.description = f"Order coding: {coding}. {self.purchase_order.description}"
        else:
            del self.purchase_order

    @property
    def is_yes(self) -> bool:
        """Whether the money is agreed."""
        return bool(self.answer.data == YES)

    @property
    def order(self) -> str:
        """The purchase order, where one is asked for."""
        return (self.purchase_order.data or "") if "purchase_order" in self else ""


class RuleAnswerForm(Form):
    """What an officer decides where a rule leaves it to one."""

    answer = OneOf(
        "Your decision",
        choices=[(YES, "Yes, this may go on"), (NO, "No, this may not go on")],
        needed="Choose yes or no",
    )
    reason = Words(
        "Your reason",
        most=LONGEST_REASON,
        lines=4,
        needed="Say why: the decision is kept with its reason, for the next like it",
        hint="The family reads this, and it is kept as a like case for other officers.",
    )

    instead_of = HiddenField()

    @property
    def is_yes(self) -> bool:
        """Whether it may go on."""
        return bool(self.answer.data == YES)


class LimitForm(Form):
    """How much of one break an officer may agree alone."""

    limit = Pounds(
        "They may agree alone, of one break, up to",
        least=0,
        most=MOST_PENCE,
        needed="Enter an amount, like 1,000.00",
        hint="Enter 0 to end it: every break then comes to an approver.",
    )


class MoneyComeForm(Form):
    """Money of a bank transfer that nobody waits for."""

    reference = Words(
        "What is the reference of the transfer?",
        most=LONGEST_PAYMENT_REFERENCE,
        needed="Enter the reference of the transfer",
        hint="8 letters and digits, as on the invoice.",
    )
    amount = Pounds("How much came?", least=1, most=MOST_PENCE, needed="Enter an amount")


class PassOnForm(Form):
    """A word to those whose limit allows what one's own does not."""

    words = Words(
        "What should they know?",
        most=LONGEST_REASON,
        lines=3,
        needed="Say what they should know",
        hint="Why it is asked for, what you think, and by when.",
    )
