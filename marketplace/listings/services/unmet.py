"""Counts what was looked for and not found: by need, town and dates, never by person."""

from datetime import timedelta

from sqlalchemy import select

from marketplace import clock
from marketplace.db import session, transaction
from marketplace.listings.asked import Asked
from marketplace.listings.models import UnmetNeed

SAME_SEARCH = timedelta(minutes=30)
"""An equal search so soon after is the same one looked at again: who searches is not kept, so nothing else can tell."""


def count_unmet(*, asked: Asked) -> None:
    """Write down one search that found nothing, once however often its page is looked at."""
    days = (asked.flexible.first_on, asked.flexible.last_on) if asked.flexible else asked.days
    with transaction():
        counted = UnmetNeed(
            on=clock.today(),
            near=asked.near_words[:80],
            within_km=asked.within_km,
            kind=asked.kind.value if asked.kind else None,
            from_on=days[0] if days else None,
            to_on=days[1] if days else None,
            sleeps=asked.sleeps,
            needs=sorted(f"{need.strength} {need.text}" for need in asked.needs),
            at=clock.now(),
        )
        if not _is_counted(counted):
            session.add(counted)


def _is_counted(one: UnmetNeed) -> bool:
    """Whether an equal search was written down a short while ago."""
    equal = (
        UnmetNeed.near == one.near,
        UnmetNeed.within_km == one.within_km,
        UnmetNeed.kind == one.kind,
        UnmetNeed.from_on == one.from_on,
        UnmetNeed.to_on == one.to_on,
        UnmetNeed.sleeps == one.sleeps,
    )
    recent = session.scalars(select(UnmetNeed.needs).where(UnmetNeed.at > one.at - SAME_SEARCH, *equal))
    return one.needs in recent.all()
