"""Tables of supply: providers, PAs, listings, facts, rates, diaries, papers, the register, and the search row."""

from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models.arrival import ArrivalNotes
from marketplace.listings.models.closure import ClosedSpace, Closure
from marketplace.listings.models.diary import CalendarConflict, Cause, ConflictEnd, Occupancy, Space
from marketplace.listings.models.fact_word import FactWord, Settled
from marketplace.listings.models.joining import Joining, JoiningOffer
from marketplace.listings.models.linked import LinkedEntity
from marketplace.listings.models.listing import (
    Fact,
    Listing,
    ListingCheck,
    OpeningHours,
    Rate,
)
from marketplace.listings.models.nights import ChangedNights, TakenNights
from marketplace.listings.models.outside import OutsideCalendar, OutsideTime
from marketplace.listings.models.paper import Paper, PaperNotice
from marketplace.listings.models.pay import StatedPay
from marketplace.listings.models.photo import Photo, PhotoFact, PhotoSize
from marketplace.listings.models.price import Extra, Season, SeasonRate
from marketplace.listings.models.provider import PA, Provider, PVGSort
from marketplace.listings.models.register import RegisterImport, Registration
from marketplace.listings.models.search import (
    NUMBER_ON_REQUEST,
    UnmetCount,
    UnmetLately,
    UnmetSort,
    band_of,
    fact_column_name,
    search_row,
)
from marketplace.listings.models.sheet import ListingSheet
from marketplace.listings.models.terms import BookingTerms
from marketplace.listings.models.working import (
    PAHours,
    PALeave,
    PANight,
    PASignOff,
    PATraining,
    PAWork,
)
from marketplace.listings.pricing import RateUnit

__all__ = [
    "NUMBER_ON_REQUEST",
    "PA",
    "ArrivalNotes",
    "BookingTerms",
    "CalendarConflict",
    "Cause",
    "ChangedNights",
    "ClosedSpace",
    "Closure",
    "ConflictEnd",
    "Extra",
    "Fact",
    "FactWord",
    "Joining",
    "JoiningOffer",
    "LinkedEntity",
    "Listing",
    "ListingCheck",
    "ListingSheet",
    "ListingState",
    "Occupancy",
    "OpeningHours",
    "OutsideCalendar",
    "OutsideTime",
    "PAHours",
    "PALeave",
    "PANight",
    "PASignOff",
    "PATraining",
    "PAWork",
    "PVGSort",
    "Paper",
    "PaperNotice",
    "Photo",
    "PhotoFact",
    "PhotoSize",
    "Provider",
    "Rate",
    "RateUnit",
    "RegisterImport",
    "Registration",
    "Season",
    "SeasonRate",
    "Settled",
    "Space",
    "StatedPay",
    "TakenNights",
    "UnmetCount",
    "UnmetLately",
    "UnmetSort",
    "band_of",
    "fact_column_name",
    "search_row",
]
