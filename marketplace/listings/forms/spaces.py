"""Spaces: names and numbers; for PAs, who is offered."""

from marketplace.listings.queries.offers import PARow
from marketplace.web.fields import Ticks, WholeNumber, Words
from marketplace.web.forms import Form

MOST_AT_ONCE = 50


class AddSpacesForm(Form):
    """One more space, or several alike."""

    name = Words(
        "Name", most=70, needed="Enter a name", hint="For example, Ford Flat 2. It is shown with each booking."
    )
    count = WholeNumber(
        "How many of these?",
        least=1,
        most=MOST_AT_ONCE,
        needed="Enter how many, such as 1",
        hint="With more than one, each gets a number after its name.",
    )


class RenameSpaceForm(Form):
    """Another name for a space."""

    name = Words("Name", most=80, needed="Enter a name")


class OfferedPAsForm(Form):
    """Whose diaries the listing offers."""

    pas = Ticks("Who can be booked?", choices=(), needed="Tick at least one PA. To offer nobody, close the listing")

    def choose_from(self, rows: tuple[PARow, ...]) -> "OfferedPAsForm":
        """Offer the PAs who work here and are not in another listing."""
        self.pas.choices = {row.pa.ref: row.pa.name for row in rows}
        return self
