"""Swapping support: its provider reads what keeps the person safe before it says yes, and every rule is as at first."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.errors import NotNow
from marketplace.booking.models import Break, Line, Swap
from marketplace.booking.queries.assessing import assessment
from marketplace.booking.queries.inbox import inbox
from marketplace.booking.queries.requests import request_of
from marketplace.booking.swaps import Limit, SwapPer, SwapState
from marketplace.budgets.services import proving
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.geo import find
from marketplace.listings.models import PA, Cause, Occupancy, Space
from marketplace.listings.opening import Stretch
from marketplace.listings.services import leave, working
from marketplace.listings.services.working import WorkRecord
from marketplace.listings.working_week import week_of
from marketplace.rules.queries import kept_results
from tests import breaks, golden, paid_by_transfer, staged, swapped
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")

SUPPORT = Limit(frozenset({ListingKind.PA_BANK, ListingKind.SOLE_PA}), 20_00, 20_00, SwapPer.BREAK)


@pytest.fixture(autouse=True)
def _books(database: Engine) -> Iterator[None]:
    """Whatever a test does, the books are proved afterwards."""
    yield
    session.rollback()
    assert proving.prove().flaws == 0


def limited(made: Golden) -> Golden:
    services.name_swap_limit(made.pots["virtual"], limit=SUPPORT, by=made.viewers["officer"])
    return made


def asked(made: Golden, ref: str) -> str:
    """He says yes to it; the line that its provider is asked for."""
    assert services.ask_swap(made.ref, ref, by=made.viewers["person"]) is SwapState.ASKED
    return swapped.swap(ref).fresh.ref


def booked_at(made: Golden, name: str) -> int:
    """How many visits stand booked in the diaries of one bank."""
    rows = select(Occupancy).join(Space, Space.id == Occupancy.space_id).where(Space.ref.in_(made.offers[name].spaces))
    return len(session.scalars(rows.where(Occupancy.released_at.is_(None), Occupancy.cause == Cause.BOOKING)).all())


def test_a_new_bank_accepts_for_now_reads_what_keeps_him_safe_and_then_takes_the_place_of_the_old_one() -> None:
    made = limited(swapped.supported())
    ref = swapped.plan_support(made)
    line_ref = asked(made, ref)
    by = made.offers["forth"].by
    page = request_of(line_ref, viewer=by)
    assert (page.may_accept_provisionally, page.may_accept, page.may_decline) == (True, False, True)
    assert (page.person_called, page.safety, assessment(line_ref, viewer=by).person_called) == ("", (), "")
    assert page.safety_words == "Accept it for now, and you can read it"
    with pytest.raises(Refused, match="for now first"):
        services.accept(line_ref, by=by)
    services.accept_provisionally(line_ref, by=by)
    with pytest.raises(NotNow):
        services.accept_provisionally(line_ref, by=by)
    page = request_of(line_ref, viewer=by)
    assert (page.may_accept_provisionally, page.may_accept, page.may_withdraw) == (False, True, True)
    assert page.person_called
    assert [one.row.line_ref for one in inbox(viewer=by).waits] == [line_ref]
    assert (booked_at(made, "bank"), booked_at(made, "forth")) == (1, 0)
    services.accept(line_ref, by=by)
    assert swapped.swap(ref).state is SwapState.DONE
    assert (booked_at(made, "bank"), booked_at(made, "forth")) == (0, 1)
    assert breaks.balance(made).set_aside_pence == 200_00 + 104_00
    assert made.offers["bank"].by.email in staged.letters("break-part-over")
    assert kept_results(f"line:{line_ref}:time")


@pytest.mark.parametrize("how", ["declines", "withdraws"])
def test_when_the_new_bank_says_no_the_old_support_stays_and_it_reads_nothing_any_more(how: str) -> None:
    made = limited(swapped.supported())
    line_ref = asked(made, swapped.plan_support(made))
    by = made.offers["forth"].by
    if how == "declines":
        services.decline(line_ref, reason="Nobody is left", by=by)
    else:
        services.accept_provisionally(line_ref, by=by)
        services.withdraw(line_ref, reason="We cannot do that", by=by)
    assert request_of(line_ref, viewer=by).person_called == ""
    assert (booked_at(made, "bank"), breaks.balance(made).set_aside_pence) == (1, 298_40)


def test_other_hours_of_the_same_bank_are_support_like_any_other() -> None:
    made = limited(swapped.supported())
    saturday = golden.stretch(golden.friday() + timedelta(days=1), 10, 13)
    ref = swapped.plan_support(made, to="bank", at=saturday)
    line_ref = asked(made, ref)
    services.accept_provisionally(line_ref, by=made.offers["bank"].by)
    services.accept(line_ref, by=made.offers["bank"].by)
    assert swapped.swap(ref).state is SwapState.DONE
    assert [one.starts_at for one in swapped.swap(ref).fresh.periods] == [saturday.starts_at]
    assert booked_at(made, "bank") == 1
    assert breaks.balance(made).set_aside_pence == 200_00 + 3 * 24_60


def test_another_pa_of_the_same_bank_is_asked_for_by_name() -> None:
    made = limited(swapped.supported())
    (now,) = [segment.space.ref for segment in made.line("support").segments if segment.space]
    other = next(ref for ref in made.offers["bank"].spaces if ref != now)
    ref = swapped.plan_support(made, to="bank", space=other)
    line_ref = asked(made, ref)
    services.accept_provisionally(line_ref, by=made.offers["bank"].by)
    services.accept(line_ref, by=made.offers["bank"].by)
    assert [segment.space.ref for segment in swapped.swap(ref).fresh.segments if segment.space] == [other]


@pytest.mark.parametrize("why", ["elsewhere", "away", "too far", "does not work then"])
def test_a_pa_who_could_not_have_come_at_first_cannot_come_instead_and_it_is_said(why: str) -> None:
    made = limited(swapped.supported(pas=1))
    bank, friday = made.offers["forth"], golden.friday()
    pa, by = pa_of(bank.spaces[0]), bank.by.actor
    match why:
        case "elsewhere":
            is_busy_with_another_break(made)
        case "away":
            leave.take_leave(pa_id=pa.id, first_on=friday, last_on=friday, by=by)
        case "too far":
            glasgow = find("Glasgow")
            where = glasgow.point
            record = WorkRecord(base=glasgow.name, latitude=where.lat, longitude=where.lon, travels_km=1)
            working.keep_work(pa_id=pa.id, record=record, by=by)
            with transaction():
                session.execute(update(Break).where(Break.ref == made.ref).values(town="Duns"))
        case _:
            mornings = week_of([Stretch(day, 9 * 60, 12 * 60) for day in range(7)], [])
            working.keep_week(pa_id=pa.id, week=mornings, by=by)
    with pytest.raises((NotNow, Refused)) as refused:
        swapped.plan_support(made)
    said = [refused.value.message, *getattr(refused.value, "fields", {}).values()]
    words = "Nobody of Forth PA Bank works then" if why == "does not work then" else "Forth PA Bank is not free then"
    assert any(words in each for each in said)
    assert booked_at(made, "bank") == 1


def is_busy_with_another_break(made: Golden) -> None:
    other = breaks.planned(breaks.family("virtual"))
    other.offers["bank"] = made.offers["forth"]
    breaks.add_support(other)
    breaks.pay(other, "support", "virtual")
    golden.ask(other)


def pa_of(space_ref: str) -> PA:
    session.rollback()
    return session.scalars(select(PA).join(Space).where(Space.ref == space_ref)).one()


def test_what_the_new_pa_has_not_learnt_is_shown_to_their_manager_before_the_yes() -> None:
    made = limited(swapped.supported())
    line_ref = asked(made, swapped.plan_support(made))
    by = made.offers["forth"].by
    services.accept_provisionally(line_ref, by=by)
    found = assessment(line_ref, viewer=by)
    assert [gap.skill.id for one in found.proposals for gap in one.gaps] == ["moving_and_assisting"]
    assert found.may_change
    (visit,) = swapped.swap(swap_of(line_ref)).fresh.segments
    other = next(ref for ref in made.offers["forth"].spaces if visit.space and ref != visit.space.ref)
    services.put_in(line_ref, segment_ref=visit.ref, space_ref=other, by=by)
    services.accept(line_ref, by=by)
    (visit,) = swapped.swap(swap_of(line_ref)).fresh.segments
    assert visit.space is not None
    assert visit.space.ref == other


def swap_of(fresh_ref: str) -> str:
    """The swap in which this line may take another one's place."""
    session.rollback()
    return session.scalars(select(Swap.ref).join(Line, Line.id == Swap.fresh_id).where(Line.ref == fresh_ref)).one()


def test_support_takes_the_place_of_support_alone() -> None:
    made = limited(swapped.supported())
    made.offers["swimming"] = swapped.activity("Swimming at Gala", 30_00)
    with pytest.raises(Refused, match="Only support can"):
        swapped.plan_support(made, to="swimming")
    other = swapped.confirmed()
    other.offers["swimming"] = made.offers["forth"]
    with pytest.raises(Refused, match="Support cannot"):
        swapped.plan(other)


def test_support_that_a_transfer_paid_is_swapped_for_dearer_support_and_owes_the_difference() -> None:
    made = swapped.supported("direct")
    paid_by_transfer.come()
    ref = swapped.plan_support(made)
    line_ref = asked(made, ref)
    by = made.offers["forth"].by
    services.accept_provisionally(line_ref, by=by)
    services.accept(line_ref, by=by)
    assert swapped.swap(ref).state is SwapState.DONE
    assert breaks.balance(made, "direct").set_aside_pence == 5_60


def test_nobody_else_answers_for_the_bank() -> None:
    made = limited(swapped.supported())
    line_ref = asked(made, swapped.plan_support(made))
    with pytest.raises(NotFound):
        services.accept_provisionally(line_ref, by=made.offers["bank"].by)
