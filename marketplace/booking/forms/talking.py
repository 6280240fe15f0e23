"""What a provider and whoever arranges say to each other: a question, its answer, another time that is offered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Self, cast

from wtforms import Field

from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.forms.answering import YES
from marketplace.booking.forms.named import FutureDay, NamedForm
from marketplace.booking.other_times import Stretch
from marketplace.clock import in_london, london_instant
from marketplace.listings.models import RateUnit
from marketplace.web.fields import Ticks, TimeOfDay, Words
from marketplace.web.forms import Form


class QuestionForm(Form):
    """A question of a provider before it answers."""

    words = Words(
        "What do you want to ask?",
        most=LONGEST_WORDS,
        lines=4,
        needed="Write your question",
        hint="Whoever arranges the break reads it. Do not ask about health or for a name. Ask what you need to decide.",
    )


class AnswerForm(Form):
    """The answer to it."""

    answer = Words(
        "Your answer",
        most=LONGEST_WORDS,
        lines=4,
        needed="Write your answer",
        hint="The provider reads it. Leave out names, diagnoses and anything else that is private.",
    )


class OtherTimeForm(NamedForm):
    """When each stretch of a part would begin instead: it stays as long as it is. Made by ``of``."""

    wanted: ClassVar[Sequence[Stretch]] = ()
    by_nights: ClassVar[bool] = False

    words = Words(
        "Do you want to say why?", most=LONGEST_WORDS, lines=3, hint="You may leave this empty. The family reads it."
    )
    looked = Ticks(
        "Your other calendar has not been read for a day. Is the new time free there?",
        choices=[(YES, "I have looked in it now, and it is free")],
        needed="Look in your other calendar. If the time is free there, tick that you have looked",
    )

    @classmethod
    def of(cls, wanted: Sequence[Stretch], unit: RateUnit, *, is_unread: bool) -> Self:
        """The form for these stretches, filled with when they begin now."""
        by_nights = unit is RateUnit.NIGHT
        fields: dict[str, Any] = {"wanted": wanted, "by_nights": by_nights}
        typed: dict[str, Any] = {}
        for place, one in enumerate(wanted):
            starts = in_london(one.period.starts_at)
            fields |= _fields(place, len(wanted), by_nights=by_nights)
            typed |= {f"starts_{place}": starts.date(), f"time_{place}": starts.time()}
        made = cast("type[Self]", type(cls.__name__, (cls,), fields))(data=typed)
        if not is_unread:
            del made.looked
        return made

    def rows(self) -> list[tuple[Stretch, list[Field]]]:
        """Each stretch with the fields that say when it would begin."""
        return [
            (one, [self[name] for name in (f"starts_{place}", f"time_{place}") if name in self])
            for place, one in enumerate(self.wanted)
        ]

    @property
    def starts(self) -> list[datetime]:
        """When each would begin: of a stay the day is what counts."""
        return [london_instant(fields[0].data, *(one.data for one in fields[1:])) for _, fields in self.rows()]

    @property
    def has_looked(self) -> bool:
        """Whether they say that they looked in the calendar that could not be read."""
        return "looked" in self and bool(self.looked.data)


def _fields(place: int, places: int, *, by_nights: bool) -> dict[str, Field]:
    which = f" {place + 1}" if places > 1 else ""
    if by_nights:
        return {f"starts_{place}": FutureDay("First night", needed="Choose the first night")}
    return {
        f"starts_{place}": FutureDay(f"New day{which}", needed=f"Choose the new day{which}"),
        f"time_{place}": TimeOfDay(f"New start{which}", needed=f"Enter the time that it starts{which}"),
    }


class SessionOffForm(Form):
    """Why a session of an activity is cancelled."""

    reason = Words(
        "Why?",
        most=LONGEST_WORDS,
        lines=3,
        needed="Say why: every family reads it",
        hint="For example: the wind is too strong for the boats.",
    )
