"""A break again on other days: its parts at today's prices, who pays, what is no longer offered."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from marketplace.booking import services
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Break
from marketplace.booking.services.copying import draft_again
from marketplace.booking.services.proposing import propose_again
from marketplace.db import session, transaction
from marketplace.errors import NotFound
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing
from tests import families, golden
from tests.golden import Golden

LATER = timedelta(days=21)


def again(made: Golden, first_on: date) -> Break:
    ref = services.copy_break(made.ref, draft=draft_again(made.break_, first_on), by=made.arranger)
    session.rollback()
    return session.scalars(select(Break).where(Break.ref == ref)).one()


def shares(one: Break) -> list[tuple[str, int | None, int]]:
    return [(share.pot.name, share.option, share.pence) for line in one.lines_in for share in line.shares]


def test_the_long_weekend_again_has_every_part_price_and_payer_three_weeks_on(database: Engine) -> None:
    made = golden.a_long_weekend()
    copied = again(made, golden.friday() + LATER)
    before = made.break_
    assert copied.state is BreakState.DRAFT
    assert copied.pence == before.pence == 2_050_60
    assert [line.title for line in copied.lines_in] == [line.title for line in before.lines_in]
    assert {line.state for line in copied.lines_in} == {LineState.PROPOSED}
    assert shares(copied) == shares(before)
    for new, old in zip(copied.lines_in, before.lines_in, strict=True):
        assert [one.starts_at - LATER for one in new.periods] == [one.starts_at for one in old.periods]
        assert [one.wanted_space_id for one in new.segments] == [one.wanted_space_id for one in old.segments]
        assert (new.asks, new.guests) == (old.asks, old.guests)


def test_what_is_no_longer_offered_is_named_and_left_out_and_what_is_taken_is_said(database: Engine) -> None:
    made = golden.a_long_weekend()
    golden.ask(made)
    with transaction():
        session.scalars(
            select(Listing).where(Listing.ref == made.offers["riding"].ref)
        ).one().state = ListingState.HIDDEN
    _, (same_days, later) = propose_again(made.ref, firsts=[golden.friday(), golden.friday() + LATER], by=made.arranger)
    assert [one.line.title for one in later.left_out] == ["Riding at Stanemoor"]
    assert later.left_out[0].why_not == "Riding at Stanemoor is no longer offered here"
    assert later.pence == 2_050_60 - 60_00
    assert not later.taken
    assert "Orchard House" in {one.line.title for one in same_days.taken}
    assert len(again(made, golden.friday() + LATER).lines_in) == 5


def test_a_hotel_that_is_not_here_is_asked_again_and_a_fee_is_worked_out_anew(database: Engine) -> None:
    night = again(golden.a_night_off(), golden.friday() + LATER)
    hotel = next(line for line in night.lines_in if line.title == "Night at the Tontine")
    assert (hotel.state, hotel.accepted_how, hotel.paper_id, hotel.pence) == (LineState.PROPOSED, None, None, 78_00)
    two = again(golden.two_nights_in_peebles(), golden.friday() + LATER)
    assert two.pence == 528_89


def test_a_cancelled_break_can_be_had_again_and_a_strangers_cannot(database: Engine) -> None:
    made = golden.two_nights_in_peebles()
    services.cancel_break(made.ref, reason="Ill", by=made.arranger)
    assert again(made, golden.friday() + LATER).pence == 528_89
    with pytest.raises(NotFound):
        propose_again(made.ref, firsts=[golden.friday()], by=families.viewer("Stranger"))
