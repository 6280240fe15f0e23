"""What a viewer has kept, for whom; only people they may see now are named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.finding.models import KeptListing
from marketplace.finding.record import from_record, when_words
from marketplace.listings import pictures
from marketplace.listings.asked import Asked
from marketplace.listings.models import Listing, ListingState, Photo
from marketplace.listings.queries.free_then import free_for
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
    for_days: Asked | None = None
    is_free: bool | None = None

    @property
    def is_over(self) -> bool:
        """Whether the days it is kept for have begun: nobody asks any more whether it is free then."""
        return self.for_days is not None and _begins(self.for_days) < clock.today()

    @property
    def when_words(self) -> str:
        """The days it is kept for; blank for none."""
        return when_words(self.for_days) if self.for_days else ""

    @property
    def address(self) -> dict[str, str]:
        """The days, and for how many, as its page and a comparison are told of them: only while they are to come."""
        return self.for_days.address if self.for_days and not self.is_over else {}


@dataclass(frozen=True)
class Shortlist:
    """What is kept for one person; ``person_ref`` and ``called`` are blank for nobody in particular.

    ``is_free`` of what is kept: on the days it is kept for; none where there are no days to come.
    """

    person_ref: str
    called: str
    kept: tuple[Kept, ...]

    @property
    def times(self) -> list[tuple[str, dict[str, str]]]:
        """The days for which what is offered is kept, in words and as an address, each once; the latest kept first."""
        said = {one.when_words: one.address for one in self.kept if one.is_offered and one.address}
        return list(said.items())


def shortlists(*, viewer: Viewer) -> list[Shortlist]:
    """Everything the viewer has kept, latest first, by whom it is for; nobody in particular comes last."""
    mine = select(KeptListing).where(KeptListing.account_id == viewer.account_id).order_by(KeptListing.id.desc())
    rows = list(session.scalars(mine))
    people = {one.person.id: one.person for one in all_my_people(viewer=viewer)} if rows else {}
    told = _told([row.listing_id for row in rows])
    asked = {row.id: from_record(row.asked) if row.asked else None for row in rows}
    free = _free([(row.listing_id, asked[row.id]) for row in rows])
    lists = []
    for person_id in [*people, None]:
        kept = tuple(
            _kept(told[row.listing_id], ref=row.ref, note=row.note, for_days=asked[row.id], is_free=is_free)
            for row, is_free in zip(rows, free, strict=True)
            if row.person_id == person_id
        )
        person = people.get(person_id) if person_id else None
        if kept:
            lists.append(Shortlist(person.ref if person else "", person.called if person else "", kept))
    return lists


def shortlist_of_visitor(gathered: Mapping[str, Asked | None]) -> list[Shortlist]:
    """The same for somebody whom nobody knows: what their cookie holds, latest first."""
    found = session.execute(select(Listing.ref, Listing.id).where(Listing.ref.in_(gathered)))
    ids = {row.ref: row.id for row in found}
    told = _told(list(ids.values()))
    latest_first = [(ids[ref], ref, asked) for ref, asked in reversed(list(gathered.items())) if ref in ids]
    free = _free([(listing_id, asked) for listing_id, _, asked in latest_first])
    kept = tuple(
        _kept(told[listing_id], ref=ref, for_days=asked, is_free=is_free)
        for (listing_id, ref, asked), is_free in zip(latest_first, free, strict=True)
    )
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


def _begins(asked: Asked) -> date:
    return asked.days[0] if asked.days else date.max


def _free(several: Sequence[tuple[int, Asked | None]]) -> list[bool | None]:
    """Whether each of these listings is free for its own days; none where there are none to come."""
    times = list({one for _, one in several if one is not None and _begins(one) >= clock.today()})
    found = dict(zip(times, free_for(list({listing_id for listing_id, _ in several}), times), strict=True))
    return [listing_id in found[one] if one is not None and one in found else None for listing_id, one in several]


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


def _kept(told: _Told, *, ref: str, note: str = "", for_days: Asked | None = None, is_free: bool | None = None) -> Kept:
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
        for_days=for_days,
        is_free=is_free,
    )
