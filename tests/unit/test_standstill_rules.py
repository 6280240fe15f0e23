"""Who may say that somebody is in hospital or has died, and which times to meet are sensible."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.booking.meet import wrong_times
from marketplace.people.representation import Capacity, Mandate, Scope, Standing, standing
from marketplace.people.standstill import StandstillCause, may_end, may_record

NOW = datetime(2027, 1, 11, 12, tzinfo=UTC)
PLANS = Standing(scopes=frozenset({Scope.SEE, Scope.PLAN}))
SEES = Standing(scopes=frozenset({Scope.SEE}))
SELF = Standing(scopes=frozenset(Scope), is_self=True)
OFFICER = Standing(scopes=frozenset({Scope.SEE}), is_officer=True)
DIED, HOSPITAL = StandstillCause.DIED, StandstillCause.IN_HOSPITAL


@pytest.mark.parametrize(
    ("who", "cause", "may"),
    [
        (PLANS, HOSPITAL, True),
        (PLANS, DIED, True),
        (OFFICER, DIED, True),
        (SELF, HOSPITAL, True),
        (SELF, DIED, False),
        (SEES, HOSPITAL, False),
    ],
)
def test_who_plans_or_an_officer_says_it_and_nobody_their_own_death(
    who: Standing, cause: StandstillCause, *, may: bool
) -> None:
    assert may_record(who, cause) is may


def test_home_again_is_for_who_plans_and_a_death_is_taken_back_by_who_wrote_it_or_an_officer() -> None:
    assert may_end(PLANS, HOSPITAL, is_recorder=False)
    assert not may_end(PLANS, DIED, is_recorder=False)
    assert may_end(SEES, DIED, is_recorder=True)
    assert may_end(OFFICER, DIED, is_recorder=False)
    assert not may_end(Standing(), DIED, is_recorder=True)


def test_at_death_an_attorney_still_sees_and_an_officer_still_puts_things_in_order() -> None:
    attorney = Mandate(Capacity.ATTORNEY, frozenset(Scope), from_on=NOW.date(), powers="Registered 2024")
    after = standing([attorney], on=NOW.date(), born_on=None, has_died=True)
    assert (after.scopes, after.may_decide) == (frozenset({Scope.SEE}), False)
    officer = standing([], on=NOW.date(), born_on=None, is_officer=True, has_died=True)
    assert officer.may_plan


def test_times_to_meet_are_soon_but_not_at_once_and_three_at_most() -> None:
    day = timedelta(days=1)
    assert wrong_times([NOW + day], now=NOW) == ""
    for times in ([], [NOW], [NOW + 61 * day], [NOW + number * day for number in range(1, 5)]):
        assert wrong_times(times, now=NOW)
