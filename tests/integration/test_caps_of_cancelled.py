"""What a provider keeps of a cancelled part counts against the caps of the pot that paid it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from marketplace.access_facts.kinds import ListingKind
from marketplace.booking import services
from marketplace.booking.errors import RulesSayNo
from marketplace.booking.queries.pot_limits import limit_results, room_of
from marketplace.budgets.services import terms
from marketplace.budgets.terms import Buys, TermsDraft
from marketplace.rules.results import Answer
from marketplace.rules.settings import MayBuy
from tests import breaks
from tests.golden import Golden
from tests.integration.test_cancel_costs import THREE_DAYS, before, confirmed

pytestmark = pytest.mark.usefixtures("database")


def cap(made: Golden, draft: TermsDraft) -> None:
    terms.keep_terms(made.pots["virtual"], draft=draft, seen=None, by=made.viewers["officer"])


@contextmanager
def next_after_half_was_kept() -> Iterator[Golden]:
    """The next break of the same family, planned before the first one was cancelled and half of its stay kept."""
    made = confirmed()
    first = made.ref
    again = breaks.planned(made, at=breaks.house(title="Broom Cottage"))
    with before(again, THREE_DAYS):
        services.cancel_break(first, reason="He is ill", by=made.arranger)
        yield again


@pytest.mark.parametrize(
    ("draft", "stops"),
    [
        (TermsDraft(total_cap_pence=300_00), False),
        (TermsDraft(total_cap_pence=299_99), True),
        (TermsDraft(week_cap_pence=300_00), False),
        (TermsDraft(week_cap_pence=299_99), True),
    ],
)
def test_half_of_a_stay_that_was_kept_leaves_so_much_less_for_the_next_one(draft: TermsDraft, *, stops: bool) -> None:
    with next_after_half_was_kept() as again:
        cap(again, draft)
        assert [one.answer for one in limit_results(again.break_)] == [Answer.NO] * stops
        if stops:
            with pytest.raises(RulesSayNo, match="Limits of a pot"):
                services.hold(again.ref, by=again.arranger)


def test_what_was_kept_is_gone_from_the_room_that_a_cap_leaves_and_what_went_back_is_not() -> None:
    made = confirmed()
    cap(made, TermsDraft(total_cap_pence=500_00))
    assert room_of(made.pot("virtual")).whole_pence == 500_00 - 298_40
    with before(made, THREE_DAYS):
        services.cancel_break(made.ref, reason="He is ill", by=made.arranger)
        assert room_of(made.pot("virtual")).whole_pence == 400_00


@pytest.mark.parametrize(("most", "stops"), [(300_00, False), (299_99, True)])
def test_what_was_kept_counts_against_the_cap_of_its_sort_of_thing(most: int, *, stops: bool) -> None:
    with next_after_half_was_kept() as again:
        buys = {ListingKind.ACCOMMODATION: Buys(MayBuy.ALLOW, most)}
        terms.keep_purchases(again.pots["virtual"], said=buys, seen=None, by=again.viewers["officer"])
        assert [one.answer for one in limit_results(again.break_)] == [Answer.NO] * stops
