"""What a provider reads of a request that it answered: until all have agreed, once they have, and once it is done."""

from datetime import timedelta

import pytest
import time_machine

from marketplace.booking import services
from tests import breaks, families, golden
from tests.checked_client import CheckedClient

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])

OTHERS, BOOKED, WHO = "each of whom it depends on says yes or no", "All have agreed. It is booked.", "Who comes"


def test_who_is_still_to_answer_and_who_comes_is_told_as_long_as_it_is_so(client: CheckedClient) -> None:
    made = breaks.supported()
    families.sign_in(client, made.offers["bank"].by)

    def told() -> list[bool]:
        page = client.get(f"/requests/{made.lines['support']}").text
        assert "There is nothing more to answer" in page
        return [words in page for words in (OTHERS, BOOKED, WHO)]

    services.consent_to_safety(made.ref, is_yes=True, by=made.viewers["person"])
    golden.accept(made, "support")
    assert told() == [True, False, True]
    golden.answer(made, without={"consent", "support"})
    assert told() == [False, True, True]
    with time_machine.travel(made.break_.ends_at + timedelta(hours=1), tick=False):
        services.complete(made.ref, by=made.arranger)
        families.sign_in(client, made.offers["bank"].by)
        assert told() == [False, False, False]
