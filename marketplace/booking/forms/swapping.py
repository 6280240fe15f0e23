"""Forms of swaps: what and when instead of a part, yes or no to a swap, and the limits of a pot."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar

from wtforms import HiddenField
from wtforms.validators import StopValidation

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.forms.answering import NO, YES
from marketplace.booking.forms.named import NamedForm
from marketplace.booking.forms.rows import day_choices, read_day
from marketplace.booking.models import SwapLimit
from marketplace.booking.queries.swap_pages import SUPPORT_SWAPPED_FOR, SWAPPED_FOR, swapped_for
from marketplace.booking.swaps import Limit, SwapPer
from marketplace.clock import london_instant
from marketplace.money import MOST_PENCE
from marketplace.periods import Period
from marketplace.web.fields import Listed, OneOf, Pounds, Ticks, TimeOfDay, Words
from marketplace.web.forms import Form
from marketplace.web.kept import KeptForm


class SwapSearchForm(NamedForm):
    """What to look for instead of a part, at its own time or another."""

    kind = OneOf("What are you looking for?", choices=[])
    day = Listed("On another day?", choices=[])
    start = TimeOfDay("From")
    end = TimeOfDay("Until")

    def __init__(self, *, kind: ListingKind | None, days: Sequence[date], has_times: bool) -> None:
        super().__init__(data={"kind": (kind or ListingKind.ACTIVITY).value})
        self.kind.choices = [(one.value, one.label) for one in swapped_for(kind)]
        self.day.choices = [("", "At the same time"), *day_choices(days)[1:]]
        if not has_times:
            del self.day, self.start, self.end

    @property
    def period(self) -> Period | None:
        """The other time that was typed; none: the same time."""
        day = read_day(self.day.data) if "day" in self and self.day.data else None
        if day is None or self.start.data is None or self.end.data is None:
            return None
        last = day + timedelta(days=self.end.data <= self.start.data)
        return Period(london_instant(day, self.start.data), london_instant(last, self.end.data))

    def validate_day(self, field: Listed) -> None:
        """A day has its hours."""
        if field.data and (self.start.data is None or self.end.data is None):
            raise StopValidation("Enter from when until when on that day")


class SwapForm(Form):
    """Yes to a swap. ``seen``: the pence that cancelling the old part was said to cost."""

    seen = HiddenField()


class SwapAnswerForm(NamedForm):
    """Yes or no to the money of a swap, or to what a rule asks of it."""

    answer = OneOf("Your decision", choices=[(YES, "Agree"), (NO, "Do not agree")], needed="Choose yes or no")
    reason = Words("Why?", most=LONGEST_WORDS, lines=3, needed="Say why, in a few words", hint="The family reads this.")

    @property
    def is_yes(self) -> bool:
        """Whether it is agreed."""
        return bool(self.answer.data == YES)


class SwapSayForm(NamedForm):
    """Somebody's yes or no to the new part."""

    said = OneOf("Yes or no?", choices=[(YES, "Yes"), (NO, "No")], needed="Choose yes or no")
    words = Words("Do you want to say more?", most=LONGEST_WORDS, lines=2, hint="You do not have to.")

    @property
    def is_yes(self) -> bool:
        """What was said."""
        return bool(self.said.data == YES)


class SwapLimitForm(KeptForm, NamedForm):
    """What may be swapped at once from a pot."""

    also_called: ClassVar[Mapping[str, str]] = {}

    kinds = Ticks(
        "What may take each other's place at once?",
        choices=[(kind.value, kind.label) for kind in (*SWAPPED_FOR, *SUPPORT_SWAPPED_FOR)],
        hint="Choose none, and each swap waits for your yes.",
    )
    each_pence = Pounds("How much dearer may one swap be?", least=0, most=MOST_PENCE, hint="0 means no dearer.")
    all_pence = Pounds("How much dearer may they be in all?", least=0, most=MOST_PENCE)
    per = OneOf("In all means", choices=[(per.value, per.words.capitalize()) for per in SwapPer])

    @classmethod
    def showing(cls, named: SwapLimit | None, *, seen: str) -> "SwapLimitForm":
        """The form as it is drawn for what is named already."""
        if named is None:
            return cls(data={"kinds": [], "per": SwapPer.BREAK.value, "seen": seen})
        return cls(
            data={
                "kinds": named.kinds,
                "each_pence": named.each_pence,
                "all_pence": named.all_pence,
                "per": named.per.value,
                "seen": seen,
            }
        )

    @property
    def limit(self) -> Limit | None:
        """What was typed; none: nothing may be swapped at once."""
        if not self.kinds.data:
            return None
        kinds = frozenset(ListingKind(kind) for kind in self.kinds.data)
        each = self.each_pence.data or 0
        return Limit(kinds, each, max(self.all_pence.data or 0, 0) or each, SwapPer(self.per.data or SwapPer.BREAK))
