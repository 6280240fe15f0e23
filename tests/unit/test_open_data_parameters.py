"""What may be asked of open data is read as it is meant, or refused with what to write instead. Pure."""

from datetime import UTC, datetime

import pytest

from marketplace.api.asked import ask
from marketplace.api.parameters import MOST_MINIMAL, OF_SERVICES, USUAL_PER_PAGE, BadParameters
from marketplace.api.terms import TERMS, with_narrower


@pytest.mark.parametrize(
    "written",
    ["2027-03-05T10:30:00Z", "2027-03-05T11:30:00+01:00", "2027-03-05T11:30:00 01:00", "2027-03-05T10:30:00"],
)
def test_a_moment_is_read_with_its_zone_also_where_the_address_ate_the_plus(written: str) -> None:
    asked = ask({"modified_after": [written]}, OF_SERVICES)
    assert asked.filters.modified_after == datetime(2027, 3, 5, 10, 30, tzinfo=UTC)


def test_what_is_left_empty_is_not_asked() -> None:
    asked = ask({"search": [""], "page": [" "], "minimum_age": [""]}, OF_SERVICES)
    assert (asked.page, asked.per_page, asked.filters.words, asked.filters.asks_age) == (1, USUAL_PER_PAGE, (), False)


def test_a_minimal_list_may_be_had_in_one_page() -> None:
    assert ask({"minimal": ["true"]}, OF_SERVICES).per_page == MOST_MINIMAL
    with pytest.raises(BadParameters):
        ask({"per_page": [str(MOST_MINIMAL)]}, OF_SERVICES)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(BadParameters) as refused:
        ask({"page": ["0"], "day": ["x"], "nonsense": ["1"]}, OF_SERVICES)
    assert set(refused.value.fields) == {"page", "day", "nonsense"}


def test_every_category_within_another_names_one_there_is() -> None:
    slugs = {(term.taxonomy.slug, term.slug) for term in TERMS}
    assert len(slugs) == len(TERMS)
    assert all(not term.parent or (term.taxonomy.slug, term.parent) in slugs for term in TERMS)


def test_a_category_holds_all_within_it_at_any_depth() -> None:
    conditions = next(term for term in TERMS if term.slug == "conditions")
    assert {term.slug for term in with_narrower(conditions)} == {
        "conditions",
        "neurological",
        "autism",
        "dementia",
        "epilepsy",
    }
