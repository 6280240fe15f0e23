"""Which of a care home and a flexible break costs the council more, as far as that is known."""

import pytest

from marketplace.quotes.sides import Side, Sides


def side(council: int, *, others: int = 0) -> Side:
    return Side("One", 2, council, 0, others, "", "", (), None, "", "", "")


@pytest.mark.parametrize(
    ("home", "flexible", "unpaid", "words"),
    [
        (396_00, 450_00, 0, "The flexible break costs the council £54.00 more."),
        (396_00, 300_00, 0, "The flexible break costs the council £96.00 less."),
        (396_00, 396_00, 0, "Both cost the council the same."),
        (396_00, 450_00, 10_00, "The flexible break costs the council at least £54.00 more."),
        (396_00, 0, 192_00, "The flexible break costs the council at least £204.00 less."),
        (396_00, 300_00, 192_00, "Which of them costs the council more is not known yet."),
        (396_00, 300_00, 96_00, "Which of them costs the council more is not known yet."),
    ],
)
def test_what_nobody_pays_yet_is_counted_and_no_side_is_called_cheaper_for_it(
    home: int, flexible: int, unpaid: int, words: str
) -> None:
    sides = Sides(side(home), side(flexible, others=5_00), (), open_pence=unpaid)
    assert sides.council_words == words
    assert sides.flexible_pence == flexible + 5_00 + unpaid
