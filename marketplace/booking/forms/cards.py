"""Forms about a card that is saved for a pot."""

from marketplace.web.fields import Ticks
from marketplace.web.forms import Form

KEEP = "keep"


class KeepCardForm(Form):
    """Consent to save a card, and whether it is kept for later breaks as well."""

    keep = Ticks(
        "Later breaks", choices=[(KEEP, "Keep this card for later breaks that this pot pays for. Ask me each time.")]
    )
