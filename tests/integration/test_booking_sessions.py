"""An activity cancels a session: all money of everybody in it comes back, families are told, the time is closed."""

import pytest
import time_machine
from sqlalchemy import select

from marketplace.access_facts.kinds import ListingKind
from marketplace.accounts.roles import RoleName
from marketplace.booking import services
from marketplace.booking.drafts import Item, LineTerms
from marketplace.booking.errors import NoLongerFree, NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.earnings import earnings
from marketplace.booking.queries.sessions import sessions_to_come
from marketplace.budgets.queries.balances import ledger_is_off_by_pence
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import BookingTerms, Cause, Listing, Occupancy, RateUnit
from marketplace.notifications.models import Letter
from marketplace.periods import Period
from tests import breaks, families, golden, invoiced, offered
from tests.golden import Golden, stretch
from tests.offered import Offered

pytestmark = pytest.mark.usefixtures("database")
WIND = "Too much wind for the boats"


def boats() -> Offered:
    return offered.offered("Boats at Duns", ListingKind.ACTIVITY, {RateUnit.ITEM: 60_00}, provider="Boats", spaces=4)


def afternoon() -> Period:
    return stretch(golden.friday(), 17, 18)


def sailing(activity: Offered, house: Offered, *items: Period, pot: str = "virtual") -> Golden:
    """A family with a house and seats in sessions, asked for."""
    made = breaks.planned(at=house, pot=pot)
    made.offers["boats"] = activity
    made.lines["boats"] = services.add_listed_items(
        made.ref,
        listing_ref=activity.ref,
        items=[Item(period=one) for one in items or (afternoon(),)],
        terms=LineTerms(),
        by=made.arranger,
    )
    breaks.pay(made, "boats", pot)
    golden.ask(made)
    return made


def letters(name: str) -> list[Letter]:
    session.rollback()
    return list(session.scalars(select(Letter).where(Letter.name == name).order_by(Letter.id)))


def test_all_who_booked_a_session_have_all_their_money_back_in_the_pots_it_came_from() -> None:
    activity = boats()
    first, second = (sailing(activity, breaks.house(title=name)) for name in ("Whin Lodge", "Barn"))
    for made in (first, second):
        golden.answer(made)
    (row,) = sessions_to_come(viewer=activity.by)
    assert (row.families, row.seats, row.pence, row.others) == (2, 2, 120_00, 0)
    assert services.cancel_session(activity.ref, row.period.starts_at, reason=WIND, by=activity.by) == 2
    for made in (first, second):
        assert made.line("boats").state is LineState.CANCELLED
        assert breaks.balance(made).set_aside_pence == 200_00
        assert break_for(made.ref, viewer=made.arranger).state is BreakState.CONFIRMED
    told = letters("break-part-out")
    assert {letter.to_address for letter in told} >= {first.arranger.email, second.arranger.email}
    assert all(WIND in letter.body for letter in told)
    assert letters("break-part-over") == []
    assert ledger_is_off_by_pence() == 0
    session.rollback()
    assert sessions_to_come(viewer=activity.by) == ()


def test_nobody_else_can_book_a_seat_in_it_afterwards() -> None:
    activity = boats()
    made = sailing(activity, breaks.house())
    golden.answer(made)
    services.cancel_session(activity.ref, afternoon().starts_at, reason=WIND, by=activity.by)
    session.rollback()
    standing = select(Occupancy).where(Occupancy.released_at.is_(None), Occupancy.cause == Cause.CLOSURE)
    assert [row.period for row in session.scalars(standing)] == [afternoon()] * 4


@pytest.mark.parametrize("has_accepted", [False, True])
def test_where_answers_are_waited_for_the_part_is_lost_and_whoever_arranges_chooses(*, has_accepted: bool) -> None:
    activity = boats()
    made = sailing(activity, breaks.house())
    golden.answer(made, without=("house", *(() if has_accepted else ("boats",))))
    services.cancel_session(activity.ref, afternoon().starts_at, reason=WIND, by=activity.by)
    assert made.line("boats").state is (LineState.WITHDRAWN if has_accepted else LineState.DECLINED)
    page = break_for(made.ref, viewer=made.arranger)
    assert [line.why_out for line in page.lost] == [WIND]
    golden.accept(made, "house")
    session.rollback()
    assert break_for(made.ref, viewer=made.arranger).state is BreakState.REQUESTED


def test_a_part_with_other_days_is_said_to_go_as_a_whole() -> None:
    activity = boats()
    made = sailing(activity, breaks.house(), afternoon(), stretch(golden.friday(), 19, 20))
    golden.answer(made)
    assert [row.others for row in sessions_to_come(viewer=activity.by)] == [1, 1]
    services.cancel_session(activity.ref, afternoon().starts_at, reason=WIND, by=activity.by)
    assert breaks.balance(made).set_aside_pence == 200_00


def test_nobody_cancels_the_session_of_others_or_without_a_reason() -> None:
    activity = boats()
    made = sailing(activity, breaks.house())
    with pytest.raises(NotFound):
        services.cancel_session(activity.ref, afternoon().starts_at, reason=WIND, by=made.offers["house"].by)
    with pytest.raises(Refused) as refused:
        services.cancel_session(activity.ref, afternoon().starts_at, reason=" ", by=activity.by)
    assert set(refused.value.fields) == {"reason"}
    assert made.line("boats").state is LineState.ASKED


def test_earnings_are_of_what_is_confirmed_and_paid_once_the_break_is_over() -> None:
    activity = boats()
    made = sailing(activity, breaks.house())
    assert earnings(viewer=activity.by).months == ()
    golden.answer(made)
    session.rollback()
    found = earnings(viewer=activity.by)
    assert (found.total.to_come_pence, found.total.owed_pence, found.total.paid_pence) == (60_00, 60_00, 0)
    assert [one.purchase_order for one in found.earned] != [""]
    with time_machine.travel(made.break_.ends_at, tick=False):
        services.complete(made.ref, by=made.arranger)
        assert earnings(viewer=activity.by).total.owed_pence == 60_00
        invoiced.all_paid(activity.by, families.officer(role=RoleName.COUNCIL_FINANCE))
        found = earnings(viewer=activity.by)
    assert (found.total.done_pence, found.total.owed_pence, found.total.paid_pence) == (60_00, 0, 60_00)
    assert earnings(viewer=boats().by).earned == ()


def test_a_seat_that_is_only_held_is_let_go_and_is_not_asked_for_nor_promised_afterwards() -> None:
    activity = boats()
    sailing(activity, breaks.house())
    with transaction():
        listing = session.scalars(select(Listing).where(Listing.ref == activity.ref)).one()
        listing.kept_terms = BookingTerms.usual()
        listing.kept_terms.is_instant = True
    held = breaks.planned(at=breaks.house(title="Barn"))
    held.lines["boats"] = services.add_listed_items(
        held.ref, listing_ref=activity.ref, items=[Item(period=afternoon())], terms=LineTerms(), by=held.arranger
    )
    breaks.pay(held, "boats", "virtual")
    services.hold(held.ref, by=held.arranger)
    assert services.cancel_session(activity.ref, afternoon().starts_at, reason=WIND, by=activity.by) == 1
    assert breaks.balance(held).set_aside_pence == 200_00
    with pytest.raises(NotNow, match="not held"):
        services.request(held.ref, by=held.arranger)
    with pytest.raises(NoLongerFree):
        services.hold(held.ref, by=held.arranger)
    assert held.line("boats").state is LineState.PROPOSED
    closed = select(Occupancy).where(Occupancy.released_at.is_(None), Occupancy.cause == Cause.CLOSURE)
    assert len(session.scalars(closed).all()) == 4


def test_what_a_family_only_holds_is_in_no_list_of_sessions() -> None:
    activity = boats()
    held = breaks.planned(at=breaks.house())
    held.lines["boats"] = services.add_listed_items(
        held.ref, listing_ref=activity.ref, items=[Item(period=afternoon())], terms=LineTerms(), by=held.arranger
    )
    breaks.pay(held, "boats", "virtual")
    services.hold(held.ref, by=held.arranger)
    assert sessions_to_come(viewer=activity.by) == ()
