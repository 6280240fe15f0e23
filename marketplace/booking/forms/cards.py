"""Forms about a card that is saved for a pot."""

from marketplace.booking.services.card_pages import KEEP_WORDS
from marketplace.web.fields import Ticks
from marketplace.web.forms import Form

KEEP = "keep"


class KeepCardForm(Form):
    """Consent to save a card, and whether it is kept for later breaks as well."""

    keep = Ticks("Later breaks", choices=[(KEEP, KEEP_WORDS)])
