"""A provider states what of an hour's price is the wage and what its own costs, or takes that back."""

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.models import Listing, StatedPay
from marketplace.listings.queries.pay import least_hour_pence
from marketplace.listings.stated_pay import HourPay


def state_pay(*, listing_id: int, stated: HourPay | None, by: Actor) -> None:
    """Keep it; None takes it back. Raises Refused by field when an hour does not cost as much."""
    with transaction():
        listing = session.get_one(Listing, listing_id, with_for_update={"of": Listing})
        kept = session.scalar(select(StatedPay).where(StatedPay.listing_id == listing_id))
        if stated is None:
            if kept is not None:
                session.delete(kept)
        else:
            wrong = stated.problems(least_hour_pence(listing))
            if wrong:
                raise Refused(fields=wrong)
            kept = kept or StatedPay(listing_id=listing_id)
            kept.wage_pence, kept.on_costs_pence = stated.wage_pence, stated.on_costs_pence
            kept.stated_on = clock.today()
            session.add(kept)
        audit.record("pay-stated", about=f"listing:{listing.ref}", by=by)
        session.flush()
