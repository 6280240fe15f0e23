"""What cancelling would cost now, part by part, and what goes back to each pot: said before anybody does it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.cancel_costs import Paid, Stretch, borne, cost_pence
from marketplace.booking.lifecycle import PLANNED, BreakState, LineState
from marketplace.booking.models import Break, Line, Segment, Share
from marketplace.booking.queries.invoicing import pieces_of
from marketplace.booking.queries.known import KnownBreak, known_break
from marketplace.budgets.fees import fee_pence
from marketplace.listings.cancelling import next_limit, read_steps

LEVY_BACK = "The visitor levy goes back whole."


@dataclass(frozen=True)
class PartCost:
    """One part: what it costs to cancel it now. ``until``: until when it costs no more than that; none: for good."""

    title: str
    terms: str
    price_pence: int
    cost_pence: int
    until: datetime | None


@dataclass(frozen=True)
class PotBack:
    """One pot: what it bears, and what goes back to it."""

    pot: str
    cost_pence: int
    back_pence: int


@dataclass(frozen=True)
class CancelCost:
    """All of it. ``fee_pence``: the fee of a holder of money on what is kept, a part of the sum.

    ``is_held``: something may be held or paid of the break; where it is only planned, no pot gets anything back.
    """

    parts: tuple[PartCost, ...]
    pots: tuple[PotBack, ...]
    fee_pence: int
    is_held: bool

    @property
    def pence(self) -> int:
        """What cancelling costs, all told."""
        return sum(pot.cost_pence for pot in self.pots)

    @property
    def back_pence(self) -> int:
        """What goes back, all told."""
        return sum(pot.back_pence for pot in self.pots)


def is_charged(line: Line) -> bool:
    """Whether its provider may keep anything of it: a part that it said yes to, of a break that is confirmed."""
    return line.break_.state is BreakState.CONFIRMED and line.state is LineState.ACCEPTED and not line.is_fee


def borne_by(line: Line, at: datetime) -> list[tuple[Share, int]]:
    """What each share bears of what its provider keeps of a line that is cancelled at ``at``, in pence.

    Of what has begun each bears what it pays of it, as it is invoiced; of the rest its part.
    """
    if not is_charged(line):
        return [(share, 0) for share in line.shares]
    stretches = {segment.reference: _stretch(segment) for segment in line.segments}
    begun, levy = Counter[str](), Counter[str]()
    for piece in pieces_of(line):
        if stretches[piece.segment].starts_at <= at:
            begun[piece.reference] += piece.pence
        elif stretches[piece.segment].is_levy:
            levy[piece.reference] += piece.pence
    cost = cost_pence(stretches.values(), read_steps(line.cancellation_steps), at)
    ahead = [
        Paid(share.pot.sort.control, share.pence - begun[share.reference] - levy[share.reference])
        for share in line.shares
    ]
    of_rest = borne(ahead, max(cost - begun.total(), 0))
    return [(share, begun[share.reference] + pence) for share, pence in zip(line.shares, of_rest, strict=True)]


def kept_from(one: Break, pot_id: int) -> int:
    """What of a pot's money has been kept of parts that were cancelled, fees apart, in pence."""
    shares = (share for line in one.lines if not line.is_fee for share in line.shares)
    return sum(share.kept_pence for share in shares if share.pot_id == pot_id)


def cancel_cost(ref: str, line_ref: str = "", *, viewer: Viewer) -> CancelCost:
    """What it costs now to cancel one part of a break, or all of it. Raises NotFound."""
    return cost_of(known_break(ref, viewer=viewer), line_ref)


def cost_of(known: KnownBreak, line_ref: str = "") -> CancelCost:
    """The same of a break that is known."""
    at, one = clock.now(), known.break_
    lines = [known.line(line_ref)] if line_ref else [line for line in one.lines_in if not line.is_fee]
    of_lines = [(line, borne_by(line, at)) for line in lines]
    bears = [pair for _, pairs in of_lines for pair in pairs]
    fees = _fees(one, lines, bears)
    parts = tuple(_part(line, sum(pence for _, pence in pairs), at) for line, pairs in of_lines)
    is_held = one.state not in PLANNED
    pots = tuple(_pots(bears, fees)) if is_held else ()
    return CancelCost(parts, pots, sum(kept for kept, _ in fees.values()), is_held)


def _part(line: Line, kept_pence: int, at: datetime) -> PartCost:
    steps = read_steps(line.cancellation_steps) if is_charged(line) else ()
    stretches = [_stretch(segment) for segment in line.segments]
    starts_at = min((one.starts_at for one in stretches), default=line.break_.starts_at)
    levy = LEVY_BACK if any(one.is_levy and one.starts_at > at for one in stretches) else ""
    return PartCost(
        title=line.title,
        terms=" ".join(filter(None, (line.cancellation, levy))),
        price_pence=line.pence,
        cost_pence=kept_pence,
        until=next_limit(steps, starts_at, at),
    )


def _stretch(segment: Segment) -> Stretch:
    """What has no time begins with its break; a visitor levy with the first night that it is asked of."""
    line, is_levy = segment.line, bool(segment.levy_council)
    starts_at = line.periods[0].starts_at if is_levy else segment.starts_at
    return Stretch(starts_at or line.break_.starts_at, segment.pence, is_levy)


def _fees(one: Break, gone: Iterable[Line], bears: Sequence[tuple[Share, int]]) -> dict[int, tuple[int, int]]:
    """Of each fee line's pot: what of its fee goes on to be paid for what is kept, and what goes back."""
    gone_ids = {line.id for line in gone}
    found = {}
    for fee in (line for line in one.lines_in if line.is_fee and line.pot is not None):
        left = sum(
            share.pence
            for line in one.lines_in
            if not line.is_fee and line.id not in gone_ids
            for share in line.shares
            if share.pot_id == fee.pot_id
        )
        before = left + kept_from(one, fee.pot_id or 0)
        kept = sum(pence for share, pence in bears if share.pot_id == fee.pot_id)
        rate = fee.fee_basis_points or 0
        after = fee_pence(before + kept, rate)
        found[fee.pot_id or 0] = (after - fee_pence(before, rate), fee.pence - after)
    return found


def _pots(bears: Sequence[tuple[Share, int]], fees: Mapping[int, tuple[int, int]]) -> Iterable[PotBack]:
    for pot in {share.pot_id: share.pot for share, _ in bears}.values():
        own = [(share, pence) for share, pence in bears if share.pot_id == pot.id]
        fee_kept, fee_back = fees.get(pot.id, (0, 0))
        cost = sum(pence for _, pence in own)
        paid = sum(share.pence for share, _ in own)
        yield PotBack(pot.name, cost + fee_kept, paid - cost + fee_back)
