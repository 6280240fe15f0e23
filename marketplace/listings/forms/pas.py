"""A PA: name, birthday, and the check of their PVG scheme membership. No certificate is asked for."""

from datetime import date
from typing import Any, Self

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace import clock
from marketplace.listings.forms.kept import KeptForm
from marketplace.listings.models import PA, PVGSort
from marketplace.listings.services.pas import PARecord
from marketplace.web.fields import Day, OneOf, Words

OLDEST = date(1920, 1, 1)
PVG_BEGAN = date(2011, 2, 28)
"""The day the PVG scheme began: nobody checked a membership before."""

LAST_EXPIRY_YEARS = 6

SORTS = (
    ("", "Not checked yet"),
    (PVGSort.ADULTS.value, "Adults"),
    (PVGSort.CHILDREN.value, "Children"),
    (PVGSort.BOTH.value, "Adults and children"),
)


class PAForm(KeptForm):
    """What is kept of a PA."""

    name = Words("Full name", most=120, needed="Enter the PA's name")
    born_on = Day(
        "Date of birth", first=OLDEST, last=OLDEST, needed="Enter the date of birth", hint="For example, 27 3 1991."
    )
    pvg_sort = OneOf(
        "PVG scheme: whom does the membership cover?",
        choices=SORTS,
        hint="We keep no certificate: only who checked it, and when.",
    )
    pvg_checked_on = Day("When was it checked?", first=PVG_BEGAN, last=PVG_BEGAN)
    pvg_checked_by = Words("Who checked it?", most=120, hint="The name of the person who saw it.")
    pvg_expires_on = Day(
        "When does the membership end?",
        first=PVG_BEGAN,
        last=PVG_BEGAN,
        hint="Leave it empty if no end is known. That never counts against the PA.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        today = clock.today()
        self.born_on.last = self.pvg_checked_on.last = today
        self.pvg_expires_on.last = date(today.year + LAST_EXPIRY_YEARS, 12, 31)

    @classmethod
    def drawn(cls, pa: PA, *, seen: str) -> Self:
        """The form as it is kept, or as it was sent."""
        return cls(data={**cls.typed(pa), "seen": seen})

    @classmethod
    def kept(cls, pa: PA) -> Self:
        """The form as it is kept, whatever was sent."""
        return cls(formdata=None, data=cls.typed(pa))

    @classmethod
    def typed(cls, pa: PA) -> dict[str, Any]:
        """What would be typed to get what is kept."""
        kept = {name: getattr(pa, name) for name in PARecord.__dataclass_fields__}
        return {**kept, "pvg_sort": pa.pvg_sort.value if pa.pvg_sort else ""}

    def validate_pvg_sort(self, field: Field) -> None:
        """Who checked and when belong to a check."""
        if not field.data and (self.pvg_checked_on.data or self.pvg_checked_by.data or self.pvg_expires_on.data):
            raise StopValidation("Say whom the membership covers, or empty the answers below it")

    def validate_pvg_checked_on(self, field: Field) -> None:
        """A check has its day."""
        if self.pvg_sort.data and not field.data:
            raise StopValidation("Enter the day it was checked")

    def validate_pvg_checked_by(self, field: Field) -> None:
        """A check has somebody who made it."""
        if self.pvg_sort.data and not field.data:
            raise StopValidation("Enter who checked it")

    @property
    def record(self) -> PARecord:
        """What was typed."""
        return PARecord(
            name=self.name.data or "",
            born_on=self.born_on.data,
            pvg_sort=PVGSort(self.pvg_sort.data) if self.pvg_sort.data else None,
            pvg_checked_on=self.pvg_checked_on.data,
            pvg_checked_by=self.pvg_checked_by.data or None,
            pvg_expires_on=self.pvg_expires_on.data,
        )
