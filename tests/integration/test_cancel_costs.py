"""What cancelling a confirmed part costs: by the terms it was asked for under, from the pots that were to pay it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.drafts import Item, LineTerms, SharePart
from marketplace.booking.errors import CostsMore, NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import StandstillChoice
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.cancel_costs import cancel_cost
from marketplace.booking.queries.earnings import earnings
from marketplace.booking.queries.promises import promises_due
from marketplace.booking.queries.sessions import sessions_to_come
from marketplace.booking.services.standstill import Decided
from marketplace.booking.sorts import Bearer, ForNow
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.cancelling import Cancellation
from marketplace.listings.models import BookingTerms, Listing, RateUnit
from marketplace.notifications.models import Letter
from marketplace.people.services.standstill import Happened
from marketplace.people.standstill import StandstillCause
from tests import breaks, funded, golden, offered
from tests.beginnings import beginning
from tests.golden import Golden
from tests.integration.test_booking_cancelling import finance, letters
from tests.offered import Offered

pytestmark = pytest.mark.usefixtures("database")
THREE_DAYS = timedelta(days=3)


@beginning
def asks(offer: Offered, **said: object) -> Offered:
    """Let a listing ask for this when somebody cancels."""
    with transaction():
        listing = session.scalars(select(Listing).where(Listing.ref == offer.ref)).one()
        listing.kept_terms = listing.kept_terms or BookingTerms.usual()
        for name, value in said.items():
            setattr(listing.kept_terms, name, value)
    return offer


@beginning
def house(sort: Cancellation = Cancellation.WEEK) -> Offered:
    return asks(breaks.house(), cancellation=sort)


@beginning
def confirmed(at: Offered | None = None, pot: str = "virtual") -> Golden:
    """Two nights at £100.00 and four hours, which ask for nothing, at £98.40; confirmed."""
    made = breaks.planned(at=at or house(), pot=pot)
    breaks.add_support(made)
    breaks.pay(made, "support", pot)
    golden.ask(made)
    golden.answer(made)
    return made


@contextmanager
def before(made: Golden, ahead: timedelta, name: str = "house") -> Iterator[None]:
    """So long before a part begins."""
    starts_at = min(made.line(name).periods).starts_at
    with time_machine.travel(starts_at - ahead, tick=False):
        yield


def cancel(made: Golden, name: str = "house") -> None:
    services.cancel_line(made.ref, made.lines[name], reason="He is ill", by=made.arranger)


@pytest.mark.parametrize(("ahead", "paid"), [(timedelta(days=7), 0), (timedelta(days=7, seconds=-1), 100_00)])
def test_its_provider_keeps_what_its_terms_say_at_that_time_and_the_rest_is_free_again(
    ahead: timedelta, paid: int
) -> None:
    made = confirmed()
    with before(made, ahead):
        cancel(made)
        balance = breaks.balance(made)
        assert (balance.paid_pence, balance.set_aside_pence) == (0, paid + 98_40)
        assert (made.line("house").state, made.line("house").kept_pence) == (LineState.CANCELLED, paid)
        assert break_for(made.ref, viewer=made.arranger).state is BreakState.CONFIRMED
    assert ledger_is_off_by_pence() == 0


def test_the_terms_are_those_it_was_added_under_whatever_its_provider_says_since() -> None:
    at = house(Cancellation.NOT_SAID)
    made = confirmed(at)
    asks(at, cancellation=Cancellation.MONTH)
    with before(made, THREE_DAYS):
        cancel(made)
        assert breaks.balance(made).set_aside_pence == 98_40


def test_steps_of_its_own_count_as_the_usual_ones_do() -> None:
    at = asks(breaks.house(), cancellation=Cancellation.OWN, cancellation_steps="5:20,2:75")
    made = confirmed(at)
    assert made.line("house").cancellation.startswith("Cancel up to 5 days before it starts")
    with before(made, THREE_DAYS):
        assert cancel_cost(made.ref, viewer=made.arranger).pence == 40_00
        cancel(made)
        assert breaks.balance(made).set_aside_pence == 40_00 + 98_40


def test_nothing_is_kept_before_a_break_is_confirmed() -> None:
    made = breaks.planned(at=house(Cancellation.MONTH))
    golden.ask(made)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        services.cancel_break(made.ref, reason="Not now", by=made.arranger)
        assert breaks.balance(made).paid_pence == 0


def test_all_of_a_break_that_is_cancelled_keeps_what_each_part_keeps_and_tells_each_what_it_comes_to() -> None:
    made = confirmed()
    with before(made, THREE_DAYS):
        cost = cancel_cost(made.ref, viewer=made.arranger)
        assert (cost.pence, cost.back_pence) == (100_00, 198_40)
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        balance = breaks.balance(made)
        assert (balance.paid_pence, balance.set_aside_pence, balance.free_pence) == (0, 100_00, 900_00)
    session.rollback()
    told = {row.to_address: row.body for row in session.scalars(select(Letter).where(Letter.name == "break-part-over"))}
    assert "you keep £100.00 of it" in told[made.offers["house"].by.email]
    assert "you keep" not in told[made.offers["bank"].by.email]
    assert len(letters("break-cancelled")) == 2


def test_what_has_begun_is_paid_in_full_even_where_nothing_is_asked_for() -> None:
    made = confirmed()
    with before(made, -timedelta(minutes=1), "support"):
        cancel(made, "support")
        assert (breaks.balance(made).set_aside_pence, made.line("support").kept_pence) == (298_40, 98_40)


def test_a_no_of_the_person_costs_what_cancelling_costs() -> None:
    made = confirmed()
    with before(made, THREE_DAYS):
        services.say(made.ref, made.lines["house"], is_yes=False, words="No", by=made.viewers["person"])
        assert breaks.balance(made).set_aside_pence == 100_00 + 98_40


def test_each_pot_bears_its_part_and_has_the_rest_back_and_no_other() -> None:
    made = breaks.planned(at=house())
    person, by = made.people["person"], made.arranger
    made.pots["own"] = funded.pot(person, "own", 0, plan_ref="", by=by, officer=by)
    virtual = SharePart(made.pots["virtual"], pence=150_01, option=3, outcome_ref=made.outcome)
    services.set_shares(made.ref, made.lines["house"], parts=[virtual, SharePart(made.pots["own"], pence=49_99)], by=by)
    golden.ask(made)
    golden.answer(made)
    services.mark_paid(promises_due(viewer=finance())[0].ref, by=finance())
    with before(made, THREE_DAYS):
        told = {pot.pot: (pot.cost_pence, pot.back_pence) for pot in cancel_cost(made.ref, viewer=by).pots}
        cancel(made)
        assert told == {"Council arranged": (75_01, 75_00), "Own": (24_99, 25_00)}
        assert (breaks.balance(made).set_aside_pence, breaks.balance(made).paid_pence) == (75_01, 0)
        (due,) = promises_due(viewer=finance())
        assert (due.owed_back_pence, breaks.balance(made, "own").paid_pence) == (25_00, 49_99)
        services.mark_sent_back(due.ref, by=finance())
        assert breaks.balance(made, "own").paid_pence == 24_99
    assert ledger_is_off_by_pence() == 0


def test_what_is_owed_by_transfer_and_not_paid_yet_goes_down_to_what_is_kept_and_is_paid_then() -> None:
    made = confirmed(pot="own")
    with before(made, THREE_DAYS):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        (due,) = promises_due(viewer=finance())
        assert (due.pence, due.owed_pence) == (100_00, 100_00)
        assert letters("break-cost-owed") == [made.arranger.email]
        services.mark_paid(due.ref, by=finance())
        assert breaks.balance(made, "own").paid_pence == 100_00
        assert promises_due(viewer=finance()) == ()
    assert ledger_is_off_by_pence() == 0


def test_the_holders_fee_is_on_what_its_pot_pays_what_is_kept_too() -> None:
    b = golden.two_nights_in_peebles()
    for name in ("hotel", "support", "taxi"):
        with transaction():
            b.line(name).cancellation_steps = "7:50" if name == "hotel" else ""
    golden.ask(b)
    golden.answer(b)
    with before(b, THREE_DAYS, "hotel"):
        cost = cancel_cost(b.ref, b.lines["hotel"], viewer=b.arranger)
        assert (cost.pence, cost.fee_pence) == (92_00 + 4_60, 4_60)
        cancel(b, "hotel")
        balance = breaks.balance(b, "isf")
        # 5% of 92.00 kept and 319.70 still to come: 20.585, half up
        assert (balance.paid_pence, balance.set_aside_pence) == (0, 92_00 + 319_70 + 20_59)
        for name in ("support", "taxi"):
            cancel(b, name)
        balance = breaks.balance(b, "isf")
        assert (balance.paid_pence, balance.set_aside_pence) == (0, 92_00 + 4_60)  # until its invoice is paid
        assert b.break_.state is BreakState.CANCELLED
    assert ledger_is_off_by_pence() == 0


def test_what_a_provider_keeps_stands_in_what_it_earns() -> None:
    made = confirmed()
    owner = made.offers["house"].by
    with before(made, THREE_DAYS):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        (earned,) = earnings(viewer=owner).earned
        assert (earned.pence, earned.paid.pence, earned.is_done) == (100_00, 0, True)


def test_when_it_costs_more_than_the_page_said_nobody_pays_it_unasked() -> None:
    made = confirmed()
    with before(made, timedelta(days=8)):
        seen = str(cancel_cost(made.ref, made.lines["house"], viewer=made.arranger).pence)
    with before(made, THREE_DAYS):
        for wrong in (seen, "free", ""):
            with pytest.raises(CostsMore):
                services.cancel_line(made.ref, made.lines["house"], reason="He is ill", seen=wrong, by=made.arranger)
            with pytest.raises(CostsMore):
                services.cancel_break(made.ref, reason="He is ill", seen=wrong, by=made.arranger)
        assert breaks.balance(made).set_aside_pence == 298_40
        services.cancel_line(made.ref, made.lines["house"], reason="He is ill", seen="10000", by=made.arranger)
        assert breaks.balance(made).set_aside_pence == 198_40


def test_what_a_provider_cancels_gives_all_back_whatever_its_terms() -> None:
    activity = asks(
        offered.offered("Boats", ListingKind.ACTIVITY, {RateUnit.ITEM: 60_00}, provider="B", spaces=4),
        cancellation=Cancellation.MONTH,
    )
    made = breaks.planned()
    made.offers["boats"] = activity
    stretch = golden.stretch(golden.friday(), 17, 18)
    made.lines["boats"] = services.add_listed_items(
        made.ref, listing_ref=activity.ref, items=[Item(period=stretch)], terms=LineTerms(), by=made.arranger
    )
    breaks.pay(made, "boats", "virtual")
    golden.ask(made)
    golden.answer(made)
    with before(made, timedelta(hours=2), "boats"):
        (row,) = sessions_to_come(viewer=activity.by)
        assert cancel_cost(made.ref, made.lines["boats"], viewer=made.arranger).pence == 60_00
        services.cancel_session(activity.ref, row.period.starts_at, reason="Wind", by=activity.by)
        assert (breaks.balance(made).set_aside_pence, made.line("boats").kept_pence) == (200_00, 0)


def test_a_provider_that_cannot_come_keeps_nothing_and_the_family_reads_why() -> None:
    made = confirmed()
    line_ref, owner = made.lines["house"], made.offers["house"].by
    with before(made, THREE_DAYS):
        with pytest.raises(NotFound):
            services.cancel_as_provider(line_ref, reason="The boiler broke", by=made.offers["bank"].by)
        with pytest.raises(Refused):
            services.cancel_as_provider(line_ref, reason=" ", by=owner)
        services.cancel_as_provider(line_ref, reason="The boiler broke", by=owner)
        assert breaks.balance(made).set_aside_pence == 98_40
        assert (made.line("house").state, made.line("house").words) == (LineState.CANCELLED, "The boiler broke")
    assert len(letters("break-part-out")) == 2
    assert letters("break-part-over") == []


@pytest.mark.parametrize(("ahead", "is_too_late"), [(timedelta(seconds=1), False), (timedelta(0), True)])
def test_a_provider_cancels_until_it_begins(ahead: timedelta, is_too_late: bool) -> None:  # noqa: FBT001
    made = confirmed()
    with before(made, ahead):
        if is_too_late:
            with pytest.raises(NotNow):
                services.cancel_as_provider(made.lines["house"], reason="Ill", by=made.offers["house"].by)
        else:
            services.cancel_as_provider(made.lines["house"], reason="Ill", by=made.offers["house"].by)
            assert made.line("house").state is LineState.CANCELLED


# In hospital, or died


def in_hospital(made: Golden) -> None:
    happened = Happened(StandstillCause.IN_HOSPITAL, clock.today())
    services.record_standstill(made.people["person"], happened=happened, by=made.viewers["officer"])


@pytest.mark.parametrize(("asks_for_nothing", "kept"), [(False, 100_00), (True, 0)])
def test_in_hospital_the_pots_bear_what_letting_go_costs_unless_the_provider_itself_cancels_its_part(
    kept: int, *, asks_for_nothing: bool
) -> None:
    made = confirmed()
    with before(made, THREE_DAYS):
        in_hospital(made)
        if asks_for_nothing:
            services.cancel_as_provider(made.lines["house"], reason="We ask for nothing", by=made.offers["house"].by)
        said = Decided(ForNow.LET_GO, "His mother agreed to it", seen=str(kept))
        services.decide_standstill(made.people["person"], made.ref, decided=said, by=made.viewers["officer"])
        assert breaks.balance(made).set_aside_pence == kept
        session.rollback()
        chosen = session.scalars(select(StandstillChoice)).one()
        assert (chosen.bears, chosen.words) == (Bearer.PAYERS if kept else None, "His mother agreed to it")


def test_without_a_reason_nothing_is_let_go() -> None:
    made = confirmed()
    with before(made, THREE_DAYS):
        in_hospital(made)
        with pytest.raises(Refused) as refused:
            services.decide_standstill(
                made.people["person"], made.ref, decided=Decided(ForNow.LET_GO), by=made.viewers["officer"]
            )
        assert set(refused.value.fields) == {"words"}
        assert breaks.balance(made).set_aside_pence == 298_40


def test_where_letting_go_costs_nothing_nobody_is_asked_who_bears_it() -> None:
    made = confirmed()
    with before(made, timedelta(days=10)):
        in_hospital(made)
        decided = Decided(ForNow.LET_GO)
        services.decide_standstill(made.people["person"], made.ref, decided=decided, by=made.viewers["officer"])
        session.rollback()
        assert session.scalars(select(StandstillChoice.bears)).one() is None
