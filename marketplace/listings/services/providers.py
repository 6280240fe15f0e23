"""Providers: made on the organisation's first visit, and what they say of themselves."""

from dataclasses import asdict, dataclass
from typing import Self

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.models import Organisation
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.editing import stamp
from marketplace.listings.models import Listing, ListingState, Provider
from marketplace.listings.services import search_row
from marketplace.listings.services.editing import refuse_changed


@dataclass(frozen=True, slots=True)
class Details:
    """What a provider says of itself. ``legal_name`` is who a contract is with; blanks are None but for ``about``."""

    legal_name: str
    is_individual: bool
    about: str
    telephone: str | None
    out_of_hours_telephone: str | None
    email: str | None

    @classmethod
    def of(cls, provider: Provider) -> Self:
        """What it says now."""
        return cls(
            legal_name=provider.legal_name,
            is_individual=provider.is_individual,
            about=provider.about,
            telephone=provider.telephone,
            out_of_hours_telephone=provider.out_of_hours_telephone,
            email=provider.email,
        )


def provider_of(*, organisation_id: int, by: Actor) -> Provider:
    """The provider that an organisation is, made the first time it is asked for."""
    found = _find(organisation_id)
    if found is not None:
        return found
    with transaction():
        found = _find(organisation_id)
        if found is None:
            organisation = session.get_one(Organisation, organisation_id, with_for_update=True)
            found = _find(organisation_id) or Provider(
                organisation_id=organisation_id, name=organisation.name, made_at=clock.now()
            )
            session.add(found)
            session.flush()
            audit.record("provider-made", about=f"provider:{found.ref}", by=by)
    return found


def change_details(*, provider_id: int, details: Details, seen: str | None, by: Actor) -> None:
    """Keep what the provider says of itself. Raises ChangedMeanwhile."""
    with transaction():
        provider = session.get_one(Provider, provider_id, with_for_update=True)
        now = Details.of(provider)
        if details == now:
            return
        about = f"provider:{provider.ref}"
        refuse_changed(seen, stamp(now), about, "provider-changed")
        for name, value in asdict(details).items():
            setattr(provider, name, value)
        if details.is_individual != now.is_individual:
            _tell_place_anew(provider)
        audit.record("provider-changed", about=about, by=by)


def seen_details(provider: Provider) -> str:
    """What a form drawn from the provider's details carries."""
    return stamp(Details.of(provider))


def _tell_place_anew(provider: Provider) -> None:
    """How exactly searches and open data tell where the published listings are depends on who offers them."""
    published = select(Listing).where(Listing.provider_id == provider.id, Listing.state == ListingState.PUBLISHED)
    for listing in session.scalars(published):
        listing.changed_at = clock.now()
        search_row.refresh(listing)


def _find(organisation_id: int) -> Provider | None:
    return session.scalar(select(Provider).where(Provider.organisation_id == organisation_id))
