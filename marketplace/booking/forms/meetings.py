"""A short meeting with a PA: who, how, where and when; times of either side; how it went; and what a listing offers."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from wtforms.validators import StopValidation

from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.forms.named import FutureDay, NamedForm, instant
from marketplace.booking.meet import MeetAnswer, MeetHow
from marketplace.booking.services.meetings import LONGEST_PLACE, MeetingWanted
from marketplace.money import MOST_PENCE
from marketplace.web.fields import Listed, OneOf, Pounds, TimeOfDay, WholeNumber, Words, YesNo
from marketplace.wording import moment

Choices = Sequence[tuple[str, str]]


class TimesForm(NamedForm):
    """Up to three times. A day without its hour is not a time."""

    also_called: ClassVar[dict[str, str]] = {"times": "day_1"}

    day_1 = FutureDay("First choice: day", needed="Enter a day")
    at_1 = TimeOfDay("First choice: time", needed="Enter a time")
    day_2 = FutureDay("Second choice: day")
    at_2 = TimeOfDay("Second choice: time")
    day_3 = FutureDay("Third choice: day")
    at_3 = TimeOfDay("Third choice: time")

    def validate_at_2(self, field: TimeOfDay) -> None:
        """A day has its time."""
        _both(self.day_2.data, field)

    def validate_at_3(self, field: TimeOfDay) -> None:
        """A day has its time."""
        _both(self.day_3.data, field)

    @property
    def times(self) -> tuple[datetime, ...]:
        """The times that were given, in order, each once."""
        pairs = ((self.day_1, self.at_1), (self.day_2, self.at_2), (self.day_3, self.at_3))
        given = (instant(day.data, at.data) for day, at in pairs)
        return tuple(sorted({one for one in given if one is not None}))


class MeetForm(TimesForm):
    """Asking for a meeting."""

    also_called: ClassVar[dict[str, str]] = {"times": "day_1", "pa": "space"}

    person = Listed("Who wants to meet?", choices=[], needed="Choose who wants to meet")
    space = Listed("Who do you want to meet?", choices=[])
    how = OneOf(
        "How?",
        choices=[(how.value, how.words[:1].upper() + how.words[1:]) for how in MeetHow],
        needed="Choose how you want to meet",
    )
    place = Words(
        "Where?",
        most=LONGEST_PLACE,
        hint="A place where other people are, such as a café or library. Not your home. For a call, leave it empty.",
    )
    words = Words(
        "What do you want to know?", most=LONGEST_WORDS, lines=3, hint="You do not have to say. No diagnosis."
    )

    def __init__(self, *, people: Choices, pas: Choices, usual: str) -> None:
        only = people[0][0] if len(people) == 1 else ""
        super().__init__(data={"person": usual or only})
        self.person.choices = [("", "Choose"), *people]
        self.space.choices = [("", "Anybody who can"), *pas]

    def validate_place(self, field: Words) -> None:
        """A place is said where people meet in one."""
        if self.how.data == MeetHow.PUBLIC_PLACE and not (field.data or "").strip():
            raise StopValidation("Say where, such as a café")

    @property
    def wanted(self) -> MeetingWanted:
        """What was asked for."""
        return MeetingWanted(
            person_ref=self.person.data,
            how=MeetHow(self.how.data),
            times=self.times,
            space_ref=self.space.data or "",
            place=self.place.data or "",
            words=self.words.data or "",
        )


class TakeForm(NamedForm):
    """One of the times of the other side; and who comes, where the family named nobody."""

    time = OneOf("Which time?", choices=[], needed="Choose a time")
    pa = Listed("Who comes?", choices=[], needed="Choose who comes")

    def __init__(self, *, times: Sequence[datetime], pas: Choices) -> None:
        super().__init__()
        self.time.choices = [(one.isoformat(), moment(one)) for one in times]
        if len(pas) > 1:
            self.pa.choices = [("", "Choose"), *pas]
        else:
            del self.pa

    @property
    def starts_at(self) -> datetime:
        """The time that was chosen."""
        return datetime.fromisoformat(self.time.data)

    @property
    def space_ref(self) -> str:
        """Who comes, where it was asked."""
        return str(self.pa.data) if "pa" in self else ""


class OtherTimesForm(TimesForm):
    """Other times; and who comes, where the family named nobody."""

    pa = Listed("Who comes?", choices=[], needed="Choose who comes")

    def __init__(self, *, pas: Choices) -> None:
        super().__init__()
        if len(pas) > 1:
            self.pa.choices = [("", "Choose"), *pas]
        else:
            del self.pa

    @property
    def space_ref(self) -> str:
        """Who comes, where it was asked."""
        return str(self.pa.data) if "pa" in self else ""


class HowItWentForm(NamedForm):
    """How it went. The words are for one's own side alone."""

    answer = OneOf(
        "How did it go?", choices=[(one.value, one.words) for one in MeetAnswer], needed="Choose how it went"
    )
    words = Words(
        "Your own notes", most=LONGEST_WORDS, lines=3, hint="Only your side reads this. The others see the answer."
    )


class MeetTermsForm(NamedForm):
    """Whether a listing meets people before a first booking."""

    is_offered = YesNo("Do you meet people before a first booking?", needed="Choose yes or no")
    minutes = WholeNumber("How many minutes?", least=10, most=120, needed="Enter how many minutes")
    price = Pounds("What does it cost? 0 is free", least=0, most=MOST_PENCE, needed="Enter a price, or 0 for free")


def _both(day: object, field: TimeOfDay) -> None:
    if day is not None and field.data is None and not field.errors:
        raise StopValidation("Enter the time too")
