"""Who looked at what is private to a person (R54): told to the person and to those who act for them."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import func, select

from marketplace.accounts.models import Account, Organisation
from marketplace.audit import Look
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.errors import NotAllowed
from marketplace.people.queries.persons import Known

PAGE_SIZE = 100


@dataclass(frozen=True)
class LookRow:
    """Somebody's looks at one thing on one day: who, for which organisation, why, how often."""

    name: str
    organisation: str
    what: str
    task: str
    times: int


@dataclass(frozen=True)
class LooksPage:
    """One page of looks, by day, the latest first."""

    days: tuple[tuple[date, tuple[LookRow, ...]], ...]
    total: int
    number: int


def looks(of: Known, *, page: int = 1) -> LooksPage:
    """Looks at this person by others. Raises NotAllowed for officers and whoever may not see them."""
    if not of.standing.may_see_looks:
        raise NotAllowed("Only the person, and those who act for them, see who looked")
    about = Look.about == f"person:{of.person.ref}"
    total = session.scalar(select(func.count()).select_from(Look).where(about)) or 0
    found = session.execute(
        select(Look.at, Account.name, Organisation.name, Look.what, Look.task)
        .outerjoin(Account, Account.id == Look.by_account_id)
        .outerjoin(Organisation, Organisation.id == Look.by_organisation_id)
        .where(about)
        .order_by(Look.at.desc(), Look.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    seen = [
        (in_london(at).date(), (name or "Somebody", place or "", what, task)) for at, name, place, what, task in found
    ]
    days = tuple((day, _rows([row for _, row in same])) for day, same in groupby(seen, key=lambda one: one[0]))
    return LooksPage(days, total, page)


def _rows(looked: list[tuple[str, str, str, str]]) -> tuple[LookRow, ...]:
    return tuple(LookRow(*row, times=looked.count(row)) for row in dict.fromkeys(looked))
