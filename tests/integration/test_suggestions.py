"""Whole breaks suggested: from what is on the site, through the worker, to a draft whose parts cost what was shown."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, func, select, update

from marketplace import clock
from marketplace.access_facts.kinds import ListingKind
from marketplace.access_facts.needs import Strength, parse_need
from marketplace.accounts.roles import RoleName
from marketplace.audit import Look
from marketplace.booking import services
from marketplace.booking.drafts import Item, LineTerms
from marketplace.booking.lifecycle import BreakState, LineState
from marketplace.booking.models import Line, Suggestion, SuggestionRun
from marketplace.booking.needed import Asked, CoverHow, DayPart
from marketplace.booking.queries.cover import cover_of
from marketplace.booking.queries.gathering import gather
from marketplace.booking.queries.suggest_asking import asking
from marketplace.booking.services import suggesting
from marketplace.booking.suggest.wish import Covered, Nights, Wish
from marketplace.db import session, transaction
from marketplace.errors import NotFound
from marketplace.listings.extras import Extra, ExtraPer
from marketplace.listings.models import Listing, ListingState, Occupancy, UnmetCount, UnmetSort, search_row
from marketplace.listings.pricing import Rate, RateTable, RateUnit
from marketplace.money import parse
from marketplace.people.services import profile
from tests import breaks, families, offered
from tests.golden import Golden
from tests.prices import put_on
from tests.statements import statements
from tests.suggesting import ALL_THE_TIME, look, weekend

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def made() -> Golden:
    """A weekend near Duns, two houses, and a bank of four PAs."""
    made = weekend(breaks.family(pence=2_000_00))
    made.offers["house"] = breaks.house()
    breaks.house(title="Broom Cottage")
    made.offers["bank"] = offered.pa_bank(pas=4)
    return made


def need(made: Golden, text: str) -> None:
    one = parse_need(text, strength=Strength.MUST)
    profile.keep_needs(made.people["person"], asked={one.kind.id}, needs=[one], by=made.arranger)


def test_a_suggestion_covers_every_hour_and_is_taken_at_the_price_it_showed_and_can_be_held(made: Golden) -> None:
    found = look(made)
    assert not found.state.is_at_work
    assert 1 <= len(found.rows) <= 5
    best = found.rows[0]
    # two nights at £100.00; 6, 14 and 2 hours at £24.60; two sleepovers at £165.00
    assert best.pence == 200_00 + 22 * 24_60 + 330_00
    assert best.pence == sum(part.pence for part in best.parts)
    assert len(best.comes) == 2  # one alone has not eleven hours of rest
    assert best.best_at[0] == "Fewest faces", "nobody was there before"
    services.take_suggestion(made.ref, best.ref, by=made.arranger)
    one = made.break_
    assert one.pence == best.pence
    covered = cover_of(one)
    assert covered is not None
    assert not covered.gaps
    for line in one.lines_in:
        made.lines[line.ref] = line.ref
        breaks.pay(made, line.ref, "virtual")
    services.hold(made.ref, by=made.arranger)


def test_as_many_pas_come_at_each_time_of_the_day_as_the_break_says(made: Golden) -> None:
    two = DayPart(7 * 60, 10 * 60, Asked(2, CoverHow.AWAKE))
    services.keep_cover_needs(made.ref, parts=[two], seen=None, by=made.arranger)
    session.rollback()
    best = look(made, replace(ALL_THE_TIME, covered=Covered.SAID)).rows[0]
    services.take_suggestion(made.ref, best.ref, by=made.arranger)
    covered = cover_of(made.break_)
    assert covered is not None
    assert not covered.gaps
    # 22 hours and the two before eight, of which three on each morning are for two; two sleepovers
    assert best.pence == 200_00 + (22 + 2 + 3 + 3) * 24_60 + 330_00


def test_a_suggestion_that_somebody_else_has_taken_meanwhile_adds_nothing(made: Golden) -> None:
    found = look(made, replace(ALL_THE_TIME, covered=Covered.NONE, nights=Nights.NOBODY))
    house = next(row for row in found.rows if row.title == "Whin Lodge")
    other = breaks.planned(of=breaks.family(), at=made.offers["house"])
    services.hold(other.ref, by=other.arranger)
    with pytest.raises(services.NoLongerSo):
        services.take_suggestion(made.ref, house.ref, by=made.arranger)
    assert not made.break_.lines


def test_what_each_guest_pays_is_not_asked_of_the_pas_who_sleep_there_and_no_second_one_is_taken(made: Golden) -> None:
    for house in session.scalars(select(Listing).where(Listing.kind == ListingKind.ACCOMMODATION)).all():
        rates = (Rate(RateUnit.NIGHT, 100_00, 100_00, 100_00),)
        put_on(house, RateTable(rates, extras=(Extra("Linen", 12_00, ExtraPer.PERSON),)))
    best = look(made).rows[0]
    assert best.pence == 1_071_20 + 12_00
    services.take_suggestion(made.ref, best.ref, by=made.arranger)
    assert made.break_.pence == best.pence
    with pytest.raises(services.NoLongerSo):
        services.take_suggestion(made.ref, best.ref, by=made.arranger)


def test_a_car_that_is_hired_by_the_day_is_no_journey(made: Golden) -> None:
    for title, sold_by in (("Taxi", "journey"), ("Car to hire", "day"), ("Minibus", "days with driver")):
        offered.offered(title, ListingKind.TRANSPORT, {RateUnit.ITEM: 40_00}, provider=title)
        car = session.scalars(select(Listing).where(Listing.title == title)).one()
        put_on(car, RateTable((Rate(RateUnit.ITEM, 40_00, 40_00, 40_00, sold_by),)))
    (journeys,) = gather(made.break_, replace(ALL_THE_TIME, journeys=True)).problem.things
    taxi = session.scalars(select(Listing.id).where(Listing.title == "Taxi")).one()
    assert [one.id for one in journeys.choices] == [taxi]


def test_where_no_place_is_free_then_other_days_are_named(made: Golden) -> None:
    other = breaks.planned(of=breaks.family(), at=made.offers["house"])
    services.hold(other.ref, by=other.arranger)
    with transaction():
        cottage = session.scalars(select(Listing).where(Listing.title == "Broom Cottage")).one()
        cottage.state = ListingState.HIDDEN
        session.execute(delete(search_row).where(search_row.c.listing_id == cottage.id))
    assert "these days: " in look(made).blockers[0][0]


@pytest.mark.parametrize(
    ("days_ago", "state", "is_known"),
    [(30, LineState.ACCEPTED, True), (0, LineState.ACCEPTED, False), (30, LineState.CANCELLED, False)],
)
def test_pas_who_were_there_before_come_first_and_who_is_still_to_come_or_was_cancelled_is_not_known(
    made: Golden,
    days_ago: int,
    state: LineState,
    is_known: bool,  # noqa: FBT001 - of a table
) -> None:
    before = breaks.planned(of=replace(made), at=made.offers["house"])
    before.offers["bank"] = made.offers["bank"]
    breaks.add_support(before, space=made.offers["bank"].spaces[3])
    breaks.pay(before, "support", "virtual")
    services.hold(before.ref, by=before.arranger)
    with transaction():
        one, ago = before.break_, timedelta(days=days_ago)
        one.state, one.starts_at, one.ends_at = BreakState.CONFIRMED, one.starts_at - ago, one.ends_at - ago
        session.execute(update(Line).where(Line.ref == before.lines["support"]).values(state=state))
        session.execute(update(Occupancy).values(released_at=clock.now()))
    best = look(made).rows[0]
    assert (("PA 4", True) in [(one.name, one.is_known) for one in best.comes]) == is_known
    assert best.best_at[0] == ("Fewest and most familiar faces" if is_known else "Fewest faces")


def test_where_nothing_works_what_stands_in_the_way_is_named_and_counted_without_the_person(made: Golden) -> None:
    need(made, "hoist=h_frame")
    found = look(made)
    assert not found.rows
    assert found.blockers
    assert "hoist" in found.blockers[0][0].lower()
    session.rollback()
    counted = session.scalars(select(UnmetCount)).all()
    assert {one.town for one in counted} == {"Duns"}
    assert (UnmetSort.NEED, "hoist") in {(one.sort, one.what) for one in counted}


def mattress(made: Golden) -> str:
    """A mattress for hire, and somebody who must have one."""
    need(made, "pressure_mattress=yes")
    hired = offered.offered(
        "Air mattress", ListingKind.EQUIPMENT, {RateUnit.ITEM: 35_00}, provider="Store", facts="pressure_mattress=yes"
    )
    return hired.ref


PLACE_ALONE = replace(ALL_THE_TIME, covered=Covered.NONE, nights=Nights.NOBODY)


def test_a_must_that_no_place_has_is_met_by_what_is_hired_and_not_counted_as_missing(made: Golden) -> None:
    ref = mattress(made)
    assert look(made, PLACE_ALONE).blockers == (("pressure mattress",),)
    session.rollback()
    with transaction():
        session.execute(delete(UnmetCount))
    best = look(made, replace(PLACE_ALONE, equipment=(ref,))).rows[0]
    assert best.pence == 200_00 + 35_00
    assert best.best_at[0] == "Price and distance together", "nobody comes"
    assert best.unmet == ()
    assert session.scalars(select(UnmetCount)).all() == []
    services.take_suggestion(made.ref, best.ref, by=made.arranger)
    assert made.break_.pence == 235_00


def test_what_is_hired_meets_only_what_it_is(made: Golden) -> None:
    ref = mattress(made)
    need(made, "profiling_bed=yes")
    found = look(made, replace(PLACE_ALONE, equipment=(ref,)))
    assert found.blockers == (("profiling bed",),)
    counted = session.scalars(select(UnmetCount.what).where(UnmetCount.sort == UnmetSort.NEED)).all()
    assert counted == ["profiling_bed"]


def test_what_is_hired_in_the_break_already_is_not_asked_of_a_place(made: Golden) -> None:
    ref = mattress(made)
    assert asking(made.ref, viewer=made.arranger).to_hire == (ref,)
    services.add_listed_items(made.ref, listing_ref=ref, items=[Item()], terms=LineTerms(), by=made.arranger)
    assert asking(made.ref, viewer=made.arranger).to_hire == ()
    assert look(made, PLACE_ALONE).rows[0].pence == 200_00


def test_a_skill_that_no_pa_has_is_what_stands_in_the_way(made: Golden) -> None:
    need(made, "epilepsy_trained=yes")
    found = look(made)
    assert not found.rows
    assert [list(one) for one in found.blockers] == [["PAs who are trained in Epilepsy awareness"]]
    kinds = select(UnmetCount.what).where(UnmetCount.sort == UnmetSort.KIND)
    assert session.scalars(kinds).all() == [ListingKind.PA_BANK]


def test_too_little_money_is_said(made: Golden) -> None:
    found = look(made, replace(ALL_THE_TIME, most_pence=500_00))
    assert session.scalars(select(UnmetCount).where(UnmetCount.sort == UnmetSort.NEED)).all() == [], "none is missing"
    least = next(words for (words,) in found.blockers if words.startswith("the most it may cost"))
    pence = parse(least.removeprefix("the most it may cost: ").removesuffix(" would do"))
    assert look(made, replace(ALL_THE_TIME, most_pence=pence)).rows[0].pence == pence
    assert not look(made, replace(ALL_THE_TIME, most_pence=pence - 1)).rows


def test_what_was_asked_and_found_is_seen_by_nobody_else_and_removed_after_some_days(made: Golden) -> None:
    found = look(made)
    stranger = families.viewer("Stranger")
    with pytest.raises(NotFound):
        services.take_suggestion(made.ref, found.rows[0].ref, by=stranger)
    looks = select(func.count()).select_from(Look).where(Look.task == "suggesting a break")
    assert session.scalar(looks) == 1
    with transaction():
        session.execute(update(SuggestionRun).values(asked_at=clock.now() - suggesting.KEPT_FOR - timedelta(minutes=1)))
    suggesting.forget_old()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Suggestion)) == 0
    assert session.scalar(select(func.count()).select_from(SuggestionRun)) == 0


def test_the_question_is_read_in_as_many_statements_for_many_as_for_few(made: Golden, database: Engine) -> None:
    wish = replace(ALL_THE_TIME, journeys=True)
    few = _read(made, wish, database)
    for number in range(3):
        breaks.house(title=f"Cottage {number}")
        offered.pa_bank(pas=6, by=families.viewer(f"Bank {number}", RoleName.PROVIDER))
    assert _read(made, wish, database) == few
    assert few <= 45


def _read(made: Golden, wish: Wish, engine: Engine) -> int:
    one = made.break_
    gather(one, wish)  # what is looked up once for a process
    session.rollback()
    with statements(engine) as sent:
        gather(made.break_, wish)
    return len(sent)
