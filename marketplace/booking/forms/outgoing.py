"""The form by which finance says which payment a line of money that went out is."""

from collections.abc import Sequence

from marketplace.booking.outgoing import Ours
from marketplace.web.fields import OneOf
from marketplace.web.forms import Form
from marketplace.wording import day


class OutgoingForm(Form):
    """One of the payments of this amount."""

    payment = OneOf("Which payment is it?", choices=[], needed="Choose which payment it is")

    @classmethod
    def of(cls, several: Sequence[Ours]) -> "OutgoingForm":
        """The form for these payments."""
        made = cls()
        made.payment.choices = [(one.key, _choice(one)) for one in several]
        return made


def _choice(one: Ours) -> str:
    said = f"marked on {day(one.on)}" if one.on else "not marked yet: it is marked with this"
    reference = f", {one.reference}" if one.reference else ""
    return f"{one.sort.words}: {one.who}{reference}, {said}"
