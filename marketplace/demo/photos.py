"""The photos of the demo's listings: some providers have put theirs up, most have not yet."""

from functools import cache

from marketplace.access_facts.catalogue import FactKind
from marketplace.audit import Actor
from marketplace.demo.supply_texts import FOLDER, ListingText
from marketplace.listings.models import Listing
from marketplace.listings.services import photos
from marketplace.listings.services.photos import Telling
from marketplace.listings.showing import provable
from marketplace.photographs import Photograph, make


def put_up(listing: Listing, text: ListingText, *, by: Actor) -> tuple[FactKind, ...]:
    """Put up the photos that ``text`` names; the key facts that none of them proves.

    The demo's providers state those once they are published, as those did who came before there were photos.
    """
    made = {_photograph(one.file).digest: one for one in text.photos}
    photos.put_up(listing_id=listing.id, photographs=[_photograph(one.file) for one in text.photos], by=by)
    for photo in list(listing.photos):
        one = made[photo.digest]
        photos.tell(listing_id=listing.id, ref=photo.ref, telling=Telling(one.words, one.proves), seen=None, by=by)
    proved = {fact_id for one in text.photos for fact_id in one.proves}
    return tuple(kind for kind in provable(listing.kind) if kind.id not in proved)


@cache
def _photograph(name: str) -> Photograph:
    return make((FOLDER / "photos" / f"{name}.webp").read_bytes())
