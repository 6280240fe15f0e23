"""Writing a quote: until when its prices are asked for, and a word with it."""

from datetime import date

from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.forms.named import FutureDay, NamedForm
from marketplace.web.fields import Words


class QuoteForm(NamedForm):
    """A dated quote of a break as it stands."""

    good_until = FutureDay(
        "Until when are these prices asked for?",
        needed="Choose until when these prices are asked for",
        hint="This is not a hold: somebody else may book it meanwhile.",
    )
    words = Words("A word to the family", most=LONGEST_WORDS, lines=3, hint="You may leave this empty.")

    def __init__(self, *, usual: date, last: date) -> None:
        super().__init__(data={"good_until": usual})
        self.good_until.last = last
