"""A meeting that a family of the demo asks of a PA bank before a first booking."""

from datetime import timedelta

from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.meet import MeetHow
from marketplace.booking.services import MeetingWanted
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing, Provider

BANK = "Tweed PA Bank"
IN_DAYS = (3, 5)


def ask(person_ref: str, *, by: Viewer) -> None:
    """Ask the PA bank nearest to the Borders for half an hour by video, in the days to come."""
    now = in_london(clock.now()).replace(hour=11, minute=0, second=0, microsecond=0)
    bank = (
        select(Listing.ref)
        .join(Provider, Provider.id == Listing.provider_id)
        .where(Listing.kind == ListingKind.PA_BANK, Listing.state == ListingState.PUBLISHED, Provider.name == BANK)
    )
    wanted = MeetingWanted(
        person_ref=person_ref,
        how=MeetHow.VIDEO,
        times=tuple(now + timedelta(days=days) for days in IN_DAYS),
        words="He likes to know who comes. Can you sing?",
    )
    services.ask_meeting(session.scalars(bank.order_by(Listing.id).limit(1)).one(), wanted=wanted, by=by)
