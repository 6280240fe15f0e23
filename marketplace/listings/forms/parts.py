"""The questions about a listing, a form for each part: words, place, papers. Those about time are in ``times``."""

import re
from typing import Any, Self

from wtforms import Field
from wtforms.validators import StopValidation

from marketplace import geo
from marketplace.geo import Geocoder, Place, PlaceKind
from marketplace.listings import pictures
from marketplace.listings.answers import Answers, PapersAnswers, PlaceAnswers, WordsAnswers
from marketplace.listings.forms.kept import KeptForm
from marketplace.listings.models import Listing
from marketplace.listings.questions import MOST_MILES, Questions, questions_for
from marketplace.web.fields import Listed, OneOf, WholeNumber, Words, YesNo

LONGEST_DESCRIPTION = 5000


class PartForm(KeptForm):
    """The form of one part, drawn from a listing; ``answers`` is what was typed, once it is good."""

    @classmethod
    def drawn(cls, listing: Listing, *, seen: str) -> Self:
        """The form as the listing has it, or as it was sent."""
        return cls(data={**cls.typed(listing), "seen": seen}).suited(listing)

    @classmethod
    def kept(cls, listing: Listing) -> Self:
        """The form as the listing has it, whatever was sent."""
        return cls(formdata=None, data=cls.typed(listing)).suited(listing)

    @classmethod
    def typed(cls, listing: Listing) -> dict[str, Any]:
        """What would be typed to get what the listing has, by field."""
        raise NotImplementedError

    def suit(self, listing: Listing, questions: Questions) -> None:
        """Leave out what a listing of this kind is not asked."""

    @property
    def answers(self) -> Answers:
        """What was typed; what was not asked stays as it was."""
        raise NotImplementedError

    def without(self, *names: str) -> None:
        """Take fields away."""
        for name in names:
            del self[name]

    def value(self, name: str) -> Any:  # noqa: ANN401 - of whatever type the field is
        """What a field holds, None when it is empty; of one that was not asked, what was there before."""
        if name not in self:
            return self._was[name]
        return None if self[name].data == "" else self[name].data

    def suited(self, listing: Listing) -> Self:
        """The form as a listing of this kind is asked it."""
        self._was = self.typed(listing)
        self.suit(listing, questions_for(listing.kind))
        return self


class WordsForm(PartForm):
    """What it is called, and how it is described."""

    title = Words(
        "Title", most=120, needed="Enter a title", hint="A name people will know it by, such as Orchard House."
    )
    summary = Words("In one sentence", most=200, hint="For example: a level house with a hoist, two miles from Duns.")
    description = Words(
        "Description",
        most=LONGEST_DESCRIPTION,
        lines=10,
        hint="What is there, what is nearby, how a day goes. Measures have their own pages.",
    )
    picture = OneOf("Picture", choices=())

    @classmethod
    def typed(cls, listing: Listing) -> dict[str, Any]:
        return {
            "title": listing.title,
            "summary": listing.summary,
            "description": listing.description,
            "picture": listing.picture,
        }

    def suit(self, listing: Listing, questions: Questions) -> None:  # noqa: ARG002 - the kind says enough
        self.picture.choices = {one.name: one.title for one in pictures.for_kind(listing.kind)}

    @property
    def answers(self) -> WordsAnswers:
        return WordsAnswers(
            self.title.data or "", self.summary.data or "", self.description.data or "", self.picture.data or None
        )


class PlaceForm(PartForm):
    """Where it is, or where it comes from; found in the site's own tables of postcodes and towns."""

    where = Words(
        "Town or postcode", most=80, needed="Enter a town or a postcode", hint="For example, Duns or TD11 3AB."
    )
    miles = WholeNumber("How many miles do you travel from there?", least=1, most=MOST_MILES)
    geocoder: Geocoder | None = None
    place: Place | None = None
    needs_address = False

    @classmethod
    def typed(cls, listing: Listing) -> dict[str, Any]:
        km = listing.travels_km
        return {"where": listing.postcode or listing.town, "miles": None if km is None else round(geo.miles(km))}

    def suit(self, listing: Listing, questions: Questions) -> None:
        self.needs_address = questions.needs_address
        if self.needs_address:
            self.where.label.text = "Postcode"
            self.where.needed = "Enter the postcode"
            self.where.description = (
                "The whole postcode, such as TD11 3AB. Families see it once their break is confirmed."
            )
        if not questions.travels:
            self.without("miles")
        elif listing.kind.is_support:
            self.miles.needed = "Enter how many miles you travel"

    def validate_where(self, field: Field) -> None:
        """Find the place. The words of what is not found are those of the tables."""
        try:
            self.place = geo.find(str(field.data), geocoder=self.geocoder)
        except geo.UnknownPlace as unknown:
            raise StopValidation(unknown.message) from unknown
        if self.needs_address and self.place.kind is not PlaceKind.POSTCODE:
            raise StopValidation("Enter the whole postcode, such as TD11 3AB")
        if self.place.kind in {PlaceKind.OUTCODE, PlaceKind.COUNCIL, PlaceKind.COORDINATES}:
            raise StopValidation(f"{field.data} is not exact enough. Enter a town or a whole postcode")

    @property
    def answers(self) -> PlaceAnswers:
        place = self.place
        if place is None:
            raise LookupError
        is_postcode = place.kind is PlaceKind.POSTCODE
        miles = self.value("miles")
        return PlaceAnswers(
            town=geo.nearest_town(place.point).label if is_postcode else place.name[:80],
            postcode=place.name if is_postcode else None,
            latitude=place.point.lat,
            longitude=place.point.lon,
            travels_km=None if miles is None else round(geo.kilometres(miles)),
        )


def care_question() -> YesNo:
    """The question on which registration, PVG and insurance hang, wherever it is asked (R9)."""
    return YesNo(
        "Does it include personal care or personal support?",
        needed="Say whether it includes personal care or personal support",
        hint="Help with washing, dressing, eating, moving, medicines, or being kept safe.",
    )


REGISTRATION_NUMBER = re.compile(r"CS\d{6,12}")
_RATINGS = (("", "Not known yet"), *((letter, letter) for letter in "ABCDEFG"))


class PapersForm(PartForm):
    """How many people, and the papers that the rules ask for."""

    sleeps = WholeNumber(
        "How many people may sleep there at most?",
        least=1,
        most=200,
        hint="As your licence says. PAs and carers who stay the night count too.",
    )
    bedrooms = WholeNumber("How many bedrooms?", least=0, most=200)
    licence_number = Words(
        "Short-term let licence number", most=60, hint="It is shown on your page. The law asks for it."
    )
    licence_exemption = Words(
        "If it needs no licence: why?", most=200, hint="For example: it is a hotel, or supported accommodation."
    )
    energy_rating = Listed("Energy rating", choices=_RATINGS)
    energy_exemption = Words("If it needs no energy rating: why?", most=200, hint="For example: it is a caravan.")
    includes_personal_care = care_question()
    registration_number = Words(
        "Care Inspectorate registration number",
        most=20,
        hint="It begins with CS. One person who works alone and for themselves may need none.",
    )

    @classmethod
    def typed(cls, listing: Listing) -> dict[str, Any]:
        return {name: getattr(listing, name) for name in PapersAnswers.__dataclass_fields__ if name != "part"}

    def suit(self, listing: Listing, questions: Questions) -> None:
        if not listing.kind.is_stay:
            self.without("sleeps", "bedrooms", "licence_exemption")
        if not questions.asks_licence:
            self.without("licence_number", "energy_rating", "energy_exemption")

    def validate_licence_exemption(self, field: Field) -> None:
        """One or the other, never both."""
        if field.data and self.value("licence_number"):
            raise StopValidation("Give the licence number or why none is needed, not both")

    def validate_energy_exemption(self, field: Field) -> None:
        """One or the other, never both."""
        if field.data and self.value("energy_rating"):
            raise StopValidation("Give the energy rating or why none is needed, not both")

    def validate_registration_number(self, field: Field) -> None:
        """A number as the register writes it."""
        field.data = re.sub(r"\s", "", field.data or "").upper()
        if field.data and not REGISTRATION_NUMBER.fullmatch(field.data):
            raise StopValidation("A registration number is CS and ten digits, like CS2003012345")

    @property
    def answers(self) -> PapersAnswers:
        return PapersAnswers(
            sleeps=self.value("sleeps"),
            bedrooms=self.value("bedrooms"),
            licence_number=self.value("licence_number"),
            licence_exemption=self.value("licence_exemption"),
            energy_rating=self.value("energy_rating"),
            energy_exemption=self.value("energy_exemption"),
            includes_personal_care=bool(self.includes_personal_care.answer),
            registration_number=self.value("registration_number"),
        )
