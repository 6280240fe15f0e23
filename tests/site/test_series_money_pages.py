"""The times of one break that share a pot: each of their pages says what all of them take of it together."""

from datetime import timedelta

import pytest

from marketplace.booking import services
from marketplace.booking.queries.series import series_for
from marketplace.wording import days_words
from tests import breaks, families, golden
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.paper import words


@pytest.fixture
def short(client: CheckedClient) -> Golden:
    """Two weekends, and a pound too little for both."""
    made = breaks.planned(of=breaks.family(pence=2 * breaks.PRICE - 1_00))
    firsts = [golden.friday() + timedelta(days=21)]
    services.repeat_break(made.ref, firsts=firsts, every_weeks=3, by=made.arranger)
    families.sign_in(client, made.arranger)
    return made


@pytest.mark.parametrize("page", ["", "/who-pays", "/series"])
def test_each_page_says_where_the_money_runs_out(client: CheckedClient, short: Golden, page: str) -> None:
    said = words(client.get(f"/breaks/{short.ref}{page}"))
    assert "There is not enough for all the times of this break" in said
    assert "2 breaks that are not confirmed yet: £400.00. There is £399.00 for them. That is £1.00 too little" in said
    if page == "/who-pays":
        assert "Taken alone, every part is paid for exactly." in said


def test_what_could_not_be_held_is_named_with_its_days(client: CheckedClient, short: Golden) -> None:
    rows = series_for(short.ref, viewer=short.arranger).rows
    page = client.post(f"/breaks/{short.ref}/series", data={"refs": [one.ref for one in rows], "do": "hold"})
    assert page.status_code == 409
    for one in rows:
        assert f"{one.title}, {days_words(one.period.starts_at, one.period.ends_at)}: " in words(page)
