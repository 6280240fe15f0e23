"""A provider offers another time, asks a question: what is held, paid and agreed before and after, and the letters."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock
from marketplace.booking import services
from marketplace.booking.drafts import PotYes
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Line, OtherTime
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.talking import Talk, stretches_of
from marketplace.clock import london_instant
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.cancelling import Cancellation
from marketplace.listings.models import BookingTerms, Cause, Listing, Occupancy, Rate, Space
from marketplace.listings.services import diary
from marketplace.listings.services.diary import Wanted
from marketplace.notifications.models import Letter
from marketplace.periods import Period, nights
from tests import breaks, families, golden
from tests.databases import on_one
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")

LATER = timedelta(days=2)
"""The house is asked for Friday and Saturday; Sunday and Monday are offered instead."""


def asked() -> Golden:
    made = breaks.planned()
    golden.ask(made)
    return made


def first_night(days: timedelta = LATER) -> datetime:
    return london_instant(golden.friday() + days)


def offer(made: Golden, days: timedelta = LATER, *, words: str = "") -> None:
    house = made.offers["house"]
    services.offer_other_time(made.lines["house"], starts=[first_night(days)], words=words, by=house.by)


def talk(made: Golden) -> Talk | None:
    session.rollback()
    found = break_for(made.ref, viewer=made.arranger).talks
    return found[0] if found else None


def offer_ref(made: Golden) -> str:
    found = talk(made)
    assert found is not None
    assert found.offer is not None
    return found.offer.ref


def take(made: Golden) -> Line:
    new = services.take_other_time(made.ref, made.lines["house"], offer_ref(made), by=made.arranger)
    session.rollback()
    return session.scalars(select(Line).where(Line.ref == new)).one()


def letters(name: str) -> list[Letter]:
    session.rollback()
    return list(session.scalars(select(Letter).where(Letter.name == name)))


def test_another_time_is_offered_free_and_priced_and_the_first_one_stays_held() -> None:
    made = asked()
    before = breaks.taken()
    offer(made, words="The lift is mended on Saturday")
    found = talk(made)
    assert found is not None
    assert found.offer is not None
    assert (found.offer.pence, found.offer.words) == (200_00, "The lift is mended on Saturday")
    assert found.offer.when[0].startswith("2 nights, Sun")
    assert breaks.taken() == before
    assert made.line("house").state is LineState.ASKED


def test_taking_it_lets_the_old_nights_go_and_holds_the_new_ones_for_the_same_money() -> None:
    made = asked()
    offer(made)
    until = made.break_.hold_until
    fresh = take(made)
    assert fresh.state is LineState.ACCEPTED
    assert made.line("house").state is LineState.TAKEN_OUT
    (row,) = session.scalars(select(Occupancy).where(Occupancy.released_at.is_(None)))
    first = golden.friday() + LATER
    assert (row.period, row.reference) == (nights(first, first + timedelta(days=2)), fresh.segments[0].reference)
    assert row.expires_at == until
    assert [share.pence for share in fresh.shares] == [200_00]
    assert breaks.balance(made).set_aside_pence == 200_00
    assert made.break_.hold_until == until


def test_every_yes_to_the_old_time_is_asked_for_anew() -> None:
    made = asked()
    (pot_ref,) = made.pots.values()
    services.agree(made.ref, pot_ref, yes=PotYes(purchase_order="PO 1"), by=made.viewers["officer"])
    offer(made)
    take(made)
    session.rollback()
    page = break_for(made.ref, viewer=made.arranger)
    assert not page.pots[0].agreement.is_agreed
    assert page.state == "requested"
    assert len(letters("break-agreement-wanted")) == 2


def test_a_break_goes_along_with_its_only_part_so_that_it_is_over_no_sooner() -> None:
    made = asked()
    starts_at, ends_at = made.break_.starts_at, made.break_.ends_at
    offer(made)
    found = talk(made)
    assert found is not None
    assert found.offer is not None
    assert found.offer.break_then == Period(starts_at + LATER, ends_at + LATER)
    take(made)
    assert (made.break_.starts_at, made.break_.ends_at) == (starts_at + LATER, ends_at + LATER)


def test_a_break_with_other_parts_reaches_to_the_other_time_of_one() -> None:
    made = breaks.supported()
    starts_at, ends_at = made.break_.starts_at, made.break_.ends_at
    offer(made)
    take(made)
    assert (made.break_.starts_at, made.break_.ends_at) == (starts_at, ends_at + LATER)


def test_a_time_that_overlaps_the_first_one_may_be_offered_and_taken() -> None:
    made = asked()
    offer(made, timedelta(days=1))
    assert take(made).state is LineState.ACCEPTED


def test_a_time_that_is_not_free_in_the_providers_diary_is_not_offered() -> None:
    made = asked()
    space = session.scalars(select(Space)).one()
    first = golden.friday() + LATER
    taken = Wanted(space.id, nights(first, first + timedelta(days=1)), "closure:painting")
    diary.occupy(wanted=[taken], cause=Cause.CLOSURE, by=made.offers["house"].by.actor)
    with pytest.raises(Refused) as refused:
        offer(made)
    assert refused.value.fields == {"starts_0": "This time is not free in your diary"}
    assert talk(made) is None


@on_one
@pytest.mark.parametrize("days", [timedelta(days=-4000), timedelta(0), timedelta(days=200)])
def test_what_is_over_the_same_or_far_away_is_not_offered(days: timedelta) -> None:
    made = asked()
    with pytest.raises(Refused) as refused:
        offer(made, days)
    assert set(refused.value.fields) == {"starts_0"}


def test_when_somebody_else_has_that_time_by_now_all_stays_as_it_was() -> None:
    made = asked()
    offer(made)
    ref = offer_ref(made)
    first = golden.friday() + LATER
    space = session.scalars(select(Space)).one()
    taken = Wanted(space.id, nights(first, first + timedelta(days=1)), "closure:painting")
    diary.occupy(wanted=[taken], cause=Cause.CLOSURE, by=made.offers["house"].by.actor)
    before = breaks.taken()
    with pytest.raises(NotNow):
        services.take_other_time(made.ref, made.lines["house"], ref, by=made.arranger)
    assert breaks.taken() == before
    assert made.line("house").state is LineState.ASKED
    assert breaks.balance(made).set_aside_pence == 200_00


def test_the_price_is_the_one_that_was_offered_though_the_rates_rise() -> None:
    made = asked()
    offer(made)
    with transaction():
        rate = session.scalars(select(Rate).join(Listing, Listing.id == Rate.listing_id)).one()
        rate.weekday_pence = rate.weekend_pence = rate.bank_holiday_pence = 900_00
    assert take(made).pence == 200_00


def test_an_offer_that_is_not_wanted_leaves_the_request_and_the_provider_is_told() -> None:
    made = asked()
    offer(made)
    services.refuse_other_time(made.ref, made.lines["house"], offer_ref(made), by=made.arranger)
    assert talk(made) is None
    assert made.line("house").state is LineState.ASKED
    (letter,) = letters("break-other-time-answered")
    assert "not wanted" in letter.subject


def test_a_newer_offer_takes_the_place_of_the_older_one_and_one_can_be_taken_back() -> None:
    made = asked()
    offer(made)
    older = offer_ref(made)
    offer(made, timedelta(days=3))
    with pytest.raises(NotFound):
        services.take_other_time(made.ref, made.lines["house"], older, by=made.arranger)
    services.take_back_other_time(made.lines["house"], by=made.offers["house"].by)
    assert talk(made) is None
    session.rollback()
    assert [one.ended for one in session.scalars(select(OtherTime))] == ["taken_back", "taken_back"]


def test_once_the_provider_has_accepted_the_first_time_the_other_one_counts_no_more() -> None:
    made = asked()
    offer(made)
    ref = offer_ref(made)
    services.accept(made.lines["house"], by=made.offers["house"].by)
    assert talk(made) is None
    with pytest.raises(NotNow):
        services.take_other_time(made.ref, made.lines["house"], ref, by=made.arranger)


def test_support_at_another_time_is_accepted_for_now_only() -> None:
    made = breaks.supported()
    bank = made.offers["bank"]
    starts = [one.period.starts_at + timedelta(hours=1) for one in stretches_of(made.line("support"))]
    services.offer_other_time(made.lines["support"], starts=starts, by=bank.by)
    new = services.take_other_time(made.ref, made.lines["support"], offer_ref(made), by=made.arranger)
    session.rollback()
    line = session.scalars(select(Line).where(Line.ref == new)).one()
    assert line.state is LineState.ACCEPTED_PROVISIONALLY
    assert line.periods[0].starts_at == starts[0]


def test_nobody_offers_or_takes_for_others() -> None:
    made = asked()
    other = breaks.house(title="Other Lodge").by
    with pytest.raises(NotFound):
        services.offer_other_time(made.lines["house"], starts=[first_night()], by=other)
    offer(made)
    ref = offer_ref(made)
    with pytest.raises(NotFound):
        services.take_other_time(made.ref, made.lines["house"], ref, by=families.viewer("A neighbour"))


def test_a_question_and_its_answer_are_told_by_letter_and_the_clock_goes_on() -> None:
    made = asked()
    house, until = made.offers["house"], made.break_.hold_until
    services.ask_about(made.lines["house"], words=" Is a ramp of 1:12 enough? ", by=house.by)
    found = talk(made)
    assert found is not None
    assert [one.words for one in found.unanswered] == ["Is a ramp of 1:12 enough?"]
    assert "Is a ramp of 1:12 enough?" in letters("break-question")[0].body
    services.answer_question(
        made.ref, made.lines["house"], found.questions[0].ref, answer="Yes, it is", by=made.arranger
    )
    assert "Yes, it is" in letters("break-question-answered")[0].body
    with pytest.raises(NotNow):
        services.answer_question(
            made.ref, made.lines["house"], found.questions[0].ref, answer="Again", by=made.arranger
        )
    assert made.break_.hold_until == until


@on_one
@pytest.mark.parametrize("words", ["", "  ", "x" * 301])
def test_a_question_says_something_and_not_too_much(words: str) -> None:
    made = asked()
    with pytest.raises(Refused) as refused:
        services.ask_about(made.lines["house"], words=words, by=made.offers["house"].by)
    assert set(refused.value.fields) == {"words"}


def test_nobody_asks_or_answers_for_others() -> None:
    made = asked()
    with pytest.raises(NotFound):
        services.ask_about(made.lines["house"], words="Who is it?", by=breaks.house(title="Other Lodge").by)
    services.ask_about(made.lines["house"], words="Is a ramp enough?", by=made.offers["house"].by)
    found = talk(made)
    assert found is not None
    with pytest.raises(NotFound):
        services.answer_question(
            made.ref, made.lines["house"], found.questions[0].ref, answer="Yes", by=families.viewer("A neighbour")
        )


def test_another_time_that_has_begun_meanwhile_cannot_be_taken_and_is_not_shown() -> None:
    made = asked()
    offer(made, clock.today() + timedelta(days=2) - golden.friday())
    ref = offer_ref(made)
    with time_machine.travel(clock.now() + timedelta(days=4)):
        assert talk(made) is None
        with pytest.raises(NotNow, match="not offered any more"):
            services.take_other_time(made.ref, made.lines["house"], ref, by=made.arranger)
        assert made.line("house").state is LineState.ASKED


def test_another_time_keeps_the_deposit_and_the_cancelling_terms_that_were_told() -> None:
    made = asked()
    offer(made)
    told = made.line("house").cancellation
    with transaction():
        listing = session.scalars(select(Listing).where(Listing.ref == made.offers["house"].ref)).one()
        listing.deposit_pence, listing.deposit_back_days = 500_00, 30
        listing.kept_terms = BookingTerms.usual()
        listing.kept_terms.cancellation = Cancellation.MONTH
    fresh = take(made)
    assert (fresh.deposit_pence, fresh.deposit_back_days, fresh.cancellation) == (0, None, told)
