"""Starting a break, and changing its name and days while nothing is held."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.booking.drafts import LONGEST_TITLE, LONGEST_TOWN, BreakDraft
from marketplace.booking.forms.named import FutureDay, NamedForm, instant
from marketplace.booking.sorts import Whose
from marketplace.clock import in_london
from marketplace.editing import stamp
from marketplace.people.models import Duty
from marketplace.web.fields import Choices, Listed, OneOf, Ticks, TimeOfDay, Words, YesNo
from marketplace.web.kept import KeptForm

WHOSE: Choices = (
    (Whose.PERSON.value, "The person who has support"),
    (Whose.CARER.value, "A carer, who needs time off"),
    (Whose.TOGETHER.value, "Both, together"),
)
DUTIES: Choices = (
    (Duty.PERSONS_SUPPORT.value, "Support of the person"),
    (Duty.ADULT_CARER.value, "Support of an adult carer, under a carer support plan"),
    (Duty.YOUNG_CARER.value, "Support of a young carer, under a young carer statement"),
    (Duty.CHILD.value, "Support of a child"),
)
NOBODY = ("", "Nobody")


class ChangeForm(KeptForm, NamedForm):
    """What a break is called, when it is, where, and whether somebody must be there all the time."""

    also_called: ClassVar[Mapping[str, str]] = {"starts_at": "starts_on", "ends_at": "ends_on"}

    title = Words(
        "What do you call this break?",
        most=LONGEST_TITLE,
        needed="Give the break a name, like Long weekend in Duns",
        hint="For example: Long weekend in Duns.",
    )
    starts_on = FutureDay("First day", needed="Choose the day it starts")
    starts_time = TimeOfDay("Starts at", needed="Enter the time it starts, like 16:00")
    ends_on = FutureDay("Last day", needed="Choose the day it ends")
    ends_time = TimeOfDay("Ends at", needed="Enter the time it ends, like 10:00")
    town = Words("Town, if you know it", most=LONGEST_TOWN)
    needs_cover = YesNo(
        "Must somebody be there all the time?",
        needed="Say yes or no: must somebody be there all the time?",
        hint="If yes, we count the hours, and show each gap when nobody is there.",
    )
    emergency = Ticks(
        "Is it an emergency?",
        choices=[("yes", "It cannot wait for a support plan")],
        hint="Then an officer of the council may say that it goes first. The support plan follows.",
    )

    def validate_ends_time(self, field: Field) -> None:
        """A break ends after it starts."""
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at and not field.errors:
            raise StopValidation("Ends at: it must end after it starts")

    @property
    def starts_at(self) -> datetime | None:
        """When it starts, as far as that was said."""
        return instant(self.starts_on.data, self.starts_time.data)

    @property
    def ends_at(self) -> datetime | None:
        """When it ends, as far as that was said."""
        return instant(self.ends_on.data, self.ends_time.data)

    @classmethod
    def showing(cls, draft: BreakDraft) -> "ChangeForm":
        """The form with a break in it."""
        starts, ends = in_london(draft.starts_at), in_london(draft.ends_at)
        return cls(
            data={
                "title": draft.title,
                "starts_on": starts.date(),
                "starts_time": starts.time(),
                "ends_on": ends.date(),
                "ends_time": ends.time(),
                "town": draft.town,
                "needs_cover": draft.needs_cover,
                "emergency": ["yes"] if draft.is_emergency else [],
                "seen": stamp(draft),
            }
        )

    def changed(self, before: BreakDraft) -> BreakDraft:
        """What was typed, for the same people."""
        return self._draft(before.whose, before.person_ref, before.carer_ref, before.duty)

    def _draft(self, whose: Whose, person_ref: str, carer_ref: str, duty: Duty | None) -> BreakDraft:
        starts_at, ends_at = self.starts_at, self.ends_at
        if starts_at is None or ends_at is None:
            msg = "a form is read when it is good"
            raise ValueError(msg)
        return BreakDraft(
            title=self.title.data or "",
            whose=whose,
            starts_at=starts_at,
            ends_at=ends_at,
            person_ref=person_ref,
            carer_ref=carer_ref,
            duty=duty,
            town=self.town.data or "",
            needs_cover=bool(self.needs_cover.answer),
            is_emergency=bool(self.emergency.data),
        )


class StartForm(ChangeForm):
    """Whose break it is, then the rest."""

    whose = OneOf("Whose break is it?", choices=WHOSE, needed="Choose whose break it is")
    person = Listed("The person who has support", choices=[NOBODY])
    carer = Listed(
        "The carer", choices=[NOBODY], hint="If a carer's time off needs somebody to be there, name both people."
    )
    duty = Listed(
        "Which council support is it?",
        choices=[("", "The usual one"), *DUTIES],
        hint="Leave it as it is unless a support plan of another sort pays.",
    )

    def __init__(self, *, people: Sequence[tuple[str, str]], carers: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(**more)
        self.person.choices = dict([NOBODY, *people])
        self.carer.choices = dict([NOBODY, *carers])

    def validate_person(self, field: Field) -> None:
        """Needed unless it is a carer's break alone."""
        if not field.data and self.whose.data in {Whose.PERSON, Whose.TOGETHER}:
            raise StopValidation("Choose the person whose break it is")

    def validate_carer(self, field: Field) -> None:
        """Needed unless it is the person's break alone."""
        if not field.data and self.whose.data in {Whose.CARER, Whose.TOGETHER}:
            raise StopValidation("Choose the carer whose break it is")
        if field.data and field.data == self.person.data:
            raise StopValidation("Choose two people")

    @property
    def draft(self) -> BreakDraft:
        """What was typed."""
        duty = Duty(self.duty.data) if self.duty.data else None
        return self._draft(Whose(self.whose.data), self.person.data or "", self.carer.data or "", duty)
