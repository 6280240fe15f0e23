"""What a pot's yes covers, and whose yes it is."""

import pytest

from marketplace.booking.agreements import PotTie, SharePaid, covered, covers, may_record, way_to_agree
from marketplace.booking.sorts import AgreedHow
from marketplace.budgets.sorts import AgreedBy
from marketplace.people.representation import ALL, Capacity, Scope, Standing

HOUSE = SharePaid("house", "", 3, "friends", 270_00)
NIGHTS = SharePaid("sleepovers", "", 3, "friends", 495_00)
AGREED = covered([HOUSE, NIGHTS])
ANYBODY = Standing()
SELF = Standing(scopes=ALL, is_self=True, may_decide=True)
HELPER = Standing(scopes=ALL, capacities=frozenset({Capacity.HELPER}))
PLANNER = Standing(scopes=frozenset({Scope.SEE, Scope.PLAN}), capacities=frozenset({Capacity.HELPER}))
ADVISER = Standing(scopes=frozenset({Scope.SEE, Scope.PLAN}), capacities=frozenset({Capacity.ADVISER}))
OFFICER = Standing(scopes=frozenset({Scope.SEE, Scope.PLAN}), is_officer=True)


def share(like: SharePaid, **more: object) -> SharePaid:
    return SharePaid(**({name: getattr(like, name) for name in like.__slots__} | more))


@pytest.mark.parametrize(
    ("now", "is_covered"),
    [
        ([HOUSE, NIGHTS], True),
        ([HOUSE], True),
        ([], True),
        ([share(HOUSE, pence=269_99), NIGHTS], True),
        ([share(HOUSE, pence=270_01), NIGHTS], False),
        ([share(HOUSE, line_ref="another house"), NIGHTS], False),
        ([share(HOUSE, option=2), NIGHTS], False),
        ([share(HOUSE, outcome_ref="sleep"), NIGHTS], False),
        ([share(HOUSE, segment_ref="first night", pence=135_00), NIGHTS], False),
        ([HOUSE, NIGHTS, SharePaid("taxi", "", 3, "friends", 1)], False),
    ],
)
def test_a_lowered_share_is_covered_and_a_raised_moved_or_new_one_is_not(
    now: list[SharePaid], *, is_covered: bool
) -> None:
    assert covers(AGREED, covered(now)) is is_covered


def test_two_shares_of_one_line_for_the_same_thing_count_together() -> None:
    halves = [share(HOUSE, pence=135_00), share(HOUSE, pence=135_00)]
    assert covers(AGREED, covered([*halves, NIGHTS]))
    assert not covers(AGREED, covered([*halves, share(HOUSE, pence=1)]))


def tie(agreed_by: AgreedBy, standing: Standing = ANYBODY, **more: bool) -> PotTie:
    facts = {
        "has_holder": False,
        "has_council": True,
        "is_officer": False,
        "is_holder": False,
        "is_officer_of_owner": False,
    }
    return PotTie(agreed_by, standing=standing, **(facts | more))


@pytest.mark.parametrize(
    ("of", "how"),
    [
        (tie(AgreedBy.OFFICER, is_officer=True), AgreedHow.OFFICER),
        (tie(AgreedBy.OFFICER, SELF), None),
        (tie(AgreedBy.OFFICER, ADVISER), None),
        (tie(AgreedBy.LETTER, SELF), None),
        (tie(AgreedBy.LETTER, OFFICER, is_officer_of_owner=True), AgreedHow.LETTER),
        (tie(AgreedBy.LETTER, ADVISER), None),
        (tie(AgreedBy.LETTER, ADVISER, has_council=False), AgreedHow.LETTER),
        (tie(AgreedBy.LETTER, HELPER, has_council=False), AgreedHow.LETTER),
        (tie(AgreedBy.LETTER, SELF, has_council=False), AgreedHow.LETTER),
        (tie(AgreedBy.LETTER, PLANNER, has_council=False), None),
        (tie(AgreedBy.HOLDER, has_holder=True, is_holder=True), AgreedHow.HOLDER),
        (tie(AgreedBy.HOLDER, SELF, has_holder=True), None),
        (tie(AgreedBy.HOLDER, SELF), AgreedHow.HOLDER),
        (tie(AgreedBy.HOLDER, HELPER), AgreedHow.HOLDER),
        (tie(AgreedBy.HOLDER, PLANNER), None),
        (tie(AgreedBy.HOLDER, ADVISER), AgreedHow.TOLD),
        (tie(AgreedBy.HOLDER, OFFICER), AgreedHow.TOLD),
        (tie(AgreedBy.HOLDER), None),
    ],
)
def test_each_pot_is_agreed_by_whom_its_sort_says(of: PotTie, how: AgreedHow | None) -> None:
    assert way_to_agree(of) is how


def test_only_advisers_and_officers_write_down_what_they_were_told() -> None:
    assert [may_record(one) for one in (ADVISER, OFFICER, HELPER, SELF, ANYBODY)] == [True, True, False, False, False]
