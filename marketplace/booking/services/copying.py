"""A break again: on other days, a draft of its own, with the same parts at today's prices.

Who pays is copied as a proposal and checked anew. Nobody has agreed to any of it, and nothing is held. Whoever is not
on this site is asked again; an own arrangement counts as agreed, as whenever it is written down.
"""

from dataclasses import replace
from datetime import date, timedelta

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.again import moved
from marketplace.booking.drafts import BreakDraft, LineTerms
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Break, Line, Share
from marketplace.booking.queries.cover import parts_of
from marketplace.booking.queries.paying_again import paying
from marketplace.booking.services.breaks import start_break
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.knowing import locked_to_plan
from marketplace.booking.services.lines import begin, kept, listed_line
from marketplace.booking.services.needing import write_needs
from marketplace.booking.services.proposing import PartAgain, first_day_of, propose_again
from marketplace.booking.services.replacing import shared_again
from marketplace.db import session, transaction
from marketplace.errors import Refused

AHEAD = timedelta(days=730)
_COPIED = (
    "kind",
    "title",
    "provider_name",
    "provider_contact",
    "counts_as_cover",
    "includes_personal_care",
    "registration_number",
    "is_individual",
    "sleeps_there",
    "off_site_id",
    "guests",
    "employer",
    "confirms_pvg",
)
"""What of a part that is not from our listings is as it was."""


def copy_break(ref: str, *, draft: BreakDraft, by: Viewer) -> str:
    """The same break again from the draft's first day on, for the same people; the reference of the new one.

    ``draft``: its name, days and hours as they are to be. Parts that are no longer offered are left out. Raises Refused
    by field, NotFound, NotAllowed.
    """
    first_on = clock.in_london(draft.starts_at).date()
    refuse_days(first_on)
    with transaction():
        known, (proposal,) = propose_again(ref, firsts=[first_on], by=by)
        before = known.break_
        new_ref = start_break(draft=replace(draft, duty=before.duty, is_emergency=False), by=by)
        one = locked_to_plan(new_ref, by=by).break_
        write_needs(one, parts_of(before))
        for part in proposal.good:
            _add(one, part, sees_money=known.sees_money, by=by)
        refigure_fees(one, by=by.actor)
        audit.record("break-copied", about=one.about, by=by.actor, reason=before.about)
        session.flush()
        return new_ref


def refuse_days(first_on: date) -> None:
    """A break is planned from today on. Raises Refused by field."""
    if not clock.today() <= first_on <= clock.today() + AHEAD:
        raise Refused(fields={"starts_at": "Choose a day from today on, at most two years ahead"})


def draft_again(one: Break, first_on: date) -> BreakDraft:
    """What a break would be called and when it would be from another first day on."""
    then = moved(one.period, (first_on - first_day_of(one)).days)
    return BreakDraft(
        title=one.title,
        whose=one.whose,
        starts_at=then.starts_at,
        ends_at=then.ends_at,
        person_ref=one.person.ref if one.person else "",
        carer_ref=one.carer.ref if one.carer else "",
        town=one.town,
        needs_cover=one.needs_cover,
    )


def _add(one: Break, part: PartAgain, *, sees_money: bool, by: Viewer) -> None:
    before = part.line
    title = before.title if part.listing is None else before.title.replace(_name(before), part.listing.title)[:120]
    terms = LineTerms(before.for_whom, before.duty, before.asks, title)
    if part.listing is not None:
        line = listed_line(one, part.listing, terms, part.quoted, by=by)
        line.guests = before.guests
    else:
        line = off_site_line(one, part, terms, by)
    if sees_money:
        line.shares = _shares(before, line, by)
    kept(line, by)


def _name(line: Line) -> str:
    return line.listing.title if line.listing else ""


def off_site_line(one: Break, part: PartAgain, terms: LineTerms, by: Viewer) -> Line:
    """A part that is not from our listings as it was, at its new times: nobody has said yes to those yet."""
    before = part.line
    line = Line(sort=before.sort, state=LineState.PROPOSED, **{name: getattr(before, name) for name in _COPIED})
    begin(one, line, terms, part.quoted, by=by)
    return line


def _shares(before: Line, line: Line, by: Viewer) -> list[Share]:
    """Who paid before, in the same proportions, as far as their pots may pay for the new days."""
    good = []
    for share in shared_again(before.shares, before.pence, line.pence):
        again = paying(share.pot_id, share.outcome_id, line, viewer=by)
        if again is not None and (share.option is None or share.option in again.pot.options):
            share.pot_id, share.outcome_id = again.pot.id, again.outcome_id
            good.append(share)
    return good
