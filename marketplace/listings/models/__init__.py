"""Tables of supply: providers and their PAs, listings, facts, rates, diaries, the register, and the search row."""

from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models.diary import CalendarConflict, Cause, ConflictEnd, Occupancy, OutsideCalendar, Space
from marketplace.listings.models.listing import (
    Fact,
    Listing,
    ListingCheck,
    OpeningHours,
    Rate,
)
from marketplace.listings.models.photo import Photo, PhotoFact, PhotoSize
from marketplace.listings.models.provider import PA, Provider, PVGSort
from marketplace.listings.models.register import RegisterImport, Registration
from marketplace.listings.models.search import (
    NUMBER_ON_REQUEST,
    UnmetNeed,
    band_of,
    fact_column_name,
    search_row,
)
from marketplace.listings.pricing import RateUnit

__all__ = [
    "NUMBER_ON_REQUEST",
    "PA",
    "CalendarConflict",
    "Cause",
    "ConflictEnd",
    "Fact",
    "Listing",
    "ListingCheck",
    "ListingState",
    "Occupancy",
    "OpeningHours",
    "OutsideCalendar",
    "PVGSort",
    "Photo",
    "PhotoFact",
    "PhotoSize",
    "Provider",
    "Rate",
    "RateUnit",
    "RegisterImport",
    "Registration",
    "Space",
    "UnmetNeed",
    "band_of",
    "fact_column_name",
    "search_row",
]
