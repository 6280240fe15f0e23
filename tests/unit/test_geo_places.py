import csv
from pathlib import Path

import pytest

from marketplace.errors import Refused
from marketplace.geo import (
    Place,
    PlaceKind,
    Point,
    UnknownPlace,
    council,
    distance_km,
    find,
    suggest,
    town,
    towns,
    towns_in,
)
from marketplace.geo.points import Box

DUNS = Point(55.77704, -2.34575)


def refusal(text: str) -> UnknownPlace:
    with pytest.raises(UnknownPlace) as refused:
        find(text)
    return refused.value


@pytest.mark.parametrize("written", ["Duns", "duns", " DUNS ", "Na Dùintean", "na duintean", "Duns, Scottish Borders"])
def test_a_town_is_found_in_any_case_accent_and_language(written: str) -> None:
    assert find(written) == Place("Duns", DUNS, "S12000026", is_rough=False, kind=PlaceKind.TOWN)


@pytest.mark.parametrize("written", ["st andrews", "St. Andrews", "SAINT ANDREWS", "St  Andrews", "Cill Rìmhinn"])
def test_saint_may_be_shortened(written: str) -> None:
    assert find(written).name == "St Andrews"


def test_an_apostrophe_may_be_left_out() -> None:
    assert find("st margarets hope") == find("St Margaret\N{RIGHT SINGLE QUOTATION MARK}s Hope")


def test_of_two_towns_of_one_name_the_larger_is_meant_and_the_council_is_said() -> None:
    assert find("Blackburn").name == "Blackburn, West Lothian"
    assert find("Blackburn, Aberdeenshire").council_code == "S12000034"


def test_a_towns_own_name_goes_before_anothers_other_name(shared_data: Path) -> None:
    with (shared_data / "geo/scottish-places-geonames.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found = find(row["name"])
            assert found.kind is PlaceKind.TOWN
            assert found.name.split(",")[0].removeprefix("St ") == row["name"].removeprefix("Saint ")


def test_every_town_of_the_source_can_be_named_exactly(shared_data: Path) -> None:
    with (shared_data / "geo/scottish-places-geonames.csv").open(encoding="utf-8") as file:
        source = sorted((float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file))
    assert sorted((each.point.lat, each.point.lon) for each in towns()) == source
    assert all(find(each.label).point == each.point for each in towns())


def test_every_town_has_a_council_of_scotland() -> None:
    assert all(council(each.council_code) for each in towns())
    known = {name: each.council_code for name in ("Galashiels", "Lerwick", "Oban") if (each := town(name))}
    assert known == {"Galashiels": "S12000026", "Lerwick": "S12000027", "Oban": "S12000035"}


def test_a_postcode_is_exact() -> None:
    assert find("td11 3ab") == Place(
        "TD11 3AB", Point(55.77694, -2.34569), "S12000026", is_rough=False, kind=PlaceKind.POSTCODE
    )


def test_a_postcode_without_a_position_is_placed_roughly_by_its_outcode() -> None:
    found = find("TD14 9AG")
    assert (found.is_rough, found.kind, found.council_code) == (True, PlaceKind.POSTCODE, None)
    assert found.point == find("TD14").point


def test_an_outcode_is_rough_proves_no_council_and_is_named_by_its_towns() -> None:
    found = find("td11")
    assert (found.name, found.is_rough, found.council_code) == ("TD11 (around Duns and Chirnside)", True, None)
    assert distance_km(found.point, DUNS) < 2


@pytest.mark.parametrize(
    ("written", "name"), [("The Borders", "Scottish Borders"), ("Argyll & Bute", "Argyll and Bute"), ("fife", "Fife")]
)
def test_a_council_stands_for_where_its_people_live(written: str, name: str) -> None:
    found = find(written)
    assert (found.name, found.is_rough, found.kind) == (name, True, PlaceKind.COUNCIL)


def test_shetland_is_near_lerwick_not_in_the_far_north() -> None:
    assert distance_km(find("Shetland").point, find("Lerwick").point) < 10


@pytest.mark.parametrize("written", ["55.95,-3.19", " 55.95 , -3.19 ", "55.95 -3.19", "+55.95,-3.19"])
def test_latitude_and_longitude_are_taken_as_they_are(written: str) -> None:
    assert find(written) == Place(
        "55.95000, -3.19000", Point(55.95, -3.19), None, is_rough=False, kind=PlaceKind.COORDINATES
    )


def test_a_point_in_bristol_is_a_place_on_the_earth() -> None:
    assert find("51.4545,-2.5879").point == Point(51.4545, -2.5879)


@pytest.mark.parametrize("written", ["95,0", "-90.5,3", "55,181", "0,0", "0.0,-0.0"])
def test_numbers_that_are_no_place_are_refused(written: str) -> None:
    assert refusal(written).suggestions == ()


@pytest.mark.parametrize(
    "written", ["nan,nan", "inf,3", "1,2,3", "1e3,4", ",", "55.95,", "\N{ARABIC-INDIC DIGIT FIVE},3"]
)
def test_text_that_only_looks_like_numbers_is_refused(written: str) -> None:
    assert isinstance(refusal(written), Refused)


@pytest.mark.parametrize("written", ["SW1A 1AA", "NE1 4ST", "bt1 5gs"])
def test_a_postcode_out_of_scotland_is_said_to_be_so(written: str) -> None:
    assert "is not a Scottish postcode" in refusal(written).message


def test_an_english_postcode_of_a_border_outcode_is_not_taken_for_scottish() -> None:
    refused = refusal("TD15 1AA")
    assert "Some TD15 postcodes are in England" in refused.message
    assert refused.suggestions == ("TD15",)


def test_a_postcode_newer_than_the_table_says_how_old_the_table_is() -> None:
    refused = refusal("TD11 9ZZ")
    assert "August 2020" in refused.message
    assert "England" not in refused.message
    assert (refused.text, refused.suggestions) == ("TD11 9ZZ", ("TD11",))


def test_a_postcode_whose_outcode_has_no_position_either_offers_nothing_false() -> None:
    assert refusal("EH77 7AA").message == "We do not know where EH77 7AA is. Type a town instead."
    assert refusal("EH77").suggestions == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Dunz", "Duns"),
        ("Peebels", "Peebles"),
        ("Galasheils", "Galashiels"),
        ("gala", "Galashiels"),
        ("Duns, Berwickshire", "Duns"),
        ("Kircaldy", "Kirkcaldy"),
        ("Scotish Borders", "Scottish Borders"),
        ("boswells", "St Boswells"),
    ],
)
def test_a_name_nearly_right_is_answered_with_the_right_one(written: str, meant: str) -> None:
    refused = refusal(written)
    assert refused.suggestions[0] == meant
    assert f"Did you mean {meant}" in refused.message
    assert find(refused.suggestions[0]).name == meant


def test_a_town_of_england_is_not_mistaken_for_its_scottish_namesake() -> None:
    assert refusal("Blackburn, Lancashire").suggestions == ("Blackburn, West Lothian", "Blackburn, Aberdeenshire")


def test_an_unlike_name_is_answered_without_a_guess() -> None:
    refused = refusal("Qqqqq")
    assert refused.suggestions == ()
    assert "nearest town or a postcode" in refused.message


@pytest.mark.parametrize("written", ["", "   ", "!?", "x" * 100_000])
def test_nothing_readable_is_answered_with_what_to_type(written: str) -> None:
    assert refusal(written).message.startswith("Type a town or a postcode in Scotland")


def test_suggestions_complete_what_is_being_typed_the_largest_town_first() -> None:
    assert suggest("gal") == ("Galashiels", "Galston")
    assert suggest("sAint b") == ("St Boswells",)
    assert suggest("blackb") == ("Blackburn, West Lothian", "Blackburn, Aberdeenshire")
    assert suggest("TD1") == ("TD1", "TD10", "TD11", "TD12", "TD13", "TD14", "TD15")
    assert suggest("scottish") == ("Scottish Borders",)
    assert suggest("zzz") == ()
    assert suggest("", limit=2) == ("Glasgow", "Edinburgh")


def test_each_suggestion_can_be_found() -> None:
    for start in ("a", "kirk", "inbhir", "K", "ML1", "north"):
        assert all(find(each).name.startswith(each) for each in suggest(start, limit=50))


def test_towns_in_a_box_come_the_largest_first() -> None:
    box = Box(55.7, -2.5, 55.9, -2.0)
    assert [each.name for each in towns_in(box, limit=3)] == ["Eyemouth", "Duns", "Chirnside"]
    assert all(each.population >= 2000 and box.holds(each.point) for each in towns_in(box, min_population=2000))
