"""Counts what was looked for and not found: by need, town and dates, never by person (docs/decisions/0024)."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from marketplace import clock
from marketplace.db import session, transaction
from marketplace.geo import nearest_town
from marketplace.listings.asked import Asked
from marketplace.listings.models import UnmetCount, UnmetLately, UnmetSort

SAME_SEARCH = timedelta(minutes=30)
"""An equal search so soon after is the same one looked at again: who searches is not kept, so nothing else can tell."""

KEPT_FOR = timedelta(days=3 * 365)


def count_unmet(*, asked: Asked) -> None:
    """Count one search that found nothing, once however often its page is looked at."""
    with transaction():
        if not _is_counted(asked):
            asked_in, town = clock.today().replace(day=1), _town(asked)
            for sort, what in _things(asked):
                _one_more(asked_in, town, sort, what)


def forget_old() -> None:
    """Delete what was counted three years ago, and the digests of searches that are not asked again now."""
    with transaction():
        session.execute(delete(UnmetCount).where(UnmetCount.asked_in < clock.today() - KEPT_FOR))
        session.execute(delete(UnmetLately).where(UnmetLately.at <= clock.now() - SAME_SEARCH))


def _is_counted(asked: Asked) -> bool:
    """Whether an equal search was counted a short while ago; from now on it was."""
    session.execute(delete(UnmetLately).where(UnmetLately.at <= clock.now() - SAME_SEARCH))
    digest = hashlib.sha256(repr(asked).encode()).hexdigest()
    first = _insert(UnmetLately).values(digest=digest, at=clock.now()).on_conflict_do_nothing()
    return session.execute(first.returning(UnmetLately.digest)).first() is None


def _town(asked: Asked) -> str:
    """The town nearest to where was asked: a whole postcode, or an address, would say too much."""
    town = nearest_town(asked.near) if asked.near else None
    return town.label if town else ""


def _things(asked: Asked) -> Iterator[tuple[UnmetSort, str]]:
    """What is counted of a search. How wide or how heavy tells of one body, so of a need only the fact is kept."""
    yield UnmetSort.SEARCH, ""
    yield UnmetSort.KIND, asked.kind.value if asked.kind else ""
    for fact_id in sorted({need.kind.id for need in asked.needs}):
        yield UnmetSort.NEED, fact_id
    if asked.within_days:
        yield UnmetSort.MONTH, f"{asked.within_days[0]:%Y-%m}"


def _one_more(asked_in: date, town: str, sort: UnmetSort, what: str) -> None:
    """One more of this, whoever else counts it at the same moment."""
    counted = _insert(UnmetCount).values(asked_in=asked_in, town=town, sort=sort, what=what, count=1)
    same = [UnmetCount.asked_in, UnmetCount.town, UnmetCount.sort, UnmetCount.what]
    session.execute(counted.on_conflict_do_update(index_elements=same, set_={"count": UnmetCount.count + 1}))


def _insert(table: type[UnmetCount | UnmetLately]) -> postgresql.Insert | sqlite.Insert:
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(table) if is_postgresql else sqlite.insert(table)
