"""Where a listing is, as anybody may copy it: never the exact place. Pure."""

import pytest

from marketplace import geo
from marketplace.access_facts.kinds import ListingKind
from marketplace.geo import Point
from marketplace.listings.whereabouts import rough_point


def told(
    kind: ListingKind, *, is_individual: bool = False, postcode: str | None = "TD11 3AB", town: str = "Duns"
) -> Point | None:
    return rough_point(
        kind=kind,
        is_individual=is_individual,
        town=town,
        postcode=postcode,
        latitude=55.77731,
        longitude=-2.34462,
    )


def test_a_business_is_told_to_about_a_kilometre() -> None:
    assert told(ListingKind.ACCOMMODATION) == Point(55.78, -2.34)


@pytest.mark.parametrize("town", ["Duns", "Chirnside"])
def test_a_home_is_told_as_the_town_that_its_page_names(town: str) -> None:
    named = geo.town(town)
    assert named
    for kind in (ListingKind.SOLE_PA, ListingKind.SHARED_LIVES):
        assert told(kind, town=town) == named.point
    assert told(ListingKind.ACCOMMODATION, is_individual=True, town=town) == named.point


@pytest.mark.parametrize("town", ["Aberdeen", "12 High Street", ""])
def test_a_home_whose_town_is_not_where_its_postcode_is_is_told_as_the_middle_of_its_outcode(town: str) -> None:
    area = geo.outcode("TD11")
    assert area
    assert told(ListingKind.SOLE_PA, town=town) == area.middle


def test_a_home_without_a_postcode_is_told_as_its_town_and_one_that_names_no_town_not_at_all() -> None:
    town = geo.town("Duns")
    assert town
    assert told(ListingKind.SOLE_PA, postcode=None) == town.point
    assert (
        rough_point(
            kind=ListingKind.SOLE_PA,
            is_individual=True,
            town="12 High Street",
            postcode=None,
            latitude=55.77731,
            longitude=-2.34462,
        )
        is None
    )
