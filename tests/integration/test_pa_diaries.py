"""The weekly pattern and the leave of a PA decide when they can be booked: in the search, the draft and the hold."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select, update

from marketplace import clock, geo
from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.drafts import LineTerms, Shift
from marketplace.booking.errors import NoLongerFree
from marketplace.booking.models import Segment
from marketplace.booking.sorts import ForWhom
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.geo import find
from marketplace.listings.asked import Asked
from marketplace.listings.flexible import Flexible
from marketplace.listings.models import PA, Cause, Occupancy, Space
from marketplace.listings.opening import Stretch
from marketplace.listings.paper_kinds import SELF_EMPLOYED, PaperKind
from marketplace.listings.papers import PaperPlace
from marketplace.listings.queries.nearest import nearest
from marketplace.listings.queries.pa_work import leaves_of, skill_words
from marketplace.listings.queries.search import search
from marketplace.listings.services import closures, diary, leave, papers, spaces, working
from marketplace.listings.services.diary import Wanted
from marketplace.listings.services.papers import PaperRecord
from marketplace.listings.services.working import WorkRecord
from marketplace.listings.skills import Training, skill_of
from marketplace.listings.working_week import week_of
from tests import golden, offered
from tests.golden import stretch
from tests.offered import Offered
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("database")


def pa_of(bank: Offered, place: int = 0) -> PA:
    session.rollback()
    space = session.scalars(select(Space).where(Space.ref == bank.spaces[place])).one()
    assert space.pa is not None
    return space.pa


def rows_of(bank: Offered, place: int = 0) -> list[tuple[Cause, str]]:
    session.rollback()
    space = select(Space.id).where(Space.ref == bank.spaces[place]).scalar_subquery()
    rows = session.scalars(
        select(Occupancy)
        .where(Occupancy.space_id == space, Occupancy.released_at.is_(None))
        .order_by(Occupancy.starts_at)
    )
    return [(row.cause, row.reference.partition(":")[0]) for row in rows]


def mondays_to_fridays(bank: Offered, *places: int) -> None:
    week = week_of([Stretch(day, 9 * 60, 17 * 60) for day in range(5)], [])
    for place in places:
        working.keep_week(pa_id=pa_of(bank, place).id, week=week, by=bank.by.actor)


def found(bank: Offered, day: date, first: int, last: int) -> bool:
    hits = search(
        Asked(near=find("Duns").point, within_km=500, kind=ListingKind.PA_BANK, hours=stretch(day, first, last))
    )
    return bank.ref in {hit.offer.ref for hit in hits.hits}


def test_the_search_finds_a_bank_only_while_one_of_its_pas_works() -> None:
    bank = offered.pa_bank(pas=1)
    monday = golden.friday() + timedelta(days=3)
    assert found(bank, monday, 7, 9)
    mondays_to_fridays(bank, 0)
    assert found(bank, monday, 9, 17)
    assert not found(bank, monday, 8, 10)
    assert not found(bank, monday + timedelta(days=5), 10, 12)


def test_the_search_does_not_find_a_bank_whose_pas_are_all_away() -> None:
    bank = offered.pa_bank(pas=2)
    day = golden.friday()
    leave.take_leave(pa_id=pa_of(bank, 0).id, first_on=day, last_on=day, by=bank.by.actor)
    assert found(bank, day, 9, 12)
    leave.take_leave(pa_id=pa_of(bank, 1).id, first_on=day, last_on=day, by=bank.by.actor)
    assert not found(bank, day, 9, 12)
    assert found(bank, day + timedelta(days=1), 9, 12)


def test_a_search_by_hours_finds_a_bank_only_while_a_pa_who_is_free_travels_as_far_as_the_town() -> None:
    bank = offered.pa_bank(pas=2)
    day = golden.friday()
    base, far = find("Peebles"), round(geo.distance_km(find("Peebles").point, find("Duns").point))
    for place, km in ((0, far + 1), (1, far - 1)):
        record = WorkRecord(base=base.name, latitude=base.point.lat, longitude=base.point.lon, travels_km=km)
        working.keep_work(pa_id=pa_of(bank, place).id, record=record, by=bank.by.actor)
    assert found(bank, day, 9, 12)
    leave.take_leave(pa_id=pa_of(bank, 0).id, first_on=day, last_on=day, by=bank.by.actor)
    assert not found(bank, day, 9, 12)
    asked = Asked(near=find("Duns").point, within_km=500, kind=ListingKind.PA_BANK, hours=stretch(day, 9, 12))
    assert day - timedelta(days=1) == nearest(asked, wider_km=()).dates[0].arrive_on
    two = replace(asked, hours=None, flexible=Flexible(day, day + timedelta(days=2), 2))
    assert search(two).total == 0
    leave.take_leave(pa_id=pa_of(bank, 0).id, first_on=day - timedelta(days=20), last_on=day, by=bank.by.actor)
    assert nearest(asked, wider_km=()).dates[0].arrive_on == day + timedelta(days=1)


def ask(one: golden.Golden, bank: Offered, space: str) -> None:
    """Two more hours of support on the Friday evening."""
    shifts = [Shift(stretch(golden.friday(), 18, 20), space)]
    terms = LineTerms(for_whom=ForWhom.PERSON)
    services.add_listed_hours(one.ref, listing_ref=bank.ref, shifts=shifts, terms=terms, by=one.arranger)


def test_a_pa_is_not_asked_for_when_they_do_not_work() -> None:
    one = golden.a_long_weekend()
    bank = one.offers["bank"]
    mondays_to_fridays(bank, 0)
    with pytest.raises(Refused) as refused:
        ask(one, bank, bank.spaces[0])
    assert "PA 1 does not work then" in refused.value.fields["shifts"]
    ask(one, bank, "")  # PA 2 and PA 3 have no pattern
    mondays_to_fridays(bank, 1, 2)
    with pytest.raises(Refused) as refused:
        ask(one, bank, "")
    assert "Nobody of Tweed PA Bank works then" in refused.value.fields["shifts"]


def held_by(one: golden.Golden) -> set[str]:
    """Who comes, once nobody was chosen by name and all is held."""
    with transaction():
        session.execute(update(Segment).values(wanted_space_id=None))
    services.hold(one.ref, by=one.arranger)
    lines = [one.line(name) for name in ("support", "sleepovers")]
    return {segment.space.ref for line in lines for segment in line.segments if segment.space}


def test_a_hold_gives_the_work_to_who_works_then_and_is_here() -> None:
    one = golden.a_long_weekend()
    bank = one.offers["bank"]
    first = golden.friday()
    away = pa_of(bank, 0)
    leave.take_leave(pa_id=away.id, first_on=first, last_on=first + timedelta(days=3), by=bank.by.actor)
    assert bank.spaces[0] not in held_by(one)


def test_a_hold_reads_the_weeks_of_all_pas_at_once(database: Engine) -> None:
    one = golden.a_long_weekend()
    with statements(database) as said:
        services.hold(one.ref, by=one.arranger)
    assert len(one.offers["bank"].spaces) > 1
    assert [sum(f"FROM {table} " in sql.replace("\n", " ") for sql in said) for table in ("pa_hours", "pa_night")] == [
        1,
        1,
    ]


def test_a_hold_fails_where_everybody_who_works_is_away() -> None:
    one = golden.a_long_weekend()
    bank = one.offers["bank"]
    first = golden.friday()
    for place in range(3):
        leave.take_leave(
            pa_id=pa_of(bank, place).id, first_on=first, last_on=first + timedelta(days=3), by=bank.by.actor
        )
    with pytest.raises(NoLongerFree):
        services.hold(one.ref, by=one.arranger)


def test_leave_closes_around_what_is_booked_and_closes_that_too_once_it_is_let_go() -> None:
    bank = offered.pa_bank(pas=1)
    day, pa = golden.friday(), pa_of(bank)
    space_id = session.scalars(select(Space.id).where(Space.ref == bank.spaces[0])).one()
    visit = Wanted(space_id, stretch(day, 9, 12), "segment:visit")
    diary.occupy(wanted=[visit], cause=Cause.BOOKING, by=bank.by.actor)

    met = leave.take_leave(pa_id=pa.id, first_on=day, last_on=day, by=bank.by.actor)
    assert [row.reference for row in met] == ["segment:visit"]
    assert rows_of(bank) == [(Cause.CLOSURE, "leave"), (Cause.BOOKING, "segment"), (Cause.CLOSURE, "leave")]
    assert leaves_of(pa.id)[0].booked

    diary.release(references=["segment:visit"], by=bank.by.actor)
    assert rows_of(bank) == [(Cause.CLOSURE, "leave")] * 3
    assert not leaves_of(pa.id)[0].booked


def test_two_leaves_over_the_same_days_close_them_until_both_are_off() -> None:
    bank = offered.pa_bank(pas=1)
    day, pa = golden.friday(), pa_of(bank)
    leave.take_leave(pa_id=pa.id, first_on=day, last_on=day + timedelta(days=2), by=bank.by.actor)
    leave.take_leave(pa_id=pa.id, first_on=day, last_on=day, by=bank.by.actor)
    longer, shorter = (row.leave for row in sorted(leaves_of(pa.id), key=lambda row: row.leave.last_on, reverse=True))
    leave.end_leave(pa_id=pa.id, leave_ref=longer.ref, by=bank.by.actor)
    assert not found(bank, day, 9, 12)
    assert found(bank, day + timedelta(days=1), 9, 12)
    space = session.scalars(select(Space).where(Space.ref == bank.spaces[0])).one()
    closures.open_again(space=space, reference=shorter.reference, by=bank.by.actor)
    assert found(bank, day, 9, 12)
    with pytest.raises(NotFound):
        leave.end_leave(pa_id=pa.id, leave_ref=shorter.ref, by=bank.by.actor)


def test_leave_that_cannot_be_meant_is_refused_at_its_field() -> None:
    bank = offered.pa_bank(pas=1)
    day, pa = golden.friday(), pa_of(bank)
    for first, last in ((day, day - timedelta(days=1)), (date(1970, 1, 1), date(1970, 1, 2)), (day, date(9990, 1, 1))):
        with pytest.raises(Refused) as refused:
            leave.take_leave(pa_id=pa.id, first_on=first, last_on=last, by=bank.by.actor)
        assert set(refused.value.fields) == {"last"}


def test_who_does_not_travel_as_far_as_the_break_is_not_sent_there() -> None:
    one = golden.a_long_weekend()
    bank, here = one.offers["bank"], find("Galashiels").point
    near = working.WorkRecord(base="Galashiels", latitude=here.lat, longitude=here.lon, travels_km=5)
    working.keep_work(pa_id=pa_of(bank, 0).id, record=near, by=bank.by.actor)
    assert bank.spaces[0] not in held_by(one)


def test_training_that_has_ended_is_not_said() -> None:
    bank = offered.pa_bank(pas=1)
    pa, day = pa_of(bank), golden.friday()
    trainings = [
        Training(skill_of("peg_feeding"), day - timedelta(days=400), day),
        Training(skill_of("hoist"), day - timedelta(days=400)),
    ]
    working.train(pa_id=pa.id, trainings=trainings, by=bank.by.actor)
    assert skill_words(pa_of(bank), on=day) == "Hoists and PEG feeding"
    assert skill_words(pa_of(bank), on=day + timedelta(days=1)) == "Hoists"
    working.forget_training(pa_id=pa.id, skill_id="hoist", by=bank.by.actor)
    assert skill_words(pa_of(bank), on=day) == "PEG feeding"


def test_leave_goes_with_a_pa_into_the_listing_that_offers_them_next() -> None:
    bank = offered.pa_bank(pas=2)
    day, pa, other = golden.friday(), pa_of(bank).ref, pa_of(bank, 1).ref
    pa_id, listing_id = pa_of(bank).id, session.scalars(select(Space.listing_id)).first() or 0
    spaces.offer_pas(listing_id=listing_id, pa_refs=[other], by=bank.by.actor)
    leave.take_leave(pa_id=pa_id, first_on=day, last_on=day, by=bank.by.actor)
    assert rows_of(bank) == []
    place = PaperPlace(pa_of(bank, 1).provider, pa=session.get_one(PA, pa_id))
    on_their_own = PaperRecord(sort=SELF_EMPLOYED, issuer="Kirsty", issued_on=clock.today())
    papers.put_in(place=place, kind=PaperKind.EMPLOYMENT, record=on_their_own, upload=None, by=bank.by.actor)
    spaces.offer_pas(listing_id=listing_id, pa_refs=[pa, other], by=bank.by.actor)
    assert rows_of(bank) == [(Cause.CLOSURE, "leave")]
