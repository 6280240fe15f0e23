"""What somebody's own PA is to the person (R19 to R22), and which pot pays whole invoices (R48)."""

from typing import Any, Self

from marketplace.booking.models import Factor
from marketplace.booking.queries.leading import Leading
from marketplace.booking.queries.relatives import Relative
from marketplace.web.fields import Listed, OneOf, Ticks, YesNo
from marketplace.web.forms import Form

TRUE_OF_THEM = (
    ("powers", "They are guardian or attorney and decide about this support"),
    ("agree", "The person, they and the council all agree"),
    ("capable", "They are able to do it well"),
)


class RelativeForm(Form):
    """Whether a PA is a relative, and what then has to be so."""

    is_relative = YesNo("Are they a relative, or do they live with the person as a couple?", needed="Say yes or no")
    same_house = YesNo("Do they live in the same house as the person?")
    true = Ticks("Tick what is so", choices=TRUE_OF_THEM)
    factor = Listed(
        "If a relative: why is it right that they are paid?",
        choices=[("", "None of these"), *((one.value, one.words) for one in Factor)],
    )

    @classmethod
    def of(cls, said: Relative | None) -> Self:
        """The form as it was filled in before."""
        if said is None:
            return cls()
        flags = (("powers", said.has_powers), ("agree", said.all_agree), ("capable", said.is_capable))
        shown: dict[str, Any] = {
            "is_relative": said.is_relative,
            "same_house": said.in_same_house,
            "true": [name for name, is_so in flags if is_so],
            "factor": said.factor.value if said.factor else "",
        }
        return cls(data=shown)

    @property
    def said(self) -> Relative:
        """What was said."""
        true = set(self.true.data or ())
        return Relative(
            is_relative=bool(self.is_relative.answer),
            has_powers="powers" in true,
            in_same_house=self.same_house.answer,
            all_agree="agree" in true,
            is_capable="capable" in true,
            factor=Factor(self.factor.data) if self.factor.data else None,
        )


class LeadForm(Form):
    """Which pot pays whole invoices, or none."""

    pot = OneOf("Who pays the whole invoice of a part it has a share in?", choices=[], needed="Choose one, or nobody")

    @classmethod
    def of(cls, now: Leading) -> Self:
        """The form with the pots that may."""
        form = cls(data={"pot": now.lead_ref})
        form.pot.choices = [("", "Nobody: each pot pays its own part"), *now.choices]
        return form
