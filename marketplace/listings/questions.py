"""What a provider is asked about a listing of each kind: the parts, which of them it must answer, and what is left out.

Owns which question belongs to which kind. Knows neither answers nor pages nor what the law says of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.extras import ExtraPer
from marketplace.listings.pricing import RateUnit

MOST_MILES = 120
"""The farthest that anybody says they travel."""


class Part(StrEnum):
    """A group of questions that is answered on one page."""

    WORDS = "words"
    PLACE = "place"
    PAPERS = "papers"
    BOOKING = "booking"
    TERMS = "terms"
    ARRIVAL = "arrival"
    RATES = "rates"
    SEASONS = "seasons"
    EXTRAS = "extras"
    DEPOSIT = "deposit"
    HOURS = "hours"
    SPACES = "spaces"
    PHOTOS = "photos"


@dataclass(frozen=True, slots=True)
class Questions:
    """What one kind is asked. ``spaces`` says what one party has at a time: ("room", "rooms").

    ``offers_pas``: each space is the diary of a PA. ``travels``: it comes to people, from where it is based.
    ``needs_address``: a whole postcode, because people have to find it and rules depend on it.
    """

    rates: tuple[RateUnit, ...]
    spaces: tuple[str, str]
    offers_pas: bool = False
    travels: bool = False
    needs_address: bool = False
    asks_licence: bool = False
    asks_hours: bool = True
    gives_care: bool = False
    licence_exemption: str | None = None

    @property
    def extras(self) -> tuple[ExtraPer, ...]:
        """The sorts of extras it may have: what must be paid beside the rate goes with nights alone."""
        return tuple(per for per in ExtraPer if RateUnit.NIGHT in self.rates or not per.must_be_paid)


_NIGHT, _HOUR, _ITEM = RateUnit.NIGHT, RateUnit.HOUR, RateUnit.ITEM
_SLEEPOVER, _WAKING, _MILE = RateUnit.SLEEPOVER, RateUnit.WAKING_NIGHT, RateUnit.MILE

_QUESTIONS: Mapping[ListingKind, Questions] = {
    ListingKind.ACCOMMODATION: Questions(
        rates=(_NIGHT,),
        spaces=("room, flat or house", "rooms, flats or houses"),
        needs_address=True,
        asks_licence=True,
        asks_hours=False,
    ),
    ListingKind.CARE_HOME: Questions(
        rates=(_NIGHT,),
        spaces=("bed", "beds"),
        needs_address=True,
        asks_hours=False,
        gives_care=True,
        licence_exemption="A registered care home needs no licence for short-term lets",
    ),
    ListingKind.PA_BANK: Questions(
        rates=(_HOUR, _SLEEPOVER, _WAKING, _MILE), spaces=("PA", "PAs"), offers_pas=True, travels=True, gives_care=True
    ),
    ListingKind.SOLE_PA: Questions(
        rates=(_HOUR, _SLEEPOVER, _WAKING, _MILE), spaces=("PA", "PAs"), offers_pas=True, travels=True, gives_care=True
    ),
    ListingKind.CARE_AT_HOME: Questions(
        rates=(_HOUR, _SLEEPOVER, _WAKING, _MILE), spaces=("team", "teams"), travels=True, gives_care=True
    ),
    ListingKind.SHARED_LIVES: Questions(
        rates=(_NIGHT, _HOUR),
        spaces=("room", "rooms"),
        gives_care=True,
        licence_exemption="Shared Lives is care in a carer's home, not a short-term let",
    ),
    ListingKind.ACTIVITY: Questions(rates=(_ITEM, _HOUR), spaces=("seat", "seats")),
    ListingKind.TRANSPORT: Questions(rates=(_ITEM, _HOUR, _MILE), spaces=("vehicle", "vehicles"), travels=True),
    ListingKind.EQUIPMENT: Questions(rates=(_ITEM, _NIGHT), spaces=("thing to hire", "things to hire"), travels=True),
    ListingKind.OTHER: Questions(rates=(_ITEM, _HOUR, _NIGHT, _SLEEPOVER, _WAKING), spaces=("space", "spaces")),
}


def questions_for(kind: ListingKind) -> Questions:
    """What a listing of this kind is asked."""
    return _QUESTIONS[kind]


def parts_for(kind: ListingKind) -> tuple[Part, ...]:
    """The pages of a listing of this kind, in order; its access facts come after them."""
    return tuple(part for part in Part if part is not Part.HOURS or questions_for(kind).asks_hours)


RULES_OF_PAS = frozenset({"R13", "R14", "R16", "R17", "R18"})
"""Rules that look at the PAs a listing offers."""

RULES_OF_EMPLOYING = frozenset({"R23", "R24", "R26"})
"""Rules that look at papers about who employs the PAs of a listing."""

RULES_OF_WELCOME = frozenset({"R42"})
"""Rules that look at whom a listing welcomes: an access fact."""


FIELDS_OF_RULES: Mapping[str, str] = {
    "R9": "registration_number",
    "R10": "includes_personal_care",
    "R11": "registration_number",
    "R13": "pvg_sort",
    "R14": "pvg_sort",
    "R16": "born_on",
    "R17": "pvg_expires_on",
    "R18": "pvg_sort",
    "R37": "licence_exemption",
    "R42": "assistance_dog",
}
"""The field, wherever it is asked, at which it is said that a rule stops a listing."""


def part_of_rule(rule_id: str) -> Part | None:
    """The part in which the answer is given that a rule for publishing looks at; None: in an access fact."""
    if rule_id in RULES_OF_WELCOME:
        return None
    return Part.SPACES if rule_id in RULES_OF_PAS | RULES_OF_EMPLOYING else Part.PAPERS
