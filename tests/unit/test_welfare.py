"""The welfare half of a statement: by what matters, and its sums are those of the money half."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from marketplace.budgets.statement import Line, Movement, PaidFor
from marketplace.budgets.welfare import NOT_NAMED, welfare

DAY = date(2027, 3, 5)
WHAT_FOR = {
    "share:house": PaidFor("Orchard House", outcome="Away with friends", went="done, Callum said yes"),
    "share:pa": PaidFor("Tweed PA Bank", outcome="Away with friends", went="done"),
    "share:riding": PaidFor("Riding", outcome="Be outdoors", went="cancelled, Callum said no"),
    "share:taxi": PaidFor("Taxi"),
}


def moved(reference: str, pence: int) -> Line:
    return Line(DAY, Movement.PAID if pence < 0 else Movement.BACK, pence, 0, reference)


def test_what_was_paid_stands_under_what_matters_less_what_came_back_and_what_is_not_named_is_last() -> None:
    lines = [
        moved("share:taxi", -900_00),
        moved("share:house", -270_00),
        moved("share:riding", -60_00),
        moved("share:pa", -30_00),
        moved("share:riding", 60_00),
    ]
    assert [(one.words, one.pence) for one in welfare(lines, WHAT_FOR)] == [
        ("Away with friends", 300_00),
        ("Be outdoors", 0),
        (NOT_NAMED, 900_00),
    ]
    friends, outdoors, _ = welfare(lines, WHAT_FOR)
    assert friends.things == (("Orchard House", "done, Callum said yes"), ("Tweed PA Bank", "done"))
    assert outdoors.things == (("Riding", "cancelled, Callum said no"),)


def test_two_things_of_the_same_words_are_both_there_with_what_became_of_each() -> None:
    what_for = {
        "share:1": PaidFor("Accommodation", outcome="Away with friends", went="done"),
        "share:2": PaidFor("Accommodation", outcome="Away with friends", went="cancelled"),
        "share:3": PaidFor("Accommodation", outcome="Away with friends", went="done"),
    }
    (matter,) = welfare([moved(reference, -10_00) for reference in what_for], what_for)
    assert (matter.pence, matter.things) == (30_00, (("Accommodation", "done"), ("Accommodation", "cancelled")))


def test_money_that_came_in_and_what_nobody_knows_is_in_no_matter() -> None:
    lines = [Line(DAY, Movement.ADDED, 1_000_00, 1_000_00), moved("share:gone", -5_00)]
    assert welfare(lines, WHAT_FOR) == ()


@given(st.lists(st.tuples(st.sampled_from(sorted(WHAT_FOR)), st.integers(-900_00, 900_00).filter(bool))))
def test_the_welfare_half_comes_to_what_the_money_half_paid(moves: list[tuple[str, int]]) -> None:
    lines = [moved(reference, pence) for reference, pence in moves]
    assert sum(one.pence for one in welfare(lines, WHAT_FOR)) == -sum(pence for _, pence in moves)
