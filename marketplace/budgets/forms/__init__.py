"""Forms about pots: fields, labels, and the wording of what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from marketplace import clock
from marketplace.accounts.models import Organisation
from marketplace.budgets.drafts import (
    FIRST_DAY,
    LAST_DAY,
    LONGEST_CODING,
    LONGEST_EVIDENCE,
    LONGEST_FUNDER,
    LONGEST_NAME,
    LONGEST_REASON,
    PotDraft,
    SortFacts,
)
from marketplace.budgets.fees import MOST_BASIS_POINTS, NotPerCent, parse_per_cent, show_per_cent
from marketplace.budgets.month_return import HandSort
from marketplace.budgets.services.returns import LONGEST_LINE, LONGEST_WORDS, Added
from marketplace.budgets.services.stating import Stated
from marketplace.money import MOST_PENCE
from marketplace.people.forms.support_plans import DUTY_WORDS
from marketplace.people.models import SupportPlan
from marketplace.rules.options import Option
from marketplace.web.fields import CalendarDay, Day, Listed, OneOf, Pounds, Ticks, Words
from marketplace.web.forms import Form
from marketplace.web.kept import KeptForm
from marketplace.wording import day

OPTION_WORDS = {option.value: option.words.capitalize() for option in Option}


class PerCent(Words):
    """A per cent with up to two decimals, of ``most_basis_points`` at the most; empty is none."""

    most_basis_points = MOST_BASIS_POINTS

    def pre_validate(self, form: BaseForm) -> None:
        super().pre_validate(form)
        try:
            _ = self.basis_points
        except NotPerCent as why:
            raise StopValidation(f"{self.label.text}: {str(why)[0].lower()}{str(why)[1:]}") from why

    @property
    def basis_points(self) -> int:
        """What was typed, in hundredths of a per cent."""
        return parse_per_cent(self.data, most=self.most_basis_points) if self.data else 0


@dataclass(frozen=True)
class Choosable:
    """What a pot's form offers to choose from."""

    plans: Sequence[SupportPlan]
    holders: Sequence[Organisation]


class PotForm(KeptForm):
    """A pot of one sort: only what its sort needs is asked."""

    name = Words("Name of this pot", most=LONGEST_NAME, needed="Enter a name for this pot")
    funder = Words("Who does the money come from?", most=LONGEST_FUNDER)
    starts_on = Day("First day", first=FIRST_DAY, last=LAST_DAY)
    ends_on = Day("Last day", first=FIRST_DAY, last=LAST_DAY, hint="The last day that it can pay for.")
    options = Ticks("Which option may it pay under?", choices=[], hint="Tick all that the person has chosen.")
    support_plan = Listed("Support plan", choices=[], hint="The money pays for what matters in it.")
    holder = Listed("Which organisation holds the money?", choices=[])
    fee = PerCent(
        "Its fee, in per cent", most=8, hint="Of what this pot pays, like 5 or 4.75. Leave it empty if there is none."
    )
    coding = Words(
        "Coding for purchase orders",
        most=LONGEST_CODING,
        hint="What the council books it under. You can leave this empty.",
    )

    def __init__(self, *, sort: SortFacts, choosable: Choosable, **more: Any) -> None:
        super().__init__(**more)
        self.options.choices = [(str(option), OPTION_WORDS[option]) for option in sorted(sort.options)]
        self.support_plan.choices = [("", "Not yet"), *((plan.ref, _say(plan)) for plan in choosable.plans)]
        self.holder.choices = [("", "Choose one"), *((one.ref, one.name) for one in choosable.holders)]
        is_asked = {
            "funder": sort.has_period,
            "starts_on": sort.has_period,
            "ends_on": sort.has_period,
            "options": len(sort.options) > 1,
            "support_plan": sort.is_council_money,
            "holder": sort.has_holder,
            "fee": sort.has_holder,
            "coding": sort.is_council_money,
        }
        for field in (name for name, asked in is_asked.items() if not asked):
            delattr(self, field)

    @classmethod
    def showing(cls, draft: PotDraft, *, seen: str = "", **more: Any) -> "PotForm":
        """The form as it is drawn for a pot that is kept already, or for what is usual of its sort."""
        shown = {
            "name": draft.name,
            "funder": draft.funder,
            "starts_on": draft.starts_on,
            "ends_on": draft.ends_on,
            "options": [str(option) for option in sorted(draft.options)],
            "support_plan": draft.support_plan_ref,
            "holder": draft.holder_ref,
            "fee": show_per_cent(draft.fee_basis_points) if draft.fee_basis_points else "",
            "coding": draft.coding,
            "seen": seen,
        }
        return cls(data=shown, **more)

    @property
    def draft(self) -> PotDraft:
        """What was typed."""
        return PotDraft(
            name=self._answer("name") or "",
            funder=self._answer("funder") or "",
            starts_on=self._answer("starts_on"),
            ends_on=self._answer("ends_on"),
            options=frozenset(map(int, self._answer("options") or ())),
            support_plan_ref=self._answer("support_plan") or "",
            holder_ref=self._answer("holder") or "",
            fee_basis_points=self.fee.basis_points if "fee" in self else 0,
            coding=self._answer("coding") or "",
        )

    def _answer(self, name: str) -> Any:  # noqa: ANN401 - each field has its own
        """What was typed in a field; None when it is not asked."""
        return self[name].data if name in self else None


class AmountForm(Form):
    """An amount of committed money, and why."""

    amount = Pounds("How much?", least=1, most=MOST_PENCE, needed="Enter an amount")
    reason = Words(
        "Why?", most=LONGEST_REASON, lines=2, needed="Say why, in a few words", hint="Whoever sees the pot can read it."
    )


class CorrectForm(Form):
    """What an amount should have been, and why. Nothing at all is an answer."""

    amount = Pounds("How much should it have been?", least=0, most=MOST_PENCE, needed="Enter an amount")
    reason = Words(
        "Why?", most=LONGEST_REASON, lines=2, needed="Say why, in a few words", hint="Whoever sees the pot can read it."
    )


class HandLineForm(Form):
    """One more thing that went through the account of a direct payment."""

    on = CalendarDay("On which day?", first=FIRST_DAY, last=LAST_DAY, needed="Enter the day")
    sort = OneOf("What was it?", choices=[(sort.value, sort.words) for sort in HandSort], needed="Choose what it was")
    amount = Pounds("How much?", least=1, most=MOST_PENCE, needed="Enter an amount")
    words = Words("What for?", most=LONGEST_LINE, hint="You can leave this empty. For example: Jo, February.")

    @property
    def added(self) -> Added:
        """What was typed."""
        return Added(self.on.data, HandSort(self.sort.data), self.amount.data or 0, self.words.data or "")


class SendReturnForm(Form):
    """What the bank says, before a return is sent. ``opening`` is asked where no return was sent before it."""

    opening = Pounds("What was in the account on the first day?", least=0, most=MOST_PENCE, needed="Enter an amount")
    bank = Pounds(
        "What does the bank say was in it on the last day?",
        least=0,
        most=MOST_PENCE,
        needed="Enter what the bank statement says",
    )
    words = Words("If it is not the same: why?", most=LONGEST_WORDS, lines=3)

    def __init__(self, *, asks_opening: bool, **more: Any) -> None:
        super().__init__(**more)
        if not asks_opening:
            del self.opening

    @property
    def opening_pence(self) -> int | None:
        """What was typed of the beginning, where it was asked."""
        return self.opening.data if "opening" in self else None


class StateForm(Form):
    """How much is in a stated pot, and how that is known."""

    amount = Pounds("How much is in it?", least=0, most=MOST_PENCE, needed="Enter an amount")
    stated_on = Day("On which day was that?", first=FIRST_DAY, last=LAST_DAY, hint="Leave it empty for today.")
    outgoings = Pounds(
        "How much of it do you need for other regular costs?",
        least=0,
        most=MOST_PENCE,
        hint="Wages of a PA, for example, until more money comes. Leave it empty if nothing.",
    )
    evidence = Words(
        "How do you know?",
        most=LONGEST_EVIDENCE,
        needed="Say how you know: a bank statement, or an award letter and its date",
        hint="For example: bank statement of 1 March, or award letter of 11 January.",
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.stated_on.last = clock.today()

    @property
    def stated(self) -> Stated:
        """What was typed."""
        return Stated(
            on=self.stated_on.data or clock.today(),
            amount_pence=self.amount.data or 0,
            outgoings_pence=self.outgoings.data or 0,
            evidence=self.evidence.data or "",
        )


def _say(plan: SupportPlan) -> str:
    return f"{DUTY_WORDS[plan.duty]}, {day(plan.starts_on)} to {day(plan.ends_on)}"
