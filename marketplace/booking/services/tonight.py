"""Holding a place for tonight or tomorrow in one act: the place, who pays, and an officer's reason (R7).

Owns that nothing of it stays behind where the place or the money is not to be had.
"""

from dataclasses import dataclass
from datetime import datetime, time
from fractions import Fraction

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import BreakDraft, LineTerms, PotYes, SharePart
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.queries.agreeing import way_in
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.paying_pots import pots_of
from marketplace.booking.queries.tonight import NOTICE, Place, Tonight
from marketplace.booking.services.agreeing import agree
from marketplace.booking.services.breaks import start_break
from marketplace.booking.services.emergencies import agree_emergency
from marketplace.booking.services.holding import hold_new
from marketplace.booking.services.lines import add_listed_stay
from marketplace.booking.services.requesting import request
from marketplace.booking.services.sharing import set_shares
from marketplace.booking.sorts import AgreedHow, Whose
from marketplace.clock import london_instant
from marketplace.db import transaction
from marketplace.errors import MarketplaceError, Refused
from marketplace.people.queries.persons import OFFICERS
from marketplace.rules.spending import R7

ARRIVES, LEAVES = time(16, 0), time(10, 0)


@dataclass(frozen=True, slots=True)
class HeldTonight:
    """Which pot pays, under which option, and, of an officer, why it cannot wait and the purchase order, if known."""

    pot_ref: str
    option: int | None
    reason: str
    order: str = ""


@dataclass(frozen=True, slots=True)
class PlaceHeld:
    """A break that is held and asked for; without ``until`` a draft that waits for an officer to let it go first.

    ``missing``: blank where the officer's money is agreed with it; what still keeps them from it, in words; none where
    the money is not theirs to agree.
    """

    ref: str
    until: datetime | None
    missing: str | None


def hold_place(asked: Tonight, place: Place, *, held: HeldTonight, by: Viewer) -> PlaceHeld:
    """A break with the place in it, paid from one pot, held and asked for; gone first where an officer does it.

    All of it or nothing, not even a draft; but where an officer's word is all that is missing, a draft is left to them.
    Raises what ``hold_new`` does; Refused by field, NotFound.
    """
    try:
        with transaction():
            ref = _started(asked, place, held, by)
            hold_new(ref, by=by)
            missing = _agree(ref, held, by)
            return PlaceHeld(ref, request(ref, asks_longer=False, by=by), missing)
    except RulesSayNo as refusal:
        if by.role in OFFICERS or any(result.rule_id != R7.id for result in refusal.results):
            raise
    with transaction():
        return PlaceHeld(_started(asked, place, held, by), None, None)


def _started(asked: Tonight, place: Place, held: HeldTonight, by: Viewer) -> str:
    draft = BreakDraft(
        title="Emergency break",
        whose=Whose.PERSON,
        starts_at=_arrival(asked),
        ends_at=london_instant(asked.leave_on, LEAVES),
        person_ref=asked.person_ref,
        town=place.town,
        is_emergency=True,
    )
    ref = start_break(draft=draft, by=by)
    if by.role in OFFICERS:
        agree_emergency(ref, reason=held.reason, by=by)
    line = add_listed_stay(
        ref, listing_ref=place.ref, arrive_on=asked.first_on, leave_on=asked.leave_on, terms=LineTerms(), by=by
    )
    part = SharePart(held.pot_ref, per_cent=Fraction(100), option=held.option, outcome_ref="")
    set_shares(ref, line, parts=[part], by=by)
    return ref


def _agree(ref: str, held: HeldTonight, by: Viewer) -> str | None:
    """The money's yes of the officer who lets it go first. A yes that is refused has written nothing."""
    known = known_break(ref, viewer=by)
    pots = [pot for pot in pots_of(known.break_.lines_now) if way_in(known, pot) is AgreedHow.OFFICER]
    if not any(pot.ref == held.pot_ref for pot in pots):
        return None
    try:
        agree(ref, held.pot_ref, yes=PotYes(purchase_order=held.order, reason=held.reason), by=by)
    except MarketplaceError as refusal:
        said = tuple(refusal.fields.values()) if isinstance(refusal, Refused) else ()
        return ". ".join(said) or refusal.message
    return ""


def _arrival(asked: Tonight) -> datetime:
    """In the afternoon as is usual, or in a quarter of an hour where that is past."""
    return max(london_instant(asked.first_on, ARRIVES), clock.now() + NOTICE)
