"""What a listing's provider states of the price of an hour, and of a night."""

from collections.abc import Mapping

from sqlalchemy import select

from marketplace.db import session
from marketplace.listings.models import Listing, RateUnit, StatedPay
from marketplace.listings.stated_pay import PAID_UNITS


def stated_pay(listing_id: int) -> Mapping[RateUnit, StatedPay]:
    """What is stated of this listing, by what it is for one of."""
    return {one.unit: one for one in session.scalars(select(StatedPay).where(StatedPay.listing_id == listing_id))}


def least_pence(listing: Listing, unit: RateUnit) -> int:
    """The least that one costs on any day; 0 where none is sold."""
    rates = (rate for rate in listing.rates if rate.unit is unit)
    return min((min(one.weekday_pence, one.weekend_pence, one.bank_holiday_pence) for one in rates), default=0)


def paid_units(listing: Listing) -> Mapping[RateUnit, int]:
    """The units of which its provider may state where the price goes, and the least that one of each costs."""
    least = {unit: least_pence(listing, unit) for unit in PAID_UNITS} if listing.kind.is_support else {}
    return {unit: pence for unit, pence in least.items() if pence}
