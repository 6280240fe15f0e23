"""Tells people what frees up or joins: the worker asks their searches again once supply has changed.

Everybody who waits for one thing is told in the same round, and nothing is reserved: whoever asks first has it. Each
piece of news is told once; what has gone and comes again is news again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from marketplace import clock
from marketplace.access_facts.needs import Need
from marketplace.accounts.models import Account
from marketplace.accounts.signing_in import viewer_in
from marketplace.accounts.viewer import Viewer
from marketplace.db import lock, session, transaction
from marketplace.errors import MarketplaceError, Refused
from marketplace.finding.models import SavedSearch, SearchEnd, SearchNews
from marketplace.finding.queries.searches import due_ids
from marketplace.finding.record import from_record, when_words, where_words
from marketplace.listings.asked import Asked
from marketplace.listings.queries.search import found_ids
from marketplace.listings.queries.search import search as asked_again
from marketplace.listings.services.whose import with_whom
from marketplace.notifications import services as notifications
from marketplace.notifications.services import Recipient
from marketplace.people.models import Person
from marketplace.people.queries.persons import Known, standing_for
from marketplace.people.queries.profile import needs_to_match

MOST_NAMED = 5
BETWEEN_LETTERS = timedelta(hours=3)
KEPT_AFTER_END = timedelta(days=90)


def look_again() -> None:
    """Ask every search whose owner waits for news, as far as anything may have changed, and owe the letters."""
    for search_id in due_ids():
        _look(search_id)


def forget_old() -> None:
    """Delete searches that ended three months ago, and all of accounts that are closed."""
    closed = select(Account.id).where(Account.closed_at.is_not(None))
    with transaction():
        is_old = SavedSearch.ended_at < clock.now() - KEPT_AFTER_END
        for search in session.scalars(select(SavedSearch).where(is_old | SavedSearch.account_id.in_(closed))):
            session.delete(search)


def found_now(search: SavedSearch, *, viewer: Viewer) -> list[int]:
    """The listings that a kept search finds now for whom it is, in order."""
    return _found(search, asked_of(search, viewer=viewer))


def _found(search: SavedSearch, asked: Asked) -> list[int]:
    if search.listing_id is None:
        return sorted(found_ids(asked))
    return sorted(found_ids(_time_of(asked), among=[search.listing_id]))


def _time_of(asked: Asked) -> Asked:
    """The time of a search alone: whoever waits for one listing has read what of it does not suit, and waits for it."""
    return replace(asked, near=None, needs=(), sleeps=None, most_pence=None)


def asked_of(search: SavedSearch, *, viewer: Viewer) -> Asked:
    """The search with what its person needs today. Raises Refused where it cannot be asked any more."""
    asked = from_record(search.asked)
    if search.person is None:
        return asked
    return with_whom(replace(asked, needs=(*asked.needs, *_needs(search.person, viewer))), search.person)


def _needs(person: Person, viewer: Viewer) -> tuple[Need, ...]:
    standing = standing_for(person, viewer=viewer)
    if not standing.may_see:
        raise Refused("Whoever kept this search may no longer see whom it is for")
    return needs_to_match(Known(person, standing))


def _look(search_id: int) -> None:
    """Ask one search again and tell its owner what is new."""
    with transaction():
        lock((SavedSearch, [search_id]))
        search = session.get(SavedSearch, search_id)
        if search is None or not search.tells or search.account.closed_at is not None:
            return
        if search.ends_on is not None and search.ends_on < clock.today():
            _end(search, SearchEnd.OVER)
        elif not _was_just_told(search) and not _stands_still(search):
            _ask(search)


def _was_just_told(search: SavedSearch) -> bool:
    """Whether a letter about a search went a short while ago: more news goes with the next. A wait is told at once."""
    last = session.scalar(select(func.max(SearchNews.told_at)).where(SearchNews.saved_search_id == search.id))
    return search.listing_id is None and last is not None and last > clock.now() - BETWEEN_LETTERS


def _stands_still(search: SavedSearch) -> bool:
    """Whether nothing is looked for now: whom it is for is in hospital, or has died. What is new then is told after."""
    return search.person is not None and search.person.stands_still is not None


def _ask(search: SavedSearch) -> None:
    viewer = _viewer(search)
    try:
        asked = asked_of(search, viewer=viewer)
        found = _found(search, asked)
    except MarketplaceError:  # a fact that is asked no more, or a person that is seen no more
        _end(search, SearchEnd.GONE)
        return
    fresh = sorted(set(found) - set(search.found))
    search.found, search.looked_at = found, clock.now()
    if fresh:
        _tell(search, asked, fresh)


def _viewer(search: SavedSearch) -> Viewer:
    """Its owner, in the role it was kept in; without any once that has ended."""
    if search.membership is None or search.membership.ended_at is not None:
        return Viewer(account_id=search.account_id)
    return viewer_in(search.membership)


def _end(search: SavedSearch, ended: SearchEnd) -> None:
    search.tells, search.ended, search.ended_at = False, ended, clock.now()


def _tell(search: SavedSearch, asked: Asked, fresh: Sequence[int]) -> None:
    hits = asked_again(asked, among=fresh, limit=len(fresh)).hits
    is_wait = search.listing_id is not None
    lacks = is_wait and not hits and bool(found_ids(_time_of(asked), among=fresh))
    if not (hits or lacks):  # taken this very moment
        return
    told_at = clock.now()
    session.add_all(SearchNews(saved_search_id=search.id, listing_id=one, told_at=told_at) for one in fresh)
    suits, to_ask = ([hit.offer.title for hit in hits if hit.suits is one] for one in (True, False))
    notifications.owe(
        "search-news",
        to=Recipient(search.account.name, search.account.email),
        # For somebody: then no word of it goes out while they are in hospital, or have died.
        about=f"person:{search.person.ref}" if search.person else f"saved-search:{search.ref}",
        name=search.account.name,
        is_wait=is_wait,
        lacks=lacks,
        where=search.listing.title if search.listing else where_words(asked),
        when=when_words(asked),
        suits=suits[:MOST_NAMED],
        to_ask=to_ask[:MOST_NAMED],
        more=max(0, len(suits) - MOST_NAMED) + max(0, len(to_ask) - MOST_NAMED),
        ref=search.ref,
        stop_key=search.stop_key,
    )
