"""Starting a break for tonight or tomorrow in one go: a place, who pays, and an officer's reason (R7)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import BreakDraft, LineTerms, SharePart
from marketplace.booking.queries.tonight import Tonight
from marketplace.booking.services.breaks import start_break
from marketplace.booking.services.emergencies import agree_emergency
from marketplace.booking.services.lines import add_listed_stay
from marketplace.booking.services.sharing import set_shares
from marketplace.booking.sorts import Whose
from marketplace.clock import london_instant
from marketplace.db import transaction
from marketplace.people.queries.persons import OFFICERS

ARRIVES, LEAVES = time(16, 0), time(10, 0)
NOTICE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class HeldTonight:
    """Which pot pays, under which option, and, of an officer, why it cannot wait."""

    pot_ref: str
    option: int | None
    reason: str


def start_tonight(asked: Tonight, listing_ref: str, *, held: HeldTonight, by: Viewer) -> str:
    """A draft with the place in it, paid from one pot, gone first where an officer starts it; its reference.

    All of it or nothing. Raises Refused by field, NotFound.
    """
    draft = BreakDraft(
        title="Emergency break",
        whose=Whose.PERSON,
        starts_at=_arrival(asked),
        ends_at=london_instant(asked.leave_on, LEAVES),
        person_ref=asked.person_ref,
        town=asked.near,
        is_emergency=True,
    )
    with transaction():
        ref = start_break(draft=draft, by=by)
        if by.role in OFFICERS:
            agree_emergency(ref, reason=held.reason, by=by)
        line = add_listed_stay(
            ref,
            listing_ref=listing_ref,
            arrive_on=asked.first_on,
            leave_on=asked.leave_on,
            terms=LineTerms(),
            by=by,
        )
        part = SharePart(held.pot_ref, per_cent=Fraction(100), option=held.option, outcome_ref="")
        set_shares(ref, line, parts=[part], by=by)
        return ref


def _arrival(asked: Tonight) -> datetime:
    """In the afternoon as is usual, or in a quarter of an hour where that is past."""
    return max(london_instant(asked.first_on, ARRIVES), clock.now() + NOTICE)
