"""One offer of each kind as its provider types it, for tests that go through all of them."""

from dataclasses import dataclass, field

from marketplace.access_facts.kinds import ListingKind
from tests.offering import BANK, HOUSE, NUMBER, PLACE, Pages
from tests.paper import Answers

CARE: Answers = {"includes_personal_care": "yes", "registration_number": NUMBER}
NO_CARE: Answers = {"includes_personal_care": "no"}


@dataclass(frozen=True)
class Offer:
    """One kind, what is typed on each of its pages, and the registration it needs."""

    kind: ListingKind
    pages: Pages
    service: tuple[str, str | None] | None = None
    has_pa: bool = False
    facts: Pages = field(default_factory=dict)


OFFERS = (
    Offer(
        ListingKind.ACCOMMODATION,
        HOUSE,
        facts={"facts/inside": {"narrowest_door_mm": "820", "narrowest_door_mm-how": "measured_by_owner"}},
    ),
    Offer(
        ListingKind.CARE_HOME,
        {
            "place": {"where": PLACE},
            "papers": {"sleeps": "30", **CARE},
            "booking": HOUSE["booking"],
            "rates": {"night_weekday": "190"},
        },
        service=("Care Home Service", "Older People"),
    ),
    Offer(ListingKind.PA_BANK, BANK, service=("Support Service", "Care at Home"), has_pa=True),
    Offer(ListingKind.SOLE_PA, {**BANK, "papers": {"includes_personal_care": "yes"}}, has_pa=True),
    Offer(ListingKind.CARE_AT_HOME, BANK, service=("Support Service", "Care at Home")),
    Offer(
        ListingKind.SHARED_LIVES,
        {
            "place": {"where": "Melrose"},
            "papers": {"sleeps": "2", **CARE},
            "rates": {"night_weekday": "88.00", "hour_weekday": "18.50"},
        },
        service=("Adult Placement Service", None),
    ),
    Offer(
        ListingKind.ACTIVITY,
        {
            "place": {"where": "Kelso"},
            "papers": NO_CARE,
            "rates": {"item_words": "session", "item_weekday": "60"},
            "hours": {"saturday": "9-17"},
        },
    ),
    Offer(
        ListingKind.TRANSPORT,
        {
            "place": {"where": "Duns", "miles": "30"},
            "papers": NO_CARE,
            "rates": {"item_words": "journey", "item_weekday": "85.00"},
        },
        facts={"facts/party": {"assistance_dog": "yes"}},
    ),
    Offer(
        ListingKind.EQUIPMENT,
        {
            "place": {"where": "Hawick"},
            "papers": NO_CARE,
            "rates": {"item_words": "week of hire", "item_weekday": "35.00", "night_weekday": "6.00"},
        },
    ),
    Offer(
        ListingKind.OTHER,
        {"place": {"where": "Peebles"}, "papers": NO_CARE, "rates": {"hour_weekday": "12.00"}},
    ),
)
