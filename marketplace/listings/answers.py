"""What a provider answered, one dataclass for each page of questions: read off a listing, and put on it. Pure.

How answers are typed is for ``forms``; who may give them, and what follows, is for ``services``.
"""

from dataclasses import asdict, dataclass, fields
from typing import ClassVar, Protocol, Self, TypeVar

from marketplace.listings import pricing
from marketplace.listings.cancelling import Cancellation
from marketplace.listings.extras import ExtraPer
from marketplace.listings.models import (
    ArrivalNotes,
    BookingTerms,
    Extra,
    Listing,
    OpeningHours,
    Rate,
    Season,
    SeasonRate,
)
from marketplace.listings.opening import Stretch
from marketplace.listings.pricing import RateUnit
from marketplace.listings.questions import Part
from marketplace.listings.terms import EVERY_DAY
from marketplace.listings.vat import Vat

Row = TypeVar("Row", Extra, Rate)


class Answers(Protocol):
    """The answers of one part. Equal answers print alike, so that a form can say what it was drawn from."""

    part: ClassVar[Part]

    @classmethod
    def of(cls, listing: Listing) -> Self:
        """What the listing says now."""

    def put_on(self, listing: Listing) -> None:
        """Let the listing say this."""


@dataclass(frozen=True, slots=True)
class WordsAnswers:
    """What it is called and how it is described. ``picture``: a drawing of ``static/img/scenes``."""

    part: ClassVar[Part] = Part.WORDS
    title: str
    summary: str
    description: str
    picture: str | None

    @classmethod
    def of(cls, listing: Listing) -> Self:
        return cls(listing.title, listing.summary, listing.description, listing.picture)

    def put_on(self, listing: Listing) -> None:
        _put(self, listing)


@dataclass(frozen=True, slots=True)
class PlaceAnswers:
    """Where it is, or where it comes from and how far. ``town`` is what pages say; a postcode is not always known."""

    part: ClassVar[Part] = Part.PLACE
    town: str
    postcode: str | None
    latitude: float | None
    longitude: float | None
    travels_km: int | None

    @classmethod
    def of(cls, listing: Listing) -> Self:
        return cls(listing.town, listing.postcode, listing.latitude, listing.longitude, listing.travels_km)

    def put_on(self, listing: Listing) -> None:
        _put(self, listing)


@dataclass(frozen=True, slots=True)
class PapersAnswers:
    """How many people, and the papers that the rules ask for (R9, R37)."""

    part: ClassVar[Part] = Part.PAPERS
    sleeps: int | None
    bedrooms: int | None
    licence_number: str | None
    licence_exemption: str | None
    energy_rating: str | None
    energy_exemption: str | None
    includes_personal_care: bool
    registration_number: str | None

    @classmethod
    def of(cls, listing: Listing) -> Self:
        return cls(
            sleeps=listing.sleeps,
            bedrooms=listing.bedrooms,
            licence_number=listing.licence_number,
            licence_exemption=listing.licence_exemption,
            energy_rating=listing.energy_rating,
            energy_exemption=listing.energy_exemption,
            includes_personal_care=listing.includes_personal_care,
            registration_number=listing.registration_number,
        )

    def put_on(self, listing: Listing) -> None:
        _put(self, listing)


@dataclass(frozen=True, slots=True)
class BookingAnswers:
    """How long a stay may be, when people come and go (minutes of the day), and how long a provider holds a request.

    ``changeover_days``, ``notice_days`` and ``is_firm``: see ``terms.Terms``.
    """

    part: ClassVar[Part] = Part.BOOKING
    min_nights: int | None
    max_nights: int | None
    arrive_from_minute: int | None
    leave_by_minute: int | None
    option_days: int
    changeover_days: int = EVERY_DAY
    notice_days: int = 0
    is_firm: bool = False

    @classmethod
    def of(cls, listing: Listing) -> Self:
        terms = listing.terms
        return cls(
            min_nights=listing.min_nights,
            max_nights=listing.max_nights,
            arrive_from_minute=listing.arrive_from_minute,
            leave_by_minute=listing.leave_by_minute,
            option_days=listing.option_days,
            changeover_days=terms.changeover_days,
            notice_days=terms.notice_days,
            is_firm=terms.is_firm,
        )

    def put_on(self, listing: Listing) -> None:
        listing.min_nights, listing.max_nights = self.min_nights, self.max_nights
        listing.arrive_from_minute, listing.leave_by_minute = self.arrive_from_minute, self.leave_by_minute
        listing.option_days = self.option_days
        terms = _terms_of(listing)
        terms.changeover_days, terms.notice_days, terms.is_firm = self.changeover_days, self.notice_days, self.is_firm


@dataclass(frozen=True, slots=True)
class TermsAnswers:
    """Whether a request is accepted at once, and what cancelling costs."""

    part: ClassVar[Part] = Part.TERMS
    is_instant: bool
    cancellation: Cancellation
    cancellation_words: str
    cancellation_steps: str = ""

    @classmethod
    def of(cls, listing: Listing) -> Self:
        said = listing.kept_terms or BookingTerms.usual()
        return cls(said.is_instant, said.cancellation, said.cancellation_words, said.cancellation_steps)

    def put_on(self, listing: Listing) -> None:
        _put(self, _terms_of(listing))


@dataclass(frozen=True, slots=True)
class ArrivalAnswers:
    """What people need when they come. All but the rules of the house is for a confirmed break alone."""

    part: ClassVar[Part] = Part.ARRIVAL
    house_rules: str = ""
    handover: str = ""
    keys: str = ""
    hoist_induction: str = ""
    out_of_hours: str = ""

    @classmethod
    def of(cls, listing: Listing) -> Self:
        said = listing.arrival
        if said is None:
            return cls()
        return cls(said.house_rules, said.handover, said.keys, said.hoist_induction, said.out_of_hours)

    def put_on(self, listing: Listing) -> None:
        listing.arrival = listing.arrival or ArrivalNotes()
        _put(self, listing.arrival)


@dataclass(frozen=True, slots=True)
class RateAnswer:
    """One rate, in pence. ``words`` names an item ("journey")."""

    unit: RateUnit
    words: str
    weekday_pence: int
    weekend_pence: int
    bank_holiday_pence: int


@dataclass(frozen=True, slots=True)
class RatesAnswers:
    """The rates, at most one for each unit, in the order of units."""

    part: ClassVar[Part] = Part.RATES
    rates: tuple[RateAnswer, ...]

    @classmethod
    def of(cls, listing: Listing) -> Self:
        by_unit = {rate.unit: rate for rate in listing.rates}
        return cls(
            tuple(
                RateAnswer(unit, rate.words, rate.weekday_pence, rate.weekend_pence, rate.bank_holiday_pence)
                for unit in RateUnit
                if (rate := by_unit.get(unit))
            )
        )

    def put_on(self, listing: Listing) -> None:
        by_unit = {rate.unit: rate for rate in listing.rates}
        listing.rates = [_with(by_unit.get(answer.unit) or Rate(), answer) for answer in self.rates]


@dataclass(frozen=True, slots=True)
class ExtraAnswer:
    """One extra, in pence."""

    name: str
    pence: int
    per: ExtraPer


@dataclass(frozen=True, slots=True)
class ExtrasAnswers:
    """The extras, in the order they are said."""

    part: ClassVar[Part] = Part.EXTRAS
    extras: tuple[ExtraAnswer, ...]

    @classmethod
    def of(cls, listing: Listing) -> Self:
        return cls(tuple(ExtraAnswer(row.name, row.pence, row.per) for row in listing.extras))

    def put_on(self, listing: Listing) -> None:
        by_name = {row.name: row for row in listing.extras}
        listing.extras = [_with(by_name.get(answer.name) or Extra(), answer) for answer in self.extras]


@dataclass(frozen=True, slots=True)
class SeasonsAnswers:
    """The seasons with their own rates, in the order of their days. Old ones are taken off before these are put on."""

    part: ClassVar[Part] = Part.SEASONS
    seasons: tuple[pricing.Season, ...]

    @classmethod
    def of(cls, listing: Listing) -> Self:
        return cls(tuple(row.value for row in listing.seasons))

    def put_on(self, listing: Listing) -> None:
        listing.seasons = [
            Season(
                name=one.name,
                first_on=one.first_on,
                last_on=one.last_on,
                rates=[
                    SeasonRate(
                        unit=rate.unit,
                        weekday_pence=rate.weekday_pence,
                        weekend_pence=rate.weekend_pence,
                        bank_holiday_pence=rate.bank_holiday_pence,
                    )
                    for rate in one.rates
                ],
            )
            for one in self.seasons
        ]


@dataclass(frozen=True, slots=True)
class DepositAnswers:
    """What the provider takes and gives back (0: nothing), how, after how many days; the tax in its prices."""

    part: ClassVar[Part] = Part.DEPOSIT
    deposit_pence: int
    deposit_back_days: int | None
    deposit_how: str
    vat: Vat

    @classmethod
    def of(cls, listing: Listing) -> Self:
        return cls(listing.deposit_pence, listing.deposit_back_days, listing.deposit_how, listing.vat)

    def put_on(self, listing: Listing) -> None:
        _put(self, listing)


@dataclass(frozen=True, slots=True)
class HoursAnswers:
    """The opening hours of a week, in order; none at all: always open."""

    part: ClassVar[Part] = Part.HOURS
    week: tuple[Stretch, ...]

    @classmethod
    def of(cls, listing: Listing) -> Self:
        rows = listing.opening_hours
        return cls(tuple(sorted(Stretch(row.weekday, row.opens_minute, row.closes_minute) for row in rows)))

    def put_on(self, listing: Listing) -> None:
        if self != self.of(listing):
            listing.opening_hours = [
                OpeningHours(weekday=one.weekday, opens_minute=one.opens, closes_minute=one.closes) for one in self.week
            ]


def _terms_of(listing: Listing) -> BookingTerms:
    """The row of its terms, which is made with the first answer."""
    listing.kept_terms = listing.kept_terms or BookingTerms.usual()
    return listing.kept_terms


def _put(answers: Answers, row: Listing | BookingTerms | ArrivalNotes) -> None:
    for field in fields(answers):  # type: ignore[arg-type]  # each answer is a dataclass
        setattr(row, field.name, getattr(answers, field.name))


def _with(row: Row, answer: RateAnswer | ExtraAnswer) -> Row:
    """A row that says what was answered."""
    for name, value in asdict(answer).items():
        setattr(row, name, value)
    return row
