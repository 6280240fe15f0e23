"""What sorts of pots differ in, in words."""

import pytest

from marketplace.budgets.sorts import EARLY_OR_LATE, SettlesBy, ways_words


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        ([SettlesBy.BANK_TRANSFER, SettlesBy.CARD, SettlesBy.AFTERWARDS], ("by card", EARLY_OR_LATE)),
        ([SettlesBy.BANK_TRANSFER, SettlesBy.CARD], ("by bank transfer", "by card")),
        ([SettlesBy.AFTERWARDS], ("by bank transfer once the break is over",)),
        ([SettlesBy.CARD, SettlesBy.CARD], ("by card",)),
        ([], ()),
    ],
)
def test_each_way_in_which_a_pot_pays_is_said_once(ways: list[SettlesBy], said: tuple[str, ...]) -> None:
    assert ways_words(ways) == said
