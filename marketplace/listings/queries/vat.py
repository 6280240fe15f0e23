"""Which rate of value added tax holds on a day."""

from datetime import date

from marketplace.listings.vat import Vat
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName

_SETTINGS = {Vat.REDUCED: SettingName.VAT_REDUCED_PER_TEN_THOUSAND, Vat.STANDARD: SettingName.VAT_PER_TEN_THOUSAND}


def vat_rate(vat: Vat, *, on: date) -> int:
    """The rate in ten-thousandths; 0 for what bears no tax."""
    return settings_in_force().number(_SETTINGS[vat], on=on) if vat in _SETTINGS else 0
