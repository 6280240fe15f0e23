"""Forms of the manager who assesses: who comes to a visit, and who signed a PA off for a clinical task."""

from datetime import date
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace import clock
from marketplace.booking.queries.assessing import Assessment, Candidate
from marketplace.web.fields import CalendarDay, Listed, OneOf, Words
from marketplace.web.forms import Form

FIRST = date(2000, 1, 1)


class PutInForm(Form):
    """Another PA for one visit."""

    space = OneOf("Who comes instead?", choices=[], needed="Choose who comes")

    def choose_from(self, found: tuple[Candidate, ...]) -> "PutInForm":
        """Those who can come."""
        self.space.choices = {one.space.ref: one.pa.name for one in found if not one.why_not}
        return self


class SignOffForm(Form):
    """A clinical task that a PA may do for this person."""

    pa = Listed("PA", choices=[], needed="Choose the PA")
    skill = Listed("Clinical task", choices=[], needed="Choose the clinical task")
    signed_by = Words(
        "Who signed it off?", most=120, needed="Enter who signed it off", hint="Name and post, such as a nurse's."
    )
    signed_on = CalendarDay("Signed on", first=FIRST, last=date.max, needed="Choose the day it was signed")
    expires_on = CalendarDay("Last day it counts", first=FIRST, last=date.max, needed="Choose the last day it counts")

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.signed_on.last = clock.today()
        self.expires_on.first, self.expires_on.last = clock.today(), date(clock.today().year + 2, 12, 31)

    def choose_from(self, found: Assessment) -> "SignOffForm":
        """The PAs and the clinical tasks of a request."""
        self.pa.choices = {"": "Choose", **{one.pa.ref: one.pa.name for one in found.proposals}}
        self.skill.choices = {"": "Choose", **{skill.id: skill.name for skill in found.clinical}}
        return self

    def validate_expires_on(self, field: Field) -> None:
        """Never before the signing."""
        if field.data and self.signed_on.data and field.data < self.signed_on.data:
            raise StopValidation("Last day it counts: choose a day after the signing")
