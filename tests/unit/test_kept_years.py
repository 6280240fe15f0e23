"""How long papers about money are kept: whole financial years, counted from the end of the one they were sent in."""

from datetime import date

import pytest

from marketplace.payments.invoices.years import last_to_empty


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2033, 3, 31), date(2026, 3, 31)),
        (date(2033, 4, 1), date(2027, 3, 31)),
        (date(2033, 12, 31), date(2027, 3, 31)),
        (date(2034, 1, 1), date(2027, 3, 31)),
    ],
)
def test_a_year_s_papers_are_let_go_the_day_after_so_many_whole_years(today: date, last: date) -> None:
    assert last_to_empty(today, kept_years=6) == last
