"""What a provider's confirmed and delivered parts bring it: read for one year at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.earnings import Earned, MonthEarned, Sum, by_month, together
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break, Line, Share
from marketplace.booking.queries.readiness import agreements_of_each
from marketplace.booking.queries.requests import purchase_orders
from marketplace.booking.queries.words import line_words, when_words
from marketplace.budgets.queries.paid_out import paid_out
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.listings.models import Listing, Provider

_EARNING = (LineState.ACCEPTED, LineState.DELIVERED)
_BOOKED = (BreakState.CONFIRMED, BreakState.COMPLETED)


@dataclass(frozen=True)
class Earnings:
    """One year of a provider. ``years``: those in which anything is booked, the latest first."""

    year: int
    years: tuple[int, ...]
    months: tuple[MonthEarned, ...]
    total: Sum
    earned: tuple[Earned, ...]

    @property
    def most_pence(self) -> int:
        """The most of one month: the whole length of a bar."""
        return max((month.total.pence for month in self.months), default=0)


def earnings(*, viewer: Viewer, year: int | None = None) -> Earnings:
    """What the viewer's provider earns in a year; where no such year is asked for, in this or the nearest one."""
    lines = _lines(viewer)
    starts = {line.id: in_london((line.periods[0] if line.periods else line.break_.period).starts_at) for line in lines}
    years = tuple(sorted({at.year for at in starts.values()}, reverse=True))
    this = clock.today().year
    usual = min(years, key=lambda one: (abs(one - this), -one), default=this)
    shown = year if year in years else usual
    earned = tuple(_earned([line for line in lines if starts[line.id].year == shown]))
    return Earnings(shown, years, by_month(earned), together(list(earned)), earned)


def _lines(viewer: Viewer) -> Sequence[Line]:
    if viewer.organisation_id is None:
        return ()
    return session.scalars(
        select(Line)
        .join(Listing, Listing.id == Line.listing_id)
        .join(Provider, Provider.id == Listing.provider_id)
        .join(Break, Break.id == Line.break_id)
        .where(Provider.organisation_id == viewer.organisation_id)
        .where(Line.state.in_(_EARNING), Break.state.in_(_BOOKED))
        .options(
            contains_eager(Line.listing),
            contains_eager(Line.break_),
            selectinload(Line.segments),
            selectinload(Line.shares).joinedload(Share.pot),
        )
        .order_by(Line.id)
    ).all()


def _earned(lines: Sequence[Line]) -> Iterable[Earned]:
    paid = paid_out([share.reference for line in lines for share in line.shares])
    agreed = agreements_of_each({line.break_id for line in lines})
    for line in lines:
        starts_at = (line.periods[0] if line.periods else line.break_.period).starts_at
        day = in_london(starts_at).date()
        yield Earned(
            line_ref=line.ref,
            month=date(day.year, day.month, 1),
            listing=line.listing.title if line.listing else line.title,
            when="; ".join(when_words(line)),
            words=line_words(line),
            is_done=line.state is LineState.DELIVERED,
            pence=line.pence,
            paid_pence=sum(paid.get(share.reference, 0) for share in line.shares),
            purchase_order=", ".join(purchase_orders(line, agreed[line.break_id])),
            starts_at=starts_at,
        )
