"""A stay in Edinburgh for tests: two nights at £100.00 and a levy of £10.00, and the same once it is over and paid."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import time_machine
from sqlalchemy import select

from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.levies import Entitlement
from marketplace.db import session, transaction
from marketplace.listings.cancelling import Cancellation
from marketplace.listings.models import BookingTerms, Listing
from tests import breaks, families, golden, invoiced
from tests.beginnings import beginning
from tests.golden import Golden
from tests.offered import Offered


def flat(sort: Cancellation = Cancellation.WEEK) -> Offered:
    """A place to stay whose council asks a levy; it keeps half from a week before."""
    made = breaks.house(title="Towpath Flat")
    with transaction():
        listing = session.scalars(select(Listing).where(Listing.ref == made.ref)).one()
        listing.postcode, listing.town = "EH3 9BF", "Edinburgh"
        listing.kept_terms = BookingTerms.usual()
        listing.kept_terms.cancellation = sort
    return made


@beginning
def confirmed(pot: str = "virtual") -> Golden:
    """Two nights there, confirmed, paid by one pot."""
    made = breaks.planned(at=flat(), pot=pot)
    golden.ask(made)
    golden.answer(made)
    return made


@contextmanager
def over(made: Golden, *, is_paid: bool = True) -> Iterator[None]:
    """The day after the break is over; its council has paid the invoice."""
    with time_machine.travel(made.break_.ends_at + timedelta(days=1), tick=False):
        if is_paid:
            services.complete(made.ref, by=made.arranger)
            invoiced.all_paid(made.offers["house"].by, families.officer(role=RoleName.COUNCIL_FINANCE))
        yield


def prepared(made: Golden) -> None:
    """The paper that asks the levy back, for the person whose break it is."""
    services.prepare_levy(
        made.ref,
        made.lines["house"],
        guest_ref=made.people["person"],
        entitlement=Entitlement.ADULT_DISABILITY,
        is_agreed=True,
        by=made.arranger,
    )
