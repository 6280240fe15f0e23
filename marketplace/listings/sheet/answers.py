"""What the changed cells of a row come to, part by part, where several cells make one answer. Pure.

Each takes the listing as it is and the values of the cells that changed, by column, and raises Muddled by column.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from marketplace import geo
from marketplace.geo import Point
from marketplace.listings.answers import (
    Answers,
    ArrivalAnswers,
    BookingAnswers,
    DepositAnswers,
    ExtrasAnswers,
    HoursAnswers,
    PapersAnswers,
    PlaceAnswers,
    RateAnswer,
    RatesAnswers,
    SeasonsAnswers,
    TermsAnswers,
    WordsAnswers,
)
from marketplace.listings.cancelling import Cancellation
from marketplace.listings.models import Listing
from marketplace.listings.opening import WEEKDAYS, Stretch
from marketplace.listings.pricing import RateUnit
from marketplace.listings.questions import Part, questions_for
from marketplace.listings.sheet.columns import BY_NAME

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Values = Mapping[str, object]

_OTHERWISE = {
    "arrive_from": "arrive_from_minute",
    "leave_by": "leave_by_minute",
    "personal_care": "includes_personal_care",
    "never_outside": "is_firm",
    "at_once": "is_instant",
    "deposit": "deposit_pence",
    "changeover": "changeover_days",
}
"""Columns whose attribute has another name."""


class Muddled(Exception):
    """Cells that do not go together. ``column`` is the one to mend."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column = column
        self.why = why


def _words(listing: Listing, values: Values) -> Answers:
    return replace(WordsAnswers.of(listing), **_named(WordsAnswers, values))


def _papers(listing: Listing, values: Values) -> Answers:
    papers = replace(PapersAnswers.of(listing), **_named(PapersAnswers, values))
    if papers.licence_number and papers.licence_exemption:
        raise Muddled("licence_exemption", "Give the licence number or why none is needed, not both")
    if papers.energy_rating and papers.energy_exemption:
        raise Muddled("energy_exemption", "Give the energy rating or why none is needed, not both")
    return papers


def _booking(listing: Listing, values: Values) -> Answers:
    booking = replace(BookingAnswers.of(listing), **_named(BookingAnswers, values))
    if booking.min_nights and booking.max_nights and booking.max_nights < booking.min_nights:
        raise Muddled("max_nights", f"{booking.max_nights} is fewer than min_nights, {booking.min_nights}")
    return booking


def _terms(listing: Listing, values: Values) -> Answers:
    terms = replace(TermsAnswers.of(listing), **_named(TermsAnswers, values))
    if terms.cancellation_steps and terms.cancellation is not Cancellation.OWN:
        raise Muddled("cancellation_steps", "Steps of your own go with own. Leave them empty, or write own")
    if terms.cancellation is Cancellation.OWN and not (terms.cancellation_words or terms.cancellation_steps):
        raise Muddled("cancellation_words", "Say what you ask for when somebody cancels")
    return terms


def _arrival(listing: Listing, values: Values) -> Answers:
    return replace(ArrivalAnswers.of(listing), **_named(ArrivalAnswers, values))


def _deposit(listing: Listing, values: Values) -> Answers:
    deposit = replace(DepositAnswers.of(listing), **_named(DepositAnswers, values))
    if deposit.deposit_pence and deposit.deposit_back_days is None:
        raise Muddled("deposit_back_days", "Say how many days after they leave people have the deposit back")
    if not deposit.deposit_pence and (deposit.deposit_back_days is not None or deposit.deposit_how):
        raise Muddled("deposit", "Give the deposit, or leave what you say of it empty")
    return deposit


def _named(part: "type[DataclassInstance]", values: Values) -> dict[str, Any]:
    wanted = {field.name for field in fields(part)}
    named = {_OTHERWISE.get(name, name): value for name, value in values.items()}
    return {name: value for name, value in named.items() if name in wanted}


def _rates(listing: Listing, values: Values) -> Answers:
    return RatesAnswers(tuple(_usual(listing, values)))


def _usual(listing: Listing, values: Values) -> Iterator[RateAnswer]:
    priced = (unit for unit in RateUnit if f"{unit}_price" in BY_NAME)
    yield from (rate for unit in priced if (rate := _rate(unit, listing, values)))


def _rate(unit: RateUnit, listing: Listing, values: Values) -> RateAnswer | None:
    def now(name: str) -> object:
        return values[name] if name in values else BY_NAME[name].value(listing)

    first = f"{unit}_price"
    others = [name for end in ("_weekend", "_bank_holiday") if (name := f"{first}{end}") in BY_NAME]
    weekday = now(first)
    words = str(now("item_name") or "") if unit is RateUnit.ITEM else ""
    if not isinstance(weekday, int):
        lone = next((name for name in others if now(name) is not None), None)
        if lone:
            raise Muddled(lone, f"Give {first} first: the price from Monday to Friday")
        return None
    if unit is RateUnit.ITEM and not words:
        raise Muddled("item_name", "Say what one item is, such as a journey")
    rest = [price if isinstance(price := now(name), int) else weekday for name in others]
    return RateAnswer(unit, words, weekday, *(rest or (weekday, weekday)))


def _seasons(listing: Listing, values: Values) -> Answers:
    """Seasons price what has a usual price: one without it is never asked for."""
    seasons = replace(SeasonsAnswers.of(listing), **_named(SeasonsAnswers, values))
    usual = {rate.unit for rate in _usual(listing, values)}
    for season in seasons.seasons:
        for rate in season.rates:
            if rate.unit not in usual:
                raise Muddled("seasons", f"{season.name}: give {rate.unit}_price first, the price on other days")
    return seasons


def _extras(listing: Listing, values: Values) -> Answers:
    extras = replace(ExtrasAnswers.of(listing), **_named(ExtrasAnswers, values))
    for extra in extras.extras:
        if extra.per not in questions_for(listing.kind).extras:
            raise Muddled("extras", f"{extra.name}: the kind {listing.kind.value} has extras with the word each alone")
    return extras


def _hours(listing: Listing, values: Values) -> Answers:
    return HoursAnswers(tuple(sorted(_stretches(listing, values))))


def _stretches(listing: Listing, values: Values) -> Iterator[Stretch]:
    for name in map(str.lower, WEEKDAYS):
        day = values[name] if name in values else BY_NAME[name].value(listing)
        yield from (one for one in day if isinstance(one, Stretch))  # type: ignore[attr-defined]


def _place(listing: Listing, values: Values) -> Answers:
    """Where it is: by its degrees, else by its postcode, else by its town; a new postcode moves it."""
    was = PlaceAnswers.of(listing)
    now = replace(was, **_named(PlaceAnswers, values))
    if "travels_miles" in values:
        miles = values["travels_miles"]
        now = replace(now, travels_km=round(geo.kilometres(miles)) if isinstance(miles, int) else None)
    point = _point(was, now, values)
    now = replace(now, latitude=point.lat if point else None, longitude=point.lon if point else None)
    has_moved = (now.latitude, now.longitude) != (was.latitude, was.longitude)
    return replace(now, town=geo.nearest_town(point).label) if point and has_moved and not now.town else now


def _point(was: PlaceAnswers, now: PlaceAnswers, values: Values) -> Point | None:
    if (now.latitude is None) is not (now.longitude is None):
        raise Muddled("latitude", "Give both the latitude and the longitude, or neither")
    has_degrees = now.latitude is not None and now.longitude is not None
    are_new = "latitude" in values or "longitude" in values
    has_new_name = now.postcode != was.postcode or (not now.postcode and now.town != was.town)
    if has_degrees and (are_new or not has_new_name):
        return Point(now.latitude or 0.0, now.longitude or 0.0)
    return _of_postcode(now.postcode) if now.postcode else _of_town(now.town)


def _of_postcode(text: str) -> Point:
    found = geo.postcode(text)
    if found is None or found.point is None:
        raise Muddled("postcode", f"We know no place for {text} in Scotland. Give its latitude and longitude")
    return found.point


def _of_town(text: str) -> Point | None:
    if not text:
        return None
    try:
        return geo.find(text).point
    except geo.UnknownPlace as unknown:
        raise Muddled("town", unknown.message) from unknown


TOGETHER: Mapping[Part, Callable[[Listing, Values], Answers]] = {
    Part.WORDS: _words,
    Part.PLACE: _place,
    Part.PAPERS: _papers,
    Part.BOOKING: _booking,
    Part.TERMS: _terms,
    Part.ARRIVAL: _arrival,
    Part.RATES: _rates,
    Part.SEASONS: _seasons,
    Part.EXTRAS: _extras,
    Part.DEPOSIT: _deposit,
    Part.HOURS: _hours,
}
"""How the answers of each part are put together."""

NOW: Mapping[Part, Callable[[Listing], Answers]] = {
    Part.WORDS: WordsAnswers.of,
    Part.PLACE: PlaceAnswers.of,
    Part.PAPERS: PapersAnswers.of,
    Part.BOOKING: BookingAnswers.of,
    Part.TERMS: TermsAnswers.of,
    Part.ARRIVAL: ArrivalAnswers.of,
    Part.RATES: RatesAnswers.of,
    Part.SEASONS: SeasonsAnswers.of,
    Part.EXTRAS: ExtrasAnswers.of,
    Part.DEPOSIT: DepositAnswers.of,
    Part.HOURS: HoursAnswers.of,
}
"""The same as the listing has them."""
