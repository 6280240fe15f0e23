"""Of which facts a photo is wanted: those that say something is there."""

from datetime import date

import pytest

from marketplace.access_facts.facts import Evidence, parse_facts
from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.showing import provable, wants_photo


@pytest.mark.parametrize(
    ("kind", "said", "is_wanted"),
    [
        (ListingKind.ACCOMMODATION, "level_access_shower=yes", True),
        (ListingKind.ACCOMMODATION, "level_access_shower=no", False),
        (ListingKind.ACCOMMODATION, "hoist=mobile", True),
        (ListingKind.ACCOMMODATION, "hoist=none", False),
        (ListingKind.ACCOMMODATION, "hoist=on_request", False),
        (ListingKind.ACCOMMODATION, "narrowest_door_mm=820", True),
        (ListingKind.ACCOMMODATION, "steps_at_entrance=0", True),
        (ListingKind.TRANSPORT, "wheelchair_tie_downs=0", False),
        (ListingKind.TRANSPORT, "wheelchair_tie_downs=1", True),
        (ListingKind.ACCOMMODATION, "quiet=yes", False),
    ],
)
def test_a_photo_is_wanted_of_a_key_fact_that_says_something_is_there(
    kind: ListingKind, said: str, *, is_wanted: bool
) -> None:
    (fact,) = parse_facts(said, kind=kind, evidence=Evidence.STATED_BY_OWNER, today=date(2026, 9, 1))
    assert wants_photo(fact) is is_wanted


def test_a_kind_without_key_facts_is_asked_for_no_photo() -> None:
    assert provable(ListingKind.PA_BANK) == ()
    assert not wants_photo(None)
