"""One part first: it is asked for alone and kept until a day; the rest is agreed by then, or all goes for nothing."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Agreement
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.caseload import Asked, caseload
from marketplace.booking.queries.holdings import holdings
from marketplace.booking.queries.requests import request_of
from marketplace.booking.queries.series import series_for
from marketplace.booking.queries.stages import stages_stamp
from marketplace.booking.queries.waiting import waiting_for
from marketplace.budgets.models import MoneyHold
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session, transaction
from marketplace.editing import ChangedMeanwhile
from marketplace.errors import Conflict, NotAllowed, Refused
from marketplace.listings.models import BookingTerms, Cause, Listing, Occupancy
from marketplace.listings.services import search_row
from marketplace.people.representation import Capacity, Scope
from tests import breaks, families, golden, staged
from tests.golden import Golden

LATE = timedelta(seconds=1)


def ends_of(made: Golden) -> set[object]:
    """When what is held for the house ends: its space and its money."""
    session.rollback()
    held = holdings([made.line("house")])
    spaces = session.scalars(select(Occupancy.expires_at).where(Occupancy.reference.in_(held.spaces)))
    money = session.scalars(select(MoneyHold.expires_at).where(MoneyHold.reference.in_(held.money)))
    return {*spaces, *money}


def swept(made: Golden, at: object) -> BreakState:
    with time_machine.travel(at, tick=False):  # type: ignore[arg-type]
        services.expire_over()
        return made.break_.state


def test_the_first_part_is_held_asked_agreed_and_kept_until_the_end_of_the_day_for_the_rest(database: Engine) -> None:
    made = staged.with_rest(staged.planned())
    golden.ask(made)
    one = made.break_
    assert [line.title for line in one.lines_now] == ["Whin Lodge"]
    assert (made.line("house").state, made.line("support").state) == (LineState.ASKED, LineState.PROPOSED)
    assert len(breaks.taken()) == 1
    assert breaks.balance(made).set_aside_pence == breaks.PRICE
    golden.accept(made, "house")
    golden.say_yes(made)
    golden.agree(made, "virtual")
    one = made.break_
    assert (one.state, one.hold_until, one.kept_until) == (BreakState.PART_KEPT, staged.rest_by(), staged.rest_by())
    assert ends_of(made) == {staged.rest_by()}
    assert session.scalars(select(Agreement.pence)).one() == breaks.PRICE
    assert breaks.balance(made).set_aside_pence == breaks.PRICE


def test_when_the_rest_is_agreed_in_time_all_of_it_is_booked_and_one_agreement_covers_all(database: Engine) -> None:
    made = staged.rest_asked()
    one = made.break_
    held = holdings(one.lines_in)
    assert one.state is BreakState.CONFIRMED
    assert all(held.has_all(line) for line in one.lines_in)
    causes = select(Occupancy.cause).where(Occupancy.reference.in_(held.spaces), Occupancy.released_at.is_(None))
    assert set(session.scalars(causes)) == {Cause.BOOKING}
    standing = session.scalars(select(Agreement).where(Agreement.withdrawn_at.is_(None))).one()
    assert standing.pence == one.pence == breaks.PRICE + 4 * 24_60
    assert ledger_is_off_by_pence() == 0


def test_among_breaks_planned_together_the_rest_of_one_is_held_with_the_others(database: Engine) -> None:
    made = staged.with_rest(staged.kept())
    (row,) = series_for(made.ref, viewer=made.arranger).rows
    assert (row.state, row.hold_until, row.may_hold) == (BreakState.PART_KEPT, staged.rest_by(), True)
    assert [one.why_not for one in services.hold_several([made.ref], by=made.arranger)] == [""]
    assert made.break_.state is BreakState.HELD


def test_once_all_of_it_is_confirmed_nothing_says_any_more_that_a_part_comes_first(database: Engine) -> None:
    made = staged.rest_asked()
    officer = made.viewers["officer"]
    families.acts_for(officer, made.people["person"], Scope.PLAN, capacity=Capacity.CARE_MANAGER)
    ((row,),) = [one.breaks for one in caseload(Asked(), viewer=officer).rows]
    assert (row.state, row.rest_on) == (BreakState.CONFIRMED, None)
    assert break_for(made.ref, viewer=made.arranger).stages is None


def test_at_the_end_of_its_day_the_first_part_goes_at_that_second_with_all_money_and_everyone_is_told(
    database: Engine,
) -> None:
    made = staged.kept()
    assert swept(made, staged.rest_by() - LATE) is BreakState.PART_KEPT
    with time_machine.travel(staged.rest_by(), tick=False):
        assert made.break_.state_on(clock.now()) is BreakState.EXPIRED
        assert holdings(made.break_.lines_in).spaces == frozenset(), "gone at its second, swept or not"
    assert swept(made, staged.rest_by()) is BreakState.EXPIRED
    one = made.break_
    assert breaks.taken() == []
    assert (breaks.balance(made).set_aside_pence, breaks.balance(made).free_pence) == (0, 1_000_00)
    assert (one.first_kept_at, made.line("house").state, made.line("house").asked_at) == (
        None,
        LineState.PROPOSED,
        None,
    )
    assert ledger_is_off_by_pence() == 0
    officer, family = made.viewers["officer"].email, {made.arranger.email, made.viewers["person"].email}
    assert {*staged.letters("break-first-let-go")} >= family
    assert staged.letters("break-first-let-go-provider") == [made.offers["house"].by.email]
    assert staged.letters("break-time-over") == []
    assert officer


def test_when_the_rest_is_not_answered_in_its_own_time_it_goes_alone_and_is_asked_for_again(database: Engine) -> None:
    made = staged.rest_asked("support")
    until = made.break_.hold_until
    assert until is not None
    assert until < staged.rest_by()
    assert swept(made, until) is BreakState.PART_KEPT
    assert made.break_.hold_until == staged.rest_by()
    assert ends_of(made) == {staged.rest_by()}
    assert made.line("support").state is LineState.PROPOSED
    assert breaks.balance(made).set_aside_pence == breaks.PRICE
    assert made.arranger.email in staged.letters("break-rest-over")
    assert staged.letters("break-time-over-provider") == [made.offers["bank"].by.email]
    with time_machine.travel(until + LATE):
        golden.ask(made)
        golden.accept(made, "support")
        assert made.break_.state is BreakState.CONFIRMED, "who agreed is not asked again"


def test_nothing_of_the_rest_is_held_or_asked_for_beyond_the_end_of_its_day(database: Engine) -> None:
    made = staged.with_rest(staged.kept())
    end = staged.rest_by()
    with time_machine.travel(end - timedelta(minutes=10), tick=False):
        assert services.hold(made.ref, by=made.arranger).until == end
        assert services.request(made.ref, asks_longer=True, by=made.arranger) == end
        staged.answer_rest(made, "virtual")
    assert swept(made, end) is BreakState.EXPIRED
    assert (breaks.taken(), breaks.balance(made).set_aside_pence) == ([], 0)
    with time_machine.travel(end, tick=False):
        with pytest.raises(Refused, match="The day by which the rest was to be agreed is over"):
            services.hold(made.ref, by=made.arranger)
        session.rollback()
        services.have_all_together(made.ref, by=made.arranger)
        golden.ask(made)
        assert {line.state for line in made.break_.lines_in} == {LineState.ASKED, LineState.ACCEPTED}


def test_the_rest_is_let_go_by_hand_then_all_and_a_new_day_asks_the_provider_anew(database: Engine) -> None:
    made = staged.rest_asked("virtual")
    services.let_go(made.ref, by=made.arranger)
    assert made.break_.state is BreakState.PART_KEPT
    assert ends_of(made) == {staged.rest_by()}
    services.let_go(made.ref, by=made.arranger)
    assert (made.break_.state, breaks.taken(), breaks.balance(made).set_aside_pence) == (BreakState.DRAFT, [], 0)
    assert made.line("house").state is LineState.PROPOSED
    assert made.offers["house"].by.email in staged.letters("break-part-over")
    services.have_first(
        made.ref, first=[made.lines["house"]], rest_on=staged.rest_on() + timedelta(days=1), by=made.arranger
    )
    golden.ask(made)
    assert made.line("house").state is LineState.ASKED


def test_who_lets_the_rest_go_as_its_time_is_over_does_not_let_the_first_part_go(database: Engine) -> None:
    made = staged.rest_asked("virtual")
    until = made.break_.hold_until
    assert until is not None
    with time_machine.travel(until, tick=False):
        services.let_go(made.ref, rest_only=True, by=made.arranger)
        one = made.break_
        assert (one.state, one.hold_until, one.requested_at) == (
            BreakState.PART_KEPT,
            one.rest_by,
            one.first_kept_at,
        )
        assert ends_of(made) == {one.rest_by}
        assert breaks.balance(made).set_aside_pence == breaks.PRICE


@pytest.mark.parametrize("is_rest_asked", [False, True])
def test_cancelled_by_hand_before_its_day_nothing_is_kept_and_nothing_charged(
    database: Engine, *, is_rest_asked: bool
) -> None:
    made = staged.rest_asked("virtual") if is_rest_asked else staged.kept()
    services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
    assert made.break_.state is BreakState.CANCELLED
    assert (breaks.taken(), breaks.balance(made).set_aside_pence) == ([], 0)
    assert breaks.balance(made).free_pence == 1_000_00
    assert made.offers["house"].by.email in staged.letters("break-part-over")


def test_what_is_kept_stays_as_all_said_yes_to_it(database: Engine) -> None:
    made = staged.kept()
    with pytest.raises(Refused, match="kept for you until"):
        services.remove_line(made.ref, made.lines["house"], by=made.arranger)
    session.rollback()
    with pytest.raises(Refused, match="kept for you until"):
        breaks.pay(made, "house", "virtual")
    session.rollback()
    with pytest.raises(NotNow):
        services.withdraw_agreement(made.ref, made.pots["virtual"], by=made.viewers["officer"])
    session.rollback()
    with pytest.raises(NotNow):
        services.have_first(made.ref, first=[made.lines["house"]], rest_on=staged.rest_on(), by=made.arranger)


def test_a_no_of_the_person_to_what_is_kept_lets_it_go_and_the_break_is_a_draft(database: Engine) -> None:
    made = staged.kept()
    services.say(made.ref, made.lines["house"], is_yes=False, by=made.viewers["person"])
    one = made.break_
    assert (one.state, one.rest_by, one.first_kept_at) == (BreakState.DRAFT, None, None)
    assert (breaks.taken(), breaks.balance(made).set_aside_pence) == ([], 0)


def test_an_officers_no_to_the_rest_leaves_the_first_part_agreed_and_its_money_set_aside(database: Engine) -> None:
    made = staged.rest_asked("virtual")
    services.do_not_agree(made.ref, made.pots["virtual"], reason="Not the hours", by=made.viewers["officer"])
    assert [share.pence for share in made.line("house").shares] == [breaks.PRICE]
    assert list(made.line("support").shares) == []
    assert breaks.balance(made).set_aside_pence == breaks.PRICE
    standing = session.scalars(select(Agreement).where(Agreement.withdrawn_at.is_(None))).one()
    assert standing.pence == breaks.PRICE


def test_without_any_rest_the_break_goes_on_and_is_confirmed(database: Engine) -> None:
    made = staged.kept()
    golden.ask(made)
    assert made.break_.state is BreakState.CONFIRMED


def test_a_provider_who_says_yes_at_once_is_asked_all_the_same_and_reads_the_day_before(database: Engine) -> None:
    made = staged.planned()
    with transaction():
        house = session.scalars(select(Listing).where(Listing.ref == made.offers["house"].ref)).one()
        house.kept_terms = BookingTerms.usual()
        house.kept_terms.is_instant = True
        search_row.refresh(house)
    golden.ask(made)
    assert made.line("house").state is LineState.ASKED
    page = request_of(made.lines["house"], viewer=made.offers["house"].by)
    assert page.rest_by.startswith("the end of ")
    letter = staged.bodies("break-asked")[-1]
    assert page.rest_by in letter
    assert "free of charge" in letter
    golden.answer(made)
    staged.with_rest(made)
    golden.ask(made)
    assert request_of(made.lines["support"], viewer=made.offers["bank"].by).rest_by == ""


def test_the_page_the_caseload_and_what_waits_say_what_is_kept_and_by_when_the_rest_is_agreed(
    database: Engine,
) -> None:
    made = staged.with_rest(staged.kept())
    stages = break_for(made.ref, viewer=made.arranger).stages
    assert stages is not None
    assert (stages.first, stages.rest, stages.last_on) == ("Whin Lodge", 1, staged.rest_on())
    (waits,) = waiting_for(viewer=made.arranger)
    assert (waits.what, waits.due_at) == ("rest", staged.rest_by())
    officer = made.viewers["officer"]
    assert waiting_for(viewer=officer) == ()
    families.acts_for(officer, made.people["person"], Scope.PLAN, capacity=Capacity.CARE_MANAGER)
    ((row,),) = [one.breaks for one in caseload(Asked(), viewer=officer).rows]
    assert row.rest_on == staged.rest_on()
    assert [wait.wait.words for wait in row.waits] == ["plan the rest, hold it and ask for it"]


def test_a_fee_of_the_whole_is_settled_with_the_rest(database: Engine) -> None:
    made = golden.two_nights_in_peebles()
    services.have_first(made.ref, first=[made.lines["hotel"]], rest_on=staged.rest_on(), by=made.arranger)
    golden.ask(made)
    assert breaks.balance(made, "isf").set_aside_pence == 184_00
    golden.accept(made, "hotel")
    golden.say_yes(made)
    golden.agree(made, "isf")
    assert made.break_.hold_until == staged.rest_by()
    golden.ask(made)
    services.consent_to_safety(made.ref, is_yes=True, by=made.viewers["person"])
    for name in ("support", "taxi"):
        golden.accept(made, name)
    golden.agree(made, "isf")
    assert made.break_.state is BreakState.CONFIRMED
    assert breaks.balance(made, "isf").set_aside_pence == made.break_.pence == 528_89


def test_own_money_by_bank_transfer_is_asked_for_once_when_all_is_agreed(database: Engine) -> None:
    made = staged.kept(pot="own")
    assert staged.letters("break-invoice") == []
    staged.with_rest(made, pot="own")
    golden.ask(made)
    staged.answer_rest(made, pot="own")
    assert made.break_.state is BreakState.CONFIRMED
    assert len(staged.letters("break-invoice")) == 1


def test_two_who_say_what_comes_first_lose_nothing_and_who_may_only_look_says_nothing(database: Engine) -> None:
    made = breaks.planned()
    seen = stages_stamp(made.break_)
    first = [made.lines["house"]]
    services.have_first(made.ref, first=first, rest_on=staged.rest_on(), seen=seen, by=made.arranger)
    with pytest.raises(ChangedMeanwhile):
        services.have_first(made.ref, first=first, rest_on=staged.rest_on(), seen=seen, by=made.arranger)
    session.rollback()
    looks = families.viewer("Ewan Bell")
    families.acts_for(looks, made.people["person"], Scope.SEE)
    with pytest.raises(NotAllowed):
        services.have_first(made.ref, first=first, rest_on=staged.rest_on(), by=looks)
    session.rollback()
    for parts, on, field in (([], staged.rest_on(), "first"), (first, clock.today(), "rest_on")):
        with pytest.raises(Refused) as refused:
            services.have_first(made.ref, first=parts, rest_on=on, by=made.arranger)
        assert set(refused.value.fields) == {field}
        session.rollback()


def test_a_yes_after_the_end_of_the_day_is_refused_and_changes_nothing(database: Engine) -> None:
    made = staged.rest_asked("virtual")
    with time_machine.travel(staged.rest_by(), tick=False):
        with pytest.raises(Conflict):
            services.agree(
                made.ref, made.pots["virtual"], yes=PotYes(purchase_order="PO 1"), by=made.viewers["officer"]
            )
        session.rollback()
        assert made.break_.state_on(clock.now()) is BreakState.EXPIRED
