"""Asking for whole breaks to be suggested: what is wanted, how many PAs and when, how much it may cost."""

from collections.abc import Mapping
from datetime import time
from typing import Any, ClassVar

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.booking.forms.adding import MOST_GUESTS
from marketplace.booking.forms.named import NamedForm
from marketplace.booking.needed import CoverHow, asked_at
from marketplace.booking.queries.suggest_asking import Asking
from marketplace.booking.suggest.wish import DEAD_OF_NIGHT, Covered, Nights, Wish
from marketplace.booking.suggest.wish import MILES as FAR
from marketplace.money import MOST_PENCE
from marketplace.web.fields import Choices, Listed, OneOf, Pounds, Ticks, TimeOfDay, WholeNumber

PLACE, JOURNEYS = "place", "journeys"
MILES: Choices = tuple((str(one), f"Up to {one} miles") for one in FAR)
BY_DAY: Choices = (
    (Covered.SAID.value, "As your break says"),
    (Covered.ALL.value, "All day long"),
    (Covered.DAYS.value, "For some hours each day"),
    (Covered.NONE.value, "Not by day"),
)
AT_NIGHT: Choices = (
    ("nobody", "Nobody"),
    ("sleeps-1", "One PA sleeps there"),
    ("awake-1", "One PA is awake all night"),
    ("sleeps-2", "Two PAs sleep there"),
    ("awake-2", "Two PAs are awake all night"),
)

HOURS_BY_DAY = range(8, 22)
MOST_AT_ONCE = 2


class SuggestForm(NamedForm):
    """What the break needs. What a break leaves no choice about is not asked."""

    also_called: ClassVar[Mapping[str, str]] = {"town": "wants"}

    wants = Ticks(
        "What shall we look for?",
        choices=[(PLACE, "A place to stay"), (JOURNEYS, "A journey there and a journey back")],
        hint="PAs and equipment come below.",
    )
    guests = WholeNumber(
        "How many people sleep there?", least=1, most=MOST_GUESTS, hint="Do not count PAs: we count them for you."
    )
    within = Listed("How far from the town may it be?", choices=MILES)
    by_day = OneOf("When must PAs be there by day?", choices=BY_DAY, needed="Choose when PAs must be there by day")
    first = TimeOfDay("From", hint="Only for some hours each day.")
    last = TimeOfDay("Until")
    how_many = OneOf("How many PAs at once by day?", choices=[("1", "One"), ("2", "Two")])
    at_night = OneOf("Who must be there at night?", choices=AT_NIGHT, needed="Choose who must be there at night")
    signed = Ticks("Who may come?", choices=[("only", "Only PAs who are signed off already")])
    equipment = Ticks(
        "Is there anything to hire?",
        choices=[],
        hint="We tick what the profile asks for. If you take out a tick, the place has to have it.",
    )
    most = Pounds(
        "What may it cost at most?", least=1_00, most=MOST_PENCE, hint="For all of it. Leave it empty for no limit."
    )

    @classmethod
    def suiting(cls, found: Asking) -> "SuggestForm":
        """The form with what the break and the profile say filled in."""
        form = cls(data=_usual(found))
        form.equipment.choices = dict(found.equipment)
        if not found.equipment:
            del form.equipment
        if not found.clinical:
            del form.signed
        if not found.cover:
            form.by_day.choices = {value: words for value, words in BY_DAY if value != Covered.SAID}
        return form

    def validate_guests(self, field: Field) -> None:
        """Said where a place is wanted."""
        if PLACE in (self.wants.data or ()) and not field.data and not field.errors:
            raise StopValidation("Enter how many people sleep there")

    def validate_last(self, field: Field) -> None:
        """Both times, in order, where only some hours are wanted."""
        if self.by_day.data != Covered.DAYS or field.errors or self.first.errors:
            return
        if self.first.data is None or field.data is None:
            raise StopValidation("Until: enter from when until when PAs must be there")
        if field.data <= self.first.data:
            raise StopValidation("Until: it must be later than the start. For the night, answer below")

    @property
    def wish(self) -> Wish:
        """What is wanted."""
        wants = self.wants.data or ()
        night, _, at_night = str(self.at_night.data).partition("-")
        return Wish(
            wants_place=PLACE in wants,
            guests=self.guests.data or 1,
            within_miles=int(self.within.data or 25),
            covered=Covered(self.by_day.data),
            first=self.first.data or time(9),
            last=self.last.data or time(17),
            by_day=int(self.how_many.data or 1),
            nights=Nights(night),
            at_night=int(at_night or 1),
            journeys=JOURNEYS in wants,
            equipment=tuple(self.equipment.data or ()) if "equipment" in self else (),
            most_pence=self.most.data,
            only_signed="signed" in self and bool(self.signed.data),
        )


def _usual(found: Asking) -> dict[str, Any]:
    wants = [PLACE] if found.lacks_place else []
    return {
        "wants": [*wants, JOURNEYS] if found.wants_journeys else wants,
        "equipment": list(found.to_hire),
        "guests": 2 if found.is_together else 1,
        "within": "25",
        "by_day": _covered(found).value,
        "first": time(9),
        "last": time(17),
        "how_many": str(_by_day(found)),
        "at_night": _at_night(found) if found.needs_cover else "nobody",
    }


def _covered(found: Asking) -> Covered:
    if not found.needs_cover:
        return Covered.NONE
    return Covered.SAID if found.cover else Covered.ALL


def _by_day(found: Asking) -> int:
    """The most PAs who must be there at once by day, of those that can be chosen."""
    return min(MOST_AT_ONCE, max(1, *(asked_at(found.cover, hour).people for hour in HOURS_BY_DAY)))


def _at_night(found: Asking) -> str:
    asked = asked_at(found.cover, DEAD_OF_NIGHT)
    if not found.has_nights or not asked.people:
        return "nobody"
    return f"{'awake' if asked.how is CoverHow.AWAKE else 'sleeps'}-{min(MOST_AT_ONCE, asked.people)}"
