"""Forms about what was kept of a cancelled part: somebody asks its provider to keep less, and it answers."""

from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.forms.named import NamedForm
from marketplace.money import MOST_PENCE
from marketplace.web.fields import OneOf, Pounds, Words
from marketplace.web.kept import KeptForm

ALL, PART, NOTHING = "all", "part", "nothing"


class LetOffForm(KeptForm, NamedForm):
    """Why somebody asks."""

    reason = Words(
        "What happened?",
        most=LONGEST_WORDS,
        lines=3,
        needed="Say what happened, in a few words",
        hint="Its provider reads this. Say no more of anybody's health than you must. Such as: she was in hospital.",
    )


class LetOffAnswerForm(NamedForm):
    """What its provider gives back."""

    answer = OneOf(
        "Do you give it back?",
        choices=[(ALL, "Yes, all of it"), (PART, "Yes, a part of it"), (NOTHING, "No, we keep it")],
        needed="Choose all, a part or no",
    )
    amount = Pounds("How much?", least=1, most=MOST_PENCE, hint="Say this if it is a part of it.")
    words = Words("Your words to them", most=LONGEST_WORDS, lines=3, hint="They read this. Say why if you keep it.")

    def back_pence(self, kept_pence: int) -> int | None:
        """What goes back of what was kept; none where a part has no amount."""
        match self.answer.data:
            case "all":
                return kept_pence
            case "part":
                pence: int | None = self.amount.data
                return pence
            case _:
                return 0
