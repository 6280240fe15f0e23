"""Listings for tests of open data: one of every kind, with everything that an entry may tell, and what it must not."""

from dataclasses import dataclass
from datetime import date

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.db import session, transaction
from marketplace.listings.models import Listing, ListingCheck, ListingState, OpeningHours, RateUnit, Registration
from marketplace.listings.services import search_row
from tests import supply

BASE = "/api/hsds-uk/3.0"
HOME = "TD11 3AB"
SECRETS = ("3AB", "01361", "somewhere@example.org", "Private About", "Legal Person", "55.7773", "-2.3446")
"""What no answer may hold: the rest of a postcode, how to call a provider, the exact point."""

STAY_FACTS = (
    "steps_at_entrance=0;threshold_mm=10;entrance_door_mm=900;entrance_ramp=fixed;narrowest_door_mm=820;hoist=h_frame;"
    "hoist_bathroom=yes;hoist_load_kg=200;toilet_height_mm=480;toilet_transfer_left_mm=800;shower_chair=wheeled;"
    "induction_loop=yes;quiet=yes;assistance_dog=yes;pets=no;parking_bay_width_mm=3600;narrowest_corridor_mm=1200;"
    "turning_circle_mm=1600;table_clearance_mm=700;wheelchair_users_at_once=2;entrance_automatic=no;level_access_shower=yes"
)
FACTS = {
    ListingKind.ACCOMMODATION: STAY_FACTS,
    ListingKind.CARE_HOME: "steps_at_entrance=3;hoist=none;lift_door_mm=900",
    ListingKind.SHARED_LIVES: "autism_trained=yes;steps_at_entrance=on_request",
    ListingKind.PA_BANK: "moving_and_assisting=yes;dementia_trained=yes;bsl=yes",
    ListingKind.SOLE_PA: "drives=yes",
    ListingKind.CARE_AT_HOME: "epilepsy_trained=yes",
    ListingKind.ACTIVITY: "steps_at_entrance=0;nearest_accessible_stop_m=300",
    ListingKind.TRANSPORT: "wheelchair_tie_downs=2",
}


@dataclass(frozen=True)
class Made:
    """A listing as it is spoken of."""

    id: int
    ref: str
    title: str


def listing(kind: ListingKind = ListingKind.ACCOMMODATION, title: str = "") -> Made:
    """A published listing of a provider that has things nobody is to know."""
    rates = {RateUnit.NIGHT: 13_550} if kind.is_stay else {RateUnit.HOUR: 2_460, RateUnit.ITEM: 4_000}
    made = supply.listing(
        title or f"A fine {kind.label}",
        kind=kind,
        facts=FACTS.get(kind, ""),
        rates=rates,
        sleeps=4 if kind.is_stay else None,
        travels_km=20 if kind.is_support and not kind.is_stay else None,
    )
    with transaction():
        made = session.get_one(Listing, made.id)
        made.postcode, made.summary, made.description = HOME, "Quiet, with a garden", "One line.\n\nAnother."
        made.licence_number, made.energy_rating = "SB-00001-F", "C"
        made.rates[0].weekend_pence = made.rates[0].bank_holiday_pence = 15_000
        made.provider.is_individual = kind is ListingKind.SOLE_PA
        made.provider.telephone, made.provider.email = "01361 000000", "somewhere@example.org"
        made.provider.about, made.provider.legal_name, made.provider.postcode = "Private About", "Legal Person", HOME
        made.opening_hours = [OpeningHours(weekday=day, opens_minute=480, closes_minute=1_440) for day in (0, 1)]
        made.opening_hours.append(OpeningHours(weekday=5, opens_minute=600, closes_minute=960))
        now = clock.now()
        session.add(ListingCheck(listing_id=made.id, asked_at=now, decided_at=now, is_accepted=True))
        search_row.refresh(made)
        return Made(made.id, made.ref, made.title)


def registered(number: str = "CS2003000001") -> Made:
    """A PA bank with its row in the public register."""
    made, now = listing(ListingKind.PA_BANK), clock.now()
    with transaction():
        session.get_one(Listing, made.id).registration_number = number
        session.add(
            Registration(
                number=number,
                service_type="Support Service",
                subtype="Care at Home",
                name="Tweed Support",
                status="Active",
                grades={"care_and_support": 5},
                graded_on=date(2026, 3, 5),
                first_seen_at=now,
                changed_at=now,
            )
        )
    return made


def put(made: Made, state: ListingState) -> None:
    """Let the listing be in this state, changed now."""
    with transaction():
        one = session.get_one(Listing, made.id)
        one.state, one.changed_at = state, clock.now()
        search_row.refresh(one)
