"""Putting a stay in a care home beside a break, and an officer's decision between the two, kept with its reason."""

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.errors import NotNow
from marketplace.booking.models import Break
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.services.knowing import refuse_after_death
from marketplace.db import lock, new_ref, session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.listings.models import Listing
from marketplace.notifications.services import owe
from marketplace.quotes.drafts import LONGEST_REASON, HomeDraft, problems
from marketplace.quotes.kept import as_text
from marketplace.quotes.models import ComparedOutcome, Comparison
from marketplace.quotes.queries.comparisons import known_comparison, may_compare
from marketplace.quotes.queries.quotes import known_with_money
from marketplace.quotes.queries.sides import outcomes_of, sides_of
from marketplace.quotes.services.quotes import tidy_words
from marketplace.quotes.services.readers import family_of, unsent_words
from marketplace.quotes.sides import Sides
from marketplace.quotes.sorts import Week


def compare(break_ref: str, *, draft: HomeDraft, by: Viewer) -> str:
    """A care home beside a break; the reference of the comparison. Raises NotFound, NotAllowed, NotNow, Refused."""
    tidy = _checked(draft)
    with transaction():
        known = known_with_money(break_ref, viewer=by)
        _require(known)
        listing = session.scalar(select(Listing).where(Listing.ref == tidy.listing_ref)) if tidy.listing_ref else None
        made = Comparison(
            ref=new_ref(),
            break_id=known.break_.id,
            listing_id=listing.id if listing else None,
            made_at=clock.now(),
            made_by_account_id=by.account_id,
        )
        session.add(made)
        _write(made, tidy, known.break_)
        audit.record("comparison-made", about=made.about, by=by.actor)
        session.flush()
        return made.ref


def change_comparison(ref: str, *, draft: HomeDraft, by: Viewer) -> None:
    """Other figures of the care home, until it is decided. Raises NotFound, NotAllowed, NotNow, Refused."""
    tidy = _checked(draft)
    with transaction():
        known, found = _locked(ref, by)
        _require(known)
        _refuse_decided(found)
        _write(found, tidy, known.break_)
        audit.record("comparison-changed", about=found.about, by=by.actor)
        session.flush()


def decide_between(ref: str, *, decided: Week, reason: str, by: Viewer) -> str:
    """An officer decides, with a reason; both sides are kept as they are now, and the family is told.

    Why no letter goes, if so. Raises NotFound, NotAllowed for anybody else (R18a), NotNow, Refused.
    """
    words = tidy_words(reason, field="reason", most=LONGEST_REASON)
    if not words:
        raise Refused(fields={"reason": "Say why, in a few words"})
    with transaction():
        known, found = _locked(ref, by)
        if not known.is_officer:
            raise NotAllowed("Only an officer of the person's council can decide this")
        _require(known)
        refuse_after_death(known.break_)
        _refuse_decided(found)
        sides = sides_of(found, known.break_)
        found.kept = as_text(sides)
        found.decided, found.reason = decided, words
        found.decided_at, found.decided_by_account_id = clock.now(), by.account_id
        found.council_id = by.council_id
        audit.record(f"comparison-{decided.value.replace('_', '-')}", about=found.about, by=by.actor)
        session.flush()
        _tell(found, sides, known.break_, by)
        return unsent_words(known.break_)


def _write(found: Comparison, draft: HomeDraft, one: Break) -> None:
    found.home_name, found.source, found.home_nights = draft.name, draft.source, draft.nights
    found.home_council_pence, found.home_person_pence = draft.council_pence or 0, draft.person_pence or 0
    found.home_staff, found.home_miles = draft.staff, draft.miles
    found.home_who, found.home_near, found.break_near = draft.who, draft.near, draft.break_near
    found.outcomes.clear()
    session.flush()
    found.outcomes += [
        ComparedOutcome(
            outcome_id=outcome.id, by_break=outcome.ref in draft.by_break, by_home=outcome.ref in draft.by_home
        )
        for outcome in outcomes_of(one)
    ]


def _tell(found: Comparison, sides: Sides, one: Break, by: Viewer) -> None:
    for reader in family_of(one, but=by):
        owe(
            "comparison-decided",
            to=reader,
            about=one.about,
            title=one.title,
            home=found.home_name,
            sides=[(side.name, side.council_pence, side.person_pence) for side in (sides.home, sides.flexible)],
            decided=found.decided.label if found.decided else "",
            reason=found.reason,
            by_name=by.name,
            ref=found.ref,
        )


def _checked(draft: HomeDraft) -> HomeDraft:
    tidy = draft.tidy()
    wrong = problems(tidy)
    if wrong:
        raise Refused(fields=wrong)
    return tidy


def _locked(ref: str, by: Viewer) -> tuple[KnownBreak, Comparison]:
    found_id = session.scalar(select(Comparison.id).where(Comparison.ref == ref))
    if found_id is None:
        raise NotFound
    lock((Comparison, [found_id]))
    return known_comparison(ref, viewer=by)


def _require(known: KnownBreak) -> None:
    known.require_planner()
    if not may_compare(known):
        raise NotNow(f"{known.state.sentence}. There is nothing to decide any more")


def _refuse_decided(found: Comparison) -> None:
    if found.decided is not None:
        raise NotNow("This was decided already")
