"""What golden breaks are made of: providers with somebody who answers for them, and listings whose papers are in."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.models import Organisation
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.listings.models import PA, Listing, Provider, PVGSort, RateUnit, Registration, Space
from tests import families, supply
from tests.beginnings import beginning

CARE_NUMBER = "CS2012306789"


@dataclass(frozen=True)
class Offered:
    """One listing, by its reference, and who answers for its provider. ``spaces``: their references, in order."""

    ref: str
    by: Viewer
    spaces: tuple[str, ...]


def offered(
    title: str,
    kind: ListingKind,
    rates: Mapping[RateUnit, int],
    *,
    provider: str,
    by: Viewer | None = None,
    spaces: int = 1,
    sleeps: int | None = None,
    facts: str = "",
    option_days: int = 7,
) -> Offered:
    """A published listing whose papers are in, of a provider with a sign-in (``by``, or a new one)."""
    viewer = by or families.viewer(f"{provider} office", RoleName.PROVIDER)
    made = supply.listing(
        title, kind=kind, rates=rates, sleeps=sleeps, facts=facts, spaces=spaces, of=_provider(provider, viewer)
    )
    with transaction():
        listing = session.get_one(Listing, made.id)
        listing.option_days = option_days
        if kind.is_stay:
            listing.licence_number, listing.energy_rating = "SB-00123-F", "C"
        session.flush()
        return Offered(listing.ref, viewer, tuple(space.ref for space in listing.spaces))


@beginning
def pa_bank(*, pas: int = 3, by: Viewer | None = None) -> Offered:
    """A PA bank on the care register that gives personal care: hours at £24.60, sleepovers at £165.00."""
    rates = {RateUnit.HOUR: 24_60, RateUnit.SLEEPOVER: 165_00}
    bank = offered("Tweed PA Bank", ListingKind.PA_BANK, rates, provider="Tweed PA Bank", by=by, spaces=0)
    return with_care(bank, pas)


def with_care(bank: Offered, pas: int, *, is_active: bool = True) -> Offered:
    """The same listing with an active registration, and PAs whose papers are in."""
    register(is_active=is_active)
    with transaction():
        listing = session.scalars(select(Listing).where(Listing.ref == bank.ref)).one()
        listing.includes_personal_care, listing.registration_number = True, CARE_NUMBER
        for space in listing.spaces:
            space.closed_at = clock.now()
        listing.spaces += [
            Space(name=f"PA {number}", pa=_pa(listing.provider, number), made_at=clock.now())
            for number in range(1, pas + 1)
        ]
        session.flush()
        return Offered(bank.ref, bank.by, tuple(space.ref for space in listing.spaces if space.pa))


def register(*, is_active: bool = True, number: str = CARE_NUMBER) -> None:
    """A care at home service on the public register."""
    now = clock.now()
    with transaction():
        row = session.scalar(select(Registration).where(Registration.number == number)) or Registration(
            number=number,
            service_type="Support Service",
            subtype="Care at Home",
            name="Tweed PA Bank",
            grades={},
            first_seen_at=now,
            changed_at=now,
            status="",
        )
        row.status = "Active" if is_active else "Cancelled"
        session.add(row)


def _provider(name: str, viewer: Viewer) -> Provider:
    found = session.scalar(select(Provider).where(Provider.organisation_id == viewer.organisation_id))
    if found is not None:
        return found
    with transaction():
        organisation = session.get_one(Organisation, viewer.organisation_id)
        organisation.name = name
        made = Provider(organisation_id=organisation.id, name=name, legal_name=f"{name} Ltd", made_at=clock.now())
        session.add(made)
        session.flush()
        return made


def _pa(provider: Provider, number: int) -> PA:
    today = clock.today()
    return PA(
        provider=provider,
        name=f"PA {number}",
        born_on=today.replace(year=today.year - 30, day=1),
        pvg_sort=PVGSort.ADULTS,
        pvg_checked_on=today,
        pvg_checked_by="Tweed PA Bank",
        made_at=clock.now(),
    )
