"""Patterns: kept from a break's page, listed, renamed, removed, and a break planned from one."""

from datetime import timedelta

import pytest

from marketplace.booking import services
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.paper import errors, links, send, words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both


def test_a_weekend_is_kept_as_a_pattern_and_another_one_planned_from_it(client: CheckedClient) -> None:
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    assert f"/breaks/{made.ref}/pattern" in links(client.get(f"/breaks/{made.ref}")).values()
    answer = send(client, f"/breaks/{made.ref}/pattern", {"name": "Support all weekend"}, press="Keep this pattern")
    assert (answer.status_code, answer.location) == (303, "/patterns")
    listed = client.get("/patterns")
    shown = words(listed)
    assert "Friday, 16:00 to Monday, 10:00; 3 nights. For a person who has support." in shown
    assert "Orchard House: 3 nights, Friday to Monday" in shown
    assert "Riding at Stanemoor: Saturday, 14:00 to 15:00" in shown
    assert "Callum" not in shown
    (plan,) = {href for href in links(listed).values() if href.endswith("/plan")}
    first = golden.friday() + timedelta(days=7)
    looked = f"{plan}?person={made.people['person']}&first={first}&town=Duns"
    shown = words(client.get(looked))
    assert "36 hours at £24.60" in shown
    assert "£2,050.60" in shown
    assert "last time" not in shown
    answer = send(client, looked, {"title": "Duns in spring"}, press="Make this break")
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "Duns in spring" in page.text
    assert "Your new break is kept. Nothing is booked yet." in page.text


def test_what_is_missing_or_wrong_in_the_address_or_the_name_is_said_at_its_field(client: CheckedClient) -> None:
    made = golden.a_night_off()
    families.sign_in(client, made.arranger)
    ref = services.keep_pattern(made.ref, name="A night", by=made.arranger)
    plan = f"/patterns/{ref}/plan"
    assert client.get(plan).status_code == 200
    assert set(errors(client.get(f"{plan}?first=2020-01-01"))) >= {"first", "carer"}
    assert set(errors(client.get(f"{plan}?first=soon&carer=nobody-known"))) >= {"first", "carer"}
    assert set(errors(send(client, f"/breaks/{made.ref}/pattern", {"name": " "}))) == {"name"}
    assert set(errors(send(client, f"/patterns/{ref}", {"name": ""}))) == {"name"}
    shown = words(client.get(f"{plan}?first={golden.friday()}&person=&carer={made.people['carer']}"))
    assert "it was not from this site. Add who gives it now" in shown
    assert "nobody is in this break whom it is for" in shown


def test_a_pattern_is_renamed_and_removed_and_the_last_one_leaves_a_way_on(client: CheckedClient) -> None:
    made = breaks.planned()
    families.sign_in(client, made.arranger)
    ref = services.keep_pattern(made.ref, name="Two nights", by=made.arranger)
    assert send(client, f"/patterns/{ref}", {"name": "A house"}, press="Save the name").status_code == 303
    assert "A house" in client.get(f"/patterns/{ref}").text
    assert send(client, f"/patterns/{ref}/remove", press="Remove it").status_code == 303
    assert "No pattern yet" in client.get("/patterns").text
    assert client.get(f"/patterns/{ref}").status_code == 404


def test_an_officer_is_told_who_will_read_the_name_and_refused_a_persons(client: CheckedClient) -> None:
    made = breaks.planned()
    families.sign_in(client, made.viewers["officer"])
    path = f"/breaks/{made.ref}/pattern"
    assert "who plans breaks can use it" in words(client.get(path))
    assert set(errors(send(client, path, {"name": "Callum again"}))) == {"name"}
