"""The golden break A, built over HTTP one form at a time as a mother builds it, to held and asked for."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.booking import services
from marketplace.booking.models import Break, Line, Share
from marketplace.booking.sorts import LineSort
from marketplace.db import session
from tests import families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden

WHOLE = "£2,050.60"
SHIFTS = (
    (0, "16:00", "22:00", 0),
    (1, "08:00", "09:00", 1),
    (1, "09:00", "20:00", 0),
    (1, "20:00", "22:00", 1),
    (2, "08:00", "19:00", 0),
    (2, "19:00", "22:00", 1),
    (3, "08:00", "10:00", 0),
)
PAYS = {
    "Orchard House": {"Council arranged": "270.00", "Own": "135.00"},
    "Tweed PA Bank": {"Nhs": "25%", "Direct payment": "75%"},
    "Sleepovers": {"Council arranged": "100%"},
    "Blackadder Cabs": {"Ilf": "170.00"},
    "Riding": {"Ilf": "60.00"},
    "Pressure mattress": {"Own": "35.00"},
}
"""By the start of a part's title: which pot pays what of it."""

SUMS = {"nhs": 221_40, "direct": 664_20, "virtual": 765_00, "ilf": 230_00, "own": 170_00}
OUTCOME = "Away with people my own age"


@pytest.fixture
def people(app: Flask, client: CheckedClient) -> Golden:
    """Everybody and everything of A. Its own draft holds nothing, so another break may be built beside it."""
    made = golden.a_long_weekend()
    families.sign_in(client, made.arranger)
    return made


def sent(client: CheckedClient, address: str, typed: Mapping[str, object]) -> str:
    """Open a page, send its form, and go where it leads; that address."""
    assert client.get(address).status_code == 200
    answer = client.post(address, data=dict(typed))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def started(client: CheckedClient, people: Golden, first: date) -> str:
    typed = {
        "title": "Long weekend",
        "whose": "person",
        "person": people.people["person"],
        "starts_on": first.isoformat(),
        "starts_time": "16:00",
        "ends_on": (first + timedelta(days=3)).isoformat(),
        "ends_time": "10:00",
        "town": "Duns",
        "needs_cover": "yes",
    }
    return sent(client, "/breaks/new", typed).split("/")[2]


def rows(several: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Rows as the form names them."""
    typed: dict[str, object] = {"rows": str(len(several))}
    for place, row in enumerate(several):
        typed |= {f"{name}_{place}": value for name, value in row.items()}
    return typed


def parts_added(client: CheckedClient, people: Golden, ref: str, first: date) -> None:
    offers = people.offers

    def day(ahead: int) -> str:
        return (first + timedelta(days=ahead)).isoformat()

    def add(name: str, unit: str, typed: Mapping[str, object]) -> None:
        sent(client, f"/breaks/{ref}/add/{offers[name].ref}/{unit}", typed)

    add("house", "nights", {"arrive": day(0), "leave": day(3), "guests": "1"})
    spaces = offers["bank"].spaces
    shifts = [{"day": day(on), "start": start, "end": end, "space": spaces[pa]} for on, start, end, pa in SHIFTS]
    add("bank", "hours", rows(shifts))
    nights = [{"day": day(on), "start": "22:00", "end": "08:00", "space": spaces[1]} for on in range(3)]
    add("bank", "sleepovers", rows(nights))
    taxis = [(0, "15:00", "16:00"), (3, "10:00", "11:00")]
    add("taxi", "items", rows([{"quantity": 1, "day": day(on), "start": a, "end": b} for on, a, b in taxis]))
    add("riding", "items", rows([{"quantity": 1, "day": day(1), "start": "14:00", "end": "15:00"}]))
    add("mattress", "items", rows([{"quantity": 1}]) | {"asks": "To his paper"})


def shares_set(client: CheckedClient, ref: str) -> None:
    for line in lines(ref):
        pays = next(pays for title, pays in PAYS.items() if line.title.startswith(title))
        address = f"/breaks/{ref}/who-pays/{line.ref}"
        text = client.get(address).text
        typed: dict[str, object] = {}
        for pot, amount in pays.items():
            found = re.search(rf'for="amount_(\d+)">\s*How much from {pot}\?', text)
            assert found, (pot, text)
            place = found[1]
            typed[f"amount_{place}"] = amount
            outcome = re.search(rf'id="outcome_{place}".*?<option value="([^"]+)"[^>]*>\s*{OUTCOME}', text, re.DOTALL)
            if outcome and pot in {"Council arranged", "Direct payment"}:
                typed[f"outcome_{place}"] = outcome[1]
        sent(client, address, typed)


def lines(ref: str) -> list[Line]:
    session.rollback()
    return list(session.scalars(select(Line).join(Break).where(Break.ref == ref).order_by(Line.id)))


def paid(ref: str, pot_ref: str) -> int:
    shares = session.scalars(select(Share).join(Line).join(Break).where(Break.ref == ref)).all()
    return sum(share.pence for share in shares if share.pot.ref == pot_ref)


def test_a_mother_builds_a_long_weekend_and_holds_it_to_the_penny(client: CheckedClient, people: Golden) -> None:
    first = golden.friday()
    ref = started(client, people, first)
    assert "Nothing is in it yet" in client.get(f"/breaks/{ref}").text
    parts_added(client, people, ref, first)
    page = client.get(f"/breaks/{ref}").text
    assert WHOLE in page
    assert "who pays?" in page
    assert f"Nobody pays {WHOLE} yet" in client.get(f"/breaks/{ref}/who-pays").text
    shares_set(client, ref)
    assert "Every part is paid for exactly." in client.get(f"/breaks/{ref}/who-pays").text
    assert {name: paid(ref, people.pots[name]) for name in SUMS} == SUMS
    assert sent(client, f"/breaks/{ref}/hold", {}) == f"/breaks/{ref}"
    held = client.get(f"/breaks/{ref}").text
    for said in ("held for you", WHOLE, "66 h", "All of it is held for you until", "This may be a package holiday"):
        assert said in held, said
    pots = client.get(f"/breaks/{ref}/who-pays").text
    for said in ("£978.60", "£1,645.80", "£735.00", "£410.00", "£170.00"):
        assert said in pots, said


def test_everyone_is_asked_the_family_says_yes_and_what_waits_is_said(client: CheckedClient, people: Golden) -> None:
    ref = people.ref
    services.hold(ref, by=people.arranger)
    page = client.get(f"/breaks/{ref}/ask").text
    typed = {"longer": "no"} if "The council may answer later" in page else {}
    assert sent(client, f"/breaks/{ref}/ask", typed) == f"/breaks/{ref}"
    assert "waiting for answers" in client.get(f"/breaks/{ref}").text
    own = people.pots["own"]
    assert sent(client, f"/breaks/{ref}/pots/{own}/agree", {}) == f"/breaks/{ref}/who-pays"
    assert "agreed by Anna Hume" in client.get(f"/breaks/{ref}/who-pays").text
    son, person = people.viewers["person"], people.people["person"]
    families.sign_in(client, son)
    line = people.lines["riding"]
    address = f"/breaks/{ref}/parts/{line}/say/{person}"
    assert "do you want it?" in client.get(address).text
    assert sent(client, address, {"answer": "no", "words": "Not this time"}) == f"/breaks/{ref}"
    page = client.get(f"/breaks/{ref}").text
    assert "1 part no longer in it" in page
    assert "£1,990.60" in page
    assert not [one for one in lines(ref) if one.sort is LineSort.LISTED and one.ref == line and one.state.is_in]
