"""How a PA works: base and languages, the weekly pattern, training, leave."""

from datetime import date
from typing import Any, Self

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace import clock, geo
from marketplace.editing import stamp
from marketplace.geo import Point
from marketplace.listings.forms.days import DaysForm
from marketplace.listings.forms.kept import KeptForm
from marketplace.listings.models import PA
from marketplace.listings.opening import WEEKDAYS
from marketplace.listings.questions import MOST_MILES
from marketplace.listings.services.working import WorkRecord
from marketplace.listings.skills import SKILLS, Training, skill_of
from marketplace.listings.working_week import WorkingWeek, week_of
from marketplace.rules.intimate_care import CarerSex
from marketplace.web.fields import CalendarDay, Listed, OneOf, Ticks, WholeNumber, Words, YesNo
from marketplace.web.forms import Form

FIRST = date(1970, 1, 1)
MOST_YEARS_AHEAD = 10
CARE_AS = (("", "Not said"), (CarerSex.WOMAN, "A woman"), (CarerSex.MAN, "A man"))


class WorkForm(KeptForm):
    """Where a PA starts from and how far they go, what they speak."""

    opts_out = YesNo(
        "Have they signed that they may work more than 48 hours a week?", needed="Say whether they have signed"
    )
    languages = Words("Which languages do they speak, besides English?", most=200, hint="For example: Polish, BSL.")
    base = Words("Town or postcode they start from", most=80, hint="Families do not see it.")
    miles = WholeNumber("How many miles do they travel?", least=1, most=MOST_MILES, hint="Empty: as far as the bank.")
    care_as = OneOf(
        "For help with washing and dressing, is this PA a woman or a man?",
        choices=CARE_AS,
        default="",
        hint="Ask them first; it may stay unsaid. We use it only where somebody asks who helps them wash and dress.",
    )
    place: Point | None = None

    @classmethod
    def drawn(cls, pa: PA) -> Self:
        """The form as it is kept, or as it was sent."""
        return cls(data={**cls.typed(pa), "seen": stamp(WorkRecord.of(pa))})

    @classmethod
    def kept(cls, pa: PA) -> Self:
        """The form as it is kept, whatever was sent."""
        return cls(formdata=None, data=cls.typed(pa))

    @classmethod
    def typed(cls, pa: PA) -> dict[str, Any]:
        """What would be typed to get what is kept."""
        now = WorkRecord.of(pa)
        return {
            "opts_out": now.opts_out if pa.work else None,
            "languages": now.languages,
            "base": now.base,
            "miles": None if now.travels_km is None else round(geo.miles(now.travels_km)),
            "care_as": now.care_as.value if now.care_as else "",
        }

    def validate_base(self, field: Field) -> None:
        """Find the place in the site's own tables."""
        if not field.data and self.miles.data:
            raise StopValidation("Enter where they start from, or empty how far they travel")
        try:
            self.place = geo.find(field.data).point if field.data else None
        except geo.UnknownPlace as unknown:
            raise StopValidation(unknown.message) from unknown

    @property
    def record(self) -> WorkRecord:
        """What was typed."""
        return WorkRecord(
            opts_out=bool(self.opts_out.answer),
            languages=self.languages.data or "",
            base=self.base.data or "",
            latitude=self.place.lat if self.place else None,
            longitude=self.place.lon if self.place else None,
            travels_km=None if self.miles.data is None else round(geo.kilometres(self.miles.data)),
            care_as=CarerSex(self.care_as.data) if self.care_as.data else None,
        )


class WeekForm(DaysForm):
    """The weekly pattern: a line for each day, and the nights; all of it empty: whenever their diary is free."""

    nights = Ticks(
        "On which nights can they sleep over?",
        choices=[(str(day), f"{name} night") for day, name in enumerate(WEEKDAYS)],
    )

    @classmethod
    def drawn(cls, pa: PA) -> Self:
        """The form as it is kept, or as it was sent."""
        return cls(data={**cls.typed(pa), "seen": stamp(pa.week)})

    @classmethod
    def kept(cls, pa: PA) -> Self:
        """The form as it is kept, whatever was sent."""
        return cls(formdata=None, data=cls.typed(pa))

    @classmethod
    def typed(cls, pa: PA) -> dict[str, Any]:
        """What would be typed to get what is kept."""
        return {**cls.lines_of(pa.week.hours), "nights": [str(day) for day in sorted(pa.week.nights)]}

    @property
    def week(self) -> WorkingWeek:
        """What was typed."""
        return week_of(self.stretches, map(int, self.nights.data or ()))


class TrainingForm(Form):
    """One thing that a PA was trained in."""

    skill = Listed(
        "Trained in",
        choices=[("", "Choose"), *((skill.id, skill.name) for skill in SKILLS)],
        needed="Choose what they were trained in",
    )
    trained_on = CalendarDay("Trained on", first=FIRST, last=date.max, needed="Choose the day of the training")
    expires_on = CalendarDay("Last day it counts (empty: it does not end)", first=FIRST, last=date.max)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        today = clock.today()
        self.trained_on.last = today
        self.expires_on.last = date(today.year + MOST_YEARS_AHEAD, 12, 31)

    def validate_expires_on(self, field: Field) -> None:
        """Never before the training."""
        if field.data and self.trained_on.data and field.data < self.trained_on.data:
            raise StopValidation("Last day it counts: choose a day after the training")

    @property
    def training(self) -> Training:
        """What was typed."""
        return Training(skill_of(self.skill.data), self.trained_on.data, self.expires_on.data)


class LeaveForm(Form):
    """Days off."""

    first = CalendarDay("First day off", first=FIRST, last=date.max, needed="Choose the first day off")
    last = CalendarDay("Last day off", first=FIRST, last=date.max, needed="Choose the last day off")

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        for field in (self.first, self.last):
            field.first, field.last = clock.today(), date(clock.today().year + 2, 12, 31)
