"""What goes on behind the pages while somebody walks: families who ask, calendars that are read, papers that end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy import func, select

from marketplace import clock, db
from marketplace.booking import services as booking
from marketplace.booking.models import Break, Line, Share
from marketplace.budgets.queries.balances import balances
from marketplace.config import Config
from marketplace.listings.models import PA, Listing, Paper, Space, search_row
from marketplace.listings.paper_kinds import PaperKind
from marketplace.listings.queries.standings import standings_of
from marketplace.notifications import services as notifications
from marketplace.notifications.models import Letter
from marketplace.periods import Period
from tests import first_request
from tests.servers import LiveServer


@contextmanager
def database(server: LiveServer) -> Iterator[None]:
    """Speak to a site's database, and write letters in its name, until the block ends."""
    config = Config.from_environment(server.environment)
    engine = db.connect(config.database_url)
    notifications.speak_for(config.site)
    try:
        yield
    finally:
        db.session.remove()
        engine.dispose()


def a_family_asks_for(server: LiveServer, title: str, name: str, *, first: date | None = None) -> str:
    """Somebody of that name asks for a listing, and pays with their own money; the reference of their part.

    ``first``: the Friday; else the first on which something of it is free.
    """
    with database(server):
        ref = db.session.scalars(select(Listing.ref).where(Listing.title == title)).one()
        return first_request.asked_for(ref, name, first=first)


def day_asked_for(server: LiveServer, line_ref: str) -> date:
    """The first day of the break that a part is of."""
    with database(server):
        starts_at = db.session.scalars(select(Break.starts_at).join(Line).where(Line.ref == line_ref)).one()
        return clock.in_london(starts_at).date()


def another_family_asks_for(server: LiveServer, title: str, pa: str, town: str, visit: Period, name: str) -> None:
    """Somebody of that name asks for a PA by name, in a town, and pays with their own money."""
    with database(server):
        wanted = select(Space).join(PA).join(Listing, Listing.id == Space.listing_id)
        space = db.session.scalars(wanted.where(Listing.title == title, PA.name == pa)).one()
        first_request.asked_for_pa(space.listing.ref, space.ref, name, town=town, visit=visit)


def a_council_asks_for(server: LiveServer, title: str, name: str, *, purchase_order: str) -> str:
    """The same, from money that the council set aside; the care manager agrees, with a purchase order."""
    with database(server):
        ref = db.session.scalars(select(Listing.ref).where(Listing.title == title)).one()
        return first_request.asked_for_by_council(ref, name, purchase_order=purchase_order)


def ended_yesterday(server: LiveServer, title: str, kind: PaperKind) -> None:
    """The paper of a kind that counts for a listing had its last day yesterday."""
    with database(server), db.transaction():
        listing = db.session.scalars(select(Listing).where(Listing.title == title)).one()
        (paper,) = (one.accepted for one in standings_of(listing) if one.need.kind is kind and one.accepted)
        db.session.get_one(Paper, paper.id).ends_on = clock.today() - timedelta(days=1)


def membership_ended_yesterday(server: LiveServer, pa: str) -> None:
    """The PVG scheme membership of a PA had its last day yesterday."""
    with database(server), db.transaction():
        found = db.session.scalars(select(PA).where(PA.name == pa)).one()
        found.pvg_expires_on = clock.today() - timedelta(days=1)


def night_falls(server: LiveServer) -> list[str]:
    """The nightly look at what has ended; the names of the letters that it owes, in order."""
    with database(server):
        before = db.session.scalar(select(func.max(Letter.id))) or 0
        booking.lapse()
        return list(db.session.scalars(select(Letter.name).where(Letter.id > before).order_by(Letter.id)))


def is_found(server: LiveServer, title: str) -> bool:
    """Whether a listing stands in the search."""
    with database(server):
        found = select(Listing.id).join(search_row, search_row.c.listing_id == Listing.id).where(Listing.title == title)
        return db.session.scalar(found) is not None


def set_aside(server: LiveServer, line_ref: str) -> int:
    """What the pot that pays for a part has set aside, in pence."""
    with database(server):
        pot = select(Share.pot_id).join(Line, Line.id == Share.line_id).where(Line.ref == line_ref)
        pot_id = db.session.scalars(pot.distinct()).one()
        return balances([pot_id])[pot_id].set_aside_pence
