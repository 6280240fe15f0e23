"""Spaces of a listing: made with it, added, renamed, closed, opened again; for PAs, whose diaries a listing offers.

A closed space keeps its history and what is booked in it; nothing new is booked.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.audit import Actor
from marketplace.db import new_ref, session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import PA, Listing, Provider, Space
from marketplace.listings.queries.joining import registration_given
from marketplace.listings.questions import questions_for
from marketplace.listings.services import editing, publishing
from marketplace.listings.services.closing_ahead import close_freed
from marketplace.listings.services.leave import close_for_leave

MOST_SPACES = 100


def make_listing(
    *,
    provider: Provider,
    kind: ListingKind,
    title: str,
    by: Actor,
    spaces: int = 1,
    includes_care: bool | None = None,
) -> Listing:
    """A draft with what it takes to be booked: spaces of its own name, or the diaries of the PAs who are free.

    ``includes_care``: whether it includes personal care, where that was said; None: as most of its kind do.
    """
    with transaction():
        _alone(provider.id)
        listing = add_draft(provider=provider, kind=kind, title=title, spaces=_names(title, spaces), by=by)
        if includes_care is not None:
            say_care(listing, provider, includes_care=includes_care)
        session.flush()
        if questions_for(kind).offers_pas:
            free = [pa for pa in pas_of(provider.id) if diary_elsewhere(pa, listing) is None]
            if kind is ListingKind.PA_BANK or len(free) == 1:
                _open_diaries(listing, free)
        return listing


def add_draft(*, provider: Provider, kind: ListingKind, title: str, spaces: Collection[str] = (), by: Actor) -> Listing:
    """A draft with these spaces, or with one of its own name; one of PAs has none. It is written at the next flush."""
    questions = questions_for(kind)
    now = clock.now()
    listing = Listing(
        ref=new_ref(),
        provider_id=provider.id,
        kind=kind,
        title=title,
        licence_exemption=questions.licence_exemption,
        made_at=now,
        changed_at=now,
    )
    say_care(listing, provider, includes_care=questions.gives_care)
    session.add(listing)
    if not questions.offers_pas:
        listing.spaces.extend(Space(name=name, made_at=now) for name in spaces or (title[:80],))
    audit.record("listing-made", about=publishing.about(listing), by=by)
    return listing


def say_care(listing: Listing, provider: Provider, *, includes_care: bool) -> None:
    """Write into a draft whether it includes personal care; then it has the registration that was given in joining."""
    listing.includes_personal_care = includes_care
    listing.registration_number = registration_given(provider) if includes_care else None


def _names(title: str, count: int) -> list[str]:
    """The title; of several alike, with a number after it."""
    return [title[:80]] if count == 1 else [f"{title[:75]} {number}" for number in range(1, count + 1)]


def add_spaces(*, listing_id: int, name: str, count: int, by: Actor) -> None:
    """Add one space called ``name``, or several called ``name 1``, ``name 2`` ... Raises Refused above MOST_SPACES."""
    with _changing(listing_id, by) as listing:
        taken = {space.name for space in listing.spaces}
        if len(taken) + count > MOST_SPACES:
            raise Refused("", fields={"count": f"A listing can have {MOST_SPACES}. This one has {len(taken)} already"})
        names = [name] if count == 1 else [f"{name} {number}" for number in range(1, count + 1)]
        twice = sorted(taken.intersection(names))
        if twice:
            raise Refused("", fields={"name": f"There is a {twice[0]} already. Give it another name"})
        listing.spaces.extend(Space(name=one, made_at=clock.now()) for one in names)


def rename_space(*, listing_id: int, space_ref: str, name: str, by: Actor) -> None:
    """Give a space another name. Raises Refused when another has it."""
    with _changing(listing_id, by) as listing:
        space = _space(listing, space_ref)
        if any(other.name == name for other in listing.spaces if other is not space):
            raise Refused("", fields={"name": f"There is a {name} already. Give it another name"})
        space.name = name


def close_space(*, listing_id: int, space_ref: str, by: Actor) -> None:
    """Take no more bookings in a space. Raises NotReady for the last one of a published listing."""
    with _changing(listing_id, by) as listing:
        _space(listing, space_ref).closed_at = clock.now()


def open_space(*, listing_id: int, space_ref: str, by: Actor) -> None:
    """Take bookings in a closed space again."""
    with _changing(listing_id, by) as listing:
        space = _space(listing, space_ref)
        space.closed_at = None
        session.flush()
        close_freed(space_ids=[space.id])


def set_spaces(listing: Listing, names: Collection[str]) -> None:
    """Let exactly these spaces of the locked listing take bookings. Others are closed, and keep what is booked."""
    for space in listing.spaces:
        if space.name not in names:
            space.closed_at = space.closed_at or clock.now()
    by_name = {space.name: space for space in sorted(listing.spaces, key=lambda one: one.closed_at is None)}
    for name in names:
        if name in by_name:
            by_name[name].closed_at = None
        else:
            listing.spaces.append(Space(name=name, made_at=clock.now()))


def offer_pas(*, listing_id: int, pa_refs: Collection[str], by: Actor) -> None:
    """Let the listing offer the diaries of exactly these PAs. A PA who comes back has their old diary again.

    Raises Refused for a PA with a diary in another listing, RulesSayNo when one may not work (R13, R16, R17).
    """
    with _changing(listing_id, by) as listing:
        _alone(listing.provider_id)
        wanted = [pa for pa in pas_of(listing.provider_id) if pa.ref in pa_refs]
        for pa in wanted:
            elsewhere = diary_elsewhere(pa, listing)
            if elsewhere is not None:
                raise Refused("", fields={"pas": f"{pa.name} has a diary in {elsewhere.listing.title} already"})
        _offer_only(listing, wanted)


def pas_of(provider_id: int) -> list[PA]:
    """The PAs who work for a provider, by name."""
    return list(
        session.scalars(select(PA).where(PA.provider_id == provider_id, PA.left_at.is_(None)).order_by(PA.name))
    )


def diary_elsewhere(pa: PA, listing: Listing) -> Space | None:
    """The open diary that a PA has in another listing: nobody can be in two places at once."""
    return session.scalar(
        select(Space).where(Space.pa_id == pa.id, Space.closed_at.is_(None), Space.listing_id != listing.id)
    )


@contextmanager
def _changing(listing_id: int, by: Actor) -> Iterator[Listing]:
    with transaction():
        listing = publishing.locked(listing_id)
        with editing.changing(listing, "listing-spaces-changed", by):
            yield listing


def _alone(provider_id: int) -> None:
    """Take the provider's row: of two listings that want one PA at once, the second sees what the first did."""
    session.get_one(Provider, provider_id, with_for_update=True)


def _offer_only(listing: Listing, pas: list[PA]) -> None:
    ids = {pa.id for pa in pas}
    for space in listing.spaces:
        if space.pa_id not in ids:
            space.closed_at = space.closed_at or clock.now()
    session.flush()
    _open_diaries(listing, pas)


def _open_diaries(listing: Listing, pas: list[PA]) -> None:
    own = {space.pa_id: space for space in listing.spaces}
    for pa in pas:
        if pa.id in own:
            own[pa.id].closed_at = None
        else:
            listing.spaces.append(Space(name=pa.name[:80], pa=pa, made_at=clock.now()))
    session.flush()
    close_for_leave(pa_ids=[pa.id for pa in pas])


def _space(listing: Listing, ref: str) -> Space:
    for space in listing.spaces:
        if space.ref == ref and space.pa_id is None:
            return space
    raise NotFound
