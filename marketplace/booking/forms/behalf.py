"""How somebody agreed that an officer or adviser arranges a break for them, and why under these options."""

from wtforms.validators import StopValidation

from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.forms.named import NamedForm
from marketplace.booking.queries.behalf import Behalf
from marketplace.booking.services.behalf import BehalfYes
from marketplace.booking.sorts import BehalfHow
from marketplace.web.fields import OneOf, Words


class BehalfForm(NamedForm):
    """The yes of whoever's break it is; and the reason for the options, where council money pays."""

    how = OneOf(
        "How did they say yes?",
        choices=[(one.value, one.words[:1].upper() + one.words[1:]) for one in BehalfHow],
        needed="Choose how they said yes",
    )
    words = Words(
        "What did they say?",
        most=LONGEST_WORDS,
        lines=3,
        needed="Say what they said, in a few words",
        hint="In their own words, where you can.",
    )
    option_reason = Words("Why is the money paid this way?", most=LONGEST_WORDS, lines=3)

    def __init__(self, of: Behalf) -> None:
        super().__init__(
            data={"how": of.how.value if of.how else None, "words": of.words, "option_reason": of.option_reason}
        )
        self.option_reason.description = f"Now it is {of.option_words}. Say who chose it, and why."
        self.has_options = bool(of.options)
        if not of.options:
            del self.option_reason

    def validate_option_reason(self, field: Words) -> None:
        """Council money is never paid under an option in silence (R1)."""
        if self.has_options and not (field.data or "").strip():
            raise StopValidation("Say why the money is paid this way")

    @property
    def yes(self) -> BehalfYes:
        """What was said."""
        reason = self.option_reason.data if self.has_options else ""
        return BehalfYes(BehalfHow(self.how.data), self.words.data or "", reason or "")
