"""Adding what is not from our listings: a provider elsewhere, or somebody's own arrangement."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.drafts import (
    LONGEST_NAME,
    LONGEST_TITLE,
    LONGEST_TOWN,
    MOST_QUANTITY,
    Acceptance,
    BrokeredPart,
    Charge,
    OwnPart,
)
from marketplace.booking.forms.adding import TermsForm, short_label
from marketplace.booking.forms.named import NamedForm, PastDay, told_at
from marketplace.booking.forms.rows import RowsForm, day_choices, read_day
from marketplace.booking.on_costs import OnCost
from marketplace.booking.sorts import AcceptedHow
from marketplace.clock import london_instant
from marketplace.listings.pricing import RateUnit
from marketplace.periods import Period, nights
from marketplace.web.fields import Choices, Listed, OneOf, Pounds, Ticks, TimeOfDay, WholeNumber, Words
from marketplace.web.rows import Row
from marketplace.web.uploads import Paper

MOST_RATE = 10_000_00
UNITS: Choices = (
    ("", "Choose one"),
    (RateUnit.HOUR.value, "Hours"),
    (RateUnit.SLEEPOVER.value, "Sleepovers"),
    (RateUnit.WAKING_NIGHT.value, "Waking nights"),
    (RateUnit.NIGHT.value, "Nights to stay"),
    (RateUnit.ITEM.value, "Journeys, sessions or things"),
)
HOWS: Choices = (
    ("", "They have not said yes yet"),
    (AcceptedHow.TELEPHONE.value, "By telephone"),
    (AcceptedHow.EMAIL.value, "By e-mail"),
    (AcceptedHow.LETTER.value, "By letter"),
    (AcceptedHow.IN_PERSON.value, "In person"),
)
NOT_ASKED = "not_asked"
OWN_HOWS: Choices = (
    (NOT_ASKED, "Not yet: I still have to ask them"),
    (AcceptedHow.IN_PERSON.value, "Yes, they told me in person"),
    (AcceptedHow.TELEPHONE.value, "Yes, by telephone"),
    (AcceptedHow.EMAIL.value, "Yes, by e-mail"),
    (AcceptedHow.LETTER.value, "Yes, by letter"),
)
KINDS: Choices = [(kind.value, kind.label) for kind in ListingKind]
COVER, CARE, SLEEPS, ALONE, PVG = "cover", "care", "sleeps", "alone", "pvg"
SO: Choices = (
    (COVER, "Somebody is there with the person"),
    (CARE, "It includes personal care, such as washing, dressing or medicines"),
    (SLEEPS, "They sleep there too"),
    (ALONE, "It is one person who works alone, for themselves"),
)
SENT = "sent"
WORKS: Choices = (
    (ALONE, "Yes: they are one person, and nobody sends them"),
    (SENT, "No: an organisation sends them"),
)
ON_TOP: Choices = (
    (OnCost.HOLIDAY.value, "Holiday pay"),
    (OnCost.PENSION.value, "The employer's part of a pension"),
    (OnCost.INSURANCE.value, "The employer's National Insurance"),
)


class ChargesForm(RowsForm, TermsForm):
    """What somebody asks for, row by row: how many of what, when, and the price of one."""

    columns: ClassVar[tuple[str, ...]] = ("unit", "day", "start", "end", "quantity", "rate")
    telling: ClassVar[tuple[str, ...]] = ("unit", "start", "end", "quantity", "rate")
    also_called: ClassVar[Mapping[str, str]] = {"charges": "unit_0", "for_whom": "for_whom"}

    @classmethod
    def row_fields(cls, place: int, **choices: Any) -> Mapping[str, Field]:
        number, least = place + 1, choices.get("least", 0)
        return {
            "unit": Listed(f"What row {number} is for", choices=UNITS, render_kw=short_label("What for")),
            "day": Listed(f"Day of row {number}", choices=day_choices(choices["days"]), render_kw=short_label("Day")),
            "start": TimeOfDay(f"Start of row {number}", render_kw=short_label("From", type="time")),
            "end": TimeOfDay(f"End of row {number}", render_kw=short_label("Until", type="time")),
            "quantity": WholeNumber(
                f"How many in row {number}",
                least=1,
                most=MOST_QUANTITY,
                render_kw=short_label("How many", inputmode="numeric", classes="govuk-input--width-4"),
            ),
            "rate": Pounds(
                f"Price of one in row {number}",
                least=least,
                most=MOST_RATE,
                render_kw=short_label(
                    "Price of one", prefix={"text": "£"}, inputmode="decimal", classes="govuk-input--width-5"
                ),
            ),
        }

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        is_good = bool(super().validate(extra_validators))
        self._charges = [self._charge(row) for row in self.filled]
        if not self._charges:
            self.rows[0].blame("unit", "say what it is, and what it costs")
        return is_good and bool(self._charges) and not any(row.is_wrong for row in self.rows)

    @property
    def charges(self) -> tuple[Charge, ...]:
        """What was typed, row by row."""
        return tuple(charge for charge in self._charges if charge is not None)

    def _charge(self, row: Row) -> Charge | None:
        if not row["unit"].data:
            row.blame("unit", "choose what it is for")
            return None
        unit = RateUnit(row["unit"].data)
        if row["rate"].data is None:
            row.blame("rate", "enter the price of one; 0 when nothing is paid")
        period = self._period(row, unit)
        quantity = self._quantity(row, unit, period)
        if row.is_wrong or quantity is None:
            return None
        return Charge(unit, quantity, row["rate"].data, period)

    def _period(self, row: Row, unit: RateUnit) -> Period | None:
        day, start, end = read_day(row["day"].data), row["start"].data, row["end"].data
        if day is None:
            if start or end:
                row.blame("day", "choose the day")
            return None
        if unit is RateUnit.NIGHT and start is None and end is None:
            return nights(day, day + timedelta(days=row["quantity"].data or 1))
        if start is None and end is None:
            return None
        if start is None or end is None:
            row.blame("start" if start is None else "end", "enter both times, or none")
            return None
        return Period(london_instant(day, start), london_instant(day + timedelta(days=end <= start), end))

    def _quantity(self, row: Row, unit: RateUnit, period: Period | None) -> int | None:
        """Minutes of hours, otherwise how many. Hours with times are counted from them."""
        typed: int | None = row["quantity"].data
        if unit is RateUnit.HOUR and period is not None:
            return period.minutes
        if typed is None:
            row.blame("quantity", "enter how many")
            return None
        return typed * 60 if unit is RateUnit.HOUR else typed


class AcceptanceFields(NamedForm):
    """How somebody who is not on this site said yes."""

    accepted_how = Listed("How did they say yes?", choices=HOWS)
    accepted_by = Words("Who said yes there?", most=LONGEST_TITLE)
    accepted_on = PastDay("On which day?")
    paper = Paper("Their e-mail or letter, if there is one")

    def validate_accepted_on(self, field: Field) -> None:
        """A yes has its day."""
        if self.accepted_how.data and field.data is None and not field.errors:
            raise StopValidation("Choose the day they said yes")

    def validate_accepted_by(self, field: Field) -> None:
        """And somebody who said it."""
        if self.accepted_how.data and not field.data:
            raise StopValidation("Say who said yes there")

    @property
    def acceptance(self) -> Acceptance | None:
        """The yes; none when there is none yet."""
        if not self.accepted_how.data:
            return None
        return Acceptance(
            how=AcceptedHow(self.accepted_how.data),
            by_name=self.accepted_by.data or "",
            at=self._at(self.accepted_on.data),
            paper=self.paper.upload,
        )

    def _at(self, day: date) -> datetime:
        return told_at(day)


class AcceptanceForm(AcceptanceFields):
    """The same alone, for a part that is there already."""

    also_called: ClassVar[Mapping[str, str]] = {"accepted_at": "accepted_on"}

    def __init__(self, *, who: str = "") -> None:
        super().__init__(data={"accepted_by": who})
        self.accepted_how.choices = dict([("", "Choose how"), *HOWS[1:]])
        self.accepted_how.needed = "Choose how they said yes"


class BrokeredForm(AcceptanceFields, ChargesForm):
    """A part from a provider that is not on this site."""

    also_called: ClassVar[Mapping[str, str]] = {
        "provider": "provider_name",
        "contact": "provider_contact",
        "charges": "unit_0",
        "accepted_at": "accepted_on",
    }

    title = Words("What is it?", most=LONGEST_TITLE, needed="Say what it is, like Hotel room in Peebles")
    kind = Listed("What sort of thing?", choices=[("", "Choose one"), *KINDS], needed="Choose what sort of thing it is")
    provider_name = Words("Who is it from?", most=LONGEST_NAME, needed="Say who it is from")
    provider_contact = Words(
        "How can they be reached?", most=LONGEST_NAME, hint="A telephone number or an e-mail address."
    )
    provider_town = Words("Which town are they in?", most=LONGEST_TOWN)
    so = Ticks("What is true of it?", choices=SO)
    registration_number = Words(
        "Care Inspectorate number, if they have one", most=20, hint="Needed where it includes personal care."
    )
    guests = WholeNumber("How many people sleep there, if it is a stay?", least=1, most=30)
    employer = Words("Who employs whoever gives support?", most=LONGEST_NAME)

    @property
    def part(self) -> BrokeredPart:
        """What was typed."""
        so = set(self.so.data or ())
        return BrokeredPart(
            title=self.title.data or "",
            kind=ListingKind(self.kind.data),
            provider_name=self.provider_name.data or "",
            provider_contact=self.provider_contact.data or "",
            charges=self.charges,
            counts_as_cover=COVER in so,
            includes_personal_care=CARE in so,
            registration_number=self.registration_number.data or "",
            is_individual=ALONE in so,
            sleeps_there=SLEEPS in so,
            guests=self.guests.data,
            employer=self.employer.data or "",
            acceptance=self.acceptance,
        )


class OwnForm(ChargesForm):
    """My own PA, my usual provider, or family who agreed."""

    also_called: ClassVar[Mapping[str, str]] = {
        "provider": "who",
        "charges": "unit_0",
        "accepted_at": "accepted_on",
        "accepted_by": "who",
    }

    title = Words("What is it?", most=LONGEST_TITLE, needed="Say what it is, like Saturday with my own PA")
    who = Words("Who is it?", most=LONGEST_NAME, needed="Say who it is", hint="Their name, and what they are to you.")
    kind = Listed("What sort of thing?", choices=KINDS)
    so = Ticks("What is true of it?", choices=[one for one in SO if one[0] != ALONE])
    works = OneOf("Do they work alone?", choices=WORKS, needed="Say whether they work alone")
    registration_number = Words(
        "Care Inspectorate number, if they have one", most=20, hint="Of an organisation. Who works alone has none."
    )
    pvg = Ticks(
        "Are they in the PVG scheme?",
        choices=[(PVG, "I know that they are in it")],
        hint="All paid PAs must be.",
    )
    employer = Words(
        "Who employs them?",
        most=LONGEST_NAME,
        hint="For example: I do. Leave it empty for family who are not paid.",
    )

    accepted_how = OneOf(
        "Have they said yes to these times?",
        choices=OWN_HOWS,
        needed="Say whether they have said yes",
        hint="You can write down their yes later too. All can be agreed only once they have said it.",
    )
    accepted_on = PastDay("On which day did they say yes?")
    on_top = Ticks(
        "What do you pay on top of the wage?",
        choices=ON_TOP,
        hint="If you employ them yourself. Many who employ one PA need not pay National Insurance: ask whoever does "
        "your payroll.",
    )

    def validate_accepted_on(self, field: Field) -> None:
        """A yes has its day."""
        if self._has_said_yes and field.data is None and not field.errors:
            raise StopValidation("Choose the day they said yes")

    @property
    def _has_said_yes(self) -> bool:
        return bool(self.accepted_how.data) and self.accepted_how.data != NOT_ASKED

    @property
    def acceptance(self) -> Acceptance | None:
        """Their own yes; none when they were not asked yet."""
        if not self._has_said_yes:
            return None
        how, who = AcceptedHow(self.accepted_how.data), self.who.data or ""
        return Acceptance(how=how, by_name=who[:LONGEST_TITLE], at=told_at(self.accepted_on.data))

    @property
    def part(self) -> OwnPart:
        """What was typed."""
        so = set(self.so.data or ())
        return OwnPart(
            title=self.title.data or "",
            who=self.who.data or "",
            kind=ListingKind(self.kind.data),
            charges=self.charges,
            counts_as_cover=COVER in so,
            includes_personal_care=CARE in so,
            registration_number=self.registration_number.data or "",
            is_individual=self.works.data == ALONE,
            sleeps_there=SLEEPS in so,
            employer=self.employer.data or "",
            confirms_pvg=PVG in (self.pvg.data or ()),
            on_top=frozenset(map(OnCost, self.on_top.data or ())),
            acceptance=self.acceptance,
        )
