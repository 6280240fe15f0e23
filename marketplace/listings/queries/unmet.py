"""Counts of searches that found nothing, for the brokerage: by need, kind, town and the month wanted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.access_facts.catalogue import CATALOGUE
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.errors import NotAllowed
from marketplace.listings.models import UnmetCount, UnmetSort
from marketplace.listings.unmet import Table, about, table

_FACTS = {kind.id: kind.label for kind in CATALOGUE}


@dataclass(frozen=True)
class UnmetNeed:
    """What was not found since a day, everywhere or near one town. ``searches`` is rounded; towns: those to choose."""

    since: date
    town: str
    searches: int
    tables: tuple[Table, ...]

    @property
    def towns(self) -> list[str]:
        """The towns that are said."""
        return [one.words for table in self.tables if table.column == "town" for one in table.tallies]


def unmet_need(*, since: date, town: str = "", viewer: Viewer) -> UnmetNeed:
    """The counts from that month on. Raises NotAllowed for anybody but the brokerage."""
    if not viewer.can(Permission.CHECK_LISTINGS):
        raise NotAllowed
    searches = _counts(UnmetSort.SEARCH, UnmetCount.what, since, town)
    tables = [
        table("What was needed", "need", _said(_counts(UnmetSort.NEED, UnmetCount.what, since, town), _need_words)),
        table("What was looked for", "kind", _said(_counts(UnmetSort.KIND, UnmetCount.what, since, town), _kind_words)),
        table("When it was for", "month", _said(_counts(UnmetSort.MONTH, UnmetCount.what, since, town), _month_words)),
    ]
    if not town:
        tables.append(table("Where", "town", _counts(UnmetSort.SEARCH, UnmetCount.town, since, town)))
    return UnmetNeed(since, town, about(sum(count for _, count in searches)), tuple(tables))


def _counts(sort: UnmetSort, by: InstrumentedAttribute[str], since: date, town: str) -> list[tuple[str, int]]:
    counted = select(by, func.sum(UnmetCount.count)).where(UnmetCount.sort == sort, UnmetCount.asked_in >= since)
    if town:
        counted = counted.where(UnmetCount.town == town)
    return [(what or "anywhere", int(count)) for what, count in session.execute(counted.group_by(by).order_by(by))]


def _said(counts: list[tuple[str, int]], words: Callable[[str], str]) -> list[tuple[str, int]]:
    return [(words(what), count) for what, count in counts]


def _need_words(what: str) -> str:
    return _FACTS.get(what, what)


def _kind_words(what: str) -> str:
    return ListingKind(what).label if what in set(ListingKind) else "Anything"


def _month_words(what: str) -> str:
    return f"{date.fromisoformat(f'{what}-01'):%B %Y}"
