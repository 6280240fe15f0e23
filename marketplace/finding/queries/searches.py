"""Searches that a viewer keeps, and those whose owners wait for news. Only people they may see now are named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.finding.models import SavedSearch, SearchNews
from marketplace.finding.record import from_record, when_words, where_words
from marketplace.listings.models import Listing, Occupancy
from marketplace.people.models import Person
from marketplace.people.queries.persons import all_my_people

AT_THE_LATEST = timedelta(days=1)
"""A search is asked again after so long though nothing is known to have changed: notice and profiles change by day."""

SLOW_COMMIT = timedelta(minutes=2)
"""What was stamped before a search was looked at may have been committed after it: so much earlier is looked at too."""


@dataclass(frozen=True)
class KeptSearch:
    """A search as its page prints it. ``called``: whom it is for; ``stopped``: why nothing is looked for now."""

    search: SavedSearch
    called: str
    stopped: str
    where: str
    when: str
    news: tuple[SearchNews, ...]


def searches(*, viewer: Viewer) -> list[KeptSearch]:
    """Everything the viewer keeps, latest first; what is for somebody they may no longer see is left out."""
    rows = session.scalars(
        select(SavedSearch)
        .where(SavedSearch.account_id == viewer.account_id)
        .options(joinedload(SavedSearch.listing), selectinload(SavedSearch.news).joinedload(SearchNews.listing))
        .order_by(SavedSearch.id.desc())
    ).all()
    people = {one.person.id: one.person for one in all_my_people(viewer=viewer)} if rows else {}
    return [_kept(row, people.get(row.person_id or 0)) for row in rows if _is_seen(row, people)]


def search_of(ref: str, *, viewer: Viewer) -> SavedSearch:
    """One of the viewer's own. Raises NotFound, also when they may no longer see whom it is for."""
    found = session.scalar(
        select(SavedSearch).where(SavedSearch.ref == ref, SavedSearch.account_id == viewer.account_id)
    )
    people = {one.person.id: one.person for one in all_my_people(viewer=viewer)} if found and found.person_id else {}
    if found is None or not _is_seen(found, people):
        raise NotFound
    return found


def search_stopped_by(key: str) -> SavedSearch:
    """The search that the link in a letter speaks of. Raises NotFound."""
    found = session.scalar(select(SavedSearch).where(SavedSearch.stop_key == key))
    if found is None:
        raise NotFound
    return found


def due_ids() -> list[int]:
    """The searches to be asked again: supply may have changed since they were, or a day has gone by."""
    now = clock.now()
    changed = _changed_at()
    is_old = SavedSearch.looked_at <= now - AT_THE_LATEST
    is_due: ColumnElement[bool] = or_(is_old, SavedSearch.looked_at <= changed + SLOW_COMMIT) if changed else is_old
    waits = SavedSearch.tells & SavedSearch.ended_at.is_(None)
    return list(session.scalars(select(SavedSearch.id).where(waits, is_due).order_by(SavedSearch.id)))


def _changed_at() -> datetime | None:
    """When supply last changed. What is taken counts, too: freed once more, it is news once more."""
    now = clock.now()
    times: Sequence[datetime | None] = [
        session.scalar(select(func.max(Occupancy.made_at))),
        session.scalar(select(func.max(Occupancy.released_at))),
        session.scalar(select(func.max(Occupancy.expires_at)).where(Occupancy.expires_at <= now)),
        session.scalar(select(func.max(Listing.changed_at))),
    ]
    return max((one for one in times if one is not None), default=None)


def _is_seen(search: SavedSearch, people: dict[int, Person]) -> bool:
    return search.person_id is None or search.person_id in people


def _kept(search: SavedSearch, person: Person | None) -> KeptSearch:
    asked = from_record(search.asked)
    where = search.listing.title if search.listing else where_words(asked)
    called = person.called if person else ""
    stopped = f"{called} {person.stands_still.words}" if person and person.stands_still else ""
    return KeptSearch(search, called, stopped, where, when_words(asked), tuple(reversed(search.news)))
