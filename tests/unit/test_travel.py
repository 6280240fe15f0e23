"""How far it is from somebody's home, so roughly that the home stays unknown."""

from marketplace.geo import find
from marketplace.listings.travel import rough_home, way_words


def test_every_postcode_of_one_area_is_the_same_home() -> None:
    assert rough_home("TD11 3AB") == rough_home("TD11 3SP") != rough_home("TD14 5JE")
    assert rough_home(None) is rough_home("somewhere") is None


def test_the_way_is_said_in_fives_in_a_straight_line_and_with_its_ferry() -> None:
    duns, kelso, mull = (find(town).point for town in ("Duns", "Kelso", "Tobermory"))
    assert way_words(duns, kelso) == "about 15 miles in a straight line"
    assert way_words(duns, duns) == "less than 5 miles in a straight line"
    assert way_words(duns, mull) == "about 155 miles in a straight line, by ferry to Mull"
