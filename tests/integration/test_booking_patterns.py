"""Patterns: what is kept of a break and what never is, whose they are, and the break that is planned from one."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text

from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.drafts import BreakDraft
from marketplace.booking.lifecycle import LineState
from marketplace.booking.models import Break, BreakPattern
from marketplace.booking.needed import Asked, CoverHow, DayPart
from marketplace.booking.queries.patterns import pattern_of, patterns_for, row_of
from marketplace.booking.services.patterns import draft_from, propose_from
from marketplace.booking.sorts import LineSort
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.listings.lifecycle import ListingState
from marketplace.listings.models import Listing
from marketplace.people.representation import Scope
from marketplace.people.services import about
from marketplace.people.support_times import PartOfDay, SupportLevel
from tests import breaks, families, golden
from tests.golden import Golden

LATER = golden.friday() + timedelta(days=21)


def kept(made: Golden, *, by: Viewer | None = None, name: str = "A long weekend") -> str:
    ref = services.keep_pattern(made.ref, name=name, by=by or made.arranger)
    session.rollback()
    return ref


def draft(ref: str, person: str, *, by: Viewer) -> BreakDraft:
    one = pattern_of(ref, viewer=by)
    return draft_from(one, LATER, title="Once more", town="Duns", person_ref=person, carer_ref="")


def planned(ref: str, person: str, *, by: Viewer) -> Break:
    made = services.plan_from_pattern(ref, draft=draft(ref, person, by=by), by=by)
    session.rollback()
    return session.scalars(select(Break).where(Break.ref == made)).one()


def test_a_long_weekend_from_its_pattern_has_every_part_at_its_hours_and_price_and_nobody_pays(
    database: Engine,
) -> None:
    made = golden.a_long_weekend()
    parts = [DayPart(8 * 60, 10 * 60, Asked(2, CoverHow.AWAKE))]
    services.keep_cover_needs(made.ref, parts=parts, seen=None, by=made.arranger)
    copied = planned(kept(made), made.people["person"], by=made.arranger)
    before = made.break_
    assert copied.pence == before.pence == 2_050_60
    assert copied.starts_at - before.starts_at == copied.ends_at - before.ends_at == timedelta(days=21)
    assert copied.needs_cover
    assert [one.part for one in copied.cover_needs] == parts
    assert {line.state for line in copied.lines_in} == {LineState.PROPOSED}
    for new, old in zip(copied.lines_in, before.lines_in, strict=True):
        assert [one.starts_at - timedelta(days=21) for one in new.periods] == [one.starts_at for one in old.periods]
        assert (new.listing_id, new.guests, new.for_whom) == (old.listing_id, old.guests, old.for_whom)
        assert (new.asks, list(new.shares)) == ("", [])
        assert {one.wanted_space_id for one in new.segments} == {None}, "no PA is kept, whoever was chosen"


def test_no_name_need_note_pot_price_or_date_of_a_break_is_in_the_rows_of_its_pattern(database: Engine) -> None:
    night = golden.a_night_off()
    kept(night, name="Like that one")
    with database.connect() as connection:
        rows = [
            str(dict(row._mapping))
            for table in ("break_pattern", "pattern_part")
            for row in connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - two names of our own
        ]
    one = night.break_
    said = [person.name for person in one.everyone] + [person.ref for person in one.everyone]
    said += [line.provider_name for line in one.lines_in if line.provider_name] + [one.title, str(golden.friday())]
    said += [line.provider_contact for line in one.lines_in if line.provider_contact]
    said += [str(line.pence) for line in one.lines_in] + [
        share.pot.name for line in one.lines_in for share in line.shares
    ]
    assert any(line.sort is not LineSort.LISTED for line in one.lines_in)
    assert {word for word in said for row in rows if word in row} == set()


def test_what_is_gone_not_from_here_or_taken_is_named_and_only_what_is_gone_is_left_out(database: Engine) -> None:
    made = golden.a_long_weekend()
    ref = kept(made)
    golden.ask(made)
    with transaction():
        riding = session.scalars(select(Listing).where(Listing.ref == made.offers["riding"].ref)).one()
        riding.state = ListingState.HIDDEN
    person, by = made.people["person"], made.arranger
    later = propose_from(ref, draft=draft(ref, person, by=by), by=by)
    assert [one.why_not for one in later.left_out] == ["Riding at Stanemoor is no longer offered here"]
    assert (later.pence, later.taken) == (2_050_60 - 60_00, ())
    same = draft_from(
        pattern_of(ref, viewer=by), golden.friday(), title="x", town="Duns", person_ref=person, carer_ref=""
    )
    assert "Orchard House" in {one.title for one in propose_from(ref, draft=same, by=by).taken}
    assert len(planned(ref, person, by=by).lines_in) == 5


def test_of_a_hotel_that_is_not_here_only_its_kind_and_nights_are_kept_and_it_is_named_to_be_added(
    database: Engine,
) -> None:
    night = golden.a_night_off()
    ref = kept(night)
    row = row_of(pattern_of(ref, viewer=night.arranger))
    hotel = next(part for part in row.parts if part.where_from)
    assert (hotel.title, hotel.where_from) == ("Place to stay", "not from this site")


def test_a_familys_pattern_is_theirs_alone_and_an_organisations_is_every_members(database: Engine) -> None:
    made = breaks.planned()
    mother, officer = made.arranger, made.viewers["officer"]
    own, councils = kept(made), kept(made, by=officer, name="Two nights, no support")
    colleague = families.teammate(officer, RoleName.CARE_MANAGER)
    assert [row.ref for row in patterns_for(viewer=mother)] == [own]
    assert [row.ref for row in patterns_for(viewer=colleague)] == [councils]
    strangers = (families.viewer("Ewan Bell"), families.officer(council=families.FIFE), made.viewers["person"], officer)
    for who in strangers:
        for act in (
            lambda who=who: services.rename_pattern(own, name="Mine", by=who),
            lambda who=who: services.remove_pattern(own, by=who),
            lambda who=who: propose_from(own, draft=draft(own, made.people["person"], by=who), by=who),
        ):
            with pytest.raises(NotFound):
                act()
            session.rollback()
    services.rename_pattern(councils, name="A house for two nights", by=colleague)
    services.remove_pattern(own, by=mother)
    session.rollback()
    assert [one.name for one in session.scalars(select(BreakPattern))] == ["A house for two nights"]


def test_only_who_may_plan_keeps_a_pattern_of_a_break_or_plans_from_one_for_somebody(database: Engine) -> None:
    made = breaks.planned()
    looks, stranger = families.viewer("Ewan Bell"), families.viewer("Zoe Carr")
    families.acts_for(looks, made.people["person"], Scope.SEE)
    with pytest.raises(NotAllowed):
        kept(made, by=looks)
    with pytest.raises(NotFound):
        kept(made, by=stranger)
    session.rollback()
    ref, other = kept(made), families.person("Rory Kerr")
    with pytest.raises(NotFound):
        planned(ref, other, by=made.arranger)
    session.rollback()
    families.acts_for(made.arranger, other, Scope.SEE)
    with pytest.raises(NotAllowed):
        propose_from(ref, draft=draft(ref, other, by=made.arranger), by=made.arranger)
    session.rollback()
    families.acts_for(made.arranger, other, Scope.PLAN)
    assert planned(ref, other, by=made.arranger).person_id != made.break_.person_id


def test_an_organisations_pattern_has_nobodys_name_and_leaves_the_profile_of_the_next_person_to_count(
    database: Engine,
) -> None:
    made = breaks.planned()
    officer = made.viewers["officer"]
    needs = [DayPart(8 * 60, 10 * 60, Asked(2, CoverHow.AWAKE))]
    services.keep_cover_needs(made.ref, parts=needs, seen=None, by=made.arranger)
    for name in ("Callum's weekend", "  ", "x" * 121):
        with pytest.raises(Refused) as refused:
            kept(made, by=officer, name=name)
        assert "name" in refused.value.fields
        session.rollback()
    ref = kept(made, by=officer)
    quiet = families.person("Rory Kerr", council=families.BORDERS)
    assert [one.part for one in planned(ref, quiet, by=officer).cover_needs] == needs
    levels = {PartOfDay.MORNING: SupportLevel.ONE}
    about.keep_times(made.people["person"], levels=levels, by=made.arranger)
    theirs = planned(ref, made.people["person"], by=officer).cover_needs
    assert [one.people for one in theirs] == [1]


def test_an_empty_break_and_a_day_that_is_over_are_refused(database: Engine) -> None:
    made = breaks.planned()
    ref = kept(made)
    services.remove_line(made.ref, made.lines["house"], by=made.arranger)
    with pytest.raises(Refused, match="nothing in this break"):
        kept(made)
    session.rollback()
    one = pattern_of(ref, viewer=made.arranger)
    person = made.people["person"]
    over = draft_from(one, golden.friday() - timedelta(days=700), title="x", town="", person_ref=person, carer_ref="")
    with pytest.raises(Refused) as refused:
        services.plan_from_pattern(ref, draft=over, by=made.arranger)
    assert set(refused.value.fields) == {"starts_at"}
