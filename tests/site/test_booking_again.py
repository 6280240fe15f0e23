"""The same as last time: the page that shows it first, and the break it makes."""

from datetime import timedelta

import pytest

from tests import families, golden
from tests.checked_client import CheckedClient
from tests.paper import send, words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both


def test_the_same_again_is_shown_for_the_next_such_day_and_then_made(client: CheckedClient) -> None:
    made = golden.a_long_weekend()
    golden.ask(made)
    families.sign_in(client, made.arranger)
    assert "Copy to other days" in client.get(f"/breaks/{made.ref}").text
    shown = words(client.get(f"/breaks/{made.ref}/again"))
    assert "36 hours at £24.60" in shown
    assert "£2,050.60" in shown
    assert "not free" not in shown
    assert "not free then" in words(client.get(f"/breaks/{made.ref}/again?first={golden.friday()}"))
    other = golden.friday() + timedelta(days=22)
    assert "another day of the week" in words(client.get(f"/breaks/{made.ref}/again?first={other}"))
    answer = send(client, f"/breaks/{made.ref}/again", {"title": "Duns once more"}, press="Make this break")
    assert answer.status_code == 303
    assert "Duns once more" in client.get(answer.location).text


def test_a_day_that_is_over_or_no_day_is_said_at_its_field(client: CheckedClient) -> None:
    made = golden.two_nights_in_peebles()
    families.sign_in(client, made.arranger)
    for typed in ("2020-01-01", "soon", ""):
        answer = client.get(f"/breaks/{made.ref}/again?first={typed}")
        assert answer.status_code == 422
        assert "govuk-error-summary" in answer.text
