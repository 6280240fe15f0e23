"""What a listing's provider states of the price of an hour."""

from sqlalchemy import select

from marketplace.db import session
from marketplace.listings.models import Listing, RateUnit, StatedPay


def stated_pay(listing_id: int) -> StatedPay | None:
    """What is stated of this listing."""
    return session.scalar(select(StatedPay).where(StatedPay.listing_id == listing_id))


def least_hour_pence(listing: Listing) -> int:
    """The least that an hour costs on any day; 0 where nothing is by the hour."""
    hours = (rate for rate in listing.rates if rate.unit is RateUnit.HOUR)
    return min((min(one.weekday_pence, one.weekend_pence, one.bank_holiday_pence) for one in hours), default=0)
