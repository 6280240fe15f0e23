"""Erasing the shortlists and searches that were kept for a person, by whomever, and those of their own account."""

from sqlalchemy import ColumnElement, delete, or_, select

from marketplace.db import session
from marketplace.finding.models import KeptListing, SavedSearch, SearchNews
from marketplace.people.models import Person


def references(person: Person) -> set[str]:
    """How letters speak of the searches that go."""
    return {f"saved-search:{ref}" for ref in session.scalars(select(SavedSearch.ref).where(_of(SavedSearch, person)))}


def erase(person: Person) -> None:
    """Delete them, in the transaction that is open."""
    searches = select(SavedSearch.id).where(_of(SavedSearch, person))
    session.execute(delete(SearchNews).where(SearchNews.saved_search_id.in_(searches)))
    session.execute(delete(SavedSearch).where(_of(SavedSearch, person)))
    session.execute(delete(KeptListing).where(_of(KeptListing, person)))


def _of(table: type[KeptListing] | type[SavedSearch], person: Person) -> ColumnElement[bool]:
    if person.account_id is None:
        return table.person_id == person.id
    return or_(table.person_id == person.id, table.account_id == person.account_id)
