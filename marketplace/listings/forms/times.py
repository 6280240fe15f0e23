"""The questions about time and terms: how long a stay may be, how a request is answered, the hours of a week."""

from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.listings.answers import BookingAnswers, HoursAnswers, TermsAnswers
from marketplace.listings.asked import LONGEST_STAY_NIGHTS
from marketplace.listings.cancelling import (
    MOST_DAYS,
    MOST_STEPS,
    Cancellation,
    NotSteps,
    Step,
    checked_steps,
    read_steps,
    steps_text,
)
from marketplace.listings.forms.days import DaysForm
from marketplace.listings.forms.parts import PartForm
from marketplace.listings.models import Listing
from marketplace.listings.models.terms import LONGEST_CANCELLATION, MOST_NOTICE_DAYS
from marketplace.listings.opening import WEEKDAYS, minute_of, time_of
from marketplace.listings.questions import Questions
from marketplace.listings.terms import EVERY_DAY, as_bits, from_bits
from marketplace.web.fields import OneOf, Ticks, TimeOfDay, WholeNumber, Words

LONGEST_OPTION_DAYS = 28
_DAYS = tuple((str(number), name) for number, name in enumerate(WEEKDAYS))
_BEYOND = (
    ("ask", "They may ask, and I decide each time"),
    ("never", "No. Do not show it to people who want something else"),
)


class BookingForm(PartForm):
    """How long a stay may be, when people come and go, and how long a request is held."""

    min_nights = WholeNumber("Fewest nights", least=1, most=LONGEST_STAY_NIGHTS, hint="Empty: one night is fine.")
    max_nights = WholeNumber("Most nights", least=1, most=LONGEST_STAY_NIGHTS, hint="Empty: there is no limit.")
    arrive_from = TimeOfDay("Arrive from", hint="For example, 16:00.")
    leave_by = TimeOfDay("Leave by", hint="For example, 10:00.")
    changeover = Ticks(
        "On which days may a stay start and end?",
        choices=_DAYS,
        needed="Tick at least one day on which a stay may start and end",
        hint="Leave all of them ticked if any day is fine.",
    )
    notice_days = WholeNumber(
        "How many days before it starts do you need to know?",
        least=0,
        most=MOST_NOTICE_DAYS,
        hint="Leave it empty if people may come the same day.",
    )
    beyond = OneOf(
        "May people ask for other days, or for shorter or longer?",
        choices=_BEYOND,
        hint="People who need care cannot always choose their days.",
    )
    option_days = WholeNumber(
        "For how many days do you hold a request?",
        least=1,
        most=LONGEST_OPTION_DAYS,
        needed="Enter a number of days, such as 7",
        hint="People need time to agree money. Most providers hold a request for 7 days.",
    )

    @classmethod
    def typed(cls, listing: Listing) -> dict[str, Any]:
        return {
            "min_nights": listing.min_nights,
            "max_nights": listing.max_nights,
            "arrive_from": time_of(listing.arrive_from_minute),
            "leave_by": time_of(listing.leave_by_minute),
            "changeover": [str(day) for day in from_bits(listing.terms.changeover_days)],
            "notice_days": listing.terms.notice_days or None,
            "beyond": "never" if listing.terms.is_firm else "ask",
            "option_days": listing.option_days,
        }

    def suit(self, listing: Listing, questions: Questions) -> None:  # noqa: ARG002 - the kind says enough
        if not listing.kind.is_stay:
            self.without("min_nights", "max_nights", "arrive_from", "leave_by", "changeover")

    def validate_max_nights(self, field: Field) -> None:
        """Never below the fewest."""
        least = self.value("min_nights")
        if field.data is not None and least is not None and field.data < least:
            raise StopValidation("The most nights cannot be fewer than the fewest nights")

    @property
    def answers(self) -> BookingAnswers:
        return BookingAnswers(
            min_nights=self.value("min_nights"),
            max_nights=self.value("max_nights"),
            arrive_from_minute=minute_of(self.value("arrive_from")),
            leave_by_minute=minute_of(self.value("leave_by")),
            option_days=self.value("option_days"),
            changeover_days=as_bits(map(int, self.value("changeover"))) or EVERY_DAY,
            notice_days=self.value("notice_days") or 0,
            is_firm=self.value("beyond") == "never",
        )


_INSTANT = (
    ("each", "I answer each request"),
    ("instant", "Say yes for me at once, when it is free and keeps to what I usually take"),
)
_CANCELLATIONS = tuple(
    (one.value, one.words or "My own steps, or my own words")
    for one in Cancellation
    if one is not Cancellation.NOT_SAID
)
_PLACES = range(1, MOST_STEPS + 1)


def _days(place: int) -> WholeNumber:
    return WholeNumber(
        f"Step {place}: fewer than how many days before it starts?",
        least=0,
        most=MOST_DAYS,
        hint="Only if you chose your own steps. 0 is once it has started." if place == 1 else "",
    )


def _per_cent(place: int) -> WholeNumber:
    return WholeNumber(f"Step {place}: how much of the price do you keep then, in per cent?", least=1, most=100)


class TermsForm(PartForm):
    """Whether a request is accepted at once, and what cancelling costs."""

    instant = OneOf(
        "How do you answer a request?",
        choices=_INSTANT,
        hint="A yes given for you binds you as if you had pressed the button.",
    )
    cancellation = OneOf(
        "What do you ask for when somebody cancels?",
        choices=((Cancellation.NOT_SAID.value, "Nothing"), *_CANCELLATIONS),
        hint="Families read this before they agree. It is worked out when they cancel, and paid to you.",
    )
    days_1, per_cent_1 = _days(1), _per_cent(1)
    days_2, per_cent_2 = _days(2), _per_cent(2)
    days_3, per_cent_3 = _days(3), _per_cent(3)
    cancellation_words = Words(
        "Your own words about cancelling",
        most=LONGEST_CANCELLATION,
        lines=4,
        hint="Short and plain. They stand after what you chose above. Only steps keep money: words alone keep nothing.",
    )

    @classmethod
    def typed(cls, listing: Listing) -> dict[str, Any]:
        now = TermsAnswers.of(listing)
        return {
            "instant": "instant" if now.is_instant else "each",
            "cancellation": now.cancellation.value,
            "cancellation_words": now.cancellation_words,
            **_typed_steps(now.cancellation_steps),
        }

    def suit(self, listing: Listing, questions: Questions) -> None:  # noqa: ARG002 - the kind says enough
        if listing.kind.is_support or listing.includes_personal_care:
            self.without("instant")

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        """A step is whole or empty, steps are in order, and what is one's own says something."""
        super().validate(extra_validators)
        for place in _PLACES:
            days, per_cent = self[f"days_{place}"], self[f"per_cent_{place}"]
            for one, other in ((days, per_cent), (per_cent, days)):
                if one.data is None and other.data is not None and not one.errors:
                    one.errors = [f"Step {place}: give both the days and the per cent"]
        if not self.errors:
            self._check_own()
        return not self.errors

    def _check_own(self) -> None:
        try:
            has_steps = bool(checked_steps(self._typed))
        except NotSteps as why:
            self["days_1"].errors = [f"Your steps: {why}"]
            return
        is_own = self.cancellation.data == Cancellation.OWN
        if has_steps and not is_own:
            self.cancellation.errors = ["Choose your own steps, or leave the steps empty"]
        if is_own and not has_steps and not self.cancellation_words.data:
            self.cancellation_words.errors = ["Give steps, or write in your own words what you ask for"]

    @property
    def _typed(self) -> list[Step]:
        pairs = [(self[f"days_{place}"].data, self[f"per_cent_{place}"].data) for place in _PLACES]
        return [Step(days, per_cent) for days, per_cent in pairs if days is not None and per_cent is not None]

    @property
    def answers(self) -> TermsAnswers:
        return TermsAnswers(
            is_instant=self.value("instant") == "instant",
            cancellation=Cancellation(self.cancellation.data or Cancellation.NOT_SAID),
            cancellation_words=self.cancellation_words.data or "",
            cancellation_steps=steps_text(checked_steps(self._typed)),
        )


def _typed_steps(text: str) -> dict[str, int]:
    """What would be typed to get these steps."""
    typed: dict[str, int] = {}
    for place, step in zip(_PLACES, read_steps(text), strict=False):
        typed |= {f"days_{place}": step.days, f"per_cent_{place}": step.per_cent}
    return typed


class HoursForm(DaysForm, PartForm):
    """The opening hours of a week; all of them empty: always open."""

    @classmethod
    def typed(cls, listing: Listing) -> dict[str, Any]:
        return cls.lines_of(HoursAnswers.of(listing).week)

    @property
    def answers(self) -> HoursAnswers:
        return HoursAnswers(self.stretches)
