"""What the demo's providers promise when somebody cancels is what their steps say."""

from marketplace.demo.supply_texts import providers
from marketplace.listings.cancelling import Cancellation, read_steps


def test_who_has_terms_of_its_own_has_steps_and_its_words_promise_no_other_day() -> None:
    own = [one for each in providers() for one in each.listings if one.cancellation is Cancellation.OWN]
    assert own
    for one in own:
        assert read_steps(one.cancellation_steps), one.title
        assert "before" not in one.cancellation_words, one.title
