"""The golden breaks A, B and C, from the draft to confirmed, exact to the penny."""

from collections.abc import Iterable
from fractions import Fraction

import pytest
from sqlalchemy import select

from marketplace.booking import services
from marketplace.booking.drafts import SharePart
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Promise, Say
from marketplace.booking.queries.breaks import break_for
from marketplace.booking.queries.page import BreakPage
from marketplace.booking.sorts import SaidHow
from marketplace.budgets.queries.balances import balances, ledger_is_off_by_pence
from marketplace.db import session
from marketplace.listings.models import Cause, Occupancy
from marketplace.notifications.models import Channel, Letter
from tests import funded, golden
from tests.golden import Golden

pytestmark = pytest.mark.usefixtures("database")


def page(of: Golden) -> BreakPage:
    session.rollback()
    return break_for(of.ref, viewer=of.arranger)


def state(of: Golden) -> BreakState:
    return of.break_.state


def pays(of: Golden) -> dict[str, int]:
    by_ref = {ref: name for name, ref in of.pots.items()}
    return {by_ref[pot.pot_ref]: pot.pence for pot in page(of).pots}


def free(of: Golden, names: Iterable[str]) -> dict[str, int]:
    session.rollback()
    return {name: balances([of.pot(name).id])[of.pot(name).id].free_pence for name in names}


def test_a_costs_what_its_parts_cost_and_each_pot_pays_its_share() -> None:
    a = golden.a_long_weekend()
    found = page(a)
    prices = {name: a.line(name).pence for name in a.lines}
    assert prices == {
        "house": 405_00,
        "support": 885_60,
        "sleepovers": 495_00,
        "taxi": 170_00,
        "riding": 60_00,
        "mattress": 35_00,
    }
    assert found.pence == 2_050_60
    assert pays(a) == {"nhs": 221_40, "direct": 664_20, "virtual": 765_00, "ilf": 230_00, "own": 170_00}
    assert found.is_covered


def test_a_is_covered_all_of_its_66_hours() -> None:
    cover = page(golden.a_long_weekend()).cover
    assert cover is not None
    assert (cover.needed_minutes, cover.arranged_minutes, cover.gaps) == (66 * 60, 66 * 60, ())
    assert [day.needed_minutes // 60 for day in cover.by_day] == [16, 24, 24, 2]


def test_a_is_confirmed_by_the_last_yes_and_by_no_earlier_one() -> None:
    a = golden.a_long_weekend()
    golden.ask(a)
    golden.answer(a, without={"riding"})
    assert state(a) == BreakState.REQUESTED
    golden.accept(a, "riding")
    assert state(a) == BreakState.CONFIRMED
    assert {line.state for line in a.break_.lines} == {LineState.ACCEPTED}
    taken = session.scalars(select(Occupancy.cause).where(Occupancy.released_at.is_(None))).all()
    assert set(taken) == {Cause.BOOKING}
    assert len(taken) == 1 + 7 + 3 + 2 + 1 + 1
    assert free(a, ("nhs", "direct", "virtual", "ilf")) == {
        "nhs": 978_60,
        "direct": 1_645_80,
        "virtual": 735_00,
        "ilf": 410_00,
    }
    assert sorted(session.scalars(select(Promise.pence))) == [170_00, 230_00, 664_20]
    assert ledger_is_off_by_pence() == 0


def test_a_no_to_riding_afterwards_brings_60_pounds_back_to_the_ilf_pot_and_to_no_other() -> None:
    a = golden.a_long_weekend()
    golden.ask(a)
    golden.answer(a)
    names = ("nhs", "direct", "virtual", "ilf")
    before = free(a, names)
    services.say(a.ref, a.lines["riding"], is_yes=False, by=a.viewers["person"])
    assert a.line("riding").state is LineState.CANCELLED
    assert free(a, names) == before | {"ilf": before["ilf"] + 60_00}
    assert pays(a)["ilf"] == 170_00
    assert page(a).pence == 1_990_60
    taken = select(Occupancy).where(Occupancy.released_at.is_(None), Occupancy.reference == riding_reference(a))
    assert session.scalars(taken).all() == []
    assert state(a) == BreakState.CONFIRMED


def riding_reference(a: Golden) -> str:
    return a.line("riding").segments[0].reference


def test_house_with_taxi_is_shown_as_a_possible_package_holiday_and_recorded() -> None:
    a = golden.a_long_weekend()
    package = page(a).package
    assert package is not None
    assert "organises" in package.sentence
    services.record_protection(a.ref, organiser="Merse Housing", protection="Held in trust", by=a.arranger)
    recorded = page(a).package
    assert recorded is not None
    assert "Merse Housing organises it" in recorded.sentence


def test_b_costs_528_89_with_the_fee_and_485_20_without_its_taxi() -> None:
    b = golden.two_nights_in_peebles()
    found = page(b)
    assert {line.title.split(",")[0]: line.pence for line in found.lines} == {
        "Room at the Neidpath": 184_00,
        "Peebles Support": 301_20,
        "Tweed Cabs": 18_50,
        "Fee of isf_holder team": 25_19,
    }
    assert found.pence == 528_89
    assert pays(b) == {"isf": 528_89}
    services.remove_line(b.ref, b.lines["taxi"], by=b.arranger)
    assert [line.pence for line in page(b).lines] == [184_00, 301_20, 24_26]
    assert page(b).pence == 509_46
    assert pays(b) == {"isf": 509_46}


def test_b_is_agreed_by_its_holder_and_confirmed() -> None:
    b = golden.two_nights_in_peebles()
    golden.ask(b)
    golden.answer(b)
    assert state(b) == BreakState.CONFIRMED
    assert free(b, ["isf"]) == {"isf": 2_000_00 - 528_89}
    assert ledger_is_off_by_pence() == 0


def test_b_without_its_taxi_after_it_is_confirmed_sets_less_aside_for_the_fee() -> None:
    b = golden.two_nights_in_peebles()
    golden.ask(b)
    golden.answer(b)
    services.cancel_line(b.ref, b.lines["taxi"], reason="A friend drives", by=b.arranger)
    assert free(b, ["isf"]) == {"isf": 2_000_00 - 509_46}
    assert state(b) == BreakState.CONFIRMED


def test_c_costs_570_pounds_and_nothing_to_the_carer() -> None:
    c = golden.a_night_off()
    found = page(c)
    assert {line.title: line.pence for line in found.lines} == {"Night at the Tontine": 78_00, "Tweed PA Bank": 492_00}
    assert found.pence == 570_00
    assert pays(c) == {"virtual": 570_00}
    assert (found.charge_pence, found.charge_reason) == (0, "CARER_WAIVER")
    assert found.cover is not None
    assert found.cover.gap_minutes == 0


def test_c_is_confirmed_with_the_husbands_say_recorded_as_it_was_told() -> None:
    c = golden.a_night_off()
    golden.ask(c)
    golden.answer(c)
    assert state(c) == BreakState.CONFIRMED
    says = session.scalars(select(Say).order_by(Say.id)).all()
    assert {(say.person.name, say.how, say.is_yes) for say in says} == {
        ("Moira Elliot", SaidHow.TOLD, True),
        ("Walter Elliot", SaidHow.TOLD, True),
    }
    to_post = session.scalars(select(Letter.name).where(Letter.channel == Channel.POST)).all()
    assert "break-confirmed" in to_post


def test_if_the_care_half_of_c_fails_the_hotel_half_warns() -> None:
    c = golden.a_night_off()
    golden.ask(c)
    services.decline(c.lines["care"], reason="Nobody is free", by=c.offers["bank"].by)
    (warning,) = page(c).warnings
    assert "Tweed PA Bank for Walter Elliot will not happen" in warning
    assert "Night at the Tontine for Moira Elliot is still arranged" in warning
    assert session.scalars(select(Letter.name).where(Letter.name == "break-half-fails")).all()


def test_what_a_carer_pays_with_their_own_money_is_not_said_to_be_free() -> None:
    c = golden.a_night_off()
    carer = c.people["carer"]
    c.pots["own"] = funded.pot(carer, "own", 0, plan_ref="", by=c.arranger, officer=c.viewers["officer"])
    for line_ref in c.lines.values():
        services.set_shares(c.ref, line_ref, parts=[SharePart(c.pots["own"], per_cent=Fraction(100))], by=c.arranger)
    found = page(c)
    assert (found.pence, found.charge_pence, found.charge_reason) == (570_00, None, "")
