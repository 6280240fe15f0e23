"""Supply for tests: a provider, a listing, its spaces, made straight in the database with as little as each needs."""

from collections.abc import Collection, Mapping
from datetime import date

from marketplace import clock
from marketplace.access_facts.facts import Evidence, parse_facts
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Organisation
from marketplace.accounts.roles import OrganisationKind
from marketplace.db import session, transaction
from marketplace.listings.cancelling import Cancellation
from marketplace.listings.models import (
    PA,
    BookingTerms,
    Fact,
    Listing,
    ListingState,
    PAHours,
    PANight,
    Provider,
    PVGSort,
    Rate,
    RateUnit,
    Space,
)
from marketplace.listings.services import search_row
from marketplace.listings.terms import EVERY_DAY

DUNS = (55.7773, -2.3446)


def provider(name: str = "Merse Housing") -> Provider:
    """A provider that is there already, or a new one, not yet committed."""
    now = clock.now()
    organisation = Organisation(kind=OrganisationKind.PROVIDER, name=name, made_at=now)
    made = Provider(organisation=organisation, name=name, legal_name=f"{name} Ltd", made_at=now)
    session.add(made)
    return made


def listing(
    title: str = "Orchard House",
    *,
    kind: ListingKind = ListingKind.ACCOMMODATION,
    at: tuple[float, float] = DUNS,
    sleeps: int | None = 4,
    facts: str = "",
    rates: Mapping[RateUnit, int] | None = None,
    spaces: int = 1,
    of: Provider | None = None,
    min_nights: int | None = None,
    travels_km: int | None = None,
) -> Listing:
    """A published listing with its search row, committed. Rates are the same on every sort of day."""
    now = clock.now()
    with transaction():
        made = Listing(
            provider=of or provider(),
            kind=kind,
            state=ListingState.PUBLISHED,
            proofs_in=True,
            title=title,
            town="Duns",
            latitude=at[0],
            longitude=at[1],
            sleeps=sleeps,
            min_nights=min_nights,
            travels_km=travels_km,
            made_at=now,
            changed_at=now,
            published_at=now,
        )
        made.spaces = [Space(name=f"{title} {number}", made_at=now) for number in range(1, spaces + 1)]
        known = parse_facts(facts, kind=kind, evidence=Evidence.MEASURED_BY_US, today=clock.today())
        made.facts = [Fact.of(fact) for fact in known]
        made.rates = [
            Rate(unit=unit, weekday_pence=pence, weekend_pence=pence, bank_holiday_pence=pence)
            for unit, pence in (rates if rates is not None else {RateUnit.NIGHT: 13_500}).items()
        ]
        session.add(made)
        search_row.refresh(made)
    return made


def bank_at_work(
    title: str = "Reivers",
    *,
    rates: Mapping[RateUnit, int],
    days: Collection[int] = (),
    hours: tuple[int, int] = (8, 22),
    nights: Collection[int] = (),
    pas: int = 1,
) -> Listing:
    """A PA bank whose PAs all work between two full hours on some weekdays, and may sleep over on some evenings."""
    bank = listing(title, kind=ListingKind.PA_BANK, rates=rates, spaces=pas)
    with transaction():
        for space in bank.spaces:
            pa = PA(provider=bank.provider, name=space.name, born_on=date(1990, 1, 1), made_at=clock.now())
            pa.pvg_sort, pa.pvg_checked_on, pa.pvg_checked_by = PVGSort.ADULTS, clock.today(), title
            opens, closes = (hour * 60 for hour in hours)
            pa.hours = [PAHours(weekday=day, opens_minute=opens, closes_minute=closes) for day in days]
            pa.nights = [PANight(weekday=day) for day in nights]
            session.add(pa)
            session.flush()
            space.pa_id = pa.id
    return bank


def terms(of: Listing, **said: object) -> None:
    """Booking terms of a listing that has none: it takes nothing else, and begins on any day, unless these say so."""
    usual = {"changeover_days": EVERY_DAY, "notice_days": 0, "is_firm": True, "is_instant": False}
    with transaction():
        not_said = Cancellation.NOT_SAID
        session.add(BookingTerms(listing_id=of.id, cancellation=not_said, cancellation_words="", **{**usual, **said}))
        session.flush()
        session.expire(of)
        search_row.refresh(of)
