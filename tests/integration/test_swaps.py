"""Swapping a part of a confirmed break: at once inside limits, else once all who have to have said yes (R47).

Whatever becomes of a swap, the old part stays until the new one is booked, and the books agree.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Engine, Update, select, update

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.errors import AboveLimit, NotNow
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Agreement, LineMove, OfficerLimit, RuleDecision, Swap
from marketplace.booking.queries.calendar import calendar_of
from marketplace.booking.queries.inbox import inbox
from marketplace.booking.queries.sessions import sessions_to_come
from marketplace.booking.queries.swap_pages import swap_page
from marketplace.booking.queries.waiting import waiting_for
from marketplace.booking.sorts import Why
from marketplace.booking.swaps import CannotSwap, Limit, SwapPer, SwapState
from marketplace.budgets.errors import NotEnoughMoney
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.budgets.services import committing
from marketplace.config import Site
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import Occupancy, Space
from marketplace.periods import Period
from tests import breaks, families, golden, staged, swapped
from tests.golden import Golden

pytestmark = [
    pytest.mark.usefixtures("database"),
    pytest.mark.parametrize("engine_name", ["sqlite"]),  # what is decided in the database is tried at once
]

OLD_STAYS = [("Whin Lodge", "accepted"), ("Riding at Stanemoor", "accepted"), ("Swimming at Gala", "instead")]
NOTHING_CAME = [("Whin Lodge", "accepted"), ("Riding at Stanemoor", "accepted"), ("Swimming at Gala", "taken_out")]
SWAPPED = [("Whin Lodge", "accepted"), ("Riding at Stanemoor", "cancelled"), ("Swimming at Gala", "accepted")]


@pytest.fixture(autouse=True)
def _books(database: Engine) -> Iterator[None]:
    """Whatever a test does, the books agree afterwards."""
    yield
    session.rollback()
    assert ledger_is_off_by_pence() == 0


def limited(made: Golden, limit: Limit = swapped.LIMIT) -> Golden:
    services.name_swap_limit(made.pots["virtual"], limit=limit, by=made.viewers["officer"])
    return made


def set_aside(made: Golden, pot: str = "virtual") -> int:
    return breaks.balance(made, pot).set_aside_pence


def standing(made: Golden, pot: str = "virtual") -> Agreement:
    wanted = select(Agreement).where(Agreement.withdrawn_at.is_(None), Agreement.pot_id == made.pot(pot).id)
    return session.scalars(wanted).one()


def test_inside_its_limits_it_is_done_at_once_and_everyone_is_told() -> None:
    made = limited(swapped.confirmed(price=65_00, is_instant=True))
    before = len(breaks.taken())
    ref = swapped.asked(made)
    assert swapped.swap(ref).state is SwapState.DONE
    assert swapped.states(made) == SWAPPED
    assert set_aside(made) == 265_00
    assert len(breaks.taken()) == before
    agreed = standing(made)
    assert (agreed.pence, agreed.purchase_order) == (265_00, "PO 4411")
    assert agreed.reason.startswith("Inside the limits that")
    assert staged.letters("break-swap-inside") == [made.viewers["officer"].email]
    assert "Riding" not in staged.bodies("break-swap-inside")[0]
    assert set(staged.letters("break-swapped")) == {made.viewers["person"].email, made.arranger.email}
    assert made.offers["riding"].by.email in staged.letters("break-part-over")
    assert made.offers["swimming"].by.email in staged.letters("break-confirmed-provider")
    calendar = calendar_of(made.ref, viewer=made.arranger, site=Site())
    assert b"Swimming at Gala" in calendar
    assert b"Riding" not in calendar
    why = session.scalars(select(LineMove.why).where(LineMove.line_id == swapped.swap(ref).line_id)).all()
    assert why[-1] == Why.SWAPPED


def test_while_its_provider_is_asked_the_old_part_stays_and_only_what_is_dearer_is_set_aside_more() -> None:
    made = limited(swapped.confirmed(price=65_00))
    before = len(breaks.taken())
    ref = swapped.asked(made)
    assert swapped.swap(ref).state is SwapState.ASKED
    assert swapped.states(made) == OLD_STAYS
    assert len(breaks.taken()) == before + 1
    assert set_aside(made) == 265_00
    provider = made.offers["swimming"].by
    (asked,) = inbox(viewer=provider).waits
    assert asked.row.answer_by == swapped.swap(ref).until
    assert services.look_at_request(asked.row.line_ref, by=provider).may_accept
    services.accept(asked.row.line_ref, by=provider)
    assert swapped.states(made) == SWAPPED
    assert (set_aside(made), len(breaks.taken())) == (265_00, before)


@pytest.mark.parametrize("how", ["declined", "over", "taken back"])
def test_when_it_comes_to_nothing_the_old_part_is_as_it_was_and_all_that_was_held_is_free(how: str) -> None:
    made = limited(swapped.confirmed(price=65_00))
    before = breaks.taken()
    ref = swapped.asked(made)
    line_ref = swapped.swap(ref).fresh.ref
    if how == "declined":
        services.decline(line_ref, reason="The pool is shut", by=made.offers["swimming"].by)
    elif how == "over":
        with time_machine.travel(swapped.swap(ref).until, tick=False):
            with pytest.raises(NotNow):
                services.accept(line_ref, by=made.offers["swimming"].by)
            assert services.end_late_swaps() == 1
            assert services.end_late_swaps() == 0
    else:
        services.take_back_swap(made.ref, ref, by=made.arranger)
    assert swapped.states(made) == NOTHING_CAME
    assert (set_aside(made), breaks.taken()) == (260_00, before)
    assert set(staged.letters("break-swap-off")) == {made.viewers["person"].email, made.arranger.email}
    assert made.offers["swimming"].by.email in staged.letters("break-part-over")
    with pytest.raises(CannotSwap):
        services.ask_swap(made.ref, ref, by=made.arranger)


def test_hours_that_meet_those_it_has_cannot_be_held_where_there_is_one_space_and_it_is_said_why() -> None:
    made = limited(swapped.confirmed())
    (segment,) = made.line("riding").segments
    with transaction():
        others = update(Space).where(Space.listing_id == made.line("riding").listing_id, Space.id != segment.space_id)
        session.execute(others.values(closed_at=clock.now()))
    half_an_hour = timedelta(minutes=30)
    (period,) = made.line("riding").periods
    later = Period(period.starts_at + half_an_hour, period.ends_at + half_an_hour)
    by, listing_ref = made.viewers["person"], made.offers["riding"].ref
    ref = services.plan_swap(made.ref, made.lines["riding"], listing_ref=listing_ref, at=later, by=by)
    with pytest.raises(NotNow, match="has no room for both until it is swapped"):
        services.ask_swap(made.ref, ref, by=by)


def test_a_session_that_is_called_off_declines_the_swap_that_asks_for_a_seat_in_it() -> None:
    made = limited(swapped.confirmed(price=65_00))
    swap = swapped.swap(swapped.asked(made))
    (period,) = swap.fresh.periods
    pool = made.offers["swimming"]
    assert [row.seats for row in sessions_to_come(viewer=pool.by)] == [1]
    assert services.cancel_session(pool.ref, period.starts_at, reason="The pool is shut", by=pool.by) == 1
    over = swapped.swap(swap.ref)
    assert (over.state, over.words) == (SwapState.DECLINED, "Swimming at Gala said no: The pool is shut")
    assert swapped.states(made) == NOTHING_CAME
    assert set_aside(made) == 260_00
    assert sessions_to_come(viewer=pool.by) == ()


def test_a_session_that_is_called_off_ends_the_swap_that_would_have_taken_its_place() -> None:
    made = limited(swapped.confirmed(price=65_00))
    swap = swapped.swap(swapped.asked(made))
    (period,) = swap.old.periods
    stable = made.offers["riding"]
    services.cancel_session(stable.ref, period.starts_at, reason="Ice on the field", by=stable.by)
    assert swapped.swap(swap.ref).state is SwapState.TAKEN_BACK
    assert set_aside(made) == 200_00


def test_money_that_is_all_set_aside_for_the_old_part_pays_a_new_one_that_costs_no_more() -> None:
    made = limited(swapped.confirmed(price=60_00))
    free_pence = breaks.balance(made).free_pence
    officer = made.viewers["officer"]
    committing.give_back(made.pots["virtual"], pence=free_pence, reason="Spent elsewhere", by=officer)
    assert breaks.balance(made).free_pence == 0
    ref = swapped.asked(made)
    services.accept(swapped.swap(ref).fresh.ref, by=made.offers["swimming"].by)
    assert swapped.states(made) == SWAPPED


def test_more_than_a_pot_has_is_refused_before_anything_is_asked() -> None:
    made = limited(swapped.confirmed(price=900_00), Limit(swapped.ACTIVITIES, 900_00, 900_00, SwapPer.PERIOD))
    with pytest.raises(NotEnoughMoney):
        swapped.plan(made)
    assert len(swapped.states(made)) == 2


def test_outside_its_limits_an_officer_decides_with_a_reason_that_is_a_like_case_for_the_next() -> None:
    made = limited(swapped.confirmed(price=75_00, is_instant=True))
    before = breaks.taken()
    ref = swapped.asked(made)
    assert swapped.swap(ref).state is SwapState.WAITS
    assert breaks.taken() == before
    officer = made.viewers["officer"]
    (waits,) = waiting_for(viewer=officer)
    assert (waits.what, waits.swap_ref, waits.days_in_all) == ("swap", ref, 5)
    assert waiting_for(viewer=made.viewers["person"]) == ()
    with pytest.raises(NotFound):
        services.answer_swap(made.ref, ref, is_yes=True, reason="Please", by=made.arranger)
    with pytest.raises(Refused):
        services.answer_swap(made.ref, ref, is_yes=True, reason=" ", by=officer)
    services.answer_swap(made.ref, ref, is_yes=True, reason="He swims well", by=officer)
    assert swapped.states(made) == SWAPPED
    assert standing(made).reason == "He swims well"
    assert session.scalars(select(RuleDecision.reason).where(RuleDecision.rule_id == "R47")).all() == ["He swims well"]


def test_an_officers_no_ends_it_and_the_family_reads_why() -> None:
    made = swapped.confirmed(is_instant=True)
    ref = swapped.asked(made)
    services.answer_swap(made.ref, ref, is_yes=False, reason="Riding was agreed", by=made.viewers["officer"])
    assert swapped.swap(ref).state is SwapState.NOT_AGREED
    assert swapped.states(made) == NOTHING_CAME
    assert "Riding was agreed" in staged.bodies("break-swap-off")[0]


def test_an_officer_agrees_no_more_with_a_swap_than_their_own_limit() -> None:
    made = swapped.confirmed(price=500_00, is_instant=True)
    officer = made.viewers["officer"]
    ref = swapped.asked(made)
    with transaction():
        session.execute(_limit_to(officer.account_id, 600_00))
    with pytest.raises(AboveLimit):
        services.answer_swap(made.ref, ref, is_yes=True, reason="It suits", by=officer)
    assert swapped.swap(ref).state is SwapState.WAITS
    with transaction():
        session.execute(_limit_to(officer.account_id, 700_00))
    assert services.answer_swap(made.ref, ref, is_yes=True, reason="It suits", by=officer) is SwapState.DONE


def test_earlier_swaps_count_against_what_is_named_in_all() -> None:
    made = limited(swapped.confirmed(price=70_00, is_instant=True))
    swapped.asked(made)
    made.offers["climbing"] = swapped.activity("Climbing at Peel", 76_00, is_instant=True)
    line_ref = session.scalars(select(Swap)).one().fresh.ref
    person = made.viewers["person"]
    again = services.plan_swap(made.ref, line_ref, listing_ref=made.offers["climbing"].ref, by=person)
    assert services.ask_swap(made.ref, again, by=person) is SwapState.WAITS
    (row,) = swap_page(made.ref, again, viewer=person).pots
    assert row.why_asked == "With earlier swaps it costs this money £16.00 more. The limit in one break is £15.00."


@pytest.mark.parametrize("pot", ["own", "ilf"])
def test_stated_and_own_money_needs_no_officer(pot: str) -> None:
    made = swapped.confirmed(pot, is_instant=True)
    ref = swapped.asked(made)
    assert swapped.swap(ref).state is SwapState.DONE
    assert standing(made, pot).pence == 245_00


def test_what_is_kept_of_the_old_part_is_said_before_and_paid() -> None:
    made = swapped.confirmed(price=30_00, is_instant=True)
    limited(made)
    with transaction():
        made.line("riding").cancellation_steps = "7:50"
    with time_machine.travel(min(made.line("riding").periods).starts_at - timedelta(days=3), tick=False):
        ref = swapped.plan(made)
        page = swap_page(made.ref, ref, viewer=made.viewers["person"])
        assert page.cost is not None
        assert (page.cost.pence, page.pots[0].new_pence) == (30_00, 60_00)
        services.ask_swap(made.ref, ref, seen="3000", by=made.viewers["person"])
        assert swapped.states(made) == SWAPPED
        assert made.line("riding").kept_pence == 30_00


def test_while_others_are_asked_cancelling_may_come_to_cost_more_and_then_nothing_is_swapped() -> None:
    made = limited(swapped.confirmed())
    with transaction():
        made.line("riding").cancellation_steps = "7:50"
    ref = swapped.asked(made)
    until = made.break_.starts_at
    with transaction():
        session.execute(update(Swap).values(until=until))
        session.execute(update(Occupancy).where(Occupancy.expires_at.is_not(None)).values(expires_at=until))
    with time_machine.travel(min(made.line("riding").periods).starts_at - timedelta(days=3), tick=False):
        services.accept(swapped.swap(ref).fresh.ref, by=made.offers["swimming"].by)
    assert swapped.swap(ref).state is SwapState.OVER
    assert swapped.states(made) == NOTHING_CAME
    assert "costs more now" in staged.bodies("break-swap-off")[0]


def test_the_person_says_yes_or_no_before_anything_is_asked_of_anybody_else() -> None:
    made = limited(swapped.confirmed(is_instant=True))
    by, person = made.arranger, made.viewers["person"]
    ref = services.plan_swap(made.ref, made.lines["riding"], listing_ref=made.offers["swimming"].ref, by=by)
    assert services.ask_swap(made.ref, ref, by=by) is SwapState.WAITS
    assert [one.what for one in waiting_for(viewer=person)] == ["swap"]
    assert waiting_for(viewer=by) == ()
    person_ref = made.people["person"]
    with pytest.raises(Exception, match="Only Callum"):
        services.say_of_swap(made.ref, ref, person_ref=person_ref, is_yes=True, by=by)
    no = services.say_of_swap(made.ref, ref, person_ref=person_ref, is_yes=False, words="I like horses", by=person)
    assert no is SwapState.NOT_AGREED
    assert swapped.states(made) == NOTHING_CAME
    assert "I like horses" in staged.bodies("break-swap-off")[0]


def test_the_same_place_at_another_time_takes_its_own_space_once_the_old_one_goes() -> None:
    made = limited(swapped.confirmed())
    swapped.says_at_once(made.offers["riding"])
    later = golden.stretch(golden.friday() + timedelta(days=1), 14, 16)
    person = made.viewers["person"]
    again = made.offers["riding"].ref
    ref = services.plan_swap(made.ref, made.lines["riding"], listing_ref=again, at=later, by=person)
    assert services.ask_swap(made.ref, ref, by=person) is SwapState.DONE


def test_whoever_cancels_the_part_ends_the_swap_that_is_asked_for_it() -> None:
    made = limited(swapped.confirmed())
    ref = swapped.asked(made)
    services.cancel_line(made.ref, made.lines["riding"], reason="He is ill", by=made.arranger)
    assert swapped.swap(ref).state is SwapState.TAKEN_BACK
    assert swapped.swap(ref).fresh.state is LineState.TAKEN_OUT
    assert set_aside(made) == 200_00


def test_a_part_has_one_swap_that_is_asked_for_and_what_was_swapped_already_is_not_swapped_again() -> None:
    made = limited(swapped.confirmed())
    first, second = swapped.plan(made), swapped.plan(made)
    person = made.viewers["person"]
    services.ask_swap(made.ref, first, by=person)
    with pytest.raises(NotNow):
        services.ask_swap(made.ref, second, by=person)
    services.accept(swapped.swap(first).fresh.ref, by=made.offers["swimming"].by)
    with pytest.raises((NotNow, NotFound)):
        services.ask_swap(made.ref, second, by=person)


def test_what_was_planned_is_over_after_half_an_hour() -> None:
    made = limited(swapped.confirmed(is_instant=True))
    ref = swapped.plan(made)
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=False), pytest.raises(CannotSwap):
        services.ask_swap(made.ref, ref, by=made.viewers["person"])


def test_strangers_neither_see_nor_swap_and_only_who_keeps_the_money_names_its_limits() -> None:
    made = swapped.confirmed()
    ref, stranger = swapped.plan(made), families.viewer("Somebody Else")
    for act in (
        lambda: swap_page(made.ref, ref, viewer=stranger),
        lambda: services.ask_swap(made.ref, ref, by=stranger),
        lambda: services.take_back_swap(made.ref, ref, by=stranger),
        lambda: services.name_swap_limit(made.pots["virtual"], limit=swapped.LIMIT, by=made.arranger),
        lambda: services.name_swap_limit(made.pots["virtual"], limit=swapped.LIMIT, by=made.offers["riding"].by),
    ):
        with pytest.raises(NotFound):
            act()


def _limit_to(account_id: int | None, pence: int) -> Update:
    return update(OfficerLimit).where(OfficerLimit.account_id == account_id).values(pence=pence)
