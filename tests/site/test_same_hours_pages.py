"""Hours over several days on the pages: looked for, priced on the page of a listing, and added to a break."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from flask import Flask

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.models import Line
from marketplace.clock import in_london
from marketplace.db import session
from marketplace.listings.pricing import RateUnit
from marketplace.periods import merged
from tests import families, golden, supply
from tests.checked_client import CheckedClient
from tests.golden import Golden

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])

TIMES = "from=2027-03-05&to=2027-03-08&start=09:00&end=17:00"
SAID = "09:00 to 17:00 on each of 4 days, Fri 5 to Mon 8 March 2027"


@pytest.fixture
def weekend(app: Flask) -> Golden:
    return golden.a_long_weekend()


@pytest.fixture
def bank(client: CheckedClient) -> Iterator[str]:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        yield supply.listing("Reivers", kind=ListingKind.PA_BANK, rates={RateUnit.HOUR: 24_60}, spaces=2).ref


def _text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_search_says_the_days_and_the_price_for_all_of_them(client: CheckedClient, bank: str) -> None:
    page = client.get(f"/search?near=Duns&{TIMES}&each=day").text
    assert SAID in _text(page)
    assert "£787.20" in page
    assert "for 4 stretches of 8 hours" in _text(page)
    assert f"/listings/{bank}?from=2027-03-05&amp;to=2027-03-08&amp;start=09%3A00&amp;end=17%3A00&amp;each=day" in page


def test_more_days_than_two_weeks_are_refused(client: CheckedClient, bank: str) -> None:
    answer = client.get("/search?from=2027-03-01&to=2027-03-20&start=09:00&end=17:00&each=day")
    assert answer.status_code == 422
    assert "choose 14 days or fewer" in answer.text


@pytest.mark.parametrize("days", ["from=9999-12-31", "from=9999-12-31&to=9999-12-31", "from=2027-03-05&to=9999-12-31"])
@pytest.mark.parametrize("each", ["", "day"])
def test_hours_over_midnight_of_a_day_too_far_off_are_blamed_on_the_day(
    client: CheckedClient, bank: str, days: str, each: str
) -> None:
    asked = f"{days}&start=22:00&end=06:00&each={each}"
    for address in (f"/search?near=Duns&{asked}", f"/listings/{bank}?{asked}"):
        answer = client.get(address)
        assert answer.status_code == 422
        assert "choose a day from 10 January 2027" in _text(answer.text)
    kept = client.post(f"/shortlist/keep?{asked}", data={"listing": bank}, follow_redirects=True)
    assert kept.status_code == 200
    assert "Reivers" in kept.text


def test_the_page_of_a_listing_prices_all_the_days_and_carries_them_on(client: CheckedClient, bank: str) -> None:
    page = client.get(f"/listings/{bank}?{TIMES}&each=day").text
    assert SAID in _text(page)
    assert "£787.20" in page
    assert "free on these dates" in page
    assert "each=day" in page[page.index("/breaks/add?") :].split('"')[0]


def _address(weekend: Golden) -> str:
    return f"/breaks/{weekend.ref}/add/{weekend.offers['bank'].ref}/hours"


def _rows(page: str) -> list[tuple[str, ...]]:
    """Day, start and end of each row that has times."""
    chosen = re.findall(r'name="day_\d+".*?</select>', page, re.DOTALL)
    days = [(re.findall(r'value="([^"]*)" selected', one) or [""])[0] for one in chosen]
    times = [re.findall(rf'name="{edge}_\d+"[^>]*?value="([^"]*)"', page) for edge in ("start", "end")]
    return [row for row in zip(days, *times, strict=False) if row[1]]


def _said(first: int = 0, last: int = 3, how: str = "each") -> dict[str, str]:
    days = [(golden.friday() + timedelta(days=days_on)).isoformat() for days_on in (first, last)]
    return {
        "rows": "6",
        "every_how": how,
        "every_first": days[0],
        "every_last": days[1],
        "every_start": "17:00",
        "every_end": "09:00",
    }


def _periods() -> list[tuple[str, str]]:
    session.rollback()
    line = session.query(Line).order_by(Line.id.desc()).first()
    assert line is not None
    return [
        (f"{in_london(one.starts_at):%a %H:%M}", f"{in_london(one.ends_at):%a %H:%M}") for one in merged(line.periods)
    ]


def test_what_was_looked_for_stands_in_the_rows(client: CheckedClient, weekend: Golden) -> None:
    families.sign_in(client, weekend.arranger)
    friday, saturday = (golden.friday() + timedelta(days=days) for days in (0, 1))
    asked = f"from={friday}&to={saturday}&start=17:00&end=21:00"
    days = [(one.isoformat(), "17:00", "21:00") for one in (friday, saturday)]
    assert _rows(client.get(f"{_address(weekend)}?{asked}&each=day").text) == days
    through = [(friday.isoformat(), "17:00", "17:00"), (saturday.isoformat(), "17:00", "21:00")]
    assert _rows(client.get(f"{_address(weekend)}?{asked}").text) == through


def test_any_days_at_all_may_stand_in_the_address_and_the_rows_are_of_the_break(
    client: CheckedClient, weekend: Golden
) -> None:
    families.sign_in(client, weekend.arranger)
    days = [(golden.friday() + timedelta(days=ahead)).isoformat() for ahead in range(4)]
    always = client.get(f"{_address(weekend)}?from=0001-01-01&to=9999-12-31&start=09:00&end=17:00&each=day")
    assert _rows(always.text) == [(day, "09:00", "17:00") for day in days]
    for never in ("0001-01-01", "9999-12-31"):
        page = client.get(f"{_address(weekend)}?from={never}&to={never}&start=22:00&end=06:00")
        assert (page.status_code, _rows(page.text)) == (200, [])


def test_the_rows_are_filled_to_be_looked_at_and_a_single_one_left_out(client: CheckedClient, weekend: Golden) -> None:
    families.sign_in(client, weekend.arranger)
    page = client.post(_address(weekend), data=_said() | {"fill_rows": "yes"})
    assert page.status_code == 200
    nights = _rows(page.text)
    assert len(nights) == 3
    rows = {
        f"{name}_{place}": row[at]
        for place, row in enumerate(nights)
        for at, name in enumerate(("day", "start", "end"))
    }
    answer = client.post(_address(weekend), data=_said() | rows | {"start_1": "", "end_1": "", "asks": "Ring twice"})
    assert answer.status_code == 303
    assert _periods() == [("Fri 17:00", "Sat 09:00"), ("Sun 17:00", "Mon 09:00")]


def test_hours_said_once_for_several_days_are_a_stretch_for_each(client: CheckedClient, weekend: Golden) -> None:
    families.sign_in(client, weekend.arranger)
    assert client.post(_address(weekend), data=_said(last=2)).status_code == 303
    assert _periods() == [("Fri 17:00", "Sat 09:00"), ("Sat 17:00", "Sun 09:00")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"every_start": ""}, "Enter the time the hours start"),
        ({"every_end": ""}, "Enter the time the hours end"),
        (_said(first=2, last=1), "Last day: choose the first day or a later one"),
    ],
)
def test_what_is_missing_is_said_before_rows_are_filled(
    client: CheckedClient, weekend: Golden, typed: dict[str, str], said: str
) -> None:
    families.sign_in(client, weekend.arranger)
    answer = client.post(_address(weekend), data=_said() | typed | {"fill_rows": "yes"})
    assert answer.status_code == 422
    assert said in answer.text


def test_what_is_no_day_and_no_way_is_not_taken(client: CheckedClient, weekend: Golden) -> None:
    families.sign_in(client, weekend.arranger)
    wrong = _said() | {"every_first": "soon", "every_how": "never", "fill_rows": "yes"}
    assert client.post(_address(weekend), data=wrong).status_code in {200, 422}
    assert _rows(client.post(_address(weekend), data=wrong).text) == []
