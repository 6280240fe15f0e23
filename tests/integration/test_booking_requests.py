"""Asking: one time for the whole break, officers' clocks, what providers see and answer (R47, R54)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Strength, parse_need
from marketplace.accounts.roles import RoleName
from marketplace.audit import Look
from marketplace.booking import services
from marketplace.booking.errors import ClockMayEndLater, NotNow
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.requesting import request_terms
from marketplace.booking.queries.requests import request_of, requests_for_provider
from marketplace.booking.services.looking import look_at_request
from marketplace.budgets.models import MoneyHold
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.models import PA, Occupancy, RateUnit
from marketplace.notifications.models import Letter
from marketplace.people.services import profile
from tests import breaks, families, golden, offered
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")
TUESDAY = datetime(2026, 12, 1, 9, tzinfo=UTC)
BEFORE_CHRISTMAS = datetime(2026, 12, 22, 9, tzinfo=UTC)


def state(of: Golden) -> BreakState:
    session.rollback()
    return break_for(of.ref, viewer=of.arranger).state


def held(days: int = 7) -> Golden:
    made = breaks.planned(at=breaks.house(option_days=days))
    services.hold(made.ref, by=made.arranger)
    return made


def test_a_break_is_held_as_long_as_the_shortest_option_of_its_listings() -> None:
    with time_machine.travel(TUESDAY, tick=False):
        made = breaks.planned(at=breaks.house(option_days=3))
        until = golden.ask(made)
        assert until == TUESDAY + timedelta(days=3)
    assert [row.expires_at for row in session.scalars(select(Occupancy))] == [until]


def test_no_break_is_held_beyond_its_own_beginning() -> None:
    made = held(days=7)
    with time_machine.travel(made.break_.starts_at - timedelta(days=2), tick=False):
        services.hold(made.ref, by=made.arranger)
        assert services.request(made.ref, asks_longer=False, by=made.arranger) == made.break_.starts_at


def test_what_is_not_held_cannot_be_asked_for() -> None:
    made = breaks.planned()
    with pytest.raises(NotNow):
        services.request(made.ref, by=made.arranger)


def test_when_an_officers_clock_may_end_later_that_is_said_first() -> None:
    with time_machine.travel(TUESDAY, tick=False):
        made = held(days=3)
        terms = request_terms(made.ref, viewer=made.arranger)
        assert terms.is_clock_later
        with pytest.raises(ClockMayEndLater) as said:
            services.request(made.ref, by=made.arranger)
        in_days = [at - TUESDAY for at in (said.value.until, said.value.clock_ends_at)]
        assert in_days == [timedelta(days=3), timedelta(days=7)]
        assert state(made) is BreakState.HELD
        assert services.request(made.ref, asks_longer=False, by=made.arranger) == TUESDAY + timedelta(days=3)


def test_a_clock_counts_working_days_and_holidays_make_it_longer_than_a_week() -> None:
    with time_machine.travel(BEFORE_CHRISTMAS, tick=False):
        made = held(days=7)
        terms = request_terms(made.ref, viewer=made.arranger)
        assert terms.clock_ends_at is not None
        assert terms.clock_ends_at > BEFORE_CHRISTMAS + timedelta(days=7)


def test_a_week_before_a_week_without_holidays_needs_nothing_said() -> None:
    with time_machine.travel(TUESDAY, tick=False):
        made = held(days=7)
        assert not request_terms(made.ref, viewer=made.arranger).is_clock_later
        services.request(made.ref, by=made.arranger)


def test_a_provider_who_gives_the_longer_time_gives_it_to_the_whole_break() -> None:
    with time_machine.travel(TUESDAY, tick=False):
        made = held(days=3)
        services.request(made.ref, asks_longer=True, by=made.arranger)
        longer, by = TUESDAY + timedelta(days=7), made.offers["house"].by
        assert request_of(made.lines["house"], viewer=by).longer_until == longer
        services.accept(made.lines["house"], gives_longer=True, by=by)
        assert made.break_.hold_until == longer
        (row,) = session.scalars(select(Occupancy))
        (money,) = session.scalars(select(MoneyHold))
        assert row.expires_at == money.expires_at == longer


def test_a_provider_who_does_not_give_it_leaves_the_time_as_it_was() -> None:
    with time_machine.travel(TUESDAY, tick=False):
        made = held(days=3)
        services.request(made.ref, asks_longer=True, by=made.arranger)
        services.accept(made.lines["house"], by=made.offers["house"].by)
        assert made.break_.hold_until == TUESDAY + timedelta(days=3)


def test_if_one_provider_declines_the_rest_stays_held_until_its_time() -> None:
    made = breaks.supported()
    services.decline(made.lines["support"], reason="Nobody is free", by=made.offers["bank"].by)
    assert made.line("support").state is LineState.DECLINED
    assert breaks.taken() == [made.line("house").segments[0].reference]
    assert breaks.balance(made).set_aside_pence == 200_00
    assert state(made) is BreakState.REQUESTED
    row = break_for(made.ref, viewer=made.arranger).gone[0]
    assert (row.title, row.why_out) == ("Tweed PA Bank", "Nobody is free")


def test_what_is_put_in_its_place_is_held_and_asked_alone() -> None:
    made = breaks.supported()
    services.decline(made.lines["support"], reason="Nobody is free", by=made.offers["bank"].by)
    golden.accept(made, "house")
    made.offers["other"] = breaks.house(title="Rowan Cottage")
    breaks.add_house(made, "other", of="other")
    breaks.pay(made, "other", "virtual")
    with pytest.raises(NotNow, match="Rowan Cottage: not held yet"):
        services.request(made.ref, asks_longer=False, by=made.arranger)
    until = made.break_.hold_until
    golden.ask(made)
    assert made.break_.hold_until == until
    assert made.line("other").state is LineState.ASKED
    assert made.line("house").state is LineState.ACCEPTED


def test_a_break_that_lost_a_part_is_not_confirmed_until_whoever_arranges_goes_on_without_it() -> None:
    made = breaks.supported()
    golden.answer(made, without={"support"})
    services.decline(made.lines["support"], reason="Nobody is free", by=made.offers["bank"].by)
    assert state(made) is BreakState.REQUESTED
    wait = next(one for one in break_for(made.ref, viewer=made.arranger).waits if one.is_mine)
    assert wait.words == "choose what to do about Tweed PA Bank"
    letters = session.scalars(select(Letter.id).where(Letter.name == "break-part-over")).all()
    services.go_on_without(made.ref, made.lines["support"], by=made.arranger)
    assert state(made) is BreakState.CONFIRMED
    assert made.line("support").state is LineState.TAKEN_OUT
    assert session.scalars(select(Letter.id).where(Letter.name == "break-part-over")).all() == letters
    with pytest.raises(NotNow):
        services.go_on_without(made.ref, made.lines["support"], by=made.arranger)


def test_only_what_was_lost_is_gone_on_without_and_only_by_whoever_arranges() -> None:
    made = breaks.supported()
    with pytest.raises(NotFound):
        services.go_on_without(made.ref, made.lines["support"], by=made.arranger)
    services.decline(made.lines["support"], reason="Nobody is free", by=made.offers["bank"].by)
    with pytest.raises(NotFound):
        services.go_on_without(made.ref, made.lines["support"], by=made.offers["bank"].by)


def test_another_bank_taken_instead_of_the_one_that_said_no_is_all_that_is_asked() -> None:
    made = breaks.supported()
    golden.answer(made, without={"support"})
    services.decline(made.lines["support"], reason="Nobody is free", by=made.offers["bank"].by)
    rates = {RateUnit.HOUR: 25_00}
    other = offered.offered("Teviot PA Bank", ListingKind.PA_BANK, rates, provider="Teviot PA Bank", spaces=2)
    made.lines["support"] = services.take_instead(
        made.ref, made.lines["support"], listing_ref=other.ref, by=made.arranger
    )
    assert state(made) is BreakState.REQUESTED
    golden.ask(made)
    assert made.line("support").state is LineState.ASKED
    assert made.line("house").state is LineState.ACCEPTED


def test_a_rule_that_stops_it_while_all_are_asked_is_what_it_waits_for() -> None:
    made = breaks.supported()
    golden.answer(made, without={"house"})
    offered.register(is_active=False)
    golden.accept(made, "house")
    assert state(made) is BreakState.REQUESTED
    (wait,) = break_for(made.ref, viewer=made.arranger).waits
    assert wait.is_mine
    assert wait.words.startswith("change or take out Tweed PA Bank. The registration ")


def test_of_a_pa_whose_papers_end_while_all_are_asked_the_family_reads_no_reason() -> None:
    made = breaks.supported()
    golden.answer(made, without={"house"})
    with transaction():
        session.execute(update(PA).values(pvg_expires_on=clock.today() - timedelta(days=1)))
    golden.accept(made, "house")
    found = break_for(made.ref, viewer=made.arranger)
    assert found.state is BreakState.REQUESTED
    (wait,) = found.waits
    assert "This PA cannot come. We are arranging cover again." in wait.words
    assert "PVG" not in str(found)


def test_support_is_accepted_in_two_steps_and_only_the_second_counts() -> None:
    made = breaks.supported()
    golden.answer(made, without={"support"})
    by = made.offers["bank"].by
    with pytest.raises(Refused, match="for now first"):
        services.accept(made.lines["support"], by=by)
    services.accept_provisionally(made.lines["support"], by=by)
    assert state(made) is BreakState.REQUESTED
    services.accept(made.lines["support"], by=by)
    assert state(made) is BreakState.CONFIRMED


def test_a_provider_may_withdraw_after_reading_what_keeps_the_person_safe() -> None:
    made = breaks.supported()
    by = made.offers["bank"].by
    services.accept_provisionally(made.lines["support"], by=by)
    services.withdraw(made.lines["support"], reason="Nobody is trained for this", by=by)
    assert made.line("support").state is LineState.WITHDRAWN
    assert len(breaks.taken()) == 1


def test_a_provider_sees_category_times_and_needs_and_no_name() -> None:
    made = breaks.supported()
    seen = request_of(made.lines["support"], viewer=made.offers["bank"].by)
    assert seen.row.words == "4 hours at £24.60"
    assert seen.person_called == ""
    assert seen.safety == ()
    assert any("moving" in need.words for need in seen.needs)
    assert "Callum" not in repr(seen)
    assert "five minutes" not in repr(seen)


def test_a_provider_is_told_what_must_be_what_is_wished_for_and_what_must_not_be() -> None:
    made = breaks.planned()
    person, by = made.people["person"], made.viewers["person"]
    needs = [
        parse_need("hoist_bedroom=yes", strength=Strength.MUST),
        parse_need("quiet=yes", strength=Strength.SHOULD),
        parse_need("bed_rails=fixed", strength=Strength.AVOID),
    ]
    profile.keep_needs(person, asked={need.kind.id for need in needs}, needs=needs, by=by)
    golden.ask(made)
    seen = request_of(made.lines["house"], viewer=made.offers["house"].by)
    told = {need.words: need.strength for need in seen.needs}
    assert told["hoist over the bed"] is Strength.MUST
    assert told["quiet"] is Strength.SHOULD
    assert told["fixed bed rails"] is Strength.AVOID


@pytest.mark.parametrize("consents", [None, False, True])
def test_safety_facts_are_seen_after_provisional_acceptance_and_with_consent_alone(*, consents: bool | None) -> None:
    made = breaks.supported()
    by = made.offers["bank"].by
    if consents is not None:
        services.consent_to_safety(made.ref, is_yes=consents, by=made.viewers["person"])
    assert look_at_request(made.lines["support"], by=by).safety == ()
    services.accept_provisionally(made.lines["support"], by=by)
    seen = look_at_request(made.lines["support"], by=by)
    assert [fact.words for fact in seen.safety] == (["Call 999 after five minutes"] if consents else [])
    assert bool(seen.safety_words) is (consents is not True)
    looks = session.scalars(select(Look.what).where(Look.by_account_id == by.account_id)).all()
    assert ("what keeps them safe" in looks) is bool(consents)


def test_support_is_accepted_for_good_only_once_somebody_said_whether_what_keeps_safe_may_be_read() -> None:
    made = breaks.supported()
    line_ref, by = made.lines["support"], made.offers["bank"].by
    services.accept_provisionally(line_ref, by=by)
    assert not request_of(line_ref, viewer=by).may_accept
    with pytest.raises(Refused, match="not said yet whether you may read this"):
        services.accept(line_ref, by=by)
    golden.answer(made, without={"consent", "support"})
    assert made.line("support").state is LineState.ACCEPTED_PROVISIONALLY
    assert made.break_.confirmed_at is None
    services.consent_to_safety(made.ref, is_yes=False, by=made.viewers["person"])
    assert request_of(line_ref, viewer=by).may_accept  # after a no, they hear it by telephone
    services.accept(line_ref, by=by)
    assert made.break_.state is BreakState.CONFIRMED


def test_the_owner_of_a_house_never_sees_what_keeps_the_person_safe() -> None:
    made = breaks.supported()
    services.consent_to_safety(made.ref, is_yes=True, by=made.viewers["person"])
    golden.answer(made)
    seen = request_of(made.lines["house"], viewer=made.offers["house"].by)
    assert (seen.safety, seen.safety_words) == ((), "")
    assert seen.person_called == "Callum Hume"  # confirmed: somebody comes
    assert seen.purchase_order == "PO 4411"


def test_safety_facts_are_gone_again_when_the_part_is_out() -> None:
    made = breaks.supported()
    by = made.offers["bank"].by
    services.consent_to_safety(made.ref, is_yes=True, by=made.viewers["person"])
    services.accept_provisionally(made.lines["support"], by=by)
    services.remove_line(made.ref, made.lines["support"], by=made.arranger)
    assert request_of(made.lines["support"], viewer=by).safety == ()


def test_another_provider_and_the_family_find_no_request_of_others() -> None:
    made = breaks.supported()
    stranger = families.viewer("Other office", RoleName.PROVIDER)
    for viewer in (stranger, made.offers["house"].by, made.arranger):
        with pytest.raises(NotFound):
            request_of(made.lines["support"], viewer=viewer)
        with pytest.raises(NotFound):
            services.accept_provisionally(made.lines["support"], by=viewer)
        with pytest.raises(NotFound):
            services.decline(made.lines["support"], reason="No", by=viewer)
    assert requests_for_provider(viewer=stranger) == ()
    assert [row.line_ref for row in requests_for_provider(viewer=made.offers["bank"].by)] == [made.lines["support"]]


def test_what_was_never_asked_is_in_no_providers_list() -> None:
    made = held()
    by = made.offers["house"].by
    assert requests_for_provider(viewer=by) == ()
    with pytest.raises(NotFound):
        services.accept(made.lines["house"], by=by)


def test_after_its_time_a_request_can_be_answered_no_more() -> None:
    made = breaks.planned()
    until = golden.ask(made)
    with time_machine.travel(until, tick=False), pytest.raises(NotNow, match="over"):
        services.accept(made.lines["house"], by=made.offers["house"].by)
    with time_machine.travel(until, tick=False):
        (row,) = requests_for_provider(viewer=made.offers["house"].by)
        assert row.is_gone


def test_to_decline_without_a_word_is_refused() -> None:
    made = breaks.planned()
    golden.ask(made)
    with pytest.raises(Refused) as refused:
        services.decline(made.lines["house"], reason="  ", by=made.offers["house"].by)
    assert set(refused.value.fields) == {"reason"}


def test_everyone_is_written_to_who_is_asked() -> None:
    made = breaks.supported()
    wanted = {
        "break-asked": {made.offers["house"].by.email, made.offers["bank"].by.email},
        "break-say-wanted": {made.viewers["person"].email},
        "break-agreement-wanted": {made.arranger.email},  # nobody is their care manager: whoever arranges it is told
    }
    for name, readers in wanted.items():
        assert set(session.scalars(select(Letter.to_address).where(Letter.name == name))) == readers


def test_letters_to_providers_tell_no_name_and_nothing_of_health() -> None:
    made = breaks.supported()
    for body in session.scalars(select(Letter.body).where(Letter.name == "break-asked")):
        assert "Callum" not in body
        assert "five minutes" not in body
    assert made.ref
