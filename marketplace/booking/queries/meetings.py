"""Meetings before a first booking, as either side sees them: never the other side's private words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.booking.lifecycle import IN, BreakState
from marketplace.booking.meet import USUAL_MINUTES, MeetAnswer, MeetSide, MeetState
from marketplace.booking.models import Break, Line, Meeting, MeetingTerms
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing, Provider
from marketplace.people.models import Person
from marketplace.people.queries.persons import is_mine, standing_for, standings_for
from marketplace.people.representation import Standing

MOST_SHOWN = 50
WITH_PAS = (ListingKind.PA_BANK, ListingKind.SOLE_PA)


@dataclass(frozen=True)
class MeetOffer:
    """On what terms a listing meets people. ``pas``: reference of the diary and name, of those who may come."""

    listing_ref: str
    title: str
    provider: str
    is_offered: bool
    minutes: int
    pence: int
    pas: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MeetingPage:
    """One meeting. ``theirs`` and ``mine``: the times of the other side and of one's own that can still be taken.

    ``is_still``: no time can be agreed for now; why is not said, for the provider reads it too.
    """

    ref: str
    side: MeetSide
    title: str
    provider: str
    called: str
    pa: str
    how: str
    place: str
    words: str
    minutes: int
    pence: int
    state: MeetState
    starts_at: datetime | None
    theirs: tuple[datetime, ...]
    mine: tuple[datetime, ...]
    pas: tuple[tuple[str, str], ...]
    may_act: bool
    is_still: bool
    is_over: bool
    my_answer: MeetAnswer | None
    my_words: str
    their_answer: MeetAnswer | None
    is_my_turn: bool

    @property
    def waits_for_me(self) -> bool:
        """Whether it is the viewer's turn."""
        has_to_choose = self.is_my_turn and bool(self.theirs) and not self.is_still
        return self.may_act and (has_to_choose or (self.is_over and self.my_answer is None))


def meet_offer(listing_ref: str) -> MeetOffer:
    """Of a published listing of PAs. Raises NotFound."""
    listing = session.scalar(
        select(Listing).where(
            Listing.ref == listing_ref, Listing.state == ListingState.PUBLISHED, Listing.kind.in_(WITH_PAS)
        )
    )
    if listing is None:
        raise NotFound
    return offer_of(listing)


def offer_of(listing: Listing) -> MeetOffer:
    """The same of a listing that is known."""
    terms = session.get(MeetingTerms, listing.id)
    return MeetOffer(
        listing_ref=listing.ref,
        title=listing.title,
        provider=listing.provider.name,
        is_offered=terms.is_offered if terms else True,
        minutes=terms.minutes if terms else USUAL_MINUTES,
        pence=terms.pence if terms else 0,
        pas=_pas(listing),
    )


def meeting_for(ref: str, *, viewer: Viewer) -> MeetingPage:
    """One meeting of the viewer's. Raises NotFound."""
    one = session.scalar(_meetings().where(Meeting.ref == ref))
    if one is None:
        raise NotFound
    standing = standing_for(one.person, viewer=viewer)
    side = _side(one, viewer, standing)
    if side is None:
        raise NotFound
    return _page(one, side, standing)


def my_meetings(*, viewer: Viewer) -> tuple[MeetingPage, ...]:
    """Those of the viewer's people, or of their provider: what waits for the viewer first, then by time."""
    rows = session.scalars(_meetings().where(_concerns(viewer)).order_by(Meeting.id.desc()).limit(MOST_SHOWN)).all()
    standings = standings_for({one.person_id: one.person for one in rows}.values(), viewer=viewer) if rows else {}
    sides = ((one, _side(one, viewer, standings[one.person_id])) for one in rows)
    pages = [_page(one, side, standings[one.person_id]) for one, side in sides if side is not None]
    return tuple(sorted(pages, key=lambda one: (not one.waits_for_me, one.state is MeetState.OFF)))


def side_of(one: Meeting, *, viewer: Viewer) -> MeetSide | None:
    """Which side of a meeting the viewer is on; none: it is not theirs to see."""
    return _side(one, viewer, standing_for(one.person, viewer=viewer))


def _side(one: Meeting, viewer: Viewer, standing: Standing) -> MeetSide | None:
    if viewer.can(Permission.ANSWER_REQUESTS) and one.listing.provider.organisation_id == viewer.organisation_id:
        return MeetSide.PROVIDER
    return MeetSide.FAMILY if standing.may_see else None


def to_meet_first(break_ref: str) -> tuple[MeetOffer, ...]:
    """New PAs in a break who give personal care and whom its people have not met or had before. Callers scope it."""
    lines = select(Line).join(Break, Break.id == Line.break_id)
    wanted = lines.where(Break.ref == break_ref, Line.state.in_(IN), Line.includes_personal_care)
    new = session.scalars(wanted.where(Line.listing_id.in_(_offering()), ~_known_already()))
    found = {line.listing_id: line.listing for line in new if line.listing is not None}
    return tuple(offer for listing in found.values() if (offer := offer_of(listing)).is_offered)


def meetings_behind(references: Collection[str]) -> dict[str, str]:
    """The meetings behind what takes a provider's diaries, by their references."""
    refs = [one.removeprefix("meeting:") for one in references if one.startswith("meeting:")]
    return {f"meeting:{ref}": ref for ref in refs}


def _offering() -> Select[int]:
    return select(Listing.id).where(Listing.kind.in_(WITH_PAS), Listing.state == ListingState.PUBLISHED)


def _known_already() -> ColumnElement[bool]:
    """Whether whoever's break it is has met the provider of a line, or had it in a confirmed break that is before."""
    theirs = or_(Meeting.person_id == Break.person_id, Meeting.person_id == Break.carer_id)
    met = select(Meeting.id).where(theirs, Meeting.listing_id == Line.listing_id, Meeting.state != MeetState.OFF)
    earlier, before = Line.__table__.alias(), Break.__table__.alias()
    had = (
        select(earlier.c.id)
        .join(before, before.c.id == earlier.c.break_id)
        .where(earlier.c.listing_id == Line.listing_id, before.c.id != Break.id)
        .where(before.c.state.in_([BreakState.CONFIRMED.value, BreakState.COMPLETED.value]))
        .where(earlier.c.state.in_([state.value for state in IN]), before.c.ends_at <= Break.starts_at)
        .where(or_(before.c.person_id == Break.person_id, before.c.carer_id == Break.carer_id))
    )
    return or_(met.exists(), had.exists())


def _meetings() -> Select[Meeting]:
    return select(Meeting).options(
        joinedload(Meeting.listing).joinedload(Listing.provider),
        joinedload(Meeting.person),
        joinedload(Meeting.space),
        selectinload(Meeting.times),
        selectinload(Meeting.said),
    )


def _concerns(viewer: Viewer) -> ColumnElement[bool]:
    mine: list[ColumnElement[bool]] = [false()]
    if viewer.can(Permission.ANSWER_REQUESTS) and viewer.organisation_id is not None:
        mine.append(Meeting.listing_id.in_(_of_provider(viewer)))
    if viewer.can(Permission.ARRANGE_BREAKS):
        mine.append(Meeting.person_id.in_(select(Person.id).where(is_mine(viewer))))
    return or_(*mine)


def _of_provider(viewer: Viewer) -> Select[int]:
    own = select(Listing.id).join(Provider, Provider.id == Listing.provider_id)
    return own.where(Provider.organisation_id == viewer.organisation_id)


def _page(one: Meeting, side: MeetSide, standing: Standing) -> MeetingPage:
    now = clock.now()
    open_times = [time for time in one.times if time.starts_at > now and one.state is MeetState.ASKED]
    said = {word.side: word for word in one.said}
    mine, theirs = said.get(side), said.get(side.other)
    may_act = side is MeetSide.PROVIDER or standing.may_plan
    return MeetingPage(
        ref=one.ref,
        side=side,
        title=one.listing.title,
        provider=one.listing.provider.name,
        called=one.person.called,
        pa=one.space.name if one.space else "",
        how=one.how.words,
        place=one.place,
        words=one.words,
        minutes=one.minutes,
        pence=one.pence,
        state=one.state,
        starts_at=one.starts_at,
        theirs=tuple(time.starts_at for time in open_times if time.side is side.other),
        mine=tuple(time.starts_at for time in open_times if time.side is side),
        pas=_pas(one.listing) if side is MeetSide.PROVIDER and one.who_comes is None else (),
        may_act=may_act,
        is_still=one.person.stands_still is not None,
        is_over=one.state is MeetState.AGREED and one.ends_at is not None and one.ends_at <= now,
        my_answer=mine.answer if mine else None,
        my_words=mine.words if mine else "",
        their_answer=theirs.answer if theirs else None,
        is_my_turn=bool(open_times) and max(open_times, key=lambda time: time.id).side is side.other,
    )


def _pas(listing: Listing) -> tuple[tuple[str, str], ...]:
    return tuple((space.ref, space.name) for space in listing.spaces if space.closed_at is None)
