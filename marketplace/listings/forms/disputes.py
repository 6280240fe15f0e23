"""How the brokerage knows that a disputed fact is right."""

from marketplace.listings.models.fact_word import LONGEST_WORD
from marketplace.web.fields import Words
from marketplace.web.forms import Form


class StandsForm(Form):
    """A reason, in a few words."""

    reason = Words(
        "How do you know that it is right?",
        most=LONGEST_WORD,
        lines=3,
        needed="Say how you know that it is right",
        hint="For example: seen on a new photo, or asked three guests.",
    )
