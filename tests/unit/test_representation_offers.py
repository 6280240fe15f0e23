"""What is wrong with an offer to act for a person is said at its field, in plain words."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.people.offers import INVITABLE, LONGEST_POWERS, Offer, problems
from marketplace.people.representation import ALL, WITH_POWERS, Capacity, Consent, Scope

TODAY = date(2027, 3, 1)
HELP = Offer(Capacity.HELPER, frozenset({Scope.SEE, Scope.PLAN}), TODAY, consent=Consent.TOLD)


def wrong(offer: Offer, *, passing_on: frozenset[Scope] = ALL, born_on: date | None = date(1990, 1, 1)) -> set[str]:
    return set(problems(offer, passing_on=passing_on, born_on=born_on, today=TODAY))


def test_a_good_offer_has_nothing_wrong() -> None:
    assert wrong(HELP) == set()
    assert wrong(replace(HELP, until_on=TODAY)) == set()


@pytest.mark.parametrize("capacity", sorted(WITH_POWERS))
@pytest.mark.parametrize("powers", ["", "   "])
def test_a_guardian_or_attorney_needs_recorded_powers(capacity: Capacity, powers: str) -> None:
    offer = replace(HELP, capacity=capacity, powers=powers, consent=Consent.NOT_NEEDED)
    found = problems(offer, passing_on=ALL, born_on=None, today=TODAY)
    assert set(found) == {"powers"}
    assert "(What a guardian or attorney may do)" in found["powers"]
    assert wrong(replace(offer, powers="Order of 4 May 2025")) == set()
    assert wrong(replace(offer, powers="x" * (LONGEST_POWERS + 1))) == {"powers"}


@pytest.mark.parametrize("capacity", [Capacity.HELPER, Capacity.ADVISER])
@pytest.mark.parametrize("consent", [None, Consent.NOT_NEEDED])
def test_a_helper_or_an_adviser_needs_the_persons_yes(capacity: Capacity, consent: Consent | None) -> None:
    assert wrong(replace(HELP, capacity=capacity, consent=consent)) == {"consent"}


def test_a_parent_needs_a_child_whose_birthday_is_known() -> None:
    parent = replace(HELP, capacity=Capacity.PARENT, consent=Consent.NOT_NEEDED)
    assert wrong(parent, born_on=date(2011, 3, 2)) == set()
    assert wrong(parent, born_on=date(2011, 3, 1)) == {"capacity"}
    assert wrong(parent, born_on=None) == {"capacity"}
    assert wrong(replace(parent, from_on=date(2027, 3, 2)), born_on=date(2011, 3, 2)) == {"capacity"}


def test_nobody_is_invited_as_a_care_manager() -> None:
    assert Capacity.CARE_MANAGER not in INVITABLE
    assert wrong(replace(HELP, capacity=Capacity.CARE_MANAGER)) == {"capacity"}


def test_nobody_gives_what_they_have_not() -> None:
    assert wrong(HELP, passing_on=frozenset({Scope.SEE})) == {"scopes"}
    assert wrong(replace(HELP, scopes=frozenset())) == {"scopes"}


def test_an_adviser_cannot_be_given_the_money() -> None:
    adviser = replace(HELP, capacity=Capacity.ADVISER, scopes=ALL)
    assert problems(adviser, passing_on=ALL, born_on=None, today=TODAY)["scopes"] == "An adviser may not use the money"


@pytest.mark.parametrize(
    ("from_on", "until_on", "fields"),
    [
        (date(1800, 1, 1), None, {"from_on"}),
        (date(2999, 1, 1), None, {"from_on"}),
        (TODAY, date(2999, 1, 1), {"until_on"}),
        (TODAY, date(2027, 2, 28), {"until_on"}),
        (date(2026, 1, 1), date(2027, 2, 28), {"until_on"}),
        (date(1899, 12, 31), date(2101, 1, 1), {"from_on", "until_on"}),
        (date(1900, 1, 1), date(2100, 12, 31), set()),
    ],
)
def test_days_must_be_in_order_and_of_this_age(from_on: date, until_on: date | None, fields: set[str]) -> None:
    assert wrong(replace(HELP, from_on=from_on, until_on=until_on)) == fields
