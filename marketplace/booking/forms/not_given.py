"""Forms of parts that were not given: who says it, what its provider answers, what the brokerage decides."""

from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.forms.named import NamedForm
from marketplace.web.fields import Words, YesNo
from marketplace.web.forms import Form
from marketplace.web.kept import KeptForm


class NotGivenForm(KeptForm, NamedForm):
    """Why whoever plans says that a part was not given."""

    reason = Words(
        "What happened?",
        most=LONGEST_WORDS,
        lines=3,
        needed="Say what happened, in a few words",
        hint="Its provider reads this. For example: nobody came on Saturday.",
    )


class WasGivenForm(Form):
    """What its provider says to that."""

    answer = YesNo("Was it given?", needed="Choose yes or no")
    words = Words(
        "What do you know of it?",
        most=LONGEST_WORDS,
        lines=3,
        hint="Say this if it was given: who gave it, and when. We read it before we decide.",
    )


class DecideGivenForm(Form):
    """What the brokerage decides where the two differ."""

    answer = YesNo("Does it count as given?", needed="Choose yes or no")
    reason = Words(
        "Your reason",
        most=LONGEST_WORDS,
        lines=3,
        needed="Say why, in a few words",
        hint="The family and the provider read this.",
    )
