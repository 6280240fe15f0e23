"""Files of many listings: read, shown, taken whole or not at all, by the rules of pages; exported again unchanged."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from marketplace import clock, jobs
from marketplace.audit import Actor
from marketplace.db import session
from marketplace.errors import Conflict, Refused
from marketplace.files import Upload
from marketplace.listings.models import Listing, ListingSheet, ListingState, Provider, RateUnit
from marketplace.listings.queries.sheets import bad_rows, exported, template
from marketplace.listings.services import checks, publishing, sheets
from marketplace.listings.sheet.columns import BY_NAME, COLUMNS
from marketplace.listings.sheet.states import SheetState
from tests import papers_in, supply
from tests.open_listings import STAY_FACTS

BY = Actor(name="account")

HOUSE = {
    "reference": "FORD-1",
    "kind": "accommodation",
    "title": "Ford Cottage",
    "postcode": "TD11 3AQ",
    "sleeps": "4",
    "night_price": "135.00",
    "night_price_weekend": "150",
    "facts": "steps_at_entrance=0;narrowest_door_mm=820",
    "spaces": "Room 1; Room 2",
}

CHECKED = {"summary": "Level", "description": "A path", "licence_number": "SB-1", "energy_rating": "C", "facts": ""}


def provider(name: str = "Merse Housing") -> Provider:
    """A provider, committed."""
    made = supply.provider(name)
    session.commit()
    return made


def a_file(*rows: Mapping[str, str], columns: tuple[str, ...] = ()) -> bytes:
    """A CSV file of these rows; its columns are all that any row has."""
    names = columns or tuple(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def written(*rows: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def sent(of: Provider, content: bytes) -> ListingSheet:
    """A file sent and read."""
    sheet_id = sheets.send(provider_id=of.id, upload=Upload("a.csv", content), by=BY).id
    while jobs.work(sheets.DOERS):
        pass
    session.expire_all()
    return session.get_one(ListingSheet, sheet_id)


def taken(of: Provider, content: bytes) -> ListingSheet:
    """A file sent, read, and taken on its provider's word."""
    sheet = sent(of, content)
    assert sheet.state is SheetState.READY, sheet.faults
    sheets.take(sheet_id=sheet.id, by=BY)
    while jobs.work(sheets.DOERS):
        pass
    session.expire_all()
    return sheet


def counts(sheet: ListingSheet) -> tuple[int, int, int]:
    return sheet.added, sheet.changed, sheet.unchanged


def faults(sheet: ListingSheet) -> list[tuple[int, str]]:
    return [(fault["row"], fault["field"]) for fault in sheet.faults]


def listings(of: Provider) -> list[Listing]:
    session.expire_all()
    return list(session.scalars(select(Listing).where(Listing.provider_id == of.id).order_by(Listing.id)))


@pytest.mark.usefixtures("database")
def test_a_file_makes_drafts_with_rooms_prices_and_facts_and_only_on_the_providers_word() -> None:
    one = provider()
    sheet = sent(one, a_file(HOUSE))
    assert (sheet.state, counts(sheet), listings(one)) == (SheetState.READY, (1, 0, 0), [])
    assert taken(one, a_file(HOUSE)).state is SheetState.TAKEN
    (made,) = listings(one)
    assert (made.state, made.own_ref, made.town, made.sleeps) == (ListingState.DRAFT, "FORD-1", "Duns", 4)
    assert [space.name for space in made.spaces] == ["Room 1", "Room 2"]
    (rate,) = made.rates
    assert (rate.unit, rate.weekday_pence, rate.weekend_pence) == (RateUnit.NIGHT, 13500, 15000)
    assert {fact.fact_id for fact in made.facts} == {"steps_at_entrance", "narrowest_door_mm"}


@pytest.mark.usefixtures("database")
def test_what_is_exported_and_sent_back_changes_nothing_and_is_exported_again_byte_for_byte() -> None:
    one = provider()
    taken(one, a_file(HOUSE, {**HOUSE, "reference": "B", "title": '=cmd|"/c calc"!A0'}))
    supply.listing("Old house", of=session.get_one(Provider, one.id), facts=STAY_FACTS, spaces=3, travels_km=20)
    first = exported(one)
    sheet = sent(one, first)
    assert (sheet.state, counts(sheet), sheet.plan) == (SheetState.READY, (0, 0, 3), [])
    assert exported(one) == first
    assert first.startswith(b"\xef\xbb\xbfreference,kind,title,provider,latitude,longitude,postcode,sleeps,bedrooms,")
    assert b"\"'=cmd" in first


@pytest.mark.usefixtures("database")
def test_a_changed_file_changes_what_it_says_alone_and_shows_it_before() -> None:
    one = provider()
    taken(one, a_file(HOUSE))
    file = a_file(
        {"reference": "FORD-1", "night_price": "140", "facts": "narrowest_door_mm=900", "spaces": "Room 2; Room 3"}
    )
    sheet = taken(one, file)
    assert counts(sheet) == (0, 1, 0)
    assert sheet.plan[0]["changes"] == [
        ["night_price", "135.00", "140.00"],
        ["facts, narrowest_door_mm", "820", "900"],
        ["facts, steps_at_entrance", "0", ""],
        ["spaces", "Room 1; Room 2", "Room 2; Room 3"],
    ]
    (made,) = listings(one)
    assert (made.title, made.rates[0].weekday_pence, made.rates[0].weekend_pence) == ("Ford Cottage", 14000, 15000)
    assert [(space.name, space.closed_at is None) for space in made.spaces] == [
        ("Room 1", False),
        ("Room 2", True),
        ("Room 3", True),
    ]
    assert {fact.fact_id: fact.number for fact in made.facts} == {"narrowest_door_mm": 900}


@pytest.mark.usefixtures("database")
def test_own_words_of_cancelling_may_stand_beside_a_usual_sort_as_on_their_page() -> None:
    one = provider()
    taken(one, a_file(HOUSE | {"cancellation": "week", "cancellation_words": "Ring us if you are not sure."}))
    (made,) = listings(one)
    assert made.cancellation.endswith("you pay half. Ring us if you are not sure.")


@pytest.mark.usefixtures("database")
def test_own_steps_of_cancelling_are_read_and_written_as_people_write_them() -> None:
    one = provider()
    taken(one, a_file(HOUSE | {"cancellation": "own", "cancellation_steps": "7:100%; 28: 50"}))
    (made,) = listings(one)
    assert made.cancellation.endswith("you pay half, and in the last 7 days all of it.")
    assert BY_NAME["cancellation_steps"].text(made) == "28:50; 7:100"


@pytest.mark.usefixtures("database")
def test_one_bad_row_and_nothing_is_taken_and_every_fault_is_named_with_the_row_as_it_was_sent() -> None:
    one = provider()
    bad = {**HOUSE, "reference": "B", "night_price": "0", "sleeps": "many", "facts": "hoist_examined_on=1970-01-01"}
    sheet = sent(one, a_file(HOUSE, bad, HOUSE, {**HOUSE, "reference": "C", "night_price": "10000000"}))
    assert sheet.state is SheetState.REFUSED
    assert faults(sheet) == [(3, "sleeps"), (3, "night_price"), (3, "facts"), (4, "reference"), (5, "night_price")]
    assert listings(one) == []
    with pytest.raises(Conflict):
        sheets.take(sheet_id=sheet.id, by=BY)
    rows = list(csv.DictReader(io.StringIO(bad_rows(sheet).decode("utf-8-sig"))))
    assert [row["row"] for row in rows] == ["3", "3", "3", "4", "5"]
    assert rows[0]["what_is_wrong"] == "“many” is not a whole number from 1 to 200"
    assert (rows[0]["sleeps"], rows[0]["title"]) == ("many", "Ford Cottage")


@pytest.mark.usefixtures("database")
def test_another_providers_listing_of_the_same_reference_is_neither_touched_nor_told_of() -> None:
    one, other = provider(), provider("Other House")
    taken(other, a_file({**HOUSE, "title": "Theirs"}))
    by_site = listings(other)[0].ref
    sheet = sent(one, a_file(HOUSE, {**HOUSE, "reference": by_site.strip("-_") or "x", "kind": "care_home"}))
    assert counts(sheet) == (2, 0, 0)
    assert taken(one, a_file(HOUSE)).state is SheetState.TAKEN
    assert [listing.title for listing in listings(other)] == ["Theirs"]
    assert faults(sent(one, a_file({**HOUSE, "provider": "Other House"}))) == [(2, "provider")]
    assert faults(sent(one, a_file({"reference": by_site.strip("-_"), "title": "Mine"}))) == [(2, "kind")]


@pytest.mark.usefixtures("database")
def test_what_changed_after_it_was_read_is_read_again_and_nothing_unseen_is_taken() -> None:
    one = provider()
    taken(one, a_file(HOUSE))
    sheet = sent(one, a_file({"reference": "FORD-1", "title": "Ford House"}))
    (made,) = listings(one)
    taken(one, a_file({"reference": "FORD-1", "title": "Ford Lodge"}))
    sheets.take(sheet_id=sheet.id, by=BY)
    while jobs.work(sheets.DOERS):
        pass
    session.expire_all()
    assert (sheet.state, sheet.is_read_again) == (SheetState.READY, True)
    assert sheet.plan[0]["changes"] == [["title", "Ford Lodge", "Ford House"]]
    assert made.title == "Ford Lodge"


def published(of: Provider) -> Listing:
    """The house of the file, found, checked and bookable."""
    taken(
        of,
        a_file({**HOUSE, **CHECKED}),
    )
    (made,) = listings(of)
    papers_in.all_in(made.ref)
    asking = publishing.ask(listing_id=made.id, by=BY)
    assert asking.is_asked, (asking.missing, asking.stops)
    checks.accept(listing_id=made.id, seen_version=listings(of)[0].version, by=BY)
    return listings(of)[0]


@pytest.mark.usefixtures("database")
def test_a_published_listing_stays_fit_and_goes_back_to_the_check_when_what_was_checked_changes() -> None:
    one = provider()
    published(one)
    sheet = sent(one, a_file({"reference": "FORD-1", "summary": "", "licence_number": ""}))
    assert sheet.state is SheetState.REFUSED
    assert [fault["row"] for fault in sheet.faults] == [2]
    assert listings(one)[0].summary == "Level"
    sheet = sent(one, a_file({"reference": "FORD-1", "sleeps": "3"}))
    assert sheet.plan[0]["is_checked_again"]
    assert listings(one)[0].state is ListingState.PUBLISHED
    assert taken(one, a_file({"reference": "FORD-1", "sleeps": "3"})).state is SheetState.TAKEN
    assert listings(one)[0].state is ListingState.WAITING


@pytest.mark.usefixtures("database")
def test_pas_are_not_chosen_by_file_and_a_closed_listing_is_opened_on_its_own_page() -> None:
    one = provider()
    bank = {
        "reference": "BANK",
        "kind": "pa_bank",
        "title": "Bank",
        "hour_price": "24,60",
        "travels_miles": "15",
        "town": "Duns",
    }
    assert faults(sent(one, a_file({**bank, "spaces": "Rab"}, {**bank, "reference": "X", "night_price": "5"}))) == [
        (2, "spaces"),
        (3, "night_price"),
    ]
    taken(one, a_file(bank))
    (made,) = listings(one)
    assert (made.travels_km, made.rates[0].weekday_pence, made.includes_personal_care) == (24, 2460, True)
    publishing.close(listing_id=made.id, by=BY)
    assert faults(sent(one, a_file({"reference": "BANK", "title": "x"}))) == [(2, "reference")]
    assert b"BANK" not in exported(one)


@pytest.mark.usefixtures("database")
def test_a_new_postcode_moves_a_listing_though_its_old_degrees_stand_in_the_file() -> None:
    one = provider()
    taken(one, a_file(HOUSE))
    (made,) = listings(one)
    was = made.latitude
    file = exported(one).replace(b"TD11 3AQ", b"TD1 1RE")
    taken(one, file)
    (made,) = listings(one)
    assert (made.postcode, made.latitude != was) == ("TD1 1RE", True)


@pytest.mark.usefixtures("database")
def test_the_template_is_notes_alone_and_its_example_is_good_once_it_is_no_note() -> None:
    one = provider()
    with pytest.raises(Refused):
        sheets.send(provider_id=one.id, upload=Upload("t.csv", template()), by=BY)
    heading, note, example = csv.reader(io.StringIO(template().decode("utf-8-sig")))
    assert heading == [column.name for column in COLUMNS]
    assert note[0].startswith("# Your own")
    example[0] = example[0].removeprefix("# ")
    made = taken(one, written(heading, note, example))
    assert (counts(made), made.notes) == ((1, 0, 0), 1)


@pytest.mark.usefixtures("database")
def test_a_file_given_up_while_it_is_read_is_left_alone() -> None:
    one = provider()
    sheet = sheets.send(provider_id=one.id, upload=Upload("a.csv", a_file(HOUSE)), by=BY)
    sheets.drop(sheet_id=sheet.id, by=BY)
    while jobs.work(sheets.DOERS):
        pass
    session.expire_all()
    assert (sheet.state, listings(one)) == (SheetState.DROPPED, [])


@pytest.mark.usefixtures("database")
def test_one_provider_cannot_fill_the_database_with_files_and_others_still_send_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "MOST_A_DAY", 2)
    one, other = provider(), provider("Another")
    upload = Upload("a.csv", a_file(HOUSE))
    for _ in range(2):
        sheets.send(provider_id=one.id, upload=upload, by=BY)
    with pytest.raises(Refused) as refused:
        sheets.send(provider_id=one.id, upload=upload, by=BY)
    assert set(refused.value.fields) == {"file"}
    assert sheets.send(provider_id=other.id, upload=upload, by=BY).ref
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        assert sheets.send(provider_id=one.id, upload=upload, by=BY).ref


@pytest.mark.usefixtures("database")
def test_seasons_extras_and_changeover_days_go_out_and_in_with_a_file() -> None:
    one, year = provider(), clock.today().year + 1
    summer, christmas = f"{year}-06-01 to {year}-08-31", f"{year}-12-20 to {year}-12-31"
    seasons = f"Summer {summer}: night 150.00/170.00; Christmas {christmas}: night 180.00"
    extras = "Cleaning=45.00 for each stay; Linen \\; towels=8.00 for each person; Hot tub=25.00 each"
    house = {**HOUSE, "seasons": seasons, "extras": extras, "changeover": "fri; Mon"}
    taken(one, a_file(house))
    (made,) = listings(one)
    assert [(season.name, season.rates[0].weekend_pence) for season in made.seasons] == [
        ("Summer", 170_00),
        ("Christmas", 180_00),
    ]
    assert {(extra.name, extra.pence, extra.per.value) for extra in made.extras} == {
        ("Cleaning", 45_00, "stay"),
        ("Linen ; towels", 8_00, "person"),
        ("Hot tub", 25_00, "each"),
    }
    assert made.terms.words[-1] == "Stays here usually start and end on Monday or Friday."
    first = exported(one)
    assert (counts(sent(one, first)), exported(one)) == ((0, 0, 1), first)
    # One day later, which for a moment would be two summers on one day.
    moved = a_file({"reference": "FORD-1", "seasons": seasons.replace("06-01", "06-02"), "extras": ""})
    sheet = taken(one, moved)
    assert sheet.state is SheetState.TAKEN
    (made,) = listings(one)
    assert (made.seasons[0].first_on.day, made.extras) == (2, [])


@pytest.mark.usefixtures("database")
def test_a_season_of_another_age_or_without_a_usual_price_is_named_by_its_row() -> None:
    one, year = provider(), clock.today().year + 1
    old = {**HOUSE, "seasons": "Summer 1970-06-01 to 1970-08-31: night 150.00"}
    unpriced = {**HOUSE, "reference": "B", "seasons": f"Summer {year}-06-01 to {year}-08-31: hour 20.00"}
    not_his = {**HOUSE, "reference": "C", "kind": "activity", "extras": "Cleaning=45.00 for each stay"}
    sheet = sent(one, a_file(old, unpriced, {**not_his, "night_price": "", "night_price_weekend": "", "sleeps": ""}))
    assert sheet.state is SheetState.REFUSED
    found = {(fault["row"], fault["field"]): fault["why"] for fault in sheet.faults}
    assert "choose days from" in found[2, "seasons"]
    assert found[3, "seasons"] == "Summer: give hour_price first, the price on other days"
    assert "each alone" in found[4, "extras"]
    assert listings(one) == []
