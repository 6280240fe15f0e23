"""A part on other days than its break says so wherever the break is planned, and one press puts it right."""

from datetime import timedelta
from fractions import Fraction

import pytest

from marketplace.booking import services
from marketplace.booking.drafts import SharePart
from marketplace.booking.queries.breaks import break_for
from marketplace.db import session
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import send, send_from, words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both

PRESS = "Change the days of the break"
OUTSIDE = "outside your break: change the days of the break, or of this part"


@pytest.fixture
def nights(client: CheckedClient) -> Golden:
    made = breaks.planned()
    families.sign_in(client, made.arranger)
    return made


def add_far(client: CheckedClient, made: Golden, *, days: int, nights: int = 2) -> str:
    """The same house so many days after the Friday; what the reader is told."""
    arrive = golden.friday() + timedelta(days=days)
    answers = {"arrive": arrive.isoformat(), "leave": (arrive + timedelta(days=nights)).isoformat()}
    answer = send(client, f"/breaks/{made.ref}/add/{made.offers['house'].ref}/nights", answers)
    assert answer.status_code == 303
    return words(client.get(answer.location))


def whole_of(made: Golden) -> list[SharePart]:
    """All of a part from the one pot there is."""
    return [SharePart(made.pots["virtual"], per_cent=Fraction(100), option=3, outcome_ref=made.outcome)]


def test_a_stay_on_other_days_is_added_with_a_word_and_marked_until_the_days_are_changed(
    client: CheckedClient, nights: Golden
) -> None:
    address = f"/breaks/{nights.ref}"
    assert "outside your break" not in words(client.get(address))
    told = add_far(client, nights, days=56)
    assert OUTSIDE in told
    assert f"is {OUTSIDE.split(':', maxsplit=1)[0]}" in told
    for page in (address, f"{address}/hold"):
        assert f"is {OUTSIDE.split(':', maxsplit=1)[0]}" in words(client.get(page))
    days = break_for(nights.ref, viewer=nights.arranger).timeline
    assert len(days) <= 6
    far = golden.friday() + timedelta(days=56)
    assert f"{far:%A} {far.day} {far:%B}" in [one.name for one in days]
    answer = send(client, address, press=PRESS)
    assert "Your break is now" in words(client.get(answer.location))
    assert "outside your break" not in words(client.get(address))
    session.rollback()
    starts, ends = nights.break_.starts_at, nights.break_.ends_at
    assert starts == golden.at(golden.friday(), 15)
    assert ends.date() == golden.friday() + timedelta(days=58)


def test_parts_that_shorter_days_leave_outside_are_marked(client: CheckedClient, nights: Golden) -> None:
    last = golden.friday() + timedelta(days=1)
    answer = send(client, f"/breaks/{nights.ref}/change", {"ends_on": last.isoformat()})
    told = words(client.get(answer.location))
    assert f"The changes are saved. Whin Lodge: {OUTSIDE}" in told
    assert [line.title for line in break_for(nights.ref, viewer=nights.arranger).outside_lines] == ["Whin Lodge"]


def test_days_that_were_changed_meanwhile_are_looked_at_again(client: CheckedClient, nights: Golden) -> None:
    address = f"/breaks/{nights.ref}"
    add_far(client, nights, days=7)
    drawn = client.get(address)
    add_far(client, nights, days=21)
    assert send_from(client, drawn, address, press=PRESS).status_code == 409
    session.rollback()
    assert nights.break_.ends_at == golden.at(golden.friday() + timedelta(days=2), 10)


def test_no_press_makes_a_break_too_long_or_moves_one_that_is_held(client: CheckedClient, nights: Golden) -> None:
    address = f"/breaks/{nights.ref}"
    add_far(client, nights, days=140)
    page = words(client.get(address))
    assert "days-for-parts" not in client.get(address).text
    assert "A break that holds all of it would be too long" in page


def test_days_of_what_is_held_stay_until_it_is_let_go(client: CheckedClient, nights: Golden) -> None:
    address = f"/breaks/{nights.ref}"
    add_far(client, nights, days=7)
    drawn = client.get(address)
    for line in nights.break_.lines_in:
        services.set_shares(nights.ref, line.ref, parts=whole_of(nights), by=nights.arranger)
    services.hold(nights.ref, by=nights.arranger)
    page = words(client.get(address))
    assert "is outside your break" in page
    assert "To change the days of the break, let it go first" in page
    assert "days-for-parts" not in client.get(address).text
    assert send_from(client, drawn, address, press=PRESS).status_code == 409


def test_somebody_with_two_places_to_sleep_on_one_night_is_named(client: CheckedClient, nights: Golden) -> None:
    address = f"/breaks/{nights.ref}"
    breaks.add_house(nights, "room")
    assert "two places to sleep" not in words(client.get(address))  # a second room of one place
    nights.offers["inn"] = breaks.house(title="Ford Inn")
    breaks.add_house(nights, "inn", of="inn")
    called = break_for(nights.ref, viewer=nights.arranger).person_called
    told = words(client.get(address))
    assert f"{called} has two places to sleep" in told
    assert "Whin Lodge and Ford Inn" in told


def test_a_break_that_is_cancelled_is_not_said_to_be_empty_still(client: CheckedClient, nights: Golden) -> None:
    services.hold(nights.ref, by=nights.arranger)
    services.cancel_break(nights.ref, reason="We cannot go", by=nights.arranger)
    page = words(client.get(f"/breaks/{nights.ref}"))
    assert "Nothing is in it any more" in page
    assert "Nothing is in it yet" not in page
