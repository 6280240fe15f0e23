"""The questions about time: how long a stay may be, how long a request is held, and the opening hours of a week."""

from datetime import time
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.listings.answers import BookingAnswers, HoursAnswers
from marketplace.listings.forms.days import DaysForm
from marketplace.listings.forms.parts import PartForm
from marketplace.listings.models import Listing
from marketplace.listings.questions import Questions
from marketplace.web.fields import TimeOfDay, WholeNumber

LONGEST_STAY = 365
LONGEST_OPTION_DAYS = 28


class BookingForm(PartForm):
    """How long a stay may be, when people come and go, and how long a request is held."""

    min_nights = WholeNumber("Fewest nights", least=1, most=LONGEST_STAY, hint="Leave it empty if one night is fine.")
    max_nights = WholeNumber("Most nights", least=1, most=LONGEST_STAY, hint="Leave it empty if there is no limit.")
    arrive_from = TimeOfDay("Arrive from", hint="For example, 16:00.")
    leave_by = TimeOfDay("Leave by", hint="For example, 10:00.")
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
            "arrive_from": _time(listing.arrive_from_minute),
            "leave_by": _time(listing.leave_by_minute),
            "option_days": listing.option_days,
        }

    def suit(self, listing: Listing, questions: Questions) -> None:  # noqa: ARG002 - the kind says enough
        if not listing.kind.is_stay:
            self.without("min_nights", "max_nights", "arrive_from", "leave_by")

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
            arrive_from_minute=_minute(self.value("arrive_from")),
            leave_by_minute=_minute(self.value("leave_by")),
            option_days=self.value("option_days"),
        )


def _time(minute: int | None) -> time | None:
    return None if minute is None else time(minute // 60, minute % 60)


def _minute(at: time | None) -> int | None:
    return None if at is None else at.hour * 60 + at.minute


class HoursForm(DaysForm, PartForm):
    """The opening hours of a week; all of them empty: always open."""

    @classmethod
    def typed(cls, listing: Listing) -> dict[str, Any]:
        return cls.lines_of(HoursAnswers.of(listing).week)

    @property
    def answers(self) -> HoursAnswers:
        return HoursAnswers(self.stretches)
