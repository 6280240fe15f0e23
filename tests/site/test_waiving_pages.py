"""Pages of what was kept of a cancelled part: whoever arranges asks for less, the provider answers, both read it."""

import pytest

from marketplace.db import session
from tests import families
from tests.checked_client import CheckedClient
from tests.golden import Golden
from tests.integration.test_cancel_costs import THREE_DAYS, before, cancel, confirmed
from tests.integration.test_waiving import WHY
from tests.paper import words

pytestmark = [pytest.mark.parametrize("engine_name", ["sqlite"]), pytest.mark.usefixtures("app")]


@pytest.fixture
def made() -> Golden:
    found = confirmed()
    with before(found, THREE_DAYS):
        cancel(found)
    session.rollback()
    return found


def test_somebody_asks_with_words_the_provider_gives_a_part_back_and_both_read_it(
    client: CheckedClient, made: Golden
) -> None:
    line = made.lines["house"]
    part, ask = f"/breaks/{made.ref}/parts/{line}", f"/breaks/{made.ref}/parts/{line}/let-off"
    families.sign_in(client, made.arranger)
    assert f'href="{part}"' in client.get(f"/breaks/{made.ref}").text
    assert f'href="{ask}"' in client.get(part).text
    assert "They do not have to say yes." in words(client.get(ask))
    wrong = client.post(ask, data={"reason": ""})
    assert (wrong.status_code, "Say what happened" in wrong.text) == (422, True)
    asked = client.post(ask, data={"reason": WHY}, follow_redirects=True)
    assert "is asked. You have a letter when they answer." in words(asked)
    assert "They were asked to keep less" in words(asked)
    assert client.get(ask).status_code == 303
    families.sign_in(client, made.offers["house"].by)
    assert "You are asked to keep less of it" in words(client.get("/requests"))
    desk, form = f"/requests/{line}", f"/requests/{line}/let-off"
    assert f'href="{form}"' in client.get(desk).text
    assert WHY in client.get(form).text
    refused = client.post(form, data={"answer": "part"})
    assert (refused.status_code, "Enter how much you give back" in refused.text) == (422, True)
    refused = client.post(form, data={"answer": "nothing"})
    assert (refused.status_code, "Say why you keep it" in refused.text) == (422, True)
    done = client.post(form, data={"answer": "part", "amount": "30", "words": "Get well"}, follow_redirects=True)
    assert "You gave £30.00 back." in words(done)
    assert client.get(form).status_code == 303
    families.sign_in(client, made.arranger)
    assert "£30.00 of £100.00 goes back" in words(client.get(part))


def test_who_has_no_part_in_it_finds_no_such_page(client: CheckedClient, made: Golden) -> None:
    line = made.lines["house"]
    families.sign_in(client, made.offers["bank"].by)
    assert client.get(f"/requests/{line}/let-off").status_code == 404
    families.sign_in(client, made.offers["house"].by)
    assert client.get(f"/requests/{line}/let-off").status_code == 404
    families.sign_in(client, made.arranger)
    assert client.get(f"/breaks/{made.ref}/parts/{made.lines['support']}/let-off").status_code == 404
