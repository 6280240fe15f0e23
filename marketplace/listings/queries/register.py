"""What the brokerage sees of the public register: the files taken in, and listings that lost their registration."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotAllowed
from marketplace.listings.models import (
    Cause,
    Listing,
    ListingState,
    Occupancy,
    RegisterImport,
    Registration,
    Space,
)

IMPORTS_SHOWN = 12


@dataclass(frozen=True)
class LostListing:
    """A listing hidden because its registration is not active, and how many bookings stand in its diaries."""

    listing: Listing
    bookings_ahead: int


@dataclass(frozen=True)
class RegisterPage:
    """The register as it stands."""

    services: int
    active: int
    imports: list[RegisterImport]
    lost: list[LostListing]

    @property
    def last_at(self) -> datetime | None:
        """When a file was last taken in."""
        return self.imports[0].at if self.imports else None


def register_page(*, viewer: Viewer) -> RegisterPage:
    """The register, for those who keep it. Raises NotAllowed for everyone else."""
    if not viewer.can(Permission.KEEP_REGISTER):
        raise NotAllowed
    is_active = (Registration.status == "Active") & Registration.gone_at.is_(None)
    services, active = session.execute(
        select(func.count(), func.count().filter(is_active)).select_from(Registration)
    ).one()
    imports = session.scalars(select(RegisterImport).order_by(RegisterImport.id.desc()).limit(IMPORTS_SHOWN))
    return RegisterPage(services, active, list(imports), _lost())


def _lost() -> list[LostListing]:
    """Hidden listings whose number is not active, with the bookings and holds that lie ahead in their diaries."""
    active = select(Registration.number).where(Registration.status == "Active", Registration.gone_at.is_(None))
    ahead = (
        select(Space.listing_id, func.count(Occupancy.reference.distinct()).label("bookings"))
        .join(Occupancy, Occupancy.space_id == Space.id)
        .where(Occupancy.released_at.is_(None), Occupancy.ends_at > clock.now())
        .where(Occupancy.cause.in_([Cause.BOOKING, Cause.HOLD]))
        .group_by(Space.listing_id)
        .subquery()
    )
    rows = session.execute(
        select(Listing, func.coalesce(ahead.c.bookings, 0))
        .outerjoin(ahead, ahead.c.listing_id == Listing.id)
        .where(Listing.state == ListingState.HIDDEN, Listing.registration_number.is_not(None))
        .where(Listing.registration_number.not_in(active))
        .options(joinedload(Listing.provider))
        .order_by(Listing.title)
    )
    return [LostListing(row[0], row[1]) for row in rows]
