"""The visitor levy in a line as it was quoted: its segments, what it comes to, and the stay as the rule sees it."""

from fractions import Fraction

from marketplace import geo
from marketplace.booking.models import Line, Segment
from marketplace.booking.queries.quoting import first_day
from marketplace.booking.sorts import ForWhom
from marketplace.clock import in_london
from marketplace.rules.levy import PER_WHOLE, LevyStay


def levy_segments(line: Line) -> list[Segment]:
    """Those segments of a line that are a visitor levy."""
    return [segment for segment in line.segments if segment.levy_council]


def levy_pence(line: Line) -> int:
    """The visitor levy in the price of a line."""
    return sum(segment.pence for segment in levy_segments(line))


def levy_stay(line: Line) -> LevyStay | None:
    """A stay with a levy in it, as the rule sees it: its nights at the prices that were quoted, in order."""
    first, levies = first_day(line), levy_segments(line)
    if first is None or not levies:
        return None
    council = geo.council(levies[0].levy_council)
    in_time = sorted((one for one in line.segments if one.starts_at), key=lambda one: one.starts_at or line.made_at)
    before_vat = Fraction(PER_WHOLE, PER_WHOLE + line.vat_per_ten_thousand)
    return LevyStay(
        council=levies[0].levy_council,
        council_name=council.name if council else "",
        arrives_on=first,
        booked_on=in_london(line.made_at).date(),
        nights_before_vat_pence=tuple(one.rate_pence * before_vat for one in in_time for _ in range(one.quantity)),
        may_reclaim=line.for_whom is not ForWhom.CARER,
    )
