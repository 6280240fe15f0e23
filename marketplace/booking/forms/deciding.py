"""Yes and no, and the words that go with them: to a part, to money, to holding, to what is told; and cancelling."""

from collections.abc import Sequence
from typing import Any

from wtforms.validators import StopValidation

from marketplace.booking.drafts import LONGEST_HELPED_BY, LONGEST_NAME, LONGEST_WORDS, Supported
from marketplace.booking.forms.named import NamedForm
from marketplace.budgets.sorts import SettlesBy
from marketplace.web.fields import OneOf, Ticks, Words, YesNo
from marketplace.web.kept import KeptForm
from marketplace.web.uploads import Paper

LONGEST_TELLER = 120
TOLD_WITH = (
    ("words", "Easy words"),
    ("pictures", "Pictures"),
    ("signs", "Signs"),
    ("visit", "A visit"),
    ("call", "A call"),
    ("time", "Time to think"),
)
LONGEST_LETTER_WORDS = 200


class SayForm(NamedForm):
    """Somebody's yes or no to one part, and their own words. ``is_told``: somebody else writes it down.

    ``may_wait``: they may also ask to be asked again. The last two fields say how they were supported to decide.
    """

    answer = OneOf("Yes or no?", choices=[("yes", "Yes"), ("no", "No")], needed="Choose yes or no")
    words = Words("Do you want to say more?", most=LONGEST_WORDS, lines=3, hint="You do not have to.")
    helped_by = Words("Who helped you to decide?", most=LONGEST_HELPED_BY, hint="Leave it empty if nobody did.")
    told_with = Ticks("What was it explained with?", choices=TOLD_WITH)

    def __init__(self, *, called: str, is_told: bool, may_wait: bool, answer: str = "") -> None:
        super().__init__(data={"answer": answer} if answer else None)
        choices = [("yes", "Yes"), ("no", "No")]
        if may_wait:
            choices.append(("again", f"{called} wants to be asked again" if is_told else "Ask me again later"))
        self.answer.choices = choices
        if is_told:
            self.answer.label.text = f"What does {called} say?"
            self.words.label.text = f"What did {called} say, in their own words?"
            self.words.description = "How they told you, too: by telephone, in person, with signs."
            self.helped_by.label.text = f"Who helped {called} to decide?"

    @property
    def is_yes(self) -> bool | None:
        """What was said; none: to be asked again."""
        return {"yes": True, "no": False}.get(self.answer.data)

    @property
    def supported(self) -> Supported:
        """How they were supported to decide."""
        words = dict(TOLD_WITH)
        return Supported(self.helped_by.data or "", ", ".join(words[one].lower() for one in self.told_with.data or ()))


class AfterAllForm(NamedForm):
    """That somebody wants after all what they said no to. ``called``: whose words they are; blank for one's own."""

    words = Words("Do you want to say why?", most=LONGEST_WORDS, lines=3, hint="You do not have to.")

    def __init__(self, *, called: str) -> None:
        super().__init__()
        if called:
            self.words.label.text = f"What did {called} say, in their own words?"


class ToldForm(NamedForm):
    """Somebody whose money it is told their yes to an adviser or officer."""

    told_by = Words(
        "Who told you yes, and how?",
        most=LONGEST_TELLER,
        needed="Say who told you yes, and how",
        hint="For example: Mrs Ross, by telephone.",
    )


class WayForm(NamedForm):
    """Yes to what one's own pot pays, and how it is paid."""

    way = OneOf("How do you want to pay?", choices=[], needed="Choose how you pay")

    def __init__(self, ways: Sequence[SettlesBy]) -> None:
        super().__init__()
        self.way.choices = [(way.value, _WAYS[way]) for way in ways]
        if len(ways) == 1 and not self.is_sent:
            self.way.data = ways[0].value

    @property
    def chosen(self) -> SettlesBy:
        """What was chosen."""
        return SettlesBy(self.way.data)


_WAYS = {
    SettlesBy.CARD: "By card. You save it on a safe page now. It is charged when everyone has said yes, not before",
    SettlesBy.BANK_TRANSFER: "By bank transfer. We send you an invoice when everyone has said yes",
    SettlesBy.AFTERWARDS: "By bank transfer, after the break. We send you the invoice, and you pay once it is over",
}


class LetterForm(NamedForm):
    """A letter of a funder who never signs in."""

    letter = Paper("The letter")
    letter_words = Words(
        "Who wrote it, and when?",
        most=LONGEST_LETTER_WORDS,
        needed="Say who wrote the letter, and its date",
        hint="For example: NHS Borders, 4 February 2027.",
    )

    def validate_letter(self, field: Paper) -> None:
        """A letter is attached."""
        if field.upload is None:
            raise StopValidation("Attach the letter of the funder")


class CancelForm(KeptForm, NamedForm):
    """Why something is cancelled. Everybody in it reads this. ``seen``: the pence that it was said to cost.

    ``was_asked``: somebody was asked, and is told.
    """

    reason = Words(
        "Why?",
        most=LONGEST_WORDS,
        lines=3,
        needed="Say why, in a few words",
        hint="Everybody who was asked reads this.",
    )

    def __init__(self, *, was_asked: bool, **more: Any) -> None:
        super().__init__(**more)
        if not was_asked:
            self.reason.description = ""


class ProtectionForm(KeptForm, NamedForm):
    """Who organises a package holiday, and how the money is safe (R39)."""

    organiser = Words("Who is the organiser?", most=LONGEST_NAME, needed="Say who the organiser is")
    protection = Words(
        "How is your money safe if a firm fails?",
        most=LONGEST_WORDS,
        lines=3,
        needed="Say how the money is safe",
        hint="For example: the number of the organiser's insurance or bond.",
    )


class ConsentForm(NamedForm):
    """Whether those who give support may read what keeps the person safe (R54)."""

    answer = YesNo("May they read it?", needed="Choose yes or no")


class LongerForm(NamedForm):
    """Whether to ask providers for more time, where an officer's clock may end later (R47)."""

    longer = OneOf("More time?", choices=[], needed="Choose whether to ask for more time")

    def __init__(self, *, until_words: str, longer_words: str) -> None:
        super().__init__()
        self.longer.choices = {
            "yes": f"Ask every provider to hold it until {longer_words}",
            "no": f"Go on with {until_words}. If the council answers later, we have to hold it again",
        }

    @property
    def asks_longer(self) -> bool:
        """What was chosen."""
        return bool(self.longer.data == "yes")
