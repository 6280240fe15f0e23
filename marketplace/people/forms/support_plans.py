"""Support plans and what matters to the person in them."""

from marketplace.people.models import Duty
from marketplace.people.offers import FIRST_DAY, LAST_DAY
from marketplace.people.services.support_plans import PlanTerms
from marketplace.people.writing import LONGEST_OUTCOME
from marketplace.web.fields import Choices, Day, OneOf, Words
from marketplace.web.forms import Form

DUTIES: Choices = (
    (Duty.PERSONS_SUPPORT.value, "The person's own support"),
    (Duty.ADULT_CARER.value, "Adult carer support plan"),
    (Duty.YOUNG_CARER.value, "Young carer statement"),
    (Duty.CHILD.value, "Support for a child in need"),
)
DUTY_WORDS = dict(DUTIES)


class SupportPlanForm(Form):
    """A support plan that the council agreed."""

    duty = OneOf("What is it for?", choices=DUTIES, needed="Say what the support plan is for")
    agreed_on = Day("Agreed on", first=FIRST_DAY, last=LAST_DAY, needed="Enter the day it was agreed")
    starts_on = Day("First day", first=FIRST_DAY, last=LAST_DAY, needed="Enter the first day")
    ends_on = Day("Last day", first=FIRST_DAY, last=LAST_DAY, needed="Enter the last day")

    @property
    def terms(self) -> PlanTerms:
        """What was typed; every field is filled once the form is good."""
        days = (self.agreed_on.data, self.starts_on.data, self.ends_on.data)
        return PlanTerms(Duty(self.duty.data), *days)


class OutcomeForm(Form):
    """One thing that matters."""

    words = Words(
        "What matters",
        most=LONGEST_OUTCOME,
        lines=3,
        needed="Write what matters, in the person's own words",
        hint="In the person's own words. For example: away with people my own age.",
    )
