"""What a family needs when it comes: house rules for all to read, keys for those whose break is confirmed alone."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from marketplace import clock
from marketplace.booking.queries.arrival import TOLD_FOR
from marketplace.booking.queries.breaks import break_for
from marketplace.db import transaction
from marketplace.listings.answers import ArrivalAnswers
from marketplace.listings.services.publishing import locked
from tests import breaks, families, golden, offering
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import send, words

RULES, KEYS, HOIST = "Quiet after ten at night.", "Key safe 4 0 2 7", "Ruth shows you the hoist"
SAID = {
    "house_rules": RULES,
    "handover": "Ruth meets you.",
    "keys": KEYS,
    "hoist_induction": HOIST,
    "out_of_hours": "Billy, 01632 960 119",
}
SECRET = (KEYS, HOIST, "Ruth meets you.", "01632 960 119")


def _asked() -> Golden:
    """A break in a house that says all of it, asked for."""
    house = breaks.house()
    with transaction():
        ArrivalAnswers(**SAID).put_on(locked(offering.listing(house.ref).id))
    made = breaks.planned(at=house)
    golden.ask(made)
    return made


def _confirmed() -> Golden:
    made = _asked()
    golden.answer(made)
    return made


def _pages(made: Golden) -> tuple[str, ...]:
    base = f"/breaks/{made.ref}"
    return base, f"{base}/parts/{made.lines['house']}", f"{base}/paper"


def test_a_provider_writes_what_people_need_and_only_the_house_rules_are_public(
    app: Flask, client: CheckedClient
) -> None:
    by = offering.provider(client)
    ref = by.house()
    assert send(client, f"/offers/{ref}/arrival", SAID).status_code == 303
    assert KEYS in client.get(f"/offers/{ref}/arrival").text
    by.ask(ref)
    offering.accept(offering.brokerage(app), ref)
    said = words(offering.another(app).get(f"/listings/{ref}"))
    assert RULES in said
    assert not [secret for secret in SECRET if secret in said]


def test_before_a_break_is_confirmed_nobody_reads_where_the_keys_are(client: CheckedClient) -> None:
    made = _asked()
    families.sign_in(client, made.viewers["family"])
    for path in _pages(made):
        answer = client.get(path)
        assert answer.status_code == 200
        assert not [secret for secret in SECRET if secret in answer.text], path


@pytest.mark.parametrize("who", ["family", "person"])
def test_a_confirmed_break_tells_those_who_go_on_its_page_and_on_paper(client: CheckedClient, who: str) -> None:
    made = _confirmed()
    families.sign_in(client, made.viewers[who])
    for path in _pages(made):
        said = client.get(path).text
        assert not [secret for secret in SECRET if secret not in said], path


def test_an_officer_who_did_not_arrange_it_is_not_told(client: CheckedClient) -> None:
    made = _confirmed()
    families.sign_in(client, made.viewers["officer"])
    said = client.get(f"/breaks/{made.ref}").text
    assert not [secret for secret in SECRET if secret in said]


def test_it_is_told_until_a_day_after_the_part_ends(client: CheckedClient) -> None:
    made = _confirmed()
    (line,) = break_for(made.ref, viewer=made.arranger).lines
    assert line.arrival
    assert line.when is not None
    with time_machine.travel(line.when.ends_at + TOLD_FOR + timedelta(minutes=1)):
        assert clock.now() > line.when.ends_at
        assert break_for(made.ref, viewer=made.arranger).lines[0].arrival == ()


def test_open_data_tells_nothing_of_it(client: CheckedClient) -> None:
    house = breaks.house()
    with transaction():
        ArrivalAnswers(**SAID).put_on(locked(offering.listing(house.ref).id))
    found = client.get("/api/hsds-uk/3.0/services?full=true").text + client.get(f"/listings/{house.ref}").text
    assert not [secret for secret in SECRET if secret in found]
