"""A provider states what of the price of an hour or a night is the wage and what its own costs, or takes that back."""

from collections.abc import Mapping

from marketplace import audit, clock
from marketplace.audit import Actor
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.models import Listing, StatedPay
from marketplace.listings.pricing import RateUnit
from marketplace.listings.queries.pay import least_pence, stated_pay
from marketplace.listings.stated_pay import UnitPay


def state_pay(*, listing_id: int, stated: Mapping[RateUnit, UnitPay], by: Actor) -> None:
    """Keep these; of every other unit it is taken back. Raises Refused by field when one does not cost as much."""
    with transaction():
        listing = session.get_one(Listing, listing_id, with_for_update={"of": Listing})
        wrong = {unit: one.problem(unit, least_pence(listing, unit)) for unit, one in stated.items()}
        if any(wrong.values()):
            raise Refused(fields={f"{unit}_wage": words for unit, words in wrong.items() if words})
        kept = stated_pay(listing_id)
        for unit, row in kept.items():
            if unit not in stated:
                session.delete(row)
        for unit, one in stated.items():
            row = kept.get(unit) or StatedPay(listing_id=listing_id, unit=unit)
            row.wage_pence, row.on_costs_pence = one.wage_pence, one.on_costs_pence
            row.stated_on = clock.today()
            session.add(row)
        audit.record("pay-stated", about=f"listing:{listing.ref}", by=by)
        session.flush()
