"""What of a break is held now: spaces in diaries, money in pots. What lapsed is gone, swept or not."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from marketplace import clock
from marketplace.booking.models import Line, Segment, Share
from marketplace.budgets.models import MoneyHold, is_set_aside
from marketplace.budgets.sorts import Control
from marketplace.db import session
from marketplace.listings.models import Occupancy


@dataclass(frozen=True)
class Holdings:
    """References of segments that have their space, and of shares whose money is set aside."""

    spaces: frozenset[str]
    money: frozenset[str]

    def lacks_space(self, segment: Segment) -> bool:
        """Whether a segment has no space yet and needs one."""
        return needs_space(segment) and segment.reference not in self.spaces

    def lacks_money(self, share: Share) -> bool:
        """Whether a share has no money set aside yet and needs it."""
        return needs_money(share) and share.reference not in self.money

    def has_all(self, line: Line) -> bool:
        """Whether everything a line needs is held."""
        spaces = any(self.lacks_space(segment) for segment in line.segments)
        return not spaces and not any(self.lacks_money(share) for share in line.shares)


def holdings(lines: Iterable[Line]) -> Holdings:
    """What is held now for these lines."""
    several = list(lines)
    segments = [segment.reference for line in several for segment in line.segments if needs_space(segment)]
    shares = [share.reference for line in several for share in line.shares if needs_money(share)]
    return Holdings(frozenset(live_spaces(segments)), frozenset(live_money(shares)))


def needs_space(segment: Segment) -> bool:
    """Whether it takes a space in a diary of this site."""
    return segment.line.listing_id is not None and segment.period is not None


def needs_money(share: Share) -> bool:
    """Whether money is set aside for it: own money is a promise, and nobody counts it."""
    return share.pot.sort.control is not Control.OWN


def live_spaces(references: Collection[str]) -> set[str]:
    """Those of these references that have a space now, held or booked."""
    if not references:
        return set()
    rows = select(Occupancy.reference).where(Occupancy.reference.in_(references), Occupancy.released_at.is_(None))
    is_live = or_(Occupancy.expires_at.is_(None), Occupancy.expires_at > clock.now())
    return set(session.scalars(rows.where(is_live)))


def live_money(references: Collection[str]) -> set[str]:
    """Those of these references for which money is set aside now."""
    if not references:
        return set()
    rows = select(MoneyHold.reference).where(MoneyHold.reference.in_(references), is_set_aside(clock.now()))
    return set(session.scalars(rows))
