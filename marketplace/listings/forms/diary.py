"""Forms of the diary: nights or hours to close, and a calendar kept elsewhere to read."""

from datetime import date, timedelta

from flask_wtf.file import FileRequired
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput
from wtforms import BooleanField
from wtforms.validators import ValidationError

from marketplace import clock
from marketplace.clock import london_instant
from marketplace.periods import Period
from marketplace.web.fields import CalendarDay, TimeOfDay, Words
from marketplace.web.forms import Form
from marketplace.web.uploads import File

LARGEST_FEED_BYTES = 2 * 1024 * 1024


class CloseNightsForm(Form):
    """Nights to close."""

    first = CalendarDay("First night closed", first=date.min, last=date.max, needed="Choose the first night closed")
    again = CalendarDay("Open again from", first=date.min, last=date.max, needed="Choose the day you are open again")
    note = Words("Why, for yourselves (families do not see it)", most=80)

    def __init__(self, *, is_sent: bool = True) -> None:
        super().__init__(**({} if is_sent else {"formdata": None}))
        self.first.first = clock.today() - timedelta(days=1)
        self.again.first = clock.today()
        self.first.last = self.again.last = clock.today() + timedelta(days=1100)

    def validate_again(self, field: CalendarDay) -> None:
        """After the first night."""
        if field.data and self.first.data and field.data <= self.first.data:
            raise ValidationError("Open again from: choose a day after the first night closed")


class CloseHoursForm(Form):
    """Hours to close."""

    day = CalendarDay("Day", first=date.min, last=date.max, needed="Choose the day")
    start = TimeOfDay("Closed from", needed="Choose the time it closes")
    last_day = CalendarDay("Day it opens again (leave empty for the same day)", first=date.min, last=date.max)
    end = TimeOfDay("Open again at", needed="Choose the time it opens again")
    note = Words("Why, for yourselves (families do not see it)", most=80)

    def __init__(self, *, is_sent: bool = True) -> None:
        super().__init__(**({} if is_sent else {"formdata": None}))
        for field in (self.day, self.last_day):
            field.first, field.last = clock.today(), clock.today() + timedelta(days=1100)

    def validate_end(self, field: TimeOfDay) -> None:
        """After the start."""
        if field.data and self.start.data and self.day.data and self.period is None:
            raise ValidationError("Open again at: choose a time after it closes")

    @property
    def period(self) -> Period | None:
        """The time to close, once both ends are given and in order."""
        if not (self.day.data and self.start.data and self.end.data):
            return None
        starts_at = london_instant(self.day.data, self.start.data)
        ends_at = london_instant(self.last_day.data or self.day.data, self.end.data)
        return Period(starts_at, ends_at) if starts_at < ends_at else None


class OutsideCalendarForm(Form):
    """A file of a calendar kept elsewhere."""

    file = File(
        "The calendar's file (.ics)",
        most_bytes=LARGEST_FEED_BYTES,
        validators=[FileRequired("Choose the calendar's file")],
    )
    may_free = BooleanField(
        "Free everything that this file no longer names, even if it names nothing", widget=GovCheckboxInput()
    )

    def validate_file(self, field: File) -> None:
        """Small enough to be a calendar."""
        if field.data and len(field.data.read(LARGEST_FEED_BYTES + 1)) > LARGEST_FEED_BYTES:
            raise ValidationError("This file is larger than a calendar may be (2 MB)")
        if field.data:
            field.data.seek(0)
