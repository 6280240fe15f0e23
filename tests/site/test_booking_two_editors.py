"""Two people at one draft: whoever saves second sees what the first kept, and keeps what they wrote themselves."""

import pytest

from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import send, send_from, words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both

BOTH = "Somebody changed this while you were writing"


@pytest.fixture
def weekend(client: CheckedClient) -> Golden:
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    return made


def pot_field(page: str, name: str) -> str:
    """The field of the amount of a pot."""
    return page.split(f"How much from {name}?", maxsplit=1)[0].rsplit('for="', 1)[1].split('"', maxsplit=1)[0]


@pytest.mark.parametrize(
    ("path", "first", "second"),
    [
        ("change", {"title": "Duns with Anna"}, {"title": "Duns with Jo"}),
        (
            "protection",
            {"organiser": "Merse Housing", "protection": "Bond 1"},
            {"organiser": "Cabs", "protection": "Bond 2"},
        ),
    ],
)
def test_names_days_and_protection_are_lost_by_neither(
    client: CheckedClient, weekend: Golden, path: str, first: dict[str, str], second: dict[str, str]
) -> None:
    where = f"/breaks/{weekend.ref}/{path}"
    drawn = client.get(where)
    assert send(client, where, first).status_code == 303
    answer = send_from(client, drawn, where, second)
    assert answer.status_code == 409
    assert BOTH in answer.text
    assert all(f"{text}" in answer.text for text in (*first.values(), *second.values()))
    assert send_from(client, answer, where).status_code == 303
    shown = client.get(where).text
    assert all(text in shown for text in second.values())


def test_who_pays_is_lost_by_neither(client: CheckedClient) -> None:
    made = breaks.planned(pot="own")
    families.sign_in(client, made.arranger)
    where = f"/breaks/{made.ref}/who-pays/{made.lines['house']}"
    drawn = client.get(where)
    field = pot_field(drawn.text, "Own")
    assert send(client, where, {field: "150.00"}).status_code == 303
    answer = send_from(client, drawn, where, {field: "120.00"})
    assert (answer.status_code, BOTH in answer.text) == (409, True)
    assert "£150.00" in words(answer)
    assert 'value="120.00"' in answer.text
    assert send_from(client, answer, where).status_code == 303
    assert made.line("house").shares[0].pence == 120_00


def test_who_pays_for_a_part_that_was_taken_out_meanwhile_is_told_so(client: CheckedClient, weekend: Golden) -> None:
    part = weekend.lines["riding"]
    send(client, f"/breaks/{weekend.ref}/parts/{part}/remove", press="Take it out")
    answer = client.post(f"/breaks/{weekend.ref}/who-pays/{part}", data={"amount_0": "60.00"})
    assert answer.status_code == 303
    assert "Somebody took Riding at Stanemoor out" in words(client.get(answer.location))
