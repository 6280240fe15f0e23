"""A part of a listing that is a list: its rows as they are kept, and empty ones to add. An emptied row is left out."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self, cast

from markupsafe import Markup
from wtforms import Field

from marketplace.listings.forms.parts import PartForm
from marketplace.listings.models import Listing
from marketplace.listings.pricing import LEAST_PENCE, MOST_PENCE
from marketplace.web.fields import Pounds
from marketplace.web.rows import Row, asked_rows, is_more_asked


def short_label(whole: str, shown: str, **more: Any) -> dict[str, Any]:
    """How a field of a row is drawn: its row is in sight above it, and a screen reader hears the whole label."""
    words = Markup('<span class="govuk-visually-hidden">{}: </span>{}').format(whole, shown)
    return {"params": {"label": {"html": words}} | more}


def pounds(whole: str, shown: str) -> Pounds:
    """A price in a row."""
    drawn = short_label(whole, shown, prefix={"text": "£"}, inputmode="decimal", classes="govuk-input--width-5")
    return Pounds(f"{whole}: {small(shown)}", least=LEAST_PENCE, most=MOST_PENCE, render_kw=drawn)


def small(words: str) -> str:
    """Without a capital in front."""
    return words[:1].lower() + words[1:]


class RowsPartForm(PartForm):
    """The form of such a part. A subclass says the fields of one row, and what is typed in each kept one."""

    called: ClassVar[str]
    """What the page calls each row."""
    spare: ClassVar[int] = 1
    """Empty rows below those that are kept, and how many more a press of the button draws."""
    most: ClassVar[int] = 20
    places: int = 0

    @classmethod
    def row_fields(cls, place: int, listing: Listing) -> Mapping[str, Field]:
        """Fresh fields of one row, by their names without its place."""
        raise NotImplementedError

    @classmethod
    def row_typed(cls, listing: Listing) -> list[Mapping[str, Any]]:
        """What would be typed to get each row that is kept."""
        raise NotImplementedError

    @classmethod
    def drawn(cls, listing: Listing, *, seen: str) -> Self:
        return super(RowsPartForm, cls._made_for(listing)).drawn(listing, seen=seen)

    @classmethod
    def kept(cls, listing: Listing) -> Self:
        return super(RowsPartForm, cls._made_for(listing)).kept(listing)

    @classmethod
    def typed(cls, listing: Listing) -> dict[str, Any]:
        rows = cls.row_typed(listing)
        return {f"{name}_{place}": value for place, row in enumerate(rows) for name, value in row.items()}

    @property
    def is_sent(self) -> bool:
        """Never while more rows are asked for: what was typed is shown again, and nothing is wrong yet."""
        return not is_more_asked() and super().is_sent

    @property
    def rows(self) -> list[Row]:
        """Every row, in order."""
        fields: list[dict[str, Field]] = [{} for _ in range(self.places)]
        for field in self.shown:
            name, _, place = field.name.rpartition("_")
            fields[int(place)][name] = field
        return [Row(place, found, self.called) for place, found in enumerate(fields)]

    @property
    def filled(self) -> list[Row]:
        """The rows that say something."""
        return [row for row in self.rows if any(field.data or field.errors for field in row.fields.values())]

    @classmethod
    def _made_for(cls, listing: Listing) -> type[Self]:
        """The class with the fields of as many rows as are kept or were sent, and some to spare."""
        wanted = len(cls.row_typed(listing)) + cls.spare
        places = min(max(asked_rows(wanted, more=cls.spare), wanted), cls.most)
        fields: dict[str, Any] = {"places": places}
        for place in range(places):
            fields |= {f"{name}_{place}": field for name, field in cls.row_fields(place, listing).items()}
        return cast("type[Self]", type(cls.__name__, (cls,), fields))
