"""The visitor levy in a price (R35): which places are asked, what it comes to with each VAT, and from which day on."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.holidays import sort_of_day
from marketplace.listings.levies import LevyDays, LevyPlace, levy_place
from marketplace.listings.pricing import Rate, RateTable, RateUnit, price_levy
from marketplace.listings.vat import Vat
from marketplace.rules.levy import LevyScheme, scheme_for
from marketplace.rules.settings import DatedValue, SettingName, Settings, SettingValue, shipped_settings

EDINBURGH, HIGHLAND = "S12000036", "S12000017"
SETTINGS = shipped_settings()
FIRST, BOOKED = date(2026, 7, 24), date(2025, 10, 1)
DAY = timedelta(days=1)


def with_scheme(council: str, per_ten_thousand: int, nights: int, *, from_on: date, booked_on: date) -> Settings:
    """The shipped settings with one scheme more."""
    said: dict[SettingName, SettingValue] = {
        SettingName.LEVY_PER_TEN_THOUSAND: per_ten_thousand,
        SettingName.LEVY_NIGHTS: nights,
        SettingName.LEVY_BOOKED_FROM_ON: booked_on,
    }
    return SETTINGS.with_values(
        DatedValue(name, value, from_on, "A test", council=council) for name, value in said.items()
    )


@pytest.mark.parametrize(
    ("arrives_on", "booked_on", "is_asked"),
    [
        (FIRST, BOOKED, True),
        (FIRST - DAY, BOOKED, False),
        (FIRST, BOOKED - DAY, False),
        (FIRST + DAY, BOOKED + DAY, True),
        (date(2031, 1, 1), FIRST, True),
    ],
)
def test_edinburgh_asks_of_stays_that_begin_and_are_booked_from_its_days_on(
    arrives_on: date, booked_on: date, *, is_asked: bool
) -> None:
    found = scheme_for(EDINBURGH, SETTINGS, arrives_on=arrives_on, booked_on=booked_on)
    assert found == (LevyScheme(500, 5) if is_asked else None)


@pytest.mark.parametrize("nights", [(0, 5), (500, 0)])
def test_a_scheme_of_nothing_ends_what_was_asked(nights: tuple[int, int]) -> None:
    ended = with_scheme(EDINBURGH, *nights, from_on=date(2030, 1, 1), booked_on=BOOKED)
    assert scheme_for(EDINBURGH, ended, arrives_on=date(2030, 1, 1), booked_on=FIRST) is None
    assert scheme_for(EDINBURGH, ended, arrives_on=date(2029, 12, 31), booked_on=FIRST) is not None


@pytest.mark.parametrize(
    ("nights_pence", "vat", "pence"),
    [
        (60_000, 0, 3_000),
        (72_000, 2_000, 3_000),  # £120.00 a night before VAT is £144.00 with it
        (63_000, 500, 3_000),
        (Fraction(601), 0, 30),
        (609, 0, 30),
        (610, 0, 31),
        (611, 0, 31),
        (0, 0, 0),
    ],
)
def test_the_levy_is_of_the_price_before_vat_and_rounded_half_up_once(nights_pence: int, vat: int, pence: int) -> None:
    assert LevyScheme(500, 5).pence(nights_pence, vat) == pence


@pytest.mark.parametrize(
    ("kind", "postcode", "place"),
    [
        (ListingKind.ACCOMMODATION, "EH3 9BF", LevyPlace(EDINBURGH, Vat.STANDARD)),
        (ListingKind.ACCOMMODATION, "TD11 3AQ", LevyPlace("S12000026", Vat.STANDARD)),
        (ListingKind.CARE_HOME, "EH3 9BF", None),
        (ListingKind.SHARED_LIVES, "EH3 9BF", None),
        (ListingKind.PA_BANK, "EH3 9BF", None),
        (ListingKind.ACTIVITY, "EH3 9BF", None),
        (ListingKind.ACCOMMODATION, "ZZ1 1ZZ", None),
        (ListingKind.ACCOMMODATION, None, None),
    ],
)
def test_places_to_stay_alone_are_asked_by_the_council_where_they_stand(
    kind: ListingKind, postcode: str | None, place: LevyPlace | None
) -> None:
    assert levy_place(kind, postcode, Vat.STANDARD) == place


def test_a_search_row_keeps_a_place_as_text() -> None:
    for vat in Vat:
        place = LevyPlace(EDINBURGH, vat)
        assert LevyPlace.read(place.text) == place
        assert len(place.text) <= 20


def table(*pence: int, vat: Vat = Vat.NONE, council: str = EDINBURGH) -> RateTable:
    weekday, weekend = pence if len(pence) == 2 else pence * 2
    return RateTable((Rate(RateUnit.NIGHT, weekday, weekend, weekend),), levied=LevyPlace(council, vat))


def levy(rates: RateTable, arrives_on: date, nights: int, settings: Settings = SETTINGS) -> int:
    days = [arrives_on + timedelta(days=number) for number in range(nights)]
    return sum(line.pence for line in price_levy(days, rates, sort_of_day, settings, booked_on=FIRST))


@pytest.mark.parametrize(
    ("rates", "arrives_on", "nights", "pence"),
    [
        (table(12_000), FIRST, 7, 3_000),
        (table(14_400, vat=Vat.STANDARD), FIRST, 7, 3_000),
        (table(12_000), FIRST, 4, 2_400),
        (table(12_000), FIRST, 5, 3_000),
        (table(12_000), FIRST, 6, 3_000),
        (table(12_000), FIRST - DAY, 7, 0),  # the day of arriving decides of a stay that crosses the first day
        (table(10_000, 20_000), date(2026, 8, 10), 7, 2_500),  # Monday to Friday; the weekend is the sixth night on
        (table(10_000, 20_000), date(2026, 8, 8), 7, 3_500),  # Saturday, Sunday and three more
        (table(12_000, council=HIGHLAND), FIRST, 7, 0),
        (RateTable((Rate(RateUnit.NIGHT, 12_000, 12_000, 12_000),)), FIRST, 7, 0),
        (table(12_000), FIRST, 0, 0),
    ],
)
def test_the_first_five_nights_in_a_row_count_at_what_each_costs(
    rates: RateTable, arrives_on: date, nights: int, pence: int
) -> None:
    assert levy(rates, arrives_on, nights) == pence


def test_another_council_counts_by_its_own_numbers() -> None:
    settings = with_scheme(HIGHLAND, 300, 2, from_on=date(2027, 4, 1), booked_on=BOOKED)
    assert levy(table(10_000, council=HIGHLAND), date(2027, 4, 1), 7, settings) == 600
    assert levy(table(10_000, council=HIGHLAND), date(2027, 3, 31), 7, settings) == 0
    assert levy(table(12_000), date(2027, 4, 1), 7, settings) == 3_000


def test_a_levy_is_a_line_of_its_own() -> None:
    (line,) = price_levy([FIRST], table(12_000), sort_of_day, SETTINGS, booked_on=FIRST)
    assert (line.words, line.unit) == ("Visitor levy at £6.00", RateUnit.EXTRA)


def test_a_search_knows_what_is_asked_on_each_day_and_looks_once_between_two_changes() -> None:
    days = LevyDays(SETTINGS, booked_on=FIRST)
    assert days.on(FIRST - DAY) == {}
    assert {place.split()[0] for place in days.on(FIRST)} == {EDINBURGH}
    assert days.on(FIRST) is days.on(date(2030, 1, 1))
    assert days.on(FIRST)[LevyPlace(EDINBURGH, Vat.STANDARD).text].pence([14_400] * 7) == 3_000
    assert len(days.every(FIRST + timedelta(days=number) for number in range(-2, 3))) == 2
    assert LevyDays(SETTINGS, booked_on=BOOKED - DAY).on(FIRST) == {}


@pytest.mark.parametrize(("nights", "words"), [(5, "5% of the first 5 nights"), (1, "5% of the first night")])
def test_a_scheme_is_said_in_words(nights: int, words: str) -> None:
    assert LevyScheme(500, nights).words == words
    assert LevyScheme(250, 5).words == "2.5% of the first 5 nights"
