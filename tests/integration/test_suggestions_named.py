"""What stands in the way of a suggestion can be given way to, and what is suggested can be told apart."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from marketplace.booking.forms.suggesting import MILES
from marketplace.booking.models import SuggestionRun
from marketplace.booking.queries.suggestion_rows import Comes, SuggestionRow, with_labels
from marketplace.booking.queries.suggestions import suggestions_of
from marketplace.booking.suggest.problem import Aim
from marketplace.booking.suggest.wish import Covered, Nights
from marketplace.db import session, transaction
from marketplace.listings.models import Listing, UnmetCount, search_row
from tests import breaks, offered
from tests.golden import Golden
from tests.suggesting import ALL_THE_TIME, look, weekend

pytestmark = pytest.mark.usefixtures("database")

PLACE_ALONE = replace(ALL_THE_TIME, covered=Covered.NONE, nights=Nights.NOBODY)


@pytest.fixture
def made() -> Golden:
    """A weekend near Duns, a house, and a bank of four PAs."""
    made = weekend(breaks.family(pence=2_000_00))
    made.offers["house"] = breaks.house()
    made.offers["bank"] = offered.pa_bank(pas=4)
    return made


def test_a_number_of_people_that_no_place_sleeps_is_named(made: Golden) -> None:
    named = look(made, replace(PLACE_ALONE, guests=9)).blockers
    assert named == (("how many sleep there, 9 people: the largest place sleeps 4",),)
    session.rollback()
    assert session.scalars(select(UnmetCount.town)).first() == "Duns"
    assert look(made, replace(PLACE_ALONE, guests=4)).rows


def test_pas_who_sleep_there_count_among_those_who_must_fit(made: Golden) -> None:
    (words,) = look(made, replace(ALL_THE_TIME, guests=4)).blockers[0]
    assert words == "how many sleep there, 4 people and 1 PA: the largest place sleeps 4"


def test_how_far_it_may_be_is_named_as_far_as_it_can_be_asked_for(made: Golden) -> None:
    with transaction():
        session.execute(update(Listing).where(Listing.ref == made.offers["house"].ref).values(latitude=57.0))
        listing_id = session.scalars(select(Listing.id).where(Listing.ref == made.offers["house"].ref)).one()
        session.execute(update(search_row).where(search_row.c.listing_id == listing_id).values(latitude=57.0))
    named = [words for (words,) in look(made, PLACE_ALONE).blockers]
    assert "how near it has to be: up to 125 miles, 1 place may suit" in named
    assert "125" in dict(MILES)
    assert look(made, replace(PLACE_ALONE, within_miles=125)).rows


def test_breaks_of_the_same_things_people_and_price_are_one(made: Golden) -> None:
    found = look(made)
    session.rollback()
    with transaction():
        first, second, *others = session.scalars(select(SuggestionRun)).one().suggestions
        second.parts, second.pence, second.told = list(reversed(first.parts)), first.pence, first.told
        aims = (first.aim, second.aim)
        for one in others:
            session.delete(one)
    (only,) = suggestions_of(made.ref, found.ref, viewer=made.arranger).rows
    assert only.aims == aims


def row(*, pence: int, km: float | None = None, names: str = "", unmet: tuple[str, ...] = ()) -> SuggestionRow:
    comes = tuple(Comes(name, "2 h", is_known=name.isupper(), is_unsigned=False) for name in names)
    return SuggestionRow(
        "", (Aim.PRICE,), (), pence, (), comes, unmet, km, (), is_taken=False, paying=None, has_changed=False
    )


@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        ([row(pence=1, names="ab"), row(pence=1, names="cd")], [("Fewest faces", "Lowest price")] * 2),
        (
            [row(pence=2, km=1, names="a"), row(pence=1, km=1, names="ab"), row(pence=3, km=9, names="abc")],
            [("Fewest faces", "Nearest"), ("Lowest price", "Nearest"), ("Another place",)],
        ),
        (
            [row(pence=1, names="aB"), row(pence=1, names="ab")],
            [("Fewest and most familiar faces", "Lowest price"), ("Lowest price",)],
        ),
        ([row(pence=1, unmet=("quiet",)), row(pence=2)], [("Lowest price",), ("Most of what you would like",)]),
    ],
)
def test_all_that_are_best_at_something_say_so_and_nearest_only_where_a_place_is_wanted(
    rows: list[SuggestionRow], labels: list[tuple[str, ...]]
) -> None:
    assert [one.best_at for one in with_labels(rows)] == labels
