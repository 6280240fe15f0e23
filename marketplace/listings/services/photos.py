"""Puts photographs of a listing up, says what they show, sets their order, takes them down."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum

from marketplace import clock
from marketplace.access_facts.catalogue import CATALOGUE
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.editing import stamp
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import Listing, Photo, PhotoFact, PhotoSize
from marketplace.listings.services import editing, publishing
from marketplace.listings.showing import provable
from marketplace.photographs import Photograph

MOST_PHOTOS = 24
"""Of one listing: more than anybody looks at."""


class Step(StrEnum):
    """Where a photo goes among the others."""

    FIRST = "first"
    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Telling:
    """What a photo shows, in words, and the key facts it proves."""

    words: str
    fact_ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, photo: Photo) -> "Telling":
        """What is told of it now."""
        return cls(photo.words, _in_order(photo.fact_ids))


@dataclass(frozen=True, slots=True)
class PutUp:
    """What came of putting photos up: how many are new, and how many were there already.

    ``no_room``: the digests of those for which the listing has no room.
    """

    new: int
    again: int
    no_room: frozenset[str]


def put_up(*, listing_id: int, photographs: Iterable[Photograph], by: Actor) -> PutUp:
    """Put photos behind those that are there, as many as there is room for. None is put up twice."""
    came = {photograph.digest: photograph for photograph in photographs}
    with transaction():
        listing = publishing.locked(listing_id)
        session.refresh(listing, ["photos"])
        here = {photo.digest for photo in listing.photos}
        others = [each for digest, each in came.items() if digest not in here]
        room = MOST_PHOTOS - len(here)
        if new := others[:room]:
            with editing.changing(listing, "listing-photos-put-up", by):
                listing.photos.extend(_photo(each, by) for each in new)
                _number(listing.photos)
        return PutUp(len(new), len(came) - len(others), frozenset(each.digest for each in others[room:]))


def seen_telling(photo: Photo) -> str:
    """What a form drawn from what is told of it carries."""
    return stamp(Telling.of(photo))


def tell(*, listing_id: int, ref: str, telling: Telling, seen: str | None, by: Actor) -> None:
    """Say what a photo shows. Raises ChangedMeanwhile, NotFound or Refused."""
    if not telling.words:
        raise Refused(fields={"words": "Say what the photo shows"})
    with _changed(listing_id, ref, "listing-photo-told", by) as (listing, photo):
        editing.refuse_changed(seen, seen_telling(photo), publishing.about(listing), "listing-photo-told")
        allowed = {kind.id for kind in provable(listing.kind)}
        photo.words = telling.words
        photo.proves = []
        session.flush()  # the old rows go before new ones of the same fact come
        photo.proves = [PhotoFact(fact_id=fact_id) for fact_id in _in_order(telling.fact_ids) if fact_id in allowed]


def step(*, listing_id: int, ref: str, to: Step, by: Actor) -> None:
    """Move a photo among the others; the first is the main one. At the end of the row it stays. Raises NotFound."""
    with _changed(listing_id, ref, "listing-photos-ordered", by) as (listing, photo):
        row = list(listing.photos)
        at = row.index(photo)
        row.remove(photo)
        goes_to = {Step.FIRST: 0, Step.EARLIER: max(at - 1, 0), Step.LATER: at + 1}[to]
        row.insert(goes_to, photo)
        _number(row)


def take_down(*, listing_id: int, ref: str, by: Actor) -> None:
    """Take a photo away for good, also off a listing that is published. Raises NotFound."""
    with _changed(listing_id, ref, "listing-photo-taken-down", by) as (listing, photo):
        listing.photos.remove(photo)
        _number(listing.photos)


@contextmanager
def _changed(listing_id: int, ref: str, action: str, by: Actor) -> Iterator[tuple[Listing, Photo]]:
    """The locked listing and its photo, changed in the block."""
    with transaction():
        listing = publishing.locked(listing_id)
        session.refresh(listing, ["photos"])
        photo = next((each for each in listing.photos if each.ref == ref), None)
        if photo is None:
            raise NotFound
        with editing.changing(listing, action, by):
            yield listing, photo
        session.flush()
        session.expire(listing, ["photos"])


def _photo(made: Photograph, by: Actor) -> Photo:
    sizes = [PhotoSize(**asdict(size)) for size in made.sizes]
    return Photo(
        words="", digest=made.digest, made_at=clock.now(), made_by_account_id=by.account_id, position=0, sizes=sizes
    )


def _number(row: list[Photo]) -> None:
    for position, photo in enumerate(row):
        photo.position = position


def _in_order(fact_ids: Iterable[str]) -> tuple[str, ...]:
    wanted = set(fact_ids)
    return tuple(kind.id for kind in CATALOGUE if kind.id in wanted)
