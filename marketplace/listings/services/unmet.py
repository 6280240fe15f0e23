"""Counts what was looked for and not found: by need, town and dates, never by person."""

from marketplace import clock
from marketplace.db import session, transaction
from marketplace.listings.asked import Asked
from marketplace.listings.models import UnmetNeed


def count_unmet(*, asked: Asked) -> None:
    """Write down one search that nothing suited."""
    with transaction():
        session.add(
            UnmetNeed(
                on=clock.today(),
                near=asked.near_words[:80],
                within_km=asked.within_km,
                kind=asked.kind.value if asked.kind else None,
                from_on=asked.stay[0] if asked.stay else None,
                to_on=asked.stay[1] if asked.stay else None,
                sleeps=asked.sleeps,
                needs=sorted(f"{need.strength} {need.text}" for need in asked.needs),
                at=clock.now(),
            )
        )
