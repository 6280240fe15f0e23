"""The pages of a break for those who arrange it: whole pages, errors that keep what was typed, each yes and no."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.roles import Permission, RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking import services
from marketplace.booking.models import Agreement, Break, Line
from marketplace.db import session
from marketplace.listings.models import Listing
from marketplace.web.access import access_of
from tests import families, golden
from tests.checked_client import CheckedClient
from tests.databases import on_both
from tests.golden import Golden
from tests.paper import words

once = pytest.mark.parametrize("engine_name", ["sqlite"])
"""What a form says to what was typed, and what is not there for others, is decided in code."""

OF_A_BREAK = ("break_page", "printed", "add", "brokered", "own", "change", "hold", "who_pays", "cancel", "protection")
OF_A_PART = ("part", "remove", "shares")


@pytest.fixture
def weekend(app: Flask) -> Golden:
    return golden.a_long_weekend()


@pytest.fixture
def night_off(app: Flask) -> Golden:
    return golden.a_night_off()


def as_(client: CheckedClient, who: Viewer) -> CheckedClient:
    families.sign_in(client, who)
    return client


def href(app: Flask, page: str, **values: Any) -> str:
    with app.test_request_context():
        return url_for(f"booking.{page}", **values)


def the_line(ref: str, title: str) -> Line:
    session.rollback()
    lines = session.scalars(select(Line).join(Break).where(Break.ref == ref, Line.title == title))
    return lines.one()


@on_both
def test_every_page_of_a_draft_is_a_whole_page_that_names_it(
    client: CheckedClient, app: Flask, weekend: Golden
) -> None:
    browser = as_(client, weekend.arranger)
    for name in OF_A_BREAK:
        answer = browser.get(href(app, name, ref=weekend.ref))
        assert answer.status_code == 200, name
        assert "Duns long weekend" in answer.text
    for name in OF_A_PART:
        for line_ref in weekend.lines.values():
            assert browser.get(href(app, name, ref=weekend.ref, line_ref=line_ref)).status_code == 200, name
    for listed, unit in (("house", "nights"), ("bank", "hours"), ("bank", "sleepovers"), ("taxi", "items")):
        page = browser.get(f"/breaks/{weekend.ref}/add/{weekend.offers[listed].ref}/{unit}")
        assert "Add it to my break" in page.text
    assert "Hours of support" in browser.get(f"/breaks/{weekend.ref}/add/{weekend.offers['bank'].ref}").text
    listed = words(browser.get("/breaks"))
    assert "Duns long weekend , Callum Hume's break, Fri 8 to Mon 11 January 2027 (1)" in listed
    assert weekend.ref not in listed


def test_every_page_of_a_break_that_is_asked_for_is_a_whole_page(
    client: CheckedClient, app: Flask, weekend: Golden
) -> None:
    golden.ask(weekend)
    browser = as_(client, weekend.arranger)
    for name in ("break_page", "printed", "add", "hold", "who_pays", "let_go", "ask_all", "cancel"):
        assert browser.get(href(app, name, ref=weekend.ref)).status_code == 200, name
    page = browser.get(f"/breaks/{weekend.ref}").text
    assert "waiting for answers" in page
    assert "Callum Hume:</b> yes or no to" in page
    golden.answer(weekend)
    done = browser.get(f"/breaks/{weekend.ref}").text
    assert "confirmed" in done
    assert browser.get(href(app, "cancel_part", ref=weekend.ref, line_ref=weekend.lines["riding"])).status_code == 200


@once
def test_another_familys_break_is_not_there_at_any_address(client: CheckedClient, app: Flask, weekend: Golden) -> None:
    golden.ask(weekend)
    stranger = families.viewer("Family B", RoleName.CARER)
    families.acts_for(stranger, families.person("Of Family B"))
    browser = as_(client, stranger)
    walked = list(_addresses(app, weekend))
    assert len(walked) > 40
    for method, address in walked:
        assert browser.open(address, method=method).status_code == 404, f"{method} {address}"
    assert "Duns long weekend" not in browser.get("/breaks").text


def _addresses(app: Flask, found: Golden) -> Iterator[tuple[str, str]]:
    """Each method and address of those who arrange that names a break."""
    names = {
        "ref": found.ref,
        "line_ref": found.lines["riding"],
        "person_ref": found.people["person"],
        "pot_ref": found.pots["own"],
        "listing_ref": found.offers["bank"].ref,
        "file_ref": "x",
        "question_ref": "x",
        "offer_ref": "x",
        "run_ref": "x",
        "suggestion_ref": "x",
        "swap_ref": "x",
        "refund_ref": "x",
    }
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        if rule.rule.startswith("/breaks/<ref>") and access and Permission.ARRANGE_BREAKS in access.permissions:
            with app.test_request_context():
                values: dict[str, Any] = {name: names[name] for name in rule.arguments}
                address = url_for(rule.endpoint, **values)
            yield from ((method, address) for method in (rule.methods or set()) & {"GET", "POST"})


@once
def test_a_start_with_something_missing_says_what_and_keeps_the_rest(client: CheckedClient, weekend: Golden) -> None:
    browser = as_(client, weekend.arranger)
    typed = {
        "title": "A week by the sea",
        "whose": "person",
        "person": "",
        "starts_on": "2020-01-01",
        "starts_time": "half past",
    }
    answer = browser.post("/breaks/new", data=typed)
    assert answer.status_code == 422
    for said in (
        "A week by the sea",
        "2020-01-01",
        "half past",
        "Choose the person whose break it is",
        "Say yes or no",
    ):
        assert said in answer.text, said


@once
def test_who_comes_from_a_search_for_somebody_starts_a_break_of_that_person(
    client: CheckedClient, weekend: Golden
) -> None:
    browser = as_(client, weekend.arranger)
    chosen = re.compile(r'name="whose" type="radio" value="person" checked')
    for asked, is_chosen in ((f"?person={weekend.people['person']}", True), ("", False)):
        assert bool(chosen.search(browser.get(f"/breaks/new{asked}").text)) == is_chosen


@once
def test_a_shift_without_its_end_is_blamed_at_its_row_and_more_rows_lose_nothing(
    client: CheckedClient, weekend: Golden
) -> None:
    browser = as_(client, weekend.arranger)
    address = f"/breaks/{weekend.ref}/add/{weekend.offers['bank'].ref}/hours"
    day = golden.friday().isoformat()
    typed = {"rows": "3", "day_1": day, "start_1": "16:00", "asks": "Ring twice"}
    answer = browser.post(address, data=typed)
    assert answer.status_code == 422
    assert "Row 2: enter the time it ends" in answer.text
    more = browser.post(address, data=typed | {"more_rows": "yes"})
    assert more.status_code == 200
    for said in ("Shift 7", "16:00", "Ring twice"):
        assert said in more.text
    assert "There is a problem" not in more.text


@once
def test_too_much_from_pots_is_said_and_what_was_typed_is_kept(client: CheckedClient, weekend: Golden) -> None:
    browser = as_(client, weekend.arranger)
    address = f"/breaks/{weekend.ref}/who-pays/{weekend.lines['taxi']}"
    places = browser.get(address).text.count('name="amount_')
    assert places == 4  # the NHS pays for no taxi
    answer = browser.post(address, data={"amount_0": "170.00", "amount_1": "12 pounds", "amount_2": "101%"})
    assert answer.status_code == 422
    for said in ("170.00", "12 pounds", "101%", "a per cent is from 1% to 100%", "write a part of it, like 25%"):
        assert said in answer.text, said
    too_much = browser.post(address, data={"amount_3": "900.00"})
    assert (too_much.status_code, "900.00" in too_much.text) == (422, True)
    assert ("what you wrote is not saved" in too_much.text, "paid for exactly" in too_much.text) == (True, False)


@once
def test_no_option_is_chosen_where_a_pot_has_several(client: CheckedClient, weekend: Golden) -> None:
    browser = as_(client, weekend.arranger)
    pot = weekend.pot("virtual")
    pot.options = [2, 3]
    session.commit()
    address = f"/breaks/{weekend.ref}/who-pays/{weekend.lines['riding']}"
    text = browser.get(address).text
    place = text.split("How much from Council arranged?")[0].rsplit("amount_", 1)[1].split('"')[0]
    assert f'name="option_{place}"' in text
    assert " checked" not in text
    answer = browser.post(address, data={f"amount_{place}": "100%"})
    assert "Choose the option under which Council arranged pays" in answer.text


def test_a_place_taken_meanwhile_is_named_and_nothing_is_held(client: CheckedClient, weekend: Golden) -> None:
    other = golden.a_long_weekend(house=weekend.offers["house"])
    services.hold(other.ref, by=other.arranger)
    browser = as_(client, weekend.arranger)
    answer = browser.post(f"/breaks/{weekend.ref}/hold")
    assert answer.status_code == 409
    assert "Orchard House is not free" in answer.text
    assert weekend.break_.state == "draft"


def test_a_pot_with_too_little_says_how_many_pence_are_missing(client: CheckedClient, app: Flask) -> None:
    poor = golden.a_long_weekend(committed=765_00 - 1)
    answer = as_(client, poor.arranger).post(f"/breaks/{poor.ref}/hold")
    assert answer.status_code == 409
    assert "£0.01 short" in answer.text


@once
def test_what_nobody_pays_stops_the_hold_and_leads_to_its_shares(client: CheckedClient, weekend: Golden) -> None:
    services.set_shares(weekend.ref, weekend.lines["taxi"], parts=[], by=weekend.arranger)
    browser = as_(client, weekend.arranger)
    answer = browser.post(f"/breaks/{weekend.ref}/hold")
    assert answer.status_code == 422
    assert f"/breaks/{weekend.ref}/who-pays/{weekend.lines['taxi']}" in answer.text
    assert "nobody pays £170.00 yet" in answer.text


def test_what_is_held_can_be_let_go_and_a_part_taken_out(client: CheckedClient, weekend: Golden) -> None:
    browser = as_(client, weekend.arranger)
    assert browser.post(f"/breaks/{weekend.ref}/hold").status_code == 303
    assert browser.post(f"/breaks/{weekend.ref}/let-go").status_code == 303
    assert weekend.break_.state == "draft"
    assert browser.post(f"/breaks/{weekend.ref}/parts/{weekend.lines['riding']}/remove").status_code == 303
    assert "£1,990.60" in browser.get(f"/breaks/{weekend.ref}").text


@on_both
def test_an_adviser_adds_a_hotel_that_is_not_here_with_its_paper(client: CheckedClient, night_off: Golden) -> None:
    browser = as_(client, night_off.arranger)
    address = f"/breaks/{night_off.ref}/add-elsewhere"
    first = golden.friday()
    typed = {
        "title": "Dinner at the inn",
        "kind": "other",
        "provider_name": "The Inn",
        "rows": "3",
        "unit_0": "item",
        "quantity_0": "2",
        "rate_0": "21.50",
        "for_whom": "carer",
        "accepted_how": "email",
        "accepted_by": "Reception",
        "accepted_on": clock.today().isoformat(),
    }
    wrong = browser.post(address, data=typed | {"accepted_by": "", "paper": (io.BytesIO(b"plain"), "note.txt")})
    assert wrong.status_code == 422
    for said in ("Say who said yes there", "Dinner at the inn", "21.50"):
        assert said in wrong.text
    paper = (io.BytesIO(b"%PDF-1.4 yes"), "yes.pdf")
    assert browser.post(address, data=typed | {"paper": paper}).status_code == 303
    line = the_line(night_off.ref, "Dinner at the inn")
    assert line.pence == 43_00
    assert line.state == "accepted"
    part = words(browser.get(f"/breaks/{night_off.ref}/parts/{line.ref}"))
    assert "Their yes Reception of The Inn said yes by e-mail on" in part
    kept = browser.get(f"/breaks/{night_off.ref}/papers/{line.paper.ref if line.paper else ''}")
    assert kept.data == b"%PDF-1.4 yes"
    assert "attachment" in kept.headers["Content-Disposition"]
    assert f"{first.day}" in browser.get(f"/breaks/{night_off.ref}/paper").text


def test_a_sister_adds_her_own_hours_for_nothing(client: CheckedClient, weekend: Golden) -> None:
    browser = as_(client, weekend.arranger)
    typed = {
        "title": "Breakfast with Anna",
        "who": "Anna, his mother",
        "kind": "other",
        "so": "cover",
        "rows": "3",
        "unit_0": "hour",
        "day_0": golden.friday().isoformat(),
        "start_0": "16:00",
        "end_0": "17:00",
        "rate_0": "0",
    }
    unsaid = browser.post(f"/breaks/{weekend.ref}/add-own", data=typed)
    assert "Say whether they have said yes" in unsaid.text
    wrong = browser.post(f"/breaks/{weekend.ref}/add-own", data=typed | {"works": "perhaps"})
    assert wrong.status_code == 422
    typed |= {"works": "alone", "pvg": "pvg"}
    no_day = browser.post(f"/breaks/{weekend.ref}/add-own", data=typed | {"accepted_how": "in_person"})
    assert "Choose the day they said yes" in no_day.text
    typed |= {"accepted_how": "in_person", "accepted_on": clock.today().isoformat()}
    answer = browser.post(f"/breaks/{weekend.ref}/add-own", data=typed)
    assert answer.status_code == 303, answer.text
    line = the_line(weekend.ref, "Breakfast with Anna")
    assert line.pence == 0
    assert line.counts_as_cover
    assert line.is_individual
    assert line.confirms_pvg
    assert line.state == "accepted"
    part = words(browser.get(f"/breaks/{weekend.ref}/parts/{line.ref}"))
    assert "Their yes Anna, his mother said yes in person on" in part
    paper = words(browser.get(f"/breaks/{weekend.ref}/paper"))
    assert "17:00 Who or where Anna, his mother Price £0.00" in paper
    assert "Accepted. £0.00" in paper


def test_an_adviser_writes_down_what_she_was_told_and_cannot_agree_money(
    client: CheckedClient, night_off: Golden
) -> None:
    golden.ask(night_off)
    browser = as_(client, night_off.arranger)
    wife = night_off.people["carer"]
    address = f"/breaks/{night_off.ref}/parts/{night_off.lines['hotel']}/say/{wife}"
    assert "what does Moira Elliot say?" in browser.get(address).text
    assert browser.post(address, data={"answer": "yes", "words": "Yes, by telephone"}).status_code == 303
    assert "Moira Elliot said yes in person or by telephone" in browser.get(f"/breaks/{night_off.ref}").text
    virtual = night_off.pots["virtual"]
    assert browser.get(f"/breaks/{night_off.ref}/pots/{virtual}/agree").status_code == 403


def test_a_care_manager_attaches_the_letter_of_the_nhs(client: CheckedClient, weekend: Golden) -> None:
    golden.ask(weekend)
    browser = as_(client, weekend.viewers["officer"])
    address = f"/breaks/{weekend.ref}/pots/{weekend.pots['nhs']}/agree"
    assert "Letter for Nhs" in browser.get(address).text
    empty = browser.post(address, data={"letter_words": "NHS Borders, 2 February"})
    assert empty.status_code == 422
    assert "Attach the letter of the funder" in empty.text
    letter = (io.BytesIO(b"%PDF-1.4 agreed"), "letter.pdf")
    assert browser.post(address, data={"letter_words": "NHS Borders, 2 February", "letter": letter}).status_code == 303
    session.rollback()
    assert session.scalars(select(Agreement)).one().letter_words == "NHS Borders, 2 February"


def test_a_break_is_cancelled_with_its_reason(client: CheckedClient, weekend: Golden) -> None:
    golden.ask(weekend)
    browser = as_(client, weekend.arranger)
    assert browser.post(f"/breaks/{weekend.ref}/cancel", data={"reason": ""}).status_code == 422
    assert browser.post(f"/breaks/{weekend.ref}/cancel", data={"reason": "He is in hospital"}).status_code == 303
    page = browser.get(f"/breaks/{weekend.ref}").text
    assert "This break is cancelled" in page
    assert "He is in hospital" in page


def test_who_organises_a_package_and_who_may_read_safety_facts_are_written_down(
    client: CheckedClient, weekend: Golden
) -> None:
    browser = as_(client, weekend.arranger)
    told = {"organiser": "Merse Housing", "protection": "Bond 4411"}
    assert browser.post(f"/breaks/{weekend.ref}/protection", data=told).status_code == 303
    assert "Merse Housing" in browser.get(f"/breaks/{weekend.ref}").text
    son = as_(client, weekend.viewers["person"])
    assert son.get(f"/breaks/{weekend.ref}/safety").status_code == 200
    assert son.post(f"/breaks/{weekend.ref}/safety", data={"answer": "yes"}).status_code == 303
    assert weekend.break_.safety_consent is True


@once
def test_a_listing_leads_to_my_breaks_with_the_days_carried(client: CheckedClient, weekend: Golden) -> None:
    ref = weekend.offers["house"].ref
    browser = as_(client, weekend.arranger)
    days = "from=2027-03-05&to=2027-03-08"
    assert f"/breaks/add?listing={ref}" in browser.get(f"/listings/{ref}?{days}").text
    page = browser.get(f"/breaks/add?listing={ref}&{days}").text
    assert f"/breaks/{weekend.ref}/add/{ref}?from=2027-03-05&amp;to=2027-03-08" in page
    onward = browser.get(f"/breaks/{weekend.ref}/add/{ref}?{days}")
    assert onward.location == f"/breaks/{weekend.ref}/add/{ref}/nights?{days}"
    assert 'value="2027-03-05"' in browser.get(onward.location).text


def test_a_new_price_is_taken_only_when_asked_for(client: CheckedClient, weekend: Golden) -> None:
    listing = session.scalars(select(Listing).where(Listing.ref == weekend.offers["taxi"].ref)).one()
    for rate in listing.rates:
        rate.weekday_pence = rate.weekend_pence = rate.bank_holiday_pence = 90_00
    session.commit()
    browser, part = as_(client, weekend.arranger), f"/breaks/{weekend.ref}/parts/{weekend.lines['taxi']}"
    assert "£170.00" in browser.get(part).text
    assert "£180.00" in browser.post(f"{part}/new-price", follow_redirects=True).text


@once
def test_a_shared_line_keeps_its_per_cent_when_saved_again(client: CheckedClient, weekend: Golden) -> None:
    text = as_(client, weekend.arranger).get(f"/breaks/{weekend.ref}/who-pays/{weekend.lines['support']}").text
    assert 'value="25%"' in text
    assert 'value="75%"' in text
