"""One space as its provider sees it, with what takes it; and its private export."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.models import Cause, Listing, Occupancy, Provider, Space
from marketplace.wording import short_day


@dataclass(frozen=True)
class SpaceDiary:
    """One space, and what takes it from now on."""

    space: Space
    ahead: tuple[Occupancy, ...]

    @property
    def is_by_nights(self) -> bool:
        """Whether it is sold by nights."""
        return self.space.listing.kind.is_stay


def space_diary(ref: str, *, viewer: Viewer) -> SpaceDiary:
    """One space of the viewer's own. Raises NotFound for anybody else's."""
    space = session.scalar(own_spaces(viewer).where(Space.ref == ref))
    if space is None:
        raise NotFound
    ahead = session.scalars(
        select(Occupancy)
        .where(Occupancy.space_id == space.id, Occupancy.released_at.is_(None), Occupancy.ends_at > clock.now())
        .where(Occupancy.expires_at.is_(None) | (Occupancy.expires_at > clock.now()))
        .order_by(Occupancy.starts_at)
    )
    return SpaceDiary(space, tuple(ahead))


def space_by_token(token: str) -> Space:
    """The space of a private export address. Raises NotFound."""
    space = session.scalar(select(Space).where(Space.export_token == token).options(joinedload(Space.listing)))
    if space is None:
        raise NotFound
    return space


def exported(space: Space) -> list[Occupancy]:
    """What is taken of a space here, from a month ago on: what came from elsewhere is not sent back."""
    rows = session.scalars(
        select(Occupancy)
        .where(Occupancy.space_id == space.id, Occupancy.released_at.is_(None))
        .where(Occupancy.cause != Cause.OUTSIDE, Occupancy.ends_at > clock.now() - timedelta(days=31))
        .where(Occupancy.expires_at.is_(None) | (Occupancy.expires_at > clock.now()))
        .order_by(Occupancy.starts_at)
    )
    return list(rows)


def period_words(occupancy: Occupancy, *, by_nights: bool) -> str:
    """When it is: ``Mon 1 to Thu 4 Mar`` in nights, or with its hours."""
    starts, ends = in_london(occupancy.starts_at), in_london(occupancy.ends_at)
    if by_nights:
        return f"{short_day(starts.date())} to {short_day(ends.date())}"
    if starts.date() == ends.date():
        return f"{short_day(starts.date())}, {starts:%H:%M} to {ends:%H:%M}"
    return f"{short_day(starts.date())}, {starts:%H:%M} to {short_day(ends.date())}, {ends:%H:%M}"


def own_spaces(viewer: Viewer) -> Select[Space]:
    """The spaces of the viewer's own provider, to be narrowed."""
    return (
        select(Space)
        .join(Space.listing)
        .join(Listing.provider)
        .where(Provider.organisation_id == viewer.organisation_id, Provider.organisation_id.is_not(None))
        .options(joinedload(Space.listing).joinedload(Listing.provider))
    )
