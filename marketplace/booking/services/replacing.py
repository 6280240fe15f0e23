"""Taking another listing instead of a part, for the same time: a new line, and the old one goes out.

Who pays stays as it was, in the same proportions where the price is another. A part whose provider said no waits for
this, or for the word of whoever arranges that the break goes on without it: no break is confirmed with a hole in it
that nobody chose.
"""

from collections.abc import Sequence

from marketplace import audit
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import LONGEST_TITLE, LineTerms
from marketplace.booking.lifecycle import LOST, LineState
from marketplace.booking.models import Line, Share
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.quoting import added_to, quote, same_times
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.fees import refigure_fees
from marketplace.booking.services.knowing import locked_to_plan
from marketplace.booking.services.lines import kept, listed_line, refuse_closed, refuse_firm, start_listed, take_out
from marketplace.booking.services.moving import move_line
from marketplace.booking.services.staging import refuse_kept
from marketplace.booking.sorts import LineSort, Why
from marketplace.db import new_ref, transaction
from marketplace.errors import Refused
from marketplace.listings.models import Listing, RateUnit
from marketplace.money import share_out


def take_instead(ref: str, line_ref: str, *, listing_ref: str, by: Viewer) -> str:
    """Another listing instead of a listed line, also of one that is lost, before all have agreed; its reference.

    Whom it is for, its hours and what the provider is to know stay; whoever was chosen by name does not. It is held
    anew. Raises NotFound, Refused, NotNow.
    """
    with transaction():
        line = _line(locked_to_plan(ref, by=by), line_ref)
        refuse_kept(line)
        if line.sort is not LineSort.LISTED or line.listing is None:
            raise Refused("Only a part from our listings can be exchanged. Take it out, and add another")
        unit = line.segments[0].unit
        one, listing = start_listed(ref, listing_ref, unit, by)
        if listing.kind is not line.kind:
            raise Refused(f"{listing.title} is something else. Add it as a part of its own")
        if unit is RateUnit.HOUR:
            refuse_closed(listing, line.periods)
        refuse_firm(listing, unit, line.periods)
        terms = LineTerms(line.for_whom, line.duty, line.asks, _title(line, line.listing, listing))
        added = added_to(line, listing)
        segments = quote(listing, unit, same_times(line), people=line.guests or 1, added=added)
        fresh = listed_line(one, listing, terms, segments, by=by)
        fresh.guests, fresh.comes_later = line.guests, line.comes_later
        fresh.shares = shared_again(line.shares, line.pence, fresh.pence)
        new = kept(fresh, by)
        _leave_out(line, by)
        refigure_fees(one, by=by.actor)
        audit.record("line-exchanged", about=fresh.about, by=by.actor)
        return new


def go_on_without(ref: str, line_ref: str, *, by: Viewer) -> None:
    """Leave out a line whose provider said no: the break waits for it no longer. Raises NotFound, NotNow."""
    with transaction():
        known = locked_to_plan(ref, by=by)
        line = known.lost(line_ref)
        _leave_out(line, by)
        audit.record("line-left-out", about=line.about, by=by.actor)
        confirm_if_all_agreed(known.break_, by=by.actor)


def shared_again(before: Sequence[Share], old_pence: int, new_pence: int) -> list[Share]:
    """What each pot pays of the new price: as much of it in a hundred as of the old one, whoever is missing too."""
    missing = max(0, old_pence - sum(share.pence for share in before))
    weights = [*(share.pence for share in before), missing]
    if not any(weights):
        return []
    parts = share_out(new_pence, weights)[:-1]
    return [
        Share(
            ref=new_ref(),
            pot_id=share.pot_id,
            option=share.option,
            outcome_id=share.outcome_id,
            pence=pence,
            basis_points=None if share.segment_id else share.basis_points,
        )
        for share, pence in zip(before, parts, strict=True)
        if pence
    ]


def _line(known: KnownBreak, ref: str) -> Line:
    """A line that is a part of the break, or one that is lost. Raises NotFound."""
    is_lost = any(line.ref == ref and line.state in LOST for line in known.break_.lines)
    return known.lost(ref) if is_lost else known.line(ref)


def _leave_out(line: Line, by: Viewer) -> None:
    """Its provider is told, unless it was the provider who said no."""
    if line.state in LOST:
        move_line(line, LineState.TAKEN_OUT, Why.TAKEN_OUT, by=by.actor)
    else:
        take_out(line, LineState.TAKEN_OUT, Why.TAKEN_OUT, by=by)


def _title(line: Line, before: Listing, after: Listing) -> str:
    """The line's own name, with the new listing in place of the old one."""
    return line.title.replace(before.title, after.title)[:LONGEST_TITLE]
