"""Money that will be left over: what was talked about, and how much goes back."""

from collections.abc import Sequence

from marketplace.booking.forms.named import FutureDay, NamedForm, PastDay
from marketplace.booking.queries.surplus_offers import OfferedBreak
from marketplace.booking.services.asked_money import LONGEST_HOW, BackBy
from marketplace.booking.services.surplus import LONGEST_NAMES, LONGEST_WORDS, Talk
from marketplace.budgets.drafts import LONGEST_REASON
from marketplace.money import MOST_PENCE
from marketplace.web.fields import Pounds, Ticks, Words


class TalkForm(NamedForm):
    """What was talked about before any money is asked back."""

    talked_on = PastDay("On which day did you talk?", needed="Enter the day")
    talked_with = Words("With whom?", most=LONGEST_NAMES, needed="Say whom you talked with")
    offered = Ticks("Which breaks did you offer?", choices=[])
    words = Words(
        "What did you talk about?",
        most=LONGEST_WORDS,
        lines=4,
        needed="Say what you talked about",
        hint="For example: what they would like to do, and why the money was not used.",
    )

    def __init__(self, offers: Sequence[OfferedBreak]) -> None:
        super().__init__()
        self.offered.choices = [(one.title, f"{one.title}, {one.town}" if one.town else one.title) for one in offers]
        if not offers:
            del self.offered

    @property
    def talk(self) -> Talk:
        """What was typed."""
        offered = tuple(self.offered.data or ()) if "offered" in self else ()
        return Talk(self.talked_on.data, self.talked_with.data or "", self.words.data or "", offered)


class AskBackForm(NamedForm):
    """How much goes back to the funder, and why."""

    amount = Pounds("How much goes back?", least=1, most=MOST_PENCE, needed="Enter an amount")
    reason = Words("Why?", most=LONGEST_REASON, lines=2, needed="Say why", hint="Whoever sees the pot can read it.")


class AskStatedForm(AskBackForm):
    """The same of money that the person has: how it is to be paid back, and by when."""

    how = Words(
        "How is it to be paid back?",
        most=LONGEST_HOW,
        lines=3,
        needed="Say how to pay it back",
        hint="The council's sort code, account number and the reference to give.",
    )
    pay_by = FutureDay("By which day?", needed="Choose a day")

    @property
    def back_by(self) -> BackBy:
        """How and by when."""
        return BackBy(self.how.data or "", self.pay_by.data)


class CameBackForm(NamedForm):
    """How much of what was asked back has come."""

    amount = Pounds("How much came?", least=1, most=MOST_PENCE, needed="Enter an amount")


class LetGoForm(NamedForm):
    """Why the rest is not asked for any more."""

    reason = Words("Why?", most=LONGEST_REASON, lines=2, needed="Say why", hint="The family reads this.")
