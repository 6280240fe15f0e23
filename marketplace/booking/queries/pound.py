"""Where the money for a support line goes: wage, employer's costs and, where its provider states them, the margin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace.booking.models import Line, Segment
from marketplace.booking.on_costs import of_nouns
from marketplace.booking.sorts import LineSort
from marketplace.db import session
from marketplace.listings.models import RateUnit, StatedPay
from marketplace.listings.queries.pay import stated_pay
from marketplace.listings.stated_pay import PAID_UNITS, Parts, UnitPay, where_it_goes

_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Pound:
    """Where the price of some units of a line goes. ``of``: "hours". No ``parts``: nobody has stated it."""

    of: str
    parts: Parts | None


def pound_of(line_ref: str) -> tuple[Pound, ...]:
    """Where the price of a line goes, its hours and each sort of its nights for itself; nothing of what is no support.

    Whoever asks has looked first whether the reader may see the line.
    """
    line = session.scalars(select(Line).where(Line.ref == line_ref).options(selectinload(Line.segments))).one()
    if line.sort is LineSort.OWN_ARRANGEMENT:
        return tuple(_of_employer(line))
    if line.listing is None or not line.listing.kind.is_support:
        return ()
    return tuple(_of_provider(line, stated_pay(line.listing.id)))


def _of_employer(line: Line) -> Iterator[Pound]:
    """Whoever employs their own PA keeps nothing: what is no cost on top is the wage."""
    on_costs = sum(one.pence for one in line.segments if of_nouns([one.noun]))
    units = {one.unit for one in line.segments} & set(PAID_UNITS)
    if on_costs and units:
        of = f"{units.pop().noun}s" if len(units) == 1 else "time"
        yield Pound(of, Parts(line.pence - on_costs, on_costs, 0))


def _of_provider(line: Line, stated: Mapping[RateUnit, StatedPay]) -> Iterator[Pound]:
    for unit in PAID_UNITS:
        mine = [one for one in line.segments if one.unit is unit and not one.levy_council]
        if mine:
            pay = stated.get(unit)
            yield Pound(f"{unit.noun}s", _parts(unit, mine, pay) if pay else None)


def _parts(unit: RateUnit, segments: list[Segment], pay: StatedPay) -> Parts | None:
    quantity = sum(one.quantity for one in segments)
    units = Fraction(quantity, _MINUTES) if unit is RateUnit.HOUR else Fraction(quantity)
    return where_it_goes(sum(one.pence for one in segments), units, UnitPay(pay.wage_pence, pay.on_costs_pence))
