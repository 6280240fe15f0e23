"""Forms of calendars fetched by address: where one is, what its name is, and what becomes of the time it took."""

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovTextInput

from marketplace.listings.gateway import LONGEST_ADDRESS
from marketplace.web.fields import OneOf, Words
from marketplace.web.forms import Form

KEEP, FREE = "keep", "free"
LONGEST_NAME = 60

_AS_ADDRESS: dict[str, Any] = {
    "widget": GovTextInput(),
    "render_kw": {"params": {"inputmode": "url", "autocomplete": "off", "spellcheck": False, "type": "text"}},
}
_WHERE = "The other site gives it. Look there for “export calendar” or “iCal”. It begins with https:// or webcal://"
_NAME = "For example: Airbnb. Leave it empty and we use the name of the site."


class AddressForm(Form):
    """A calendar to be read from now on."""

    address = Words(
        "Address of the calendar",
        most=LONGEST_ADDRESS,
        needed="Paste the address of the calendar",
        hint=_WHERE,
        **_AS_ADDRESS,
    )
    name = Words("What do you call it?", most=LONGEST_NAME, hint=_NAME)


class ChangeAddressForm(Form):
    """Another name or address. The old address is not shown: whoever reads it may read the calendar."""

    name = Words("What do you call it?", most=LONGEST_NAME, hint=_NAME)
    address = Words(
        "New address of the calendar",
        most=LONGEST_ADDRESS,
        hint="Leave it empty to keep the address. " + _WHERE,
        **_AS_ADDRESS,
    )
    took = OneOf(
        "With a new address: the time that the old one took",
        choices=[
            (KEEP, "Stays taken until the new address has been read"),
            (FREE, "Is free from now on"),
        ],
    )

    @property
    def frees_now(self) -> bool:
        """Whether the old time goes at once. Without an answer it stays."""
        return bool(self.took.data == FREE)


class RemoveForm(Form):
    """What becomes of the time that a calendar took, once nobody reads it."""

    took = OneOf(
        "What happens to the time that it took?",
        choices=[
            (KEEP, "It stays closed. I open it again myself"),
            (FREE, "It is free. Families can book it"),
        ],
        needed="Choose whether the time stays closed or is free",
    )

    @property
    def keeps_closed(self) -> bool:
        """Whether it stays closed."""
        return bool(self.took.data == KEEP)
