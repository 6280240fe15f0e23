"""Words of the trade are explained where people are asked about them, each in one place and in short sentences."""

import re

import pytest

from marketplace.access_facts.catalogue import CATALOGUE
from marketplace.access_facts.explained import explained, means
from marketplace.people.needs import GROUPS, Group
from marketplace.people.support_times import PartOfDay
from tests.reading import read

OF_THE_TRADE = re.compile(
    r"clear|gantry|h_frame|hoist|load|loop|peg|_point|profiling|pressure|rescue|riser|sharps|signed off"
    r"|single_track|sling|spreader|threshold|transfer|trolley"
)
SAYS_ITSELF = {"hoist_bedroom", "hoist_bathroom", "second_bed_in_room"}


def test_what_is_explained_is_a_fact_of_the_catalogue_or_one_of_its_choices() -> None:
    known = {(kind.id, choice) for kind in CATALOGUE for choice in ("", *kind.choices)}
    assert explained().keys() <= known
    assert all(explained().values())


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.id)
def test_no_word_of_the_trade_is_asked_about_without_what_it_means(group: Group) -> None:
    for question in group.questions:
        said = question.kind.label.lower()
        if OF_THE_TRADE.search(said) and question.id not in SAYS_ITSELF:
            assert question.means, question.kind.label
        for choice in question.kind.choices:
            if OF_THE_TRADE.search(choice):
                assert question.choice_means(choice), choice


def test_an_explanation_is_for_readers_of_eleven_and_short() -> None:
    assert read(" ".join(explained().values())).age <= 11
    assert [text for text in explained().values() if len(text) > 110] == []


def test_what_is_asked_at_night_and_by_day_is_explained() -> None:
    assert "stays awake all night" in PartOfDay.NIGHT.means
    assert "two people at once" in PartOfDay.MORNING.means
    assert means("quiet") == ""
