"""What the rules are told of a listing before it may be shown: its care, its papers, its PAs, whom it welcomes. Pure.

Says which sort of care each kind offers. What follows from it is for ``rules.publishing``.
"""

from collections.abc import Mapping
from datetime import date

from marketplace import geo
from marketplace.access_facts.facts import FactState
from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.models import PA, Listing, Registration
from marketplace.listings.questions import questions_for
from marketplace.rules import care
from marketplace.rules.care import CareLine, CareOffered
from marketplace.rules.publishing import ListingPapers
from marketplace.rules.stays import StayPapers, Welcome
from marketplace.rules.workers import PvgGroup, PvgMembership, Worker

_HOME, _DAY = CareOffered.AT_HOME, CareOffered.DAY_SUPPORT
_HOUSING, _NURSES = CareOffered.HOUSING_SUPPORT, CareOffered.NURSING

CARE_OF_KIND: Mapping[ListingKind, tuple[CareOffered, ...]] = {
    ListingKind.ACCOMMODATION: (_HOME,),
    ListingKind.CARE_HOME: (CareOffered.CARE_HOME,),
    ListingKind.PA_BANK: (_HOME,),
    ListingKind.SOLE_PA: (_HOME,),
    ListingKind.CARE_AT_HOME: (_HOME, _HOUSING, _NURSES),
    ListingKind.SHARED_LIVES: (CareOffered.SHARED_LIVES,),
    ListingKind.ACTIVITY: (_DAY,),
    ListingKind.TRANSPORT: (_DAY,),
    ListingKind.EQUIPMENT: (_HOME,),
    ListingKind.OTHER: (_DAY, _HOUSING, _NURSES),
}
"""The sorts of care a kind may offer. Where there are several, the registration says which; without one, the first."""


def papers_of(listing: Listing, registration: Registration | None, *, on: date) -> ListingPapers:
    """All that the rules for publishing ask of a listing. ``registration``: the row of the register for its number."""
    pas = working_pas(listing)
    council = geo.council_of(listing.postcode or "")
    return ListingPapers(
        on=on,
        care=_care(listing, registration, len(pas)),
        stay=_stay(listing),
        welcome=Welcome(_takes_dogs(listing), listing.assistance_dog_fee_pence),
        workers=tuple(
            worker_of(pa, on=on, council=council.code if council else None, is_at_night=_is_at_night(listing))
            for pa in pas
        )
        or _nobody_yet(listing, on),
    )


def _nobody_yet(listing: Listing, on: date) -> tuple[Worker, ...]:
    """Whoever gives care alone and has not said that they are in the PVG scheme (R13)."""
    name = listing.provider.legal_name or listing.provider.name
    return (Worker(name, on, born_on=None, membership=None),) if listing.is_care_by_one else ()


def working_pas(listing: Listing) -> list[PA]:
    """The PAs whose diaries the listing offers; of care that one person gives alone, that person."""
    if listing.is_care_by_one:
        return [pa for pa in listing.provider.pas if pa.left_at is None][:1]
    return [space.pa for space in listing.spaces if space.pa is not None and space.closed_at is None]


def worker_of(
    pa: PA, *, on: date, council: str | None = None, is_at_night: bool = False, works_with: PvgGroup | None = None
) -> Worker:
    """A PA as the rules see them. ``works_with`` is not known before a break: it is what they are a member for then."""
    group = PvgGroup(pa.pvg_sort.value) if pa.pvg_sort else None
    membership = None
    if group and pa.pvg_checked_on and pa.pvg_checked_by:
        membership = PvgMembership(group, pa.pvg_checked_on, pa.pvg_checked_by, pa.pvg_expires_on)
    return Worker(
        name=pa.name,
        on=on,
        born_on=pa.born_on,
        membership=membership,
        works_with=works_with or group or PvgGroup.ADULTS,
        is_alone_or_at_night=is_at_night,
        council=council,
    )


def _care(listing: Listing, registration: Registration | None, pa_count: int) -> CareLine:
    row = _as_rules_see(registration, listing.registration_number)
    sorts = CARE_OF_KIND[listing.kind]
    return CareLine(
        includes_personal_care=listing.includes_personal_care,
        offered=next((sort for sort in sorts if row and row.covers(sort)), sorts[0]),
        registration=row,
        is_individual=listing.provider.is_individual,
        people_giving_care=max(pa_count, 1),
    )


def _as_rules_see(registration: Registration | None, number: str | None) -> care.Registration | None:
    """The register's row; a number that is not on the register is a registration that is not active."""
    if registration is not None:
        return care.Registration(
            number=registration.number,
            service_type=registration.service_type,
            subtype=registration.subtype or "",
            is_active=registration.is_active,
        )
    return care.Registration(number, "not on the register", "", is_active=False) if number else None


def _stay(listing: Listing) -> StayPapers:
    return StayPapers(
        is_short_term_let=listing.kind.is_stay,
        licence_number=listing.licence_number or "",
        exemption=listing.licence_exemption or "",
        most_people=listing.sleeps,
        energy_rating=listing.energy_rating or "",
        needs_energy_rating=questions_for(listing.kind).asks_licence and not listing.energy_exemption,
    )


def _takes_dogs(listing: Listing) -> bool | None:
    fact = listing.known_facts.get("assistance_dog")
    if fact is None:
        return None
    return fact.value is True if fact.state is FactState.KNOWN else False


def _is_at_night(listing: Listing) -> bool:
    return any(rate.unit.is_at_night for rate in listing.rates)
