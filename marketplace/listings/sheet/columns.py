"""Every column of a file of listings, as one table: what it is called, how it is told, read, and written.

To add one, add a row here; what is answered together (a place, the rates) is put together in ``answers``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from marketplace import geo
from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.answers import (
    ArrivalAnswers,
    BookingAnswers,
    DepositAnswers,
    ExtrasAnswers,
    SeasonsAnswers,
    TermsAnswers,
)
from marketplace.listings.asked import LONGEST_STAY_NIGHTS
from marketplace.listings.cancelling import Cancellation
from marketplace.listings.deposit import LONGEST_BACK_DAYS
from marketplace.listings.models import Listing
from marketplace.listings.models.arrival import LONGEST_NOTES
from marketplace.listings.models.listing import SLEEPS
from marketplace.listings.models.terms import LONGEST_CANCELLATION, MOST_NOTICE_DAYS
from marketplace.listings.opening import WEEKDAYS, BadHours, Stretch, day_text, parse_day
from marketplace.listings.pricing import RateUnit
from marketplace.listings.questions import MOST_MILES, Part, questions_for
from marketplace.listings.sheet.cells import (
    DEPOSIT,
    IF_YES,
    LATITUDE,
    LONGITUDE,
    MINUTE,
    NEEDED,
    PENCE,
    POUNDS,
    YES_NO,
    Cell,
    NotTaken,
    choice,
    line,
    lines,
    one_of,
    whole,
)
from marketplace.listings.sheet.particular import CHANGEOVER, POSTCODE, REGISTRATION, SPACES, STEPS
from marketplace.listings.sheet.priced import EXTRAS, SEASONS
from marketplace.listings.vat import Vat

MOST_PEOPLE = 200

Asked = Callable[[ListingKind], bool]
_Answers = type[ArrivalAnswers | BookingAnswers | DepositAnswers | ExtrasAnswers | SeasonsAnswers | TermsAnswers]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``part`` None: it is no answer of a page, and ``rows`` sees to it.

    ``stands_for`` is another column that says the same in another way. ``asked`` says which kinds have it at all.
    """

    name: str
    help: str
    example: str
    part: Part | None
    cell: Cell
    value: Callable[[Listing], object]
    asked: Asked = lambda _: True
    stands_for: str = ""

    def text(self, listing: Listing) -> str:
        """What stands in it for a listing."""
        return self.cell.text(self.value(listing))

    @property
    def answer(self) -> str:
        """The column under whose name its value counts."""
        return self.stands_for or self.name


def reference_of(listing: Listing) -> str:
    """What its provider calls a listing; without a name of its own, the site's."""
    return listing.own_ref or listing.ref


def facts_text(listing: Listing) -> str:
    """Its access facts as a file has them, in the order in which they were first said."""
    facts = [fact.value for fact in listing.facts if fact.fact_id != SLEEPS]
    return ";".join(f"{fact.kind.id}={fact.text}" for fact in sorted(facts, key=lambda one: one.kind.id))


def spaces_of(listing: Listing) -> tuple[str, ...]:
    """The names of its open spaces; PAs are chosen by name on a page of their own."""
    if questions_for(listing.kind).offers_pas:
        return ()
    return tuple(space.name for space in listing.spaces if space.closed_at is None)


def price_of(listing: Listing, unit: RateUnit, day: str) -> int | None:
    """One price in pence. One for the weekend or a bank holiday that is that of weekdays is none of its own."""
    rate = next((one for one in listing.rates if one.unit is unit), None)
    if rate is None:
        return None
    pence: int = getattr(rate, f"{day}_pence")
    return None if day != "weekday" and pence == rate.weekday_pence else pence


def _item_words(listing: Listing) -> str:
    return next((rate.words for rate in listing.rates if rate.unit is RateUnit.ITEM), "")


def _miles(listing: Listing) -> int | None:
    return None if listing.travels_km is None else round(geo.miles(listing.travels_km))


def _hours(weekday: int, listing: Listing) -> tuple[Stretch, ...]:
    rows = (row for row in listing.opening_hours if row.weekday == weekday)
    return tuple(sorted(Stretch(row.weekday, row.opens_minute, row.closes_minute) for row in rows))


def _read_hours(weekday: int, text: str) -> tuple[Stretch, ...]:
    try:
        return parse_day(weekday, text)
    except BadHours as bad:
        raise NotTaken(bad.message) from bad


def _same(text: str) -> str:
    return text


def _stay(kind: ListingKind) -> bool:
    return kind.is_stay


def _licence(kind: ListingKind) -> bool:
    return questions_for(kind).asks_licence


def _open(kind: ListingKind) -> bool:
    return questions_for(kind).asks_hours


def _travel(kind: ListingKind) -> bool:
    return questions_for(kind).travels


def _no_pas(kind: ListingKind) -> bool:
    return not questions_for(kind).offers_pas


def _kept(
    name: str,
    part: Part,
    cell: Cell,
    words: str,
    example: str = "",
    *,
    asked: Asked = lambda _: True,
    attribute: str = "",
) -> Column:
    """A column that is an attribute of the listing as it is."""
    return Column(name, words, example, part, cell, lambda listing: getattr(listing, attribute or name), asked)


def _answered(
    name: str,
    of: _Answers,
    cell: Cell,
    words: str,
    example: str = "",
    *,
    attribute: str = "",
    asked: Asked = lambda _: True,
) -> Column:
    """A column that is one of the answers of a part."""

    def value(listing: Listing) -> object:
        return getattr(of.of(listing), attribute or name)

    return Column(name, words, example, of.part, cell, value, asked)


def _special(
    name: str, words: str, example: str, value: Callable[[Listing], str], asked: Asked = lambda _: True
) -> Column:
    return Column(name, words, example, None, Cell(_same, _same, ""), value, asked)


def _price(name: str, unit: RateUnit, day: str, words: str, example: str = "", *, cell: Cell = POUNDS) -> Column:
    stands_for = f"{unit}_price" if cell is PENCE else ""
    value = partial(price_of, unit=unit, day=day)
    return Column(
        name, words, example, Part.RATES, cell, value, lambda kind: unit in questions_for(kind).rates, stands_for
    )


def _prices(unit: RateUnit, one: str, example: str = "") -> tuple[Column, ...]:
    same = "Empty: as Monday to Friday"
    return (
        _price(f"{unit}_price", unit, "weekday", f"{one}, Monday to Friday, in pounds", example),
        _price(f"{unit}_price_weekend", unit, "weekend", f"{one}, Saturday and Sunday. {same}"),
        _price(f"{unit}_price_bank_holiday", unit, "bank_holiday", f"{one} on a bank holiday. {same}"),
    )


def _day(weekday: int, name: str) -> Column:
    cell = Cell(partial(_read_hours, weekday), lambda stretches: day_text(stretches, weekday), ())
    words = f"When it can be had on {name}s. All seven days empty: always"
    return Column(name.lower(), words, "9:00-17:00", Part.HOURS, cell, partial(_hours, weekday), _open)


COLUMNS: tuple[Column, ...] = (
    _special("reference", "Your own short name for it: letters, digits, - and _", "FORD-1", reference_of),
    _special(
        "kind",
        f"One of {', '.join(ListingKind)}. It cannot be changed later",
        "accommodation",
        lambda one: one.kind.value,
    ),
    _kept("title", Part.WORDS, line(120, empty=NEEDED), "What families read first", "Ford Cottage"),
    _special("provider", "Your own name. You may leave it empty", "", lambda one: one.provider.name),
    _kept("latitude", Part.PLACE, LATITUDE, "Empty: we find it by the postcode or the town"),
    _kept("longitude", Part.PLACE, LONGITUDE, "Empty: we find it by the postcode or the town"),
    _kept("postcode", Part.PLACE, POSTCODE, "The whole postcode", "TD11 3AB"),
    _kept("sleeps", Part.PAPERS, whole(1, MOST_PEOPLE), "How many people may sleep there at most", "4", asked=_stay),
    _kept("bedrooms", Part.PAPERS, whole(0, MOST_PEOPLE), "How many bedrooms", "2", asked=_stay),
    _price(
        "nightly_pence",
        RateUnit.NIGHT,
        "weekday",
        "The same as night_price, in pence. Change one of the two",
        cell=PENCE,
    ),
    _kept("min_nights", Part.BOOKING, whole(1, LONGEST_STAY_NIGHTS), "The fewest nights", "2", asked=_stay),
    _kept("max_nights", Part.BOOKING, whole(1, LONGEST_STAY_NIGHTS), "The most nights", "14", asked=_stay),
    _special(
        "facts",
        "Access facts: the name of each, =, its value, with ; between them. What you take out is not known any more",
        "steps_at_entrance=0;narrowest_door_mm=820",
        facts_text,
    ),
    _kept("summary", Part.WORDS, line(200), "One sentence that sums it up", "A level house two miles from Duns."),
    _kept("description", Part.WORDS, lines(5000), "What is there, what is nearby, how a day goes"),
    _kept("town", Part.PLACE, line(80), "The town or village. Empty: the nearest to the postcode", "Duns"),
    Column(
        "travels_miles", "How many miles you travel from there", "15", Part.PLACE, whole(1, MOST_MILES), _miles, _travel
    ),
    *_prices(RateUnit.NIGHT, "One night", "135.00"),
    *_prices(RateUnit.HOUR, "One hour"),
    Column(
        "item_name",
        "What one item is, such as a journey",
        "",
        Part.RATES,
        line(40),
        _item_words,
        lambda kind: RateUnit.ITEM in questions_for(kind).rates,
    ),
    *_prices(RateUnit.ITEM, "One item"),
    *_prices(RateUnit.SLEEPOVER, "One sleepover"),
    *_prices(RateUnit.WAKING_NIGHT, "One waking night"),
    _answered(
        "seasons",
        SeasonsAnswers,
        SEASONS,
        "Days with prices of their own: name, first day to last day, then each unit with its price from Monday to "
        "Friday / at the weekend / on bank holidays. Put ; between seasons",
        "Summer 2027-06-01 to 2027-08-31: night 150.00/170.00",
    ),
    _answered(
        "extras",
        ExtrasAnswers,
        EXTRAS,
        "What comes on top: name, =, its price in pounds, and for each stay, for each person or each. Put ; between",
        "Cleaning=45.00 for each stay; Hot tub=25.00 each",
    ),
    _price("mile_price", RateUnit.MILE, "weekday", "One mile, on every day, in pounds", "0.45"),
    _kept(
        "arrive_from",
        Part.BOOKING,
        MINUTE,
        "People may come from this time",
        "16:00",
        attribute="arrive_from_minute",
        asked=_stay,
    ),
    _kept(
        "leave_by", Part.BOOKING, MINUTE, "People leave by this time", "10:00", attribute="leave_by_minute", asked=_stay
    ),
    _kept("option_days", Part.BOOKING, whole(1, 28, empty=NEEDED), "How many days you hold a request", "7"),
    _kept("licence_number", Part.PAPERS, line(60, empty=None), "Short-term let licence", "SB-00123-F", asked=_licence),
    _kept("licence_exemption", Part.PAPERS, line(200, empty=None), "If it needs no licence: why", asked=_stay),
    _kept("energy_rating", Part.PAPERS, one_of(*"ABCDEFG"), "A to G", "C", asked=_licence),
    _kept("energy_exemption", Part.PAPERS, line(200, empty=None), "If it needs no energy rating: why", asked=_licence),
    _kept(
        "personal_care",
        Part.PAPERS,
        YES_NO,
        "yes or no: it includes personal care",
        "no",
        attribute="includes_personal_care",
    ),
    _kept("registration_number", Part.PAPERS, REGISTRATION, "Care Inspectorate number: CS and ten digits"),
    Column(
        "spaces",
        "Each room, bed, seat or vehicle that can be booked, with ; between. What you take out takes no more bookings",
        "Room 1; Room 2",
        Part.SPACES,
        SPACES,
        spaces_of,
        _no_pas,
    ),
    *(_day(number, name) for number, name in enumerate(WEEKDAYS)),
    _answered(
        "changeover",
        BookingAnswers,
        CHANGEOVER,
        "Days of the week on which stays start and end, with ; between. Empty: any day",
        "Friday; Monday",
        attribute="changeover_days",
        asked=_stay,
    ),
    _answered("notice_days", BookingAnswers, whole(0, MOST_NOTICE_DAYS, empty=0), "Days of notice you need", "2"),
    _answered("never_outside", BookingAnswers, IF_YES, "yes: nobody may ask outside these terms", attribute="is_firm"),
    _answered("at_once", TermsAnswers, IF_YES, "yes: what is free is accepted at once", attribute="is_instant"),
    _answered("cancellation", TermsAnswers, choice(Cancellation), "not_said, day, week, month or own", "week"),
    _answered(
        "cancellation_steps",
        TermsAnswers,
        STEPS,
        "With own: fewer than so many days before it starts, so many per cent of the price, like 28:50; 7:100",
    ),
    _answered(
        "cancellation_words",
        TermsAnswers,
        lines(LONGEST_CANCELLATION),
        "Your own terms in plain words. They stand after what you chose. Words alone keep nothing",
    ),
    _answered("house_rules", ArrivalAnswers, lines(LONGEST_NOTES), "Rules of the house: everybody may read them"),
    _answered("handover", ArrivalAnswers, lines(LONGEST_NOTES), "How people get in. Told once a break is confirmed"),
    _answered("keys", ArrivalAnswers, lines(LONGEST_NOTES), "Where the keys are. Told once a break is confirmed"),
    _answered("hoist_induction", ArrivalAnswers, lines(LONGEST_NOTES), "Who shows people the hoist, and when"),
    _answered("out_of_hours", ArrivalAnswers, lines(LONGEST_NOTES), "Whom people call at night"),
    _answered(
        "deposit",
        DepositAnswers,
        DEPOSIT,
        "What you take and give back, in pounds",
        "200.00",
        attribute="deposit_pence",
    ),
    _answered("deposit_back_days", DepositAnswers, whole(0, LONGEST_BACK_DAYS), "Days until the deposit is back", "7"),
    _answered("deposit_how", DepositAnswers, line(200), "How people pay the deposit", "By card when they arrive"),
    _answered("vat", DepositAnswers, choice(Vat), "none, exempt, reduced or standard: it is in your prices", "none"),
)
"""In the order of a file: those of ``marketplace listings import`` first, under the same names."""

BY_NAME = {column.name: column for column in COLUMNS}

REPORTED = ("row", "column", "what_is_wrong")
"""Columns of our own list of bad rows: in a file that is sent again they are passed over."""

KNOWN = frozenset(BY_NAME) | frozenset(REPORTED)


def not_asked(column: Column, kind: ListingKind) -> str:
    """Why a column must be empty for a kind."""
    if column.name == "spaces":
        return "PAs are chosen by name on the page of the listing. Leave this empty"
    return f"We do not ask this of the kind {kind.value}. Leave it empty"


def twice_said(column: Column) -> str:
    """Why a column, and the one that says the same in another way, must agree."""
    other = column.stands_for or next(one.name for one in COLUMNS if one.stands_for == column.name)
    return f"This and {other} do not say the same. Leave one of them empty, or as it was"
