"""Where pots pay already, and only what their money is for is left to say, the pages say just that."""

from fractions import Fraction

import pytest

from marketplace.booking import services
from marketplace.booking.drafts import SharePart
from tests import breaks, families
from tests.checked_client import CheckedClient
from tests.paper import words

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])  # the pages are the same on both


def test_what_is_paid_already_is_not_said_to_be_a_suggestion(client: CheckedClient) -> None:
    made = breaks.planned(breaks.family(), pot="virtual", shared=False)
    families.sign_in(client, made.arranger)
    page = f"/breaks/{made.ref}/who-pays"
    assert "Who might pay for" in words(client.get(f"{page}/suggested?anew=yes"))
    for_nothing = SharePart(made.pots["virtual"], per_cent=Fraction(100), option=3)
    services.set_shares(made.ref, made.lines["house"], parts=[for_nothing], by=made.arranger)
    said = words(client.get(f"{page}/suggested?anew=yes"))
    assert "These pots pay for your break now. Say what their money is for." in said
    assert "Every part is paid for exactly." in said
    assert "Save what it is for" in said
    assert "would be paid" not in said
    shown = client.get(page)
    assert "Still to say: what the money is for" in words(shown)
    assert "A rule says no" not in words(shown)
    assert f'href="{page}/{made.lines["house"]}">Say what the money for' in shown.text
    breaks.pay(made, "house", "virtual")
    assert "Still to say" not in words(client.get(page))
