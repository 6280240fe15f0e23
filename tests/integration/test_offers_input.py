"""Whatever is typed about a listing: a clear error at its field and nothing lost, or kept exactly as it was meant."""

from dataclasses import dataclass

import pytest

from marketplace.access_facts.facts import Evidence, FactState
from marketplace.access_facts.kinds import ListingKind
from marketplace.listings.answers import HoursAnswers, RateAnswer, RatesAnswers
from marketplace.listings.models import Listing
from marketplace.listings.pricing import RateUnit
from tests.checked_client import CheckedClient
from tests.databases import on_one
from tests.offering import PVG, listing, provider
from tests.paper import Answers, errors, send

PA = {"name": "Rab Elliot", "born_on": ["4", "5", "1990"], **PVG}


@dataclass(frozen=True)
class Bad:
    """What is typed on a page, the field the error stands at, and what it says."""

    page: str
    answers: Answers
    at: str
    says: str


BAD = (
    Bad("words", {"title": ""}, "title", "Enter a title"),
    Bad("words", {"title": "x" * 121}, "title", "Title: use 120 letters or fewer. This has 121"),
    Bad("words", {"description": "x" * 10_000}, "description", "use 5,000 letters or fewer. This has 10,000"),
    Bad("words", {"picture": "../../etc/passwd"}, "picture", "choose one of the answers"),
    Bad("place", {"where": ""}, "where", "Enter the postcode"),
    Bad("place", {"where": "ZZ99 9ZZ"}, "where", "ZZ99 9ZZ is not a Scottish postcode"),
    Bad("place", {"where": "TD11 9ZZ"}, "where", "We do not know TD11 9ZZ as a Scottish postcode"),
    Bad("place", {"where": "SW1A 1AA"}, "where", "SW1A 1AA is not a Scottish postcode"),
    Bad("place", {"where": "Duns"}, "where", "Enter the whole postcode"),
    Bad("place", {"where": "<script>alert(1)</script>"}, "where", "We do not know a place in Scotland"),
    Bad("papers", {"sleeps": "four"}, "sleeps", "enter a whole number"),
    Bad("papers", {"sleeps": "-2"}, "sleeps", "enter a number from 1 to 200"),
    Bad("papers", {"sleeps": "9" * 40}, "sleeps", "enter a number from 1 to 200"),
    Bad("papers", {"sleeps": "2.5"}, "sleeps", "enter a whole number"),
    Bad("papers", {"sleeps": "\u0664"}, "sleeps", "enter a whole number"),
    Bad("papers", {"energy_rating": "Z"}, "energy_rating", "choose one of the answers"),
    Bad("papers", {"includes_personal_care": "perhaps"}, "includes_personal_care", "choose one of the answers"),
    Bad("papers", {"registration_number": "SP123"}, "registration_number", "CS and ten digits"),
    Bad("papers", {"licence_number": "A", "licence_exemption": "B"}, "licence_exemption", "not both"),
    Bad("papers", {"energy_rating": "A", "energy_exemption": "B"}, "energy_exemption", "not both"),
    Bad("booking", {"min_nights": "0"}, "min_nights", "enter a number from 1 to 365"),
    Bad("booking", {"min_nights": "7", "max_nights": "2"}, "max_nights", "cannot be fewer than the fewest"),
    Bad("booking", {"option_days": ""}, "option_days", "Enter a number of days"),
    Bad("booking", {"option_days": "29"}, "option_days", "enter a number from 1 to 28"),
    Bad("booking", {"arrive_from": "teatime"}, "arrive_from", "write a time like"),
    Bad("booking", {"leave_by": "25:00"}, "leave_by", "write a time like"),
    Bad("rates", {"night_weekday": "0"}, "night_weekday", "the least is £0.01"),
    Bad("rates", {"night_weekday": "0.00"}, "night_weekday", "the least is £0.01"),
    Bad("rates", {"night_weekday": "10,000,000"}, "night_weekday", "the most is £10,000.00"),
    Bad("rates", {"night_weekday": "10000.01"}, "night_weekday", "the most is £10,000.00"),
    Bad("rates", {"night_weekday": "-5"}, "night_weekday", "without a minus sign"),
    Bad("rates", {"night_weekday": "24.6"}, "night_weekday", "enter an amount in pounds"),
    Bad("rates", {"night_weekday": "€20"}, "night_weekday", "in pounds, without another currency"),
    Bad("rates", {"night_weekday": "1e3"}, "night_weekday", "enter an amount in pounds"),
    Bad("rates", {"night_weekend": "20"}, "night_weekday", "enter the price from Monday to Friday first"),
    Bad(
        "facts/inside", {"narrowest_door_mm": "82o"}, "narrowest_door_mm", "Narrowest door inside: Write a number of mm"
    ),
    Bad("facts/inside", {"narrowest_door_mm": "-1"}, "narrowest_door_mm", "cannot be below nought"),
    Bad("facts/inside", {"narrowest_door_mm": "999999"}, "narrowest_door_mm", "too large"),
    Bad("facts/inside", {"narrowest_door_mm": "82 cm"}, "narrowest_door_mm", "Write a number of mm"),
    Bad(
        "facts/inside",
        {"narrowest_door_mm": "820", "narrowest_door_mm-request": "y"},
        "narrowest_door_mm",
        "not both",
    ),
    Bad("facts/inside", {"all_on_one_level": "maybe"}, "all_on_one_level", "choose one of the answers"),
    Bad("facts/inside", {"all_on_one_level-how": "confirmed"}, "all_on_one_level-how", "choose one of the answers"),
    Bad("facts/arrival", {"route_gradient_1_in": "0"}, "route_gradient_1_in", "1 or more"),
    Bad("facts/arrival", {"route_gradient_1_in": "8%"}, "route_gradient_1_in", "Write a number"),
    Bad("facts/arrival", {"path_surface": "ice"}, "path_surface", "choose one of the answers"),
    Bad(
        "facts/hoist",
        {"hoist_examined_on": ["1", "1", "1970"]},
        "hoist_examined_on-day",
        "enter a day from 1 January 2000",
    ),
    Bad("facts/hoist", {"hoist_examined_on": ["31", "2", "2026"]}, "hoist_examined_on-day", "enter a real day"),
    Bad("facts/hoist", {"hoist_examined_on": ["1", "1", "2999"]}, "hoist_examined_on-day", "enter a day from"),
    Bad("facts/hoist", {"hoist_examined_on": ["", "3", ""]}, "hoist_examined_on-day", "enter a real day"),
)


@on_one
@pytest.mark.parametrize(
    "bad", BAD, ids=lambda bad: f"{bad.page}-{bad.at}-{str(next(iter(bad.answers.values())))[:12]}"
)
def test_what_cannot_be_meant_is_said_at_its_field_and_kept_as_typed(client: CheckedClient, bad: Bad) -> None:
    ref = provider(client).start()
    before = _kept(listing(ref))
    answer = send(client, f"/offers/{ref}/{bad.page}", bad.answers)
    assert answer.status_code == 422
    assert bad.says in errors(answer)[bad.at]
    assert _kept(listing(ref)) == before
    for typed in bad.answers.values() if "choose one of" not in bad.says else ():
        assert _as_printed(typed if isinstance(typed, str) else typed[-1]) in answer.text


HOURS = (
    ({"monday": "nine to five"}, "monday", "Monday: “nine to five” is not a time"),
    ({"friday": "17:00-9:00"}, "friday", "ends before it starts"),
    ({"sunday": "9-12, 11-13"}, "sunday", "overlap"),
    ({"sunday": "9-" * 60}, "sunday", "80 letters or fewer"),
)


@on_one
@pytest.mark.parametrize(("answers", "at", "says"), HOURS)
def test_opening_hours_that_cannot_be_meant_are_said_at_their_day(
    client: CheckedClient, answers: Answers, at: str, says: str
) -> None:
    ref = provider(client).start(ListingKind.ACTIVITY, "Riding")
    answer = send(client, f"/offers/{ref}/hours", answers)
    assert answer.status_code == 422
    assert says in errors(answer)[at]
    assert not listing(ref).opening_hours


BAD_PAS = (
    ({"name": ""}, "name", "Enter the PA's name"),
    ({"born_on": ["", "", ""]}, "born_on-day", "Enter the date of birth"),
    ({"born_on": ["1", "1", "1900"]}, "born_on-day", "enter a day from 1 January 1920"),
    ({"born_on": ["1", "1", "2999"]}, "born_on-day", "enter a day from"),
    ({"born_on": ["1", "13", "1990"]}, "born_on-day", "enter a real day"),
    ({"born_on": "1970"}, "born_on-day", "enter a real day"),
    ({"pvg_checked_on": ["1", "1", "1970"]}, "pvg_checked_on-day", "enter a day from 28 February 2011"),
    ({"pvg_checked_on": ["", "", ""]}, "pvg_checked_on-day", "Enter the day it was checked"),
    ({"pvg_checked_by": ""}, "pvg_checked_by", "Enter who checked it"),
    ({"pvg_sort": ""}, "pvg_sort", "Say whom the membership covers"),
    ({"pvg_sort": "everyone"}, "pvg_sort", "choose one of the answers"),
    ({"pvg_expires_on": ["1", "1", "2200"]}, "pvg_expires_on-day", "enter a day from"),
)


@on_one
@pytest.mark.parametrize(("answers", "at", "says"), BAD_PAS)
def test_what_cannot_be_meant_of_a_pa_is_said_at_its_field(
    client: CheckedClient, answers: Answers, at: str, says: str
) -> None:
    provider(client)
    answer = send(client, "/pas/new", {**PA, **answers})
    assert answer.status_code == 422
    assert says in errors(answer)[at]
    assert "No PA yet" in client.get("/pas").text


def test_a_script_in_a_title_is_words_and_nothing_more(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.start(title="<script>alert(1)</script> & 'Ham'")
    for path in ("/offers", f"/offers/{ref}", f"/offers/{ref}/words", f"/offers/{ref}/close", f"/listings/{ref}"):
        page = client.get(path)
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text
    assert listing(ref).title == "<script>alert(1)</script> & 'Ham'"


def test_control_characters_are_left_out_and_lines_are_kept(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.start(title="Or\x00chard\tHouse\r\n")
    jean.write(ref, {"words": {"description": "One.\r\n\x00\r\nTwo.\x07"}})
    kept = listing(ref)
    assert kept.title == "OrchardHouse"
    assert kept.description == "One.\n\nTwo."


def test_a_kind_that_there_is_not_is_refused(client: CheckedClient) -> None:
    provider(client)
    answer = send(client, "/offers/new", {"kind": "castle", "title": "Castle"})
    assert answer.status_code == 422
    assert "choose one of the answers" in errors(answer)["kind"]


def test_a_group_of_facts_that_a_kind_does_not_have_is_not_found(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.start(ListingKind.ACTIVITY, "Riding")
    assert client.get(f"/offers/{ref}/facts/bed").status_code == 404
    assert client.get(f"/offers/{ref}/facts/no-such-group").status_code == 404
    assert client.get(f"/offers/{jean.start()}/hours").status_code == 404


def test_a_fact_the_catalogue_does_not_have_is_not_taken(client: CheckedClient) -> None:
    ref = provider(client).start()
    client.post(f"/offers/{ref}/facts/inside", data={"made_up_mm": "820", "hoist": "h_frame"})
    assert not listing(ref).facts


def test_rates_left_empty_at_the_weekend_are_those_of_weekdays(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.start()
    jean.write(ref, {"rates": {"night_weekday": "£1,135.50", "night_bank_holiday": "2000"}})
    assert RatesAnswers.of(listing(ref)).rates == (RateAnswer(RateUnit.NIGHT, "", 113_550, 113_550, 200_000),)
    page = client.get(f"/offers/{ref}/rates").text
    assert 'value="1,135.50"' in page
    assert 'value="2,000.00"' in page
    jean.write(ref, {"rates": {"night_weekday": "", "night_bank_holiday": ""}})
    assert not listing(ref).rates


def test_an_item_needs_its_name(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.start(ListingKind.TRANSPORT, "Taxi")
    answer = send(client, f"/offers/{ref}/rates", {"item_weekday": "85"})
    assert errors(answer) == {"item_words": "Say what one item is, such as a journey"}


def test_facts_are_four_valued_and_say_how_they_are_known(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.start()
    jean.write(
        ref,
        {
            "facts/inside": {
                "narrowest_door_mm": "820 mm",
                "narrowest_door_mm-how": "measured_by_owner",
                "turning_circle_mm-request": "y",
                "all_on_one_level": "no",
            },
            "facts/hoist": {
                "hoist": "h_frame",
                "hoist_bedroom": "on_request",
                "hoist_examined_on": ["14", "9", "2026"],
            },
        },
    )
    known = listing(ref).known_facts
    assert {fact_id: (fact.state, fact.text) for fact_id, fact in known.items()} == {
        "narrowest_door_mm": (FactState.KNOWN, "820"),
        "turning_circle_mm": (FactState.ON_REQUEST, "on_request"),
        "all_on_one_level": (FactState.KNOWN, "no"),
        "hoist": (FactState.KNOWN, "h_frame"),
        "hoist_bedroom": (FactState.ON_REQUEST, "on_request"),
        "hoist_examined_on": (FactState.KNOWN, "2026-09-14"),
    }
    assert known["narrowest_door_mm"].evidence is Evidence.MEASURED_BY_OWNER
    assert known["hoist"].evidence is Evidence.STATED_BY_OWNER
    jean.write(ref, {"facts/hoist": {"hoist": "unknown", "hoist_examined_on": ["", "", ""]}})
    assert set(listing(ref).known_facts) == {
        "narrowest_door_mm",
        "turning_circle_mm",
        "all_on_one_level",
        "hoist_bedroom",
    }


def test_a_page_drawn_and_sent_back_as_it_was_changes_nothing(client: CheckedClient) -> None:
    jean = provider(client)
    ref = jean.house()
    jean.write(ref, {"facts/inside": {"narrowest_door_mm": "820", "turning_circle_mm-request": "y"}})
    before = listing(ref)
    kept, changed_at = _kept(before), before.changed_at
    for page in ("words", "place", "papers", "booking", "rates", "facts/inside", "facts/hoist", "facts/party"):
        assert send(client, f"/offers/{ref}/{page}").status_code == 303
    after = listing(ref)
    assert (_kept(after), after.changed_at) == (kept, changed_at)


def _kept(one: Listing) -> tuple[object, ...]:
    columns = tuple(getattr(one, column.key) for column in Listing.__table__.columns if column.key != "version")
    facts = tuple(sorted((fact.fact_id, fact.value.text, fact.evidence.value) for fact in one.facts))
    return (*columns, facts, RatesAnswers.of(one), HoursAnswers.of(one))


def _as_printed(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")
