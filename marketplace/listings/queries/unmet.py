"""Counts of searches that found nothing: by need, kind, town and the month wanted.

Officers of councils and managers of providers read them as the brokerage does, of all of Scotland or near one town: a
break may be far from home. For them every count is said in fives, so that nobody works a small one out from two looks.
"""

from collections.abc import Callable, Iterator
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
from marketplace.listings.unmet import Table, about, table, table_in_fives

_FACTS = {kind.id: kind.label for kind in CATALOGUE}


@dataclass(frozen=True)
class UnmetNeed:
    """What was not found since a day, everywhere or near one town. ``searches`` is rounded; towns: those to choose.

    ``is_in_fives``: every other count is too. Where the searches are too few to be said there is no table.
    """

    since: date
    town: str
    searches: int
    tables: tuple[Table, ...]
    is_in_fives: bool

    @property
    def towns(self) -> list[str]:
        """The towns that are said."""
        return [one.words for table in self.tables if table.column == "town" for one in table.tallies]


def unmet_need(*, since: date, town: str = "", viewer: Viewer) -> UnmetNeed:
    """The counts from that month on. Raises NotAllowed for whoever has no such page."""
    if not viewer.can(Permission.SEE_UNMET_NEED):
        raise NotAllowed
    is_in_fives = not viewer.can(Permission.CHECK_LISTINGS)
    searches = about(sum(count for _, count in _counts(UnmetSort.SEARCH, UnmetCount.what, since, town)))
    of = table_in_fives if is_in_fives else table
    tables = tuple(of(*named, counts) for named, counts in _tables(since, town)) if searches else ()
    return UnmetNeed(since, town, searches, tables, is_in_fives)


def _tables(since: date, town: str) -> Iterator[tuple[tuple[str, str], list[tuple[str, int]]]]:
    """Each table's name and column, and its counts."""
    for sort, name, column, words in _BY:
        yield (name, column), [(words(what), count) for what, count in _counts(sort, UnmetCount.what, since, town)]
    if not town:
        yield ("Where", "town"), _counts(UnmetSort.SEARCH, UnmetCount.town, since, town)


def _counts(sort: UnmetSort, by: InstrumentedAttribute[str], since: date, town: str) -> list[tuple[str, int]]:
    counted = select(by, func.sum(UnmetCount.count)).where(UnmetCount.sort == sort, UnmetCount.asked_in >= since)
    if town:
        counted = counted.where(UnmetCount.town == town)
    return [(what or "anywhere", int(count)) for what, count in session.execute(counted.group_by(by).order_by(by))]


def _need_words(what: str) -> str:
    return _FACTS.get(what, what)


def _kind_words(what: str) -> str:
    return ListingKind(what).label if what in set(ListingKind) else "Anything"


def _month_words(what: str) -> str:
    return f"{date.fromisoformat(f'{what}-01'):%B %Y}"


_BY: tuple[tuple[UnmetSort, str, str, Callable[[str], str]], ...] = (
    (UnmetSort.NEED, "What was needed", "need", _need_words),
    (UnmetSort.KIND, "What was looked for", "kind", _kind_words),
    (UnmetSort.MONTH, "When it was for", "month", _month_words),
)
"""What is counted, beside the place: its sort, the name and the column of its table, and how it is said."""
