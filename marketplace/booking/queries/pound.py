"""Where the money for a support line goes: wage, employer's costs and, where its provider states them, the margin."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace.booking.models import Line
from marketplace.booking.on_costs import of_nouns
from marketplace.booking.sorts import LineSort
from marketplace.db import session
from marketplace.listings.models import RateUnit
from marketplace.listings.queries.pay import stated_pay
from marketplace.listings.stated_pay import HourPay, Parts, where_it_goes


def pound_of(line_ref: str) -> Parts | None:
    """Where the price of a line goes; none where it is not support by the hour, or nobody has stated it.

    Whoever asks has looked first whether the reader may see the line.
    """
    line = session.scalars(select(Line).where(Line.ref == line_ref).options(selectinload(Line.segments))).one()
    hours = [one for one in line.segments if one.unit is RateUnit.HOUR]
    if line.sort is LineSort.OWN_ARRANGEMENT:
        on_costs = sum(one.pence for one in line.segments if of_nouns([one.noun]))
        wage = line.pence - on_costs
        return Parts(wage, on_costs, 0) if on_costs and hours else None
    if line.listing is None or not line.listing.kind.is_support or not hours:
        return None
    stated = stated_pay(line.listing.id)
    if stated is None:
        return None
    pence, minutes = sum(one.pence for one in hours), sum(one.quantity for one in hours)
    return where_it_goes(pence, minutes, HourPay(stated.wage_pence, stated.on_costs_pence))
