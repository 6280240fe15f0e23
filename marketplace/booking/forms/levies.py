"""A visitor levy asked back: for whom and why, when it was sent, what was answered; and what a council's scheme is."""

import re
from datetime import date
from fractions import Fraction
from typing import Any

from marketplace import clock
from marketplace.booking.levies import Entitlement
from marketplace.booking.queries.levies import LevyPage
from marketplace.money import MOST_PENCE, format_pence
from marketplace.rules.levy import PER_WHOLE
from marketplace.rules.services import LONGEST_SOURCE, YEARS_AHEAD
from marketplace.web.fields import CalendarDay, OneOf, Pounds, Typed, WholeNumber, Words
from marketplace.web.forms import Form

MOST_LEVY_NIGHTS = 28
LONGEST_ADDRESS = 300
LONGEST_WEB = 200
_PER_CENT = re.compile(r"\d{1,2}(?:\.\d{1,2})?")
_LONG_AGO = date(2024, 1, 1)


class PrepareForm(Form):
    """Who the guest was, by what they are entitled, and that they agree to both on the paper."""

    guest = OneOf("Who was the guest?", choices=(), needed="Choose who the guest was")
    entitlement = OneOf(
        "What do they get?",
        choices=[(one.value, one.label) for one in Entitlement],
        needed="Choose what they get",
        hint="The council may ask to see the letter about it. We do not keep the letter.",
    )
    agrees = OneOf(
        "Do they agree that this is on the paper?",
        choices=[("yes", "Yes")],
        needed="We write this down only if they agree",
    )

    def __init__(self, found: LevyPage) -> None:
        one = found.guests[0][0] if len(found.guests) == 1 else ""
        super().__init__(data={"guest": one} if one else None)
        self.guest.choices = list(found.guests)


class SentForm(Form):
    """The day on which the paper went out."""

    sent_on = CalendarDay(
        "Which day did you send it?", first=_LONG_AGO, last=date.max, needed="Enter the day you sent it"
    )

    def __init__(self, found: LevyPage) -> None:
        super().__init__()
        self.sent_on.first, self.sent_on.last = clock.in_london(found.line.periods[-1].ends_at).date(), clock.today()


class AnsweredForm(Form):
    """What the council answered: it paid so much, or it said no."""

    answer = OneOf(
        "What did the council say?", choices=[("paid", "It paid"), ("no", "It said no")], needed="Choose what it said"
    )
    amount = Pounds("How much came back?", least=1, most=MOST_PENCE, hint="Leave it empty if nothing did.")
    answered_on = CalendarDay("Which day was that?", first=_LONG_AGO, last=date.max, needed="Enter the day")

    def __init__(self, found: LevyPage) -> None:
        super().__init__()
        self._levy_pence = found.reclaim.levy_pence if found.reclaim else found.levy_pence
        self.answered_on.first = (found.reclaim.sent_on if found.reclaim else None) or _LONG_AGO
        self.answered_on.last = clock.today()

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        """Money that came has an amount, no more than the levy; a no has none."""
        is_good = bool(super().validate(extra_validators))
        if self.answer.data == "no" and self.amount.data is not None:
            words = "Leave this empty where the council said no, or choose that it paid"
            self.amount.errors = [*self.amount.errors, words]
        if self.answer.data != "paid" or self.amount.errors:
            return is_good and not self.amount.errors
        if self.amount.data is None:
            self.amount.errors = [*self.amount.errors, "Enter how much came back"]
        elif self.amount.data > self._levy_pence:
            words = f"How much came back: the levy was {format_pence(self._levy_pence)}, so enter no more than that"
            self.amount.errors = [*self.amount.errors, words]
        return is_good and not self.amount.errors


class PerCent(Typed):
    """A per cent with at most two decimals, read to ten-thousandths; nought ends what was asked."""

    def read(self, typed: str) -> int:
        text = typed.removesuffix("%").strip()
        if not text.isascii() or not _PER_CENT.fullmatch(text):
            raise ValueError("Enter a per cent from 0 to 99.99, like 5 or 2.5")
        return int(Fraction(text) * PER_WHOLE / 100)

    def show(self, value: object) -> str:
        return f"{int(str(value)) * 100 / PER_WHOLE:g}"


class SchemeForm(Form):
    """What a council asks, of which stays, and where that is written."""

    from_on = CalendarDay(
        "Of stays that begin on which day or later?", first=_LONG_AGO, last=date.max, needed="Enter the first day"
    )
    booked_from_on = CalendarDay(
        "Booked on which day or later?", first=_LONG_AGO, last=date.max, needed="Enter the first day of booking"
    )
    per_cent = PerCent(
        "How many per cent of the price before VAT?", needed="Enter the per cent", hint="Like 5 or 2.5. 0 ends it."
    )
    nights = WholeNumber(
        "Of how many nights in a row, at most?", least=1, most=MOST_LEVY_NIGHTS, needed="Enter how many nights"
    )
    source = Words(
        "Where is this written?",
        most=LONGEST_SOURCE,
        needed="Say where this is written",
        hint="For example: the council's scheme, 24 January 2025.",
    )

    def __init__(self) -> None:
        super().__init__()
        last = clock.today().replace(month=12, day=31)
        self.from_on.last = self.booked_from_on.last = last.replace(year=last.year + YEARS_AHEAD)


class OfficeForm(Form):
    """Where the council takes letters about its levy."""

    address = Words("Address for the post", most=LONGEST_ADDRESS, lines=4)
    web = Words("Page on the web", most=LONGEST_WEB, hint="It begins with https://")
