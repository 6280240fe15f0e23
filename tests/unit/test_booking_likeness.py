"""Which questions of money are like each other: each fact alone, both sides of each limit, and the order."""

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking.likeness import MoneyAsked, is_like, likest_first
from marketplace.booking.sorts import Whose

HOUSE, BANK, TAXI = ListingKind.ACCOMMODATION, ListingKind.PA_BANK, ListingKind.TRANSPORT


def asked(pence: int = 200_01, *kinds: ListingKind, whose: Whose = Whose.PERSON) -> MoneyAsked:
    return MoneyAsked(whose, frozenset(kinds or {HOUSE, BANK}), pence)


@pytest.mark.parametrize(
    ("other", "is_so"),
    [
        (asked(), True),
        (asked(200_01, HOUSE), True),
        (asked(200_01, TAXI), False),
        (asked(whose=Whose.CARER), False),
        (asked(whose=Whose.TOGETHER), False),
        (asked(100_01), True),
        (asked(100_00), False),
        (asked(400_02), True),
        (asked(400_03), False),
    ],
)
def test_like_is_the_same_sort_of_break_a_kind_in_common_and_an_amount_from_half_to_double(
    other: MoneyAsked, *, is_so: bool
) -> None:
    assert is_like(asked(), other) is is_so


def test_most_in_common_comes_first_then_the_nearest_amount_then_what_came_first() -> None:
    far, near, other, same = asked(390_00), asked(210_00), asked(200_01, HOUSE), asked(390_00)
    found = likest_first(asked(), [other, far, same, near, asked(200_01, TAXI)], lambda one: one)
    assert [id(one) for one in found] == [id(one) for one in (near, far, same, other)]
