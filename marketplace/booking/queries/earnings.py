"""What a provider's confirmed and delivered parts bring it: read for one year at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.earnings import Earned, MonthEarned, Paid, Sum, by_month, together
from marketplace.booking.lifecycle import ENDED, LineState
from marketplace.booking.models import Break, LeadPayer, Line, Segment, Share
from marketplace.booking.queries.brought import money_of
from marketplace.booking.queries.invoicing import is_earned
from marketplace.booking.queries.readiness import agreements_of_each
from marketplace.booking.queries.requests import purchase_orders
from marketplace.booking.queries.sent_to_providers import sent_for_parts, through_us
from marketplace.booking.queries.words import line_words, when_words
from marketplace.budgets.models import Pot
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.listings.models import Listing, Provider


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
    starts = _starts(viewer)
    years = tuple(sorted({at.year for at in starts.values()}, reverse=True))
    this = clock.today().year
    usual = min(years, key=lambda one: (abs(one - this), -one), default=this)
    shown = year if year in years else usual
    earned = _earned({line_id: at for line_id, at in starts.items() if at.year == shown})
    return Earnings(shown, years, by_month(earned), together(list(earned)), earned)


def earned_in_month(on: date, *, viewer: Viewer) -> Sum | None:
    """What the viewer's provider earns in the month of a day; nothing where nothing begins in it."""
    starts = _starts(viewer)
    earned = _earned({id_: at for id_, at in starts.items() if (at.year, at.month) == (on.year, on.month)})
    return together(list(earned)) if earned else None


def _starts(viewer: Viewer) -> Mapping[int, datetime]:
    """When each booked line of the viewer's provider begins, by its id: in London, of all years."""
    if viewer.organisation_id is None:
        return {}
    begins = func.coalesce(func.min(Segment.starts_at), Break.starts_at)
    rows = session.execute(
        select(Line.id, begins)
        .join(Listing, Listing.id == Line.listing_id)
        .join(Provider, Provider.id == Listing.provider_id)
        .join(Break, Break.id == Line.break_id)
        .outerjoin(Segment, Segment.line_id == Line.id)
        .where(Provider.organisation_id == viewer.organisation_id)
        .where(is_earned)
        .group_by(Line.id, Break.starts_at)
    )
    return {line_id: in_london(at) for line_id, at in rows if at is not None}


def _lines(ids: Collection[int]) -> Sequence[Line]:
    return session.scalars(
        select(Line)
        .where(Line.id.in_(ids))
        .options(
            joinedload(Line.listing),
            joinedload(Line.break_).joinedload(Break.lead).joinedload(LeadPayer.pot).joinedload(Pot.sort),
            selectinload(Line.segments),
            selectinload(Line.shares).joinedload(Share.pot).joinedload(Pot.sort),
        )
        .order_by(Line.id)
    ).all()


def _earned(starts: Mapping[int, datetime]) -> tuple[Earned, ...]:
    """The booked lines of these ids, with all that is known of each."""
    return tuple(_told(_lines(starts), starts)) if starts else ()


def _told(lines: Sequence[Line], starts: Mapping[int, datetime]) -> Iterable[Earned]:
    ours, sent = through_us(lines), sent_for_parts([line.about for line in lines])
    agreed, money = agreements_of_each({line.break_id for line in lines}), money_of(lines)
    for line in lines:
        parts = [money[share.reference] for share in line.shares]
        gone_pence = sum(one.gone_pence for one in parts)
        starts_at = starts[line.id]
        yield Earned(
            line_ref=line.ref,
            month=starts_at.date().replace(day=1),
            listing=line.listing.title if line.listing else line.title,
            when="; ".join(when_words(line)),
            words=line_words(line),
            is_done=line.state in ENDED,
            pence=(line.kept_pence if line.state is LineState.CANCELLED else line.pence) - gone_pence,
            paid=_paid(line, {one.reference: one.paid_pence for one in parts}, ours, sent.get(line.about, Paid())),
            purchase_order=", ".join(purchase_orders(line, agreed[line.break_id])),
            starts_at=starts_at,
            gone_pence=gone_pence,
        )


def _paid(line: Line, paid: Mapping[str, int], ours: Collection[str], sent: Paid) -> Paid:
    """What its provider has of a part: from whoever pays it themselves, and of what families paid us what we sent."""
    by_us = {share.reference for share in line.shares if share.reference in ours}
    came = sum(paid[reference] for reference in by_us)
    direct = sum(paid[share.reference] for share in line.shares if share.reference not in by_us)
    with_us = max(came - sent.pence - sent.fee_pence, 0)
    return replace(sent, pence=direct + sent.pence, with_us_pence=with_us)
