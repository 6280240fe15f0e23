"""Other times for a part, chosen by whoever arranges: seen first with their price, then another line in its place.

What a line is never changes. The new one has the same terms, is for the same people, and is paid for in the same
proportions; it is held, asked and agreed anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace import audit
from marketplace.accounts.viewer import Viewer
from marketplace.booking.cover import Gap
from marketplace.booking.drafts import Charge, LineTerms, Shift
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.cover import gaps_with
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.booking.queries.retiming import AskedPrice, may_be_retimed, prices_of
from marketplace.booking.quote import Wanted
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.copying import off_site_line
from marketplace.booking.services.knowing import locked_to_plan
from marketplace.booking.services.lines import kept, listed_line, refuse_many, space_id, take_out
from marketplace.booking.services.proposing import PartAgain, listed_at, off_site_at
from marketplace.booking.services.replacing import shared_again
from marketplace.booking.services.staging import refuse_kept
from marketplace.booking.sorts import LineSort, Why
from marketplace.db import transaction
from marketplace.errors import NotFound, Refused


@dataclass(frozen=True)
class Retimed:
    """A part at other times, before it is saved. ``gaps``: those of cover then, as far as cover is needed."""

    part: PartAgain
    gaps_before: tuple[Gap, ...]
    gaps: tuple[Gap, ...]

    @property
    def more_pence(self) -> int:
        """How much more it costs; below nought: less."""
        return (self.part.pence or 0) - self.part.line.pence


def look_at_times(ref: str, line_ref: str, *, shifts: Sequence[Shift], by: Viewer) -> Retimed:
    """What a part would be and cost at these times. Raises Refused by field, NotFound."""
    known = known_break(ref, viewer=by)
    known.require_planner()
    line = _line(known, line_ref)
    part = _part(line, shifts, by)
    before, after = gaps_with(known.break_, line, part.quoted)
    return Retimed(part, before, after)


def change_times(ref: str, line_ref: str, *, shifts: Sequence[Shift], by: Viewer) -> str:
    """Put the part at these times in the place of the old one; its reference. Raises Refused, NotFound, NotNow."""
    with transaction():
        known = locked_to_plan(ref, by=by)
        line = _line(known, line_ref)
        refuse_kept(line)
        part = _part(line, shifts, by)
        if part.why_not:
            raise Refused(fields={"shifts": part.why_not})
        fresh = _fresh(known.break_, part, by)
        fresh.comes_later = line.comes_later
        fresh.shares = shared_again(line.shares, line.pence, fresh.pence)
        new = kept(fresh, by)
        take_out(line, LineState.TAKEN_OUT, Why.OTHER_TIME, by=by)
        audit.record("line-times-changed", about=fresh.about, by=by.actor)
        confirm_if_all_agreed(known.break_, by=by.actor)
        return new


def _line(known: KnownBreak, line_ref: str) -> Line:
    line = known.line(line_ref)
    if not may_be_retimed(line):
        raise NotFound
    return line


def _part(line: Line, shifts: Sequence[Shift], by: Viewer) -> PartAgain:
    if not shifts:
        raise Refused(fields={"shifts": "Say when: at least one stretch of time"})
    refuse_many([Wanted(one.period) for one in shifts])
    if line.sort is not LineSort.LISTED or line.listing is None:
        return off_site_at(line, _charges(line, shifts))
    listing = line.listing
    wanted = [Wanted(one.period, space_id(listing, one.space_ref)) for one in shifts]
    return listed_at(line, wanted, by)


def _charges(line: Line, shifts: Sequence[Shift]) -> list[Charge]:
    """What is asked for each stretch, at the price that was chosen for it. Raises Refused by field."""
    prices = prices_of(line)
    if any(not 0 <= shift.price < len(prices) for shift in shifts):
        raise Refused(fields={"shifts": "Choose a price of this part for each stretch of time"})
    return [_charge(prices[shift.price], shift) for shift in shifts]


def _charge(price: AskedPrice, shift: Shift) -> Charge:
    quantity = shift.period.minutes if price.count is None else price.count
    return Charge(price.unit, quantity, price.rate_pence, shift.period)


def _fresh(one: Break, part: PartAgain, by: Viewer) -> Line:
    before = part.line
    terms = LineTerms(before.for_whom, before.duty, before.asks, before.title)
    if part.listing is None:
        return off_site_line(one, part, terms, by)
    line = listed_line(one, part.listing, terms, part.quoted, by=by)
    line.guests = before.guests
    return line
