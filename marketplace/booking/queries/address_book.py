"""The address book by scope: all of it for the brokerage, for others what their own organisation wrote down.

What is read out of lines is what, how often, when last and at which price. Never whose break it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.accounts.queries.tokens import look
from marketplace.accounts.roles import Permission
from marketplace.accounts.tokens import LinkNoLongerGood
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break, Line, OffSiteInvitation, OffSiteKnown, OffSiteProvider, Segment
from marketplace.db import session
from marketplace.errors import NotFound
from marketplace.listings.pricing import RateUnit

PURPOSE = "off-site"
PAGE_SIZE = 50
MOST_TO_PICK = 200


@dataclass(frozen=True)
class Price:
    """What one unit last cost."""

    unit: RateUnit
    noun: str
    pence: int


@dataclass(frozen=True)
class Row:
    """One entry as the book lists it. ``lines``: how many parts of breaks came from it that the viewer may count."""

    entry: OffSiteProvider
    lines: int
    last_at: datetime | None

    @property
    def invitation(self) -> OffSiteInvitation | None:
        """The newest invitation."""
        return self.entry.invitations[-1] if self.entry.invitations else None


@dataclass(frozen=True)
class BookPage:
    """One page of the book: its number, its entries, and how many there are in all."""

    number: int
    total: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class EntryPage:
    """One entry: what it cost, which others may be the same, and every invitation."""

    row: Row
    prices: tuple[Price, ...]
    alike: tuple[OffSiteProvider, ...]
    may_merge: frozenset[str]

    @property
    def entry(self) -> OffSiteProvider:
        """The entry itself."""
        return self.row.entry

    @property
    def open_invitation(self) -> OffSiteInvitation | None:
        """The invitation that can still be taken."""
        return next((one for one in self.entry.invitations if is_open(one)), None)


def is_open(one: OffSiteInvitation) -> bool:
    """Whether an invitation can still be taken."""
    return one.taken_at is None and one.withdrawn_at is None and one.expires_at > clock.now()


def address_book(*, viewer: Viewer, name: str = "", page: int = 1) -> BookPage:
    """The entries in the viewer's scope, by name; where ``name`` is given, those whose name or town has it."""
    found = _seen(viewer)
    if name:
        places = (OffSiteProvider.name, OffSiteProvider.town)
        found = found.where(or_(*(func.lower(place).contains(name.lower(), autoescape=True) for place in places)))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    number = min(page, max(1, -(-total // PAGE_SIZE)))
    by_name = found.options(
        selectinload(OffSiteProvider.invitations).joinedload(OffSiteInvitation.invited_by),
        joinedload(OffSiteProvider.provider),
    )
    by_name = by_name.order_by(func.lower(OffSiteProvider.name), OffSiteProvider.id)
    entries = session.scalars(by_name.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    used = _uses(entries, viewer)
    return BookPage(number, total, tuple(Row(entry, *used.get(entry.id, (0, None))) for entry in entries))


def to_pick(*, viewer: Viewer) -> Sequence[OffSiteProvider]:
    """The entries that the viewer can put into a break, by name: those that have not joined."""
    found = _seen(viewer).where(OffSiteProvider.provider_id.is_(None)).limit(MOST_TO_PICK)
    return session.scalars(found.order_by(func.lower(OffSiteProvider.name), OffSiteProvider.id)).all()


def entry_seen(ref: str, *, viewer: Viewer) -> OffSiteProvider:
    """One entry in the viewer's scope. Raises NotFound."""
    found = session.scalar(_seen(viewer).where(OffSiteProvider.ref == ref))
    if found is None:
        raise NotFound
    return found


def entry_page(ref: str, *, viewer: Viewer) -> EntryPage:
    """One entry with all that is known of it. Raises NotFound."""
    entry = entry_seen(ref, viewer=viewer)
    alike = tuple(session.scalars(_seen(viewer).where(_is_alike(entry)).order_by(OffSiteProvider.id)))
    may = frozenset(other.ref for other in alike if may_merge(entry, viewer) and may_merge(other, viewer))
    row = Row(entry, *_uses([entry], viewer).get(entry.id, (0, None)))
    return EntryPage(row, _prices(entry, viewer), alike, may)


def may_merge(entry: OffSiteProvider, viewer: Viewer) -> bool:
    """Whether the viewer may say that it is the same as another: what other organisations keep too, only we may."""
    if viewer.can(Permission.CHECK_LISTINGS):
        return True
    return all(known.organisation_id == viewer.organisation_id for known in entry.known_by)


def prices_of(entry: OffSiteProvider) -> tuple[Price, ...]:
    """What one of each unit last cost, from the parts of breaks that came from it: whoever added them."""
    return _newest(_priced(entry))


def invitation_opened_by(secret: str) -> OffSiteInvitation:
    """The invitation whose letter holds this secret. Raises LinkNoLongerGood."""
    _, _, ref = look(secret, PURPOSE).partition(":")
    found = session.scalar(
        select(OffSiteInvitation)
        .where(OffSiteInvitation.ref == ref)
        .options(joinedload(OffSiteInvitation.entry), joinedload(OffSiteInvitation.invited_by))
    )
    if found is None or not is_open(found):
        raise LinkNoLongerGood
    return found


def _seen(viewer: Viewer) -> Select[OffSiteProvider]:
    found = select(OffSiteProvider).where(OffSiteProvider.merged_into_id.is_(None))
    if viewer.can(Permission.CHECK_LISTINGS):
        return found
    if not viewer.can(Permission.KEEP_ADDRESS_BOOK) or viewer.organisation_id is None:
        return found.where(false())
    mine = select(OffSiteKnown.off_site_id).where(OffSiteKnown.organisation_id == viewer.organisation_id)
    return found.where(OffSiteProvider.id.in_(mine))


def _priced(entry: OffSiteProvider) -> Select[RateUnit, str, int]:
    """Each price that was written down with a part of a break, the oldest first."""
    return (
        select(Segment.unit, Segment.noun, Segment.rate_pence)
        .join(Line, Line.id == Segment.line_id)
        .where(Line.off_site_id == entry.id, Segment.rate_pence > 0)
        .order_by(Segment.id)
    )


def _prices(entry: OffSiteProvider, viewer: Viewer) -> tuple[Price, ...]:
    """The newest prices that the viewer's organisation wrote down, or all of them did."""
    priced = _priced(entry)
    if not viewer.can(Permission.CHECK_LISTINGS):
        own = Break.arranged_by_organisation_id == viewer.organisation_id
        priced = priced.join(Break, Break.id == Line.break_id).where(own)
    return _newest(priced)


def _newest(priced: Select[RateUnit, str, int]) -> tuple[Price, ...]:
    newest = {unit: Price(unit, noun, pence) for unit, noun, pence in session.execute(priced)}
    return tuple(newest[unit] for unit in RateUnit if unit in newest)


def _is_alike(entry: OffSiteProvider) -> ColumnElement[bool]:
    """The same address, the same number, or the same name in the same town or in none that is known."""
    same_name = OffSiteProvider.key == entry.key
    if entry.town:
        same_name = and_(same_name, func.lower(OffSiteProvider.town).in_([entry.town.lower(), ""]))
    ways = [same_name]
    if entry.email:
        ways.append(OffSiteProvider.email == entry.email)
    if entry.telephone:
        ways.append(OffSiteProvider.telephone == entry.telephone)
    return and_(OffSiteProvider.id != entry.id, or_(*ways))


def _uses(entries: Sequence[OffSiteProvider], viewer: Viewer) -> dict[int, tuple[int, datetime | None]]:
    """How many parts came from each, and when the last was added: of the viewer's organisation, or of all."""
    counted = (
        select(Line.off_site_id, func.count(Line.id), func.max(Line.made_at))
        .where(Line.off_site_id.in_([entry.id for entry in entries]))
        .group_by(Line.off_site_id)
    )
    if not viewer.can(Permission.CHECK_LISTINGS):
        counted = counted.join(Break, Break.id == Line.break_id).where(
            Break.arranged_by_organisation_id == viewer.organisation_id
        )
    rows = session.execute(counted).all()
    return {off_site_id: (count, last) for off_site_id, count, last in rows if off_site_id is not None}
