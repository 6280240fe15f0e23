"""The questions about coming: rules of the house, who is there, keys, the hoist, whom to call at night."""

from typing import Any

from marketplace.listings.answers import ArrivalAnswers
from marketplace.listings.forms.parts import PartForm
from marketplace.listings.models import Listing
from marketplace.listings.models.arrival import LONGEST_NOTES
from marketplace.listings.questions import Questions
from marketplace.web.fields import Words


def _notes(label: str, hint: str, *, lines: int = 3) -> Words:
    return Words(label, most=LONGEST_NOTES, lines=lines, hint=hint)


class ArrivalForm(PartForm):
    """What a family needs when it comes."""

    house_rules = _notes(
        "House rules", "Everybody may read these before they book. For example: quiet after 22:00.", lines=4
    )
    handover = _notes("How does it start?", "Who meets people, where, and what you show them.")
    keys = _notes("Keys", "Where they are, or the code of the key safe. Never shown before a break is confirmed.")
    hoist_induction = _notes(
        "Who shows how the hoist works?", "When, how long it takes, and how to get help with it later."
    )
    out_of_hours = _notes("Whom to call in the evening, at night and at weekends", "A name and a telephone number.")

    @classmethod
    def typed(cls, listing: Listing) -> dict[str, Any]:
        now = ArrivalAnswers.of(listing)
        return {name: getattr(now, name) for name in ArrivalAnswers.__dataclass_fields__ if name != "part"}

    def suit(self, listing: Listing, questions: Questions) -> None:  # noqa: ARG002 - the kind says enough
        if not listing.kind.is_stay:
            self.without("keys", "hoist_induction")

    @property
    def answers(self) -> ArrivalAnswers:
        names = (name for name in ArrivalAnswers.__dataclass_fields__ if name != "part")
        return ArrivalAnswers(**{name: self.value(name) or "" for name in names})
