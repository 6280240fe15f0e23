"""The first page of a listing: on one page what families look for first. The rest is asked a part at a time."""

from typing import Any, Self, cast

from wtforms import Field

from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.answers import RateAnswer
from marketplace.listings.forms.parts import LONGEST_DESCRIPTION, PlaceForm, care_question
from marketplace.listings.forms.rates import UNIT_WORDS
from marketplace.listings.models import Listing
from marketplace.listings.pricing import LEAST_PENCE, MOST_PENCE, RateUnit
from marketplace.listings.questions import questions_for
from marketplace.listings.services.joining import Start
from marketplace.web.fields import Pounds, WholeNumber, Words

MOST_SPACES = 50


class StartForm(PlaceForm):
    """What one kind is asked first; ``for_kind`` gives the class its fields."""

    kind: ListingKind

    @classmethod
    def for_kind(cls, kind: ListingKind) -> Self:
        """The page for a listing that is not there yet."""
        made = cast("type[Self]", type("StartForm", (cls,), {"kind": kind, **_fields(kind)}))
        return made().suited(Listing(kind=kind, town=""))

    def __iter__(self) -> Any:  # noqa: ANN401 - WTForms' own signature
        """The words first, then the place, then numbers and the price."""
        fields = list(super().__iter__())
        return iter(
            sorted(fields, key=lambda field: _ORDER.index(field.short_name) if field.short_name in _ORDER else -1)
        )

    @property
    def start(self) -> Start:
        """What was typed."""
        pence = self["price"].data
        unit = questions_for(self.kind).rates[0]
        return Start(
            kind=self.kind,
            title=self["title"].data,
            summary=self["summary"].data,
            description=self["description"].data,
            place=self.answers,
            rate=RateAnswer(unit, self["item"].data if "item" in self else "", pence, pence, pence),
            sleeps=self["sleeps"].data if "sleeps" in self else None,
            spaces=self["spaces"].data if "spaces" in self else 1,
            includes_care=self["includes_care"].data == "yes" if "includes_care" in self else None,
        )


_K = ListingKind
_EXAMPLES = {
    _K.ACCOMMODATION: "For example: two level rooms by the sea.",
    _K.CARE_HOME: "For example: a small care home with two rooms for short stays.",
    _K.PA_BANK: "For example: PAs who know hoists and PEG feeds, by day and night.",
    _K.SOLE_PA: "For example: I help you out and about, and I drive.",
    _K.CARE_AT_HOME: "For example: help to get up and to bed, every day.",
    _K.SHARED_LIVES: "For example: a room and company in a family home.",
    _K.ACTIVITY: "For example: riding for four, with a hoist at the mounting block.",
    _K.TRANSPORT: "For example: a van with a ramp, for two wheelchairs.",
    _K.EQUIPMENT: "For example: hoists and beds, brought to where you stay.",
    _K.OTHER: "For example: meals cooked and brought to your door.",
}
_ORDER = " title summary description where miles spaces sleeps includes_care item price "


def _fields(kind: ListingKind) -> dict[str, Field]:
    questions = questions_for(kind)
    unit = questions.rates[0]
    fields: dict[str, Field] = {
        "title": Words("What is it called?", most=120, needed="Enter a name", hint="You can change it later."),
        "summary": Words(
            "In one sentence",
            most=200,
            needed="Sum it up in one sentence",
            hint=_EXAMPLES[kind],
        ),
        "description": Words(
            "Description",
            most=LONGEST_DESCRIPTION,
            lines=4,
            needed="Describe what you offer",
            hint="What is there, and how a day goes.",
        ),
        "price": _price(unit),
    }
    if unit is RateUnit.ITEM:
        fields["item"] = Words(
            "What does one price buy?", most=40, needed="Say what one price buys", hint="For example: journey, session."
        )
    if not questions.offers_pas:
        one, several = questions.spaces
        fields["spaces"] = WholeNumber(
            f"How many {several} alike can be booked?",
            least=1,
            most=MOST_SPACES,
            needed=f"Enter how many. For one {one}, enter 1",
        )
    if kind.is_stay:
        fields["sleeps"] = WholeNumber(
            "How many people may sleep there at most, in all?",
            least=1,
            most=200,
            needed="Enter how many people may sleep there",
            hint="PAs and carers who stay the night count too.",
        )
    if not questions.gives_care:
        fields["includes_care"] = care_question()
    return fields


def _price(unit: RateUnit) -> Pounds:
    return Pounds(
        f"Price: {UNIT_WORDS[unit].lower()}",
        least=LEAST_PENCE,
        most=MOST_PENCE,
        needed="Enter the price",
        hint="Prices for weekends and bank holidays, and all else, come after.",
    )
