"""Holding takes every space and all money or nothing, lets go at its second, and asks anew only what changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select, update

from marketplace import clock
from marketplace.audit import SITE
from marketplace.booking import services
from marketplace.booking.drafts import LineTerms, SharePart
from marketplace.booking.errors import NoLongerFree, NotCovered, NotNow, RulesSayNo
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import BreakMove
from marketplace.booking.queries.breaks import break_for
from marketplace.budgets.errors import NotEnoughMoney
from marketplace.db import session, transaction
from marketplace.errors import Refused
from marketplace.listings.models import Cause, Listing, Occupancy, Rate, RateUnit
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.notifications.models import Letter
from marketplace.periods import nights
from marketplace.rules.queries import kept_results
from marketplace.rules.services import keep
from tests import breaks, golden, offered
from tests.golden import Golden
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("database")
START = datetime(2026, 12, 1, 9, tzinfo=UTC)


def state(of: Golden) -> BreakState:
    session.rollback()
    return break_for(of.ref, viewer=of.arranger).state


def take_house(of: Golden) -> None:
    """Somebody else takes the house for the Friday night."""
    first = golden.friday()
    space = of.line("house").listing.spaces[0]  # type: ignore[union-attr]
    wanted = Wanted(space.id, nights(first, first + timedelta(days=1)), "closure:else")
    diary.occupy(wanted=[wanted], cause=Cause.CLOSURE, by=SITE)


def change_listing(of: Golden, name: str, **values: object) -> None:
    with transaction():
        session.execute(update(Listing).where(Listing.ref == of.offers[name].ref).values(**values))


@pytest.mark.parametrize("is_lapsed", [False, True])
def test_a_hold_looks_for_leave_closures_and_cases_only_where_something_falls_free(
    database: Engine, *, is_lapsed: bool
) -> None:
    made = breaks.planned()
    if is_lapsed:
        space = made.line("house").listing.spaces[0]  # type: ignore[union-attr]
        night = nights(golden.friday(), golden.friday() + timedelta(days=1))
        until = clock.now() + timedelta(seconds=1)
        diary.occupy(wanted=[Wanted(space.id, night, "segment:else")], cause=Cause.HOLD, until=until, by=SITE)
    with time_machine.travel(clock.now() + timedelta(minutes=1)), statements(database) as sent:
        services.hold(made.ref, by=made.arranger)
    for table in ("pa_leave", "closed_space", "calendar_conflict"):
        assert any(f"FROM {table}" in sql or f"JOIN {table}" in sql for sql in sent) is is_lapsed


def test_a_hold_takes_the_space_and_the_money_for_thirty_minutes() -> None:
    made = breaks.planned()
    with time_machine.travel(START, tick=False):
        held = services.hold(made.ref, by=made.arranger)
    assert held.until == START + timedelta(minutes=30)
    (row,) = session.scalars(select(Occupancy).where(Occupancy.released_at.is_(None)))
    assert (row.cause, row.expires_at, row.reference) == (
        Cause.HOLD,
        held.until,
        made.line("house").segments[0].reference,
    )
    assert [move.why for move in session.scalars(select(BreakMove).order_by(BreakMove.id))] == ["made", "held"]


def test_the_money_that_is_held_is_not_free() -> None:
    made = breaks.planned()
    services.hold(made.ref, by=made.arranger)
    assert (breaks.balance(made).set_aside_pence, breaks.balance(made).free_pence) == (breaks.PRICE, 800_00)


def test_what_the_rules_answered_is_kept_with_the_hold() -> None:
    made = breaks.planned()
    services.hold(made.ref, by=made.arranger)
    assert {result.rule_id for result in kept_results(f"break:{made.ref}")} == {"R1", "R39"}
    assert {result.rule_id for result in kept_results(f"line:{made.lines['house']}")} == {
        "R7",
        "R8",
        "R37",
        "R38",
        "R41",
    }


def test_where_no_rule_answers_nothing_is_kept() -> None:
    keep([], about="break:none")
    assert kept_results("break:none") == ()


def test_a_house_that_is_taken_is_named_with_the_nearest_alternatives_and_nothing_is_held() -> None:
    made = breaks.planned()
    breaks.house(title="Rowan Cottage")
    take_house(made)
    with pytest.raises(NoLongerFree) as refused:
        services.hold(made.ref, by=made.arranger)
    (clash,) = refused.value.clashes
    assert (clash.line_ref, clash.title) == (made.lines["house"], "Whin Lodge")
    assert [(one.title, one.price_pence) for one in clash.alternatives] == [("Rowan Cottage", 200_00)]
    assert breaks.balance(made).set_aside_pence == 0
    assert state(made) is BreakState.DRAFT


def test_no_more_other_houses_are_looked_into_than_are_told(database: Engine) -> None:
    made = breaks.planned()
    take_house(made)
    asked: list[int] = []
    for houses in (3, 6):
        for number in range(houses):
            breaks.house(title=f"Rowan Cottage {houses}.{number}")
        with statements(database) as sent, pytest.raises(NoLongerFree) as refused:
            services.hold(made.ref, by=made.arranger)
        assert len(refused.value.clashes[0].alternatives) == 3
        asked.append(len(sent))
    assert asked[0] == asked[1]


def test_where_there_is_no_other_house_other_days_are_offered() -> None:
    made = breaks.planned()
    take_house(made)
    with pytest.raises(NoLongerFree) as refused:
        services.hold(made.ref, by=made.arranger)
    (clash,) = refused.value.clashes
    assert clash.alternatives == ()
    assert [other.days for other in clash.other_days] == [1, -2, 2]


def test_a_listing_that_is_hidden_since_is_no_longer_free() -> None:
    made = breaks.planned()
    change_listing(made, "house", state="hidden")
    with pytest.raises(NoLongerFree):
        services.hold(made.ref, by=made.arranger)


def test_a_pot_with_too_little_is_named_with_what_is_free_and_no_space_is_held() -> None:
    made = breaks.planned(breaks.family(pence=199_99))
    with pytest.raises(NotEnoughMoney) as refused:
        services.hold(made.ref, by=made.arranger)
    (short,) = refused.value.shortfalls
    assert (short.wanted_pence, short.free_pence, short.short_pence) == (200_00, 199_99, 1)
    assert breaks.taken() == []


def test_a_stated_pot_with_too_little_warns_and_holds_all_the_same() -> None:
    made = breaks.planned(breaks.family("ilf", pence=150_00), pot="ilf")
    held = services.hold(made.ref, by=made.arranger)
    assert [short.short_pence for short in held.warnings] == [50_00]
    assert len(breaks.taken()) == 1


def test_what_nobody_pays_is_said_for_each_line_at_once() -> None:
    made = breaks.planned(shared=False)
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual", pence=98_00)
    with pytest.raises(NotCovered) as refused:
        services.hold(made.ref, by=made.arranger)
    assert [(one.title, one.pence) for one in refused.value.missing] == [("Whin Lodge", 200_00), ("Tweed PA Bank", 40)]


def test_a_break_without_parts_cannot_be_held() -> None:
    made = breaks.planned()
    services.remove_line(made.ref, made.lines["house"], by=made.arranger)
    with pytest.raises(Refused, match="nothing in this break"):
        services.hold(made.ref, by=made.arranger)


def stopped_by(made: Golden) -> set[str]:
    with pytest.raises(RulesSayNo) as refused:
        services.hold(made.ref, by=made.arranger)
    assert breaks.taken() == []
    return {result.rule_id for result in refused.value.results}


def test_a_bank_whose_registration_ended_cannot_be_held() -> None:
    made = breaks.planned()
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    offered.register(is_active=False)
    assert stopped_by(made) == {"R9"}


def test_more_people_than_may_sleep_there_and_a_licence_that_is_missing_are_said_at_once() -> None:
    made = breaks.planned()
    change_listing(made, "house", sleeps=0, licence_number=None)
    assert stopped_by(made) == {"R37", "R38"}


def test_council_money_without_an_option_or_an_outcome_stops() -> None:
    made = breaks.planned()
    part = SharePart(made.pots["virtual"], pence=200_00)
    services.set_shares(made.ref, made.lines["house"], parts=[part], by=made.arranger)
    assert stopped_by(made) == {"R1", "R7"}


def test_a_price_that_changed_since_is_never_taken_silently() -> None:
    made = breaks.planned()
    with transaction():
        session.execute(update(Rate).values(weekday_pence=110_00, weekend_pence=110_00, bank_holiday_pence=110_00))
    assert stopped_by(made) == {"R41"}
    services.take_new_price(made.ref, made.lines["house"], by=made.arranger)
    assert made.line("house").pence == 220_00
    breaks.pay(made, "house", "virtual")
    services.hold(made.ref, by=made.arranger)
    assert breaks.balance(made).set_aside_pence == 220_00


def asks(unit: RateUnit, pence: int) -> None:
    """Whatever this site lists by that unit costs so much from now on."""
    with transaction():
        fresh = {"weekday_pence": pence, "weekend_pence": pence, "bank_holiday_pence": pence}
        session.execute(update(Rate).where(Rate.unit == unit).values(fresh))


def test_what_is_added_to_a_held_break_is_not_held_at_a_price_that_has_changed_since() -> None:
    made = breaks.planned()
    services.hold(made.ref, by=made.arranger)
    breaks.add_support(made)
    breaks.pay(made, "support", "virtual")
    asks(RateUnit.NIGHT, 110_00)
    asks(RateUnit.HOUR, 99_00)
    with pytest.raises(RulesSayNo) as refused:
        services.hold(made.ref, by=made.arranger)
    assert [(one.rule_id, one.sentence.endswith("Now it is £396.00.")) for one in refused.value.results] == [
        ("R41", True)
    ]


def test_a_yes_at_a_lower_price_is_no_yes_to_a_dearer_one_and_is_one_to_a_cheaper() -> None:
    made = breaks.planned()
    with time_machine.travel(START, tick=False) as hands:
        for nightly, still in ((110_00, None), (90_00, True)):
            services.say(made.ref, made.lines["house"], is_yes=True, by=made.viewers["person"])
            hands.shift(timedelta(minutes=1))
            asks(RateUnit.NIGHT, nightly)
            services.take_new_price(made.ref, made.lines["house"], by=made.arranger)
            (said,) = break_for(made.ref, viewer=made.arranger).lines[0].says
            assert said.is_yes is still
            hands.shift(timedelta(minutes=1))


def test_a_hold_lets_go_at_its_second_swept_or_not() -> None:
    made = breaks.planned()
    other = breaks.planned(breaks.family(), at=made.offers["house"])
    with time_machine.travel(START, tick=False) as hands:
        until = services.hold(made.ref, by=made.arranger).until
        hands.move_to(until - timedelta(seconds=1))
        assert state(made) is BreakState.HELD
        with pytest.raises(NoLongerFree):
            services.hold(other.ref, by=other.arranger)
        hands.move_to(until)
        assert state(made) is BreakState.EXPIRED
        assert breaks.balance(made).free_pence == 1_000_00
        services.hold(other.ref, by=other.arranger)
        with pytest.raises(NoLongerFree):
            services.hold(made.ref, by=made.arranger)
    assert breaks.taken() == [other.line("house").segments[0].reference]


def test_the_sweep_writes_down_once_what_is_over_and_tells_all_who_were_asked() -> None:
    made = breaks.planned()
    with time_machine.travel(START, tick=False) as hands:
        until = golden.ask(made)
        hands.move_to(until - timedelta(seconds=1))
        assert services.expire_over() == 0
        hands.move_to(until)
        assert services.expire_over() == 1
        assert services.expire_over() == 0
    assert made.break_.state is BreakState.EXPIRED
    assert made.line("house").state is LineState.PROPOSED
    assert breaks.taken() == []
    letters = session.scalars(select(Letter.to_address).where(Letter.name == "break-time-over")).all()
    assert letters == [made.viewers["person"].email, made.arranger.email]
    told = session.scalars(select(Letter.to_address).where(Letter.name == "break-time-over-provider")).all()
    assert told == [made.offers["house"].by.email]


def test_holding_anew_after_the_time_asks_only_what_changed() -> None:
    made = breaks.planned()
    with time_machine.travel(START, tick=False) as hands:
        until = golden.ask(made)
        golden.answer(made, without={"house"})
        hands.move_to(until + timedelta(days=1))
        asked_before = len(session.scalars(select(Letter.id)).all())
        golden.ask(made)
        assert state(made) is BreakState.REQUESTED
        new = session.scalars(select(Letter.name).order_by(Letter.id).offset(asked_before)).all()
        assert new == ["break-time-over-provider", "break-time-over", "break-time-over", "break-asked"]
        golden.accept(made, "house")
    assert made.break_.state is BreakState.CONFIRMED


def test_when_all_had_agreed_before_the_time_was_over_holding_and_asking_anew_confirms_at_once() -> None:
    made = breaks.planned()
    golden.ask(made)
    golden.answer(made, without={"virtual"})
    services.let_go(made.ref, by=made.arranger)
    services.hold(made.ref, by=made.arranger)
    golden.agree(made, "virtual")
    services.request(made.ref, asks_longer=False, by=made.arranger)
    assert made.break_.state is BreakState.CONFIRMED


def test_what_is_added_to_a_held_break_is_held_as_long_as_the_rest() -> None:
    made = breaks.planned()
    with time_machine.travel(START, tick=False) as hands:
        first = services.hold(made.ref, by=made.arranger)
        hands.shift(timedelta(minutes=10))
        breaks.add_support(made)
        breaks.pay(made, "support", "virtual")
        assert services.hold(made.ref, by=made.arranger).until == first.until
    assert len(breaks.taken()) == 2
    assert breaks.balance(made).set_aside_pence == 200_00 + 98_40


def test_holding_what_is_held_changes_nothing() -> None:
    made = breaks.planned()
    services.hold(made.ref, by=made.arranger)
    services.hold(made.ref, by=made.arranger)
    assert len(breaks.taken()) == 1
    assert breaks.balance(made).set_aside_pence == 200_00


def test_letting_go_makes_it_a_draft_again_with_all_free() -> None:
    made = breaks.planned()
    services.hold(made.ref, by=made.arranger)
    services.let_go(made.ref, by=made.arranger)
    assert state(made) is BreakState.DRAFT
    assert breaks.taken() == []
    assert breaks.balance(made).free_pence == 1_000_00
    with pytest.raises(NotNow):
        services.let_go(made.ref, by=made.arranger)


def test_anybody_of_a_bank_who_is_free_is_taken_and_the_one_who_was_chosen_before_all() -> None:
    bank = offered.pa_bank(pas=2)
    names: list[str] = []
    for space in ("", bank.spaces[0], ""):
        made = breaks.planned(breaks.family(), at=breaks.house(title=f"House {len(names)}"))
        made.offers["bank"] = bank
        breaks.add_support(made, space=space)
        breaks.pay(made, "support", "virtual")
        try:
            services.hold(made.ref, by=made.arranger)
        except NoLongerFree as refused:
            names.append(refused.clashes[0].title)
        else:
            names.append(made.line("support").segments[0].space.name)  # type: ignore[union-attr]
    assert names == ["PA 1", "Tweed PA Bank", "PA 2"]


def test_two_rooms_of_one_house_go_to_two_families() -> None:
    room = breaks.house(spaces=2)
    for _ in range(2):
        made = breaks.planned(breaks.family(), at=room)
        services.hold(made.ref, by=made.arranger)
    third = breaks.planned(breaks.family(), at=room)
    with pytest.raises(NoLongerFree):
        services.hold(third.ref, by=third.arranger)
    assert len(breaks.taken()) == 2


def test_a_break_that_has_begun_cannot_be_held() -> None:
    made = breaks.planned()
    with time_machine.travel(made.break_.starts_at, tick=False), pytest.raises(Refused, match="begun"):
        services.hold(made.ref, by=made.arranger)


def test_nights_that_are_no_nights_are_refused_at_their_field() -> None:
    made = breaks.planned()
    day: date = clock.today() + timedelta(days=40)
    with pytest.raises(Refused) as refused:
        services.add_listed_stay(
            made.ref,
            listing_ref=made.offers["house"].ref,
            arrive_on=day,
            leave_on=day,
            terms=LineTerms(),
            by=made.arranger,
        )
    assert set(refused.value.fields) == {"leave_on"}
