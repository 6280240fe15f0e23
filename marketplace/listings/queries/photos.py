"""Photographs as they are looked at: one file of one of them, the main one of each listing in a list."""

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing, Photo, PhotoSize
from marketplace.listings.queries.public import is_theirs


@dataclass(frozen=True)
class Served:
    """One file of a photo. ``is_public``: anybody may see it, and keep it."""

    size: PhotoSize
    is_public: bool


@dataclass(frozen=True)
class MainPhoto:
    """What a list prints of the main photo of a listing."""

    ref: str
    words: str


def served(ref: str, name: str, *, viewer: Viewer) -> Served:
    """The file of that name of a photo. Raises NotFound when there is none that the viewer may see.

    Anybody may see what is told of in words on a published listing; what is not yet, its provider and the brokerage.
    """
    found = session.execute(
        select(PhotoSize, Photo.words, Listing)
        .join(Photo, Photo.id == PhotoSize.photo_id)
        .join(Listing, Listing.id == Photo.listing_id)
        .where(Photo.ref == ref, PhotoSize.name == name)
    ).first()
    if found is None:
        raise NotFound
    size, words, listing = found
    is_public = bool(words) and listing.state is ListingState.PUBLISHED
    if not (is_public or is_theirs(listing, viewer)):
        raise NotFound
    return Served(size, is_public)


def photo_of(listing: Listing, ref: str) -> Photo:
    """The photo of that reference, of this listing. Raises NotFound."""
    for photo in listing.photos:
        if photo.ref == ref:
            return photo
    raise NotFound


def main_photo_id(listing_id: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """The id of a listing's main photo: the first of those that anybody may see; NULL where it has none."""
    one = aliased(Photo)
    return (
        select(one.id)
        .where(one.listing_id == listing_id, one.words != "")
        .order_by(one.position, one.id)
        .limit(1)
        .scalar_subquery()
    )
