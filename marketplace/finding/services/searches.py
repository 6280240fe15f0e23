"""Keeps searches and waits for one listing, and stops them. Nothing is reserved for anybody by it."""

from sqlalchemy import func, select

from marketplace import audit, clock
from marketplace.accounts.models import Membership
from marketplace.accounts.viewer import Viewer
from marketplace.db import lock, session, transaction
from marketplace.errors import Refused
from marketplace.finding.models import SavedSearch, SearchEnd
from marketplace.finding.queries.searches import search_of, search_stopped_by
from marketplace.finding.record import as_record
from marketplace.finding.services.telling import found_now
from marketplace.listings.asked import Asked
from marketplace.listings.models import Listing
from marketplace.people.queries.persons import known

MOST_SEARCHES = 40


class TooManySearches(Refused):
    """There are as many as one account keeps."""

    def __init__(self) -> None:
        super().__init__(f"You keep {MOST_SEARCHES} searches. Remove one first")


def keep_search(
    *,
    name: str,
    words: str,
    asked: Asked,
    person_ref: str = "",
    listing: Listing | None = None,
    tells: bool,
    by: Viewer,
) -> str:
    """Keep a search as it was asked, or a wait for one ``listing``; its reference.

    ``asked`` is without what the profile of the person says. Raises NotFound, TooManySearches.
    """
    with transaction():
        if _count(by) >= MOST_SEARCHES:
            raise TooManySearches
        made = SavedSearch(
            account_id=by.account_id,
            membership_id=_membership_id(by),
            person=known(person_ref, viewer=by).person if person_ref else None,
            listing_id=listing.id if listing else None,
            name=name,
            words=words,
            asked=as_record(asked),
            tells=tells,
            ends_on=asked.within_days[1] if asked.within_days else None,
            found=[],
            looked_at=clock.now(),
            made_at=clock.now(),
        )
        session.add(made)
        session.flush()
        made.found = found_now(made, viewer=by)
        audit.record("keep_search", about=f"saved-search:{made.ref}", by=by.actor)
        return made.ref


def tell_me(ref: str, *, by: Viewer) -> None:
    """From now on write when there is news. Raises NotFound, Refused when its time is over."""
    with transaction():
        search = _locked(search_of(ref, viewer=by))
        if search.ends_on and search.ends_on < clock.today():
            raise Refused("The days of this search are over. Search again with other days")
        search.tells, search.ended_at, search.ended = True, None, None
        search.found, search.looked_at = found_now(search, viewer=by), clock.now()
        audit.record("tell_me", about=f"saved-search:{ref}", by=by.actor)


def stop(ref: str, *, by: Viewer) -> None:
    """Write no more; the search stays. Raises NotFound."""
    with transaction():
        _stop(search_of(ref, viewer=by))
        audit.record("stop", about=f"saved-search:{ref}", by=by.actor)


def stop_by_link(key: str) -> None:
    """Write no more, because whoever has the letter says so. Raises NotFound."""
    with transaction():
        search = search_stopped_by(key)
        _stop(search)
        audit.record("stop", about=f"saved-search:{search.ref}", by=audit.SITE, reason="by-link")


def remove(ref: str, *, by: Viewer) -> str:
    """Keep the search no more; its name. Raises NotFound."""
    with transaction():
        search = _locked(search_of(ref, viewer=by))
        name = search.name
        session.delete(search)
        audit.record("remove", about=f"saved-search:{ref}", by=by.actor)
        return name


def _stop(search: SavedSearch) -> None:
    kept = _locked(search)
    if kept.ended_at is None:
        kept.tells, kept.ended_at, kept.ended = False, clock.now(), SearchEnd.STOPPED


def _locked(search: SavedSearch) -> SavedSearch:
    lock((SavedSearch, [search.id]))
    return session.get_one(SavedSearch, search.id)


def _membership_id(by: Viewer) -> int | None:
    return session.scalar(select(Membership.id).where(Membership.ref == by.membership_ref))


def _count(by: Viewer) -> int:
    mine = select(func.count()).select_from(SavedSearch).where(SavedSearch.account_id == by.account_id)
    return session.scalar(mine) or 0
