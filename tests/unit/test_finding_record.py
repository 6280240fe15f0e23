"""A search that is kept is asked again as it was."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime

from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Strength, parse_need
from marketplace.finding.record import as_record, from_record, when_words, where_words
from marketplace.geo import Point
from marketplace.listings.asked import Asked
from marketplace.periods import Period

NEEDS = (parse_need("narrowest_door_mm>=780"), parse_need("quiet=yes|unknown", strength=Strength.SHOULD))
FULL = Asked(
    near=Point(55.7, -2.3),
    near_words="Duns",
    within_km=16.0,
    stay=(date(2027, 3, 5), date(2027, 3, 8)),
    hours=Period(datetime(2027, 3, 5, 10, tzinfo=UTC), datetime(2027, 3, 5, 12, tzinfo=UTC)),
    sleeps=2,
    kind=ListingKind.ACCOMMODATION,
    needs=NEEDS,
    with_firm=True,
)


def test_a_search_is_kept_whole() -> None:
    usual = Asked()
    assert set(as_record(usual)) == {one.name for one in fields(Asked)}
    assert from_record(json.loads(json.dumps(as_record(FULL)))) == FULL
    assert from_record(as_record(usual)) == usual


def test_a_search_kept_before_something_could_be_asked_does_not_ask_it() -> None:
    assert from_record({"near_words": "Duns"}) == Asked(near_words="Duns")


def test_what_is_looked_for_is_said_without_what_is_needed() -> None:
    assert where_words(FULL) == "places to stay near Duns"
    assert "10:00" in when_words(FULL)
    assert (where_words(Asked()), when_words(Asked())) == ("all that is offered", "")
