"""An emergency: who needs somewhere, near where, from which night; who pays; and why it cannot wait."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from wtforms.validators import StopValidation

from marketplace import geo
from marketplace.booking.drafts import LONGEST_TOWN, LONGEST_WORDS
from marketplace.booking.forms.named import NamedForm
from marketplace.booking.queries.tonight import Tonight, tonight
from marketplace.booking.services.agreeing import LONGEST_ORDER
from marketplace.booking.services.tonight import HeldTonight
from marketplace.web.fields import Listed, OneOf, Words
from marketplace.wording import day

_WHY = "Say why it cannot wait"


class EmergencyForm(NamedForm):
    """Why an officer lets it go first (R7)."""

    reason = Words("Why can it not wait?", most=LONGEST_WORDS, lines=3, needed=_WHY)


class TonightForm(NamedForm):
    """Who, where, and from which night. Asked by an address, so that it can be sent to a colleague."""

    person = Listed("Who needs somewhere?", choices=[], needed="Choose who it is for")
    near = Words("Near which town?", most=LONGEST_TOWN, needed="Enter a town or postcode")
    first = OneOf("From which night?", choices=[], needed="Choose a night")
    nights = OneOf(
        "How many nights?", choices=[("1", "1"), ("2", "2"), ("3", "3"), ("7", "7")], needed="Choose how many nights"
    )

    def __init__(self, people: Sequence[tuple[str, str]], typed: Mapping[str, str]) -> None:
        usual = {"first": "tonight", "nights": "1", "person": typed.get("person", "")}
        super().__init__(formdata=typed if "near" in typed else None, data=usual, meta={"csrf": False})
        self.person.choices = [("", "Choose"), *people]
        night = tonight()
        self.first.choices = [
            ("tonight", f"Tonight, {day(night)}"),
            ("tomorrow", f"Tomorrow night, {day(night + timedelta(days=1))}"),
        ]

    def validate_near(self, field: Words) -> None:
        """A place that is known."""
        try:
            geo.find(field.data or "")
        except geo.UnknownPlace as unknown:
            raise StopValidation(unknown.message) from unknown

    @property
    def asked(self) -> Tonight:
        """What was asked."""
        first = tonight() + timedelta(days=self.first.data == "tomorrow")
        return Tonight(self.person.data, self.near.data or "", first, int(self.nights.data))


class TonightHoldForm(NamedForm):
    """Who pays, under which option; and of an officer why it cannot wait, and the order of council money."""

    pays = OneOf(
        "Which pot pays, under which option?",
        choices=[],
        needed="Choose which pot pays",
        hint="The person chooses the option. Nothing is chosen for them.",
    )
    reason = Words("Why can it not wait?", most=LONGEST_WORDS, lines=3, needed=_WHY)
    purchase_order = Words(
        "Purchase order number, if you have it",
        most=LONGEST_ORDER,
        hint="With it, holding it agrees the council's money as well. Without it, the money waits for you on the desk.",
    )

    def __init__(self, ways: Sequence[tuple[str, str]], *, is_officer: bool) -> None:
        super().__init__()
        self.pays.choices = list(ways)
        if not is_officer:
            del self.reason
            del self.purchase_order

    @property
    def held(self) -> HeldTonight:
        """What was chosen."""
        pot, _, option = str(self.pays.data).partition(":")
        reason = self.reason.data or "" if "reason" in self else ""
        order = self.purchase_order.data or "" if "purchase_order" in self else ""
        return HeldTonight(pot, int(option) if option else None, reason, order)
