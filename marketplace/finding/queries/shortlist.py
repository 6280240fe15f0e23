"""What a viewer has kept, for whom; only people they may see now are named."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.finding.models import KeptListing
from marketplace.listings import pictures
from marketplace.listings.models import Listing, ListingState, Photo
from marketplace.listings.queries.photos import main_photo_id
from marketplace.people.queries.persons import all_my_people


@dataclass(frozen=True)
class Kept:
    """One listing on a shortlist. ``ref`` names its place there; ``is_offered``: anybody may see and book it now."""

    ref: str
    listing_ref: str
    title: str
    kind: ListingKind
    town: str
    picture: str
    alt: str
    photo: str
    is_offered: bool
    note: str = ""


@dataclass(frozen=True)
class Shortlist:
    """What is kept for one person; ``person_ref`` and ``called`` are blank for nobody in particular."""

    person_ref: str
    called: str
    kept: tuple[Kept, ...]


def shortlists(*, viewer: Viewer) -> list[Shortlist]:
    """Everything the viewer has kept, latest first, by whom it is for; nobody in particular comes last."""
    mine = select(KeptListing).where(KeptListing.account_id == viewer.account_id).order_by(KeptListing.id.desc())
    rows = list(session.scalars(mine))
    people = {one.person.id: one.person for one in all_my_people(viewer=viewer)} if rows else {}
    told = _told([row.listing_id for row in rows])
    lists = []
    for person_id in [*people, None]:
        kept = tuple(
            _kept(told[row.listing_id], ref=row.ref, note=row.note) for row in rows if row.person_id == person_id
        )
        person = people.get(person_id) if person_id else None
        if kept:
            lists.append(Shortlist(person.ref if person else "", person.called if person else "", kept))
    return lists


def shortlist_of_visitor(refs: Sequence[str]) -> list[Shortlist]:
    """The same for somebody whom nobody knows: what their cookie holds, latest first."""
    found = session.execute(select(Listing.ref, Listing.id).where(Listing.ref.in_(refs)))
    ids = {row.ref: row.id for row in found}
    told = _told(list(ids.values()))
    kept = tuple(_kept(told[ids[ref]], ref=ref) for ref in reversed(refs) if ref in ids)
    return [Shortlist("", "", kept)] if kept else []


def kept_of(ref: str, *, viewer: Viewer) -> KeptListing:
    """One place on the viewer's own shortlist. Raises NotFound."""
    found = session.scalar(
        select(KeptListing).where(KeptListing.ref == ref, KeptListing.account_id == viewer.account_id)
    )
    if found is None:
        raise NotFound
    return found


def is_kept(listing_id: int, *, viewer: Viewer) -> bool:
    """Whether the viewer has this listing on any list."""
    mine = select(KeptListing.id).where(
        KeptListing.account_id == viewer.account_id, KeptListing.listing_id == listing_id
    )
    return session.scalar(mine.limit(1)) is not None


@dataclass(frozen=True)
class _Told:
    ref: str
    title: str
    kind: ListingKind
    town: str
    picture: str | None
    state: ListingState
    photo: str | None
    photo_words: str | None


def _told(listing_ids: Sequence[int]) -> dict[int, _Told]:
    rows = session.execute(
        select(
            Listing.id,
            Listing.ref,
            Listing.title,
            Listing.kind,
            Listing.town,
            Listing.picture,
            Listing.state,
            Photo.ref.label("photo"),
            Photo.words.label("photo_words"),
        )
        .outerjoin(Photo, Photo.id == main_photo_id(Listing.id))
        .where(Listing.id.in_(listing_ids))
    )
    return {row.id: _Told(*row[1:]) for row in rows}


def _kept(told: _Told, *, ref: str, note: str = "") -> Kept:
    drawn = pictures.of(told.picture, told.kind)
    return Kept(
        ref=ref,
        listing_ref=told.ref,
        title=told.title,
        kind=told.kind,
        town=told.town,
        picture=drawn.name,
        alt=(told.photo_words or "") if told.photo else drawn.alt,
        photo=told.photo or "",
        is_offered=told.state is ListingState.PUBLISHED,
        note=note,
    )
