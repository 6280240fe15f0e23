"""Somebody is in hospital or has died: what happened, and what becomes of each break ahead."""

from datetime import date

from wtforms.validators import StopValidation

from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.forms.named import FutureDay, NamedForm, PastDay
from marketplace.booking.queries.standstills import Stopped
from marketplace.booking.services.standstill import Decided
from marketplace.booking.sorts import ForNow
from marketplace.people.services.standstill import LONGEST_WORDS as LONGEST_WORD
from marketplace.people.services.standstill import Happened
from marketplace.people.standstill import StandstillCause
from marketplace.web.fields import OneOf, Words
from marketplace.web.kept import KeptForm

CHOICES = (
    (ForNow.KEEP.value, "Keep it for now. Nobody is told anything"),
    (ForNow.MOVE.value, "Move it to other days. These days are let go, and a new plan is started"),
    (ForNow.LET_GO.value, "Let it go. Providers are told that the time is free, and not why"),
)


class HappenedForm(NamedForm):
    """What has happened, and since when."""

    cause = OneOf("What has happened?", choices=[], needed="Choose what has happened")
    since = PastDay("Since which day?", needed="Enter the day")
    words = Words(
        "Is there anything others who work with them should know?",
        most=LONGEST_WORD,
        lines=3,
        hint="You do not have to say anything. Do not say what is wrong with them.",
    )

    def __init__(self, of: Stopped) -> None:
        super().__init__()
        words = {cause: f"{of.called} {cause.words}" for cause in StandstillCause}
        self.cause.choices = [(cause.value, words[cause]) for cause in of.may_record]

    @property
    def happened(self) -> Happened:
        """What was typed."""
        return Happened(StandstillCause(self.cause.data), self.since.data, self.words.data or "")


class DecidedForm(KeptForm, NamedForm):
    """Keep a break for now, move it, or let it go."""

    choice = OneOf(
        "What do you want to do?",
        choices=CHOICES,
        needed="Choose what to do",
    )
    first_day = FutureDay("If you move it: the first new day")
    words = Words("Why?", most=LONGEST_WORDS, lines=2, hint="For the record of your team. Providers do not see it.")

    def __init__(self, *, may_move: bool, cost_pence: int) -> None:
        super().__init__(data={"seen": str(cost_pence)})
        if not may_move:
            self.choice.choices = [one for one in CHOICES if one[0] != ForNow.MOVE]
            del self.first_day

    def validate_first_day(self, field: FutureDay) -> None:
        """A break is moved to a day."""
        if self.choice.data == ForNow.MOVE.value and field.data is None and not field.errors:
            raise StopValidation("Enter the first new day")

    @property
    def decided(self) -> Decided:
        """What was chosen."""
        day: date | None = self.first_day.data if "first_day" in self else None
        return Decided(ForNow(self.choice.data), self.words.data or "", day, self.seen.data)
