"""Another legal entity that belongs with a provider's own, and how."""

from marketplace.web.fields import OneOf, Words
from marketplace.web.forms import Form

ONE_HAND, PAIR, BOTH = "one_hand", "pair", "both"


class LinkedForm(Form):
    """Who it is, and how it belongs with the provider."""

    name = Words("Its legal name", most=160, needed="Enter its legal name", hint="As a contract or a register has it.")
    how = OneOf(
        "How do you belong together?",
        choices=(
            (ONE_HAND, "The same people own or run both, or one owns the other"),
            (PAIR, "We are not owned together, but our place and their care are always sold as a pair"),
            (BOTH, "Both of these"),
        ),
        needed="Choose how you belong together",
    )

    @property
    def is_of_one_hand(self) -> bool:
        """Whether both are of one hand."""
        return self.how.data in {ONE_HAND, BOTH}

    @property
    def is_sold_together(self) -> bool:
        """Whether they are always sold as a pair."""
        return self.how.data in {PAIR, BOTH}
