"""From a search for somebody straight to whole breaks that suit: what their break begins with, as its form asks it."""

from collections.abc import Mapping
from datetime import time

from marketplace.accounts.roles import Permission
from marketplace.accounts.viewer import Viewer
from marketplace.clock import in_london
from marketplace.listings.asked import Asked
from marketplace.people.queries.persons import Known
from marketplace.people.representation import Scope

ARRIVE, LEAVE = time(16), time(10)
"""The times a break begins and ends with, where only its days were asked for."""


def whole_break(asked: Asked, whose: Known | None, *, viewer: Viewer) -> Mapping[str, str] | None:
    """The fields of the form that starts a break, filled in from a search; None where that does not say enough.

    Whoever searched has to be able to plan for the person; dates that can move are not the days of a break yet.
    """
    if whose is None or Scope.PLAN not in whose.standing.scopes or not viewer.can(Permission.ARRANGE_BREAKS):
        return None
    if asked.stretches:
        starts, ends = in_london(asked.stretches[0].starts_at), in_london(asked.stretches[-1].ends_at)
        times = (starts.date(), starts.time(), ends.date(), ends.time())
    elif asked.stay:
        times = (asked.stay[0], ARRIVE, asked.stay[1], LEAVE)
    else:
        return None
    return {
        "title": f"Break in {asked.near_words}" if asked.near_words else "Break",
        "whose": "person",
        "person": whose.person.ref,
        "starts_on": times[0].isoformat(),
        "starts_time": f"{times[1]:%H:%M}",
        "ends_on": times[2].isoformat(),
        "ends_time": f"{times[3]:%H:%M}",
        "town": asked.near_words,
    }
