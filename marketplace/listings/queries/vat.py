"""Which rate of value added tax holds on a day."""

from datetime import date

from marketplace.listings.vat import Vat, vat_rate_in
from marketplace.rules.queries import settings_in_force


def vat_rate(vat: Vat, *, on: date) -> int:
    """The rate in ten-thousandths; 0 for what bears no tax."""
    return vat_rate_in(settings_in_force(), vat, on=on)
